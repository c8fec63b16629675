package glissade.fit;

import glissade.data.Table;
import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Source;
import glissade.optimize.Pace;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rules;
import glissade.rule.SettingsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fits a formula to a table.
 *
 * <pre>{@code
 * try (Table table = Tables.open(Path.of("decay.csv"), TableOptions.defaults())) {
 *   FitResult result = Fit.of("y ~ a*exp(-b*x) + c", table).start("a=1, b=1, c=0").run();
 *   double a = result.get("a");
 * }
 * }</pre>
 *
 * <p>{@code left ~ right} is least squares; any other formula is a loss of a row, whose mean over
 * the rows is minimized. Names that the table has are columns; all others are parameters.
 *
 * <p>First comes a descent by a rule: over all rows at once, or by batches in epochs. Then, unless
 * that is turned off, second-order steps go on from where it ended, and from the start as well; the
 * lowest point counts. The same settings give the same bits on any number of threads. Used by one
 * thread; only {@link #interrupt} may come from another.
 */
public final class Fit {
  /** How many steps a descent over all rows makes where no number is set. */
  public static final long DEFAULT_STEPS = 1000;

  /** How many epochs a descent by batches makes where no number is set. */
  public static final long DEFAULT_EPOCHS = 20;

  /** Rows of a batch where none are set and there are too many for all at once. */
  public static final long DEFAULT_BATCH = 256;

  final Formula formula;
  final Table table;
  Starts start = Starts.none();
  ConfiguredRule rule = Rules.find("rmsprop").configured();
  boolean findRate = true;
  @Nullable Long steps;
  @Nullable Long epochs;
  @Nullable Long batch;
  double validation;
  @Nullable Table validationTable;
  long patience;
  @Nullable Integer restarts;
  @Nullable Boolean polish;
  @Nullable String weights;
  final List<String> constraints = new ArrayList<>();
  long seed = 1;
  int threads = 1;
  int bootstrap;
  @Nullable Consumer<FitCheckpoint> taker;
  @Nullable Pace pace;
  String checkpointName = "FILE";
  @Nullable FitCheckpoint resumed;
  private volatile boolean interrupted;

  private Fit(Formula formula, Table table) {
    this.formula = formula;
    this.table = table;
  }

  /**
   * Of a formula to a table; it may call any {@link NamedLoss}.
   *
   * @throws glissade.formula.FormulaException if the formula cannot be read
   */
  public static Fit of(String formula, Table table) {
    return of(NamedLoss.parse(new Source("formula", formula)), table);
  }

  /** Of a formula to a table. */
  public static Fit of(Formula formula, Table table) {
    return new Fit(formula, table);
  }

  /**
   * Where to start: {@code a=1, w=[1,2], W[16,X]=normal(0,0.1)}; adds to what was given before.
   * Sizes may stand in brackets, where the formula does not say them. What has no start is guessed.
   *
   * @throws SettingsException if it cannot be read
   * @throws glissade.formula.FormulaException if a number in it cannot be read
   */
  public Fit start(String values) {
    start = start.with(Starts.parse(values));
    return this;
  }

  /** Where to start; adds to what was given before. */
  public Fit start(Point point) {
    start = start.with(Starts.of(point));
    return this;
  }

  /**
   * By which rule the descent goes; its learning rate is in units of the parameters, which are
   * their starts, or what the first rows say.
   */
  public Fit rule(ConfiguredRule configured) {
    rule = configured;
    findRate = false;
    return this;
  }

  /** By which rule the descent goes, with a learning rate that a few short descents find. */
  public Fit ruleWithoutRate(ConfiguredRule configured) {
    rule = configured;
    findRate = true;
    return this;
  }

  /** How many steps the descent makes, at least 0; in place of a number of epochs. */
  public Fit steps(long number) {
    steps = atLeast("the number of steps", number, 0);
    epochs = null;
    return this;
  }

  /**
   * How many times a descent by batches uses every row, at least 0; in place of a number of steps.
   */
  public Fit epochs(long number) {
    epochs = atLeast("the number of epochs", number, 0);
    steps = null;
    return this;
  }

  /** How many rows make a step, at least 1; {@link Long#MAX_VALUE} for all. */
  public Fit batch(long rows) {
    batch = atLeast("a batch", rows, 1);
    return this;
  }

  /** The share of the rows that is kept back to judge the points by, from 0 to below 1. */
  public Fit validation(double share) {
    if (!(share >= 0 && share < 1)) {
      throw new SettingsException(
          "the share of validation rows must be at least 0 and below 1, not " + share);
    }
    validation = share;
    return this;
  }

  /** Rows to judge the points by. The caller closes the table. */
  public Fit validation(Table rows) {
    validationTable = rows;
    return this;
  }

  /**
   * After how many epochs without a lower loss the descent ends: on validation rows, where there
   * are any. 0 for never.
   */
  public Fit patience(long number) {
    patience = atLeast("the patience", number, 0);
    return this;
  }

  /**
   * From how many starts to descend; the half that got lowest goes on, until one is left. Where
   * nothing is said: one, but several for a network on few rows, which may get stuck.
   */
  public Fit restarts(int number) {
    restarts = (int) atLeast("the number of starts", number, 1);
    return this;
  }

  /** Whether second-order steps follow the descent. */
  public Fit polish(boolean on) {
    polish = on;
    return this;
  }

  /** The column of weights: a row with the weight 2 counts twice. */
  public Fit weights(String column) {
    weights = column;
    return this;
  }

  /**
   * What a parameter must keep to: {@code a>0}, {@code 0<b<1}, {@code c=2*a}, {@code d=3}.
   *
   * @throws SettingsException if it cannot be read, or another is about the same parameter
   */
  public Fit constrain(String constraint) {
    if (constraints.contains(constraint)) {
      return this;
    }
    constraints.add(constraint);
    Constraints.parse(constraints);
    return this;
  }

  /** What random starts, batches and validation rows are drawn from. */
  public Fit seed(long number) {
    seed = number;
    return this;
  }

  /** How many threads sum over all rows, at least 1; the result is the same. */
  public Fit threads(int number) {
    threads = (int) atLeast("the number of threads", number, 1);
    return this;
  }

  /**
   * From how many samples, drawn with replacement, the errors and intervals are taken, at least 2;
   * 0 for the usual ones.
   */
  public Fit bootstrap(int samples) {
    if (samples == 1) {
      throw new SettingsException("one sample has no spread: take 0, or at least 2; 200 is usual");
    }
    bootstrap = (int) atLeast("the number of samples", samples, 0);
    return this;
  }

  /**
   * Writes the descent to a file whenever that is due, at its end, and when it is interrupted, to
   * {@link #resume} from. A file is replaced whole or not at all.
   */
  public Fit checkpoint(Path file, Pace howOften) {
    checkpointName = file.toString();
    return checkpoint(checkpoint -> checkpoint.write(file), howOften);
  }

  /** Hands over a checkpoint whenever it is due, at the descent's end, and when interrupted. */
  public Fit checkpoint(Consumer<FitCheckpoint> consumer, Pace howOften) {
    taker = consumer;
    pace = howOften;
    return this;
  }

  /**
   * Goes on from a checkpoint rather than from the start: with the same formula, rule and rows, on
   * any number of threads, exactly as if the fit had not been interrupted. All settings are taken
   * from it, but for validation rows of their own, which must be given again. Called first: later
   * calls may change the rule's settings, the numbers of steps and epochs, the patience (of a
   * descent over all rows at once only if there was one) and what follows the descent; {@link #run}
   * refuses other changes.
   *
   * @throws glissade.optimize.CheckpointException if it is of another formula
   */
  public Fit resume(FitCheckpoint from) {
    from.configure(this);
    resumed = from;
    return this;
  }

  private static long atLeast(String what, long number, long least) {
    if (number < least) {
      throw new SettingsException("%s must be at least %d, not %d".formatted(what, least, number));
    }
    return number;
  }

  /** Ends the run soon; it returns the best point so far. May be called by any thread. */
  public void interrupt() {
    interrupted = true;
  }

  boolean isInterrupted() {
    return interrupted;
  }

  /** The names of the formula that the table has, and all others. */
  public record Names(List<String> columns, List<String> parameters) {}

  /** Which names of the formula are columns and which are parameters. */
  public Names names() {
    RowNames rows = new RowNames(formula, table.columns());
    return new Names(rows.columns(), rows.parameters());
  }

  /**
   * Fits.
   *
   * @throws glissade.formula.FormulaException if the formula cannot be computed
   * @throws SettingsException if the start does not fit the formula, or settings do not go together
   * @throws glissade.data.DataException if the table cannot be read
   * @throws glissade.optimize.CheckpointException if a checkpoint is of another fit, or cannot be
   *     written
   */
  public FitResult run() {
    return new FitRun(this).run();
  }
}
