package glissade.optimize;

import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rule;
import glissade.rule.Rules;
import glissade.rule.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Minimizes a loss from a start with a rule.
 *
 * <pre>{@code
 * Result result = Minimizer.of("x^2 + y^2").start("x=5, y=4").run();
 * double x = result.get("x");
 * }</pre>
 *
 * <p>Without {@link #steps}, a run ends when the gradient's largest component is at most {@value
 * #DEFAULT_TOLERANCE} (or what {@link #tolerance} says), when the best value has not improved for
 * {@value #PATIENCE} steps, or after {@value #DEFAULT_STEPS} steps; with {@link #time} alone, when
 * the time is up instead of the last two. With {@link #steps} it makes exactly so many, unless it
 * diverges or another limit that was set is met first.
 *
 * <p>Set it up in one thread; {@link #interrupt} may be called from any.
 */
public final class Minimizer {
  /** The gradient that counts as none where no tolerance is set. */
  public static final double DEFAULT_TOLERANCE = 1e-16;

  /** The most steps where no number is set. */
  public static final long DEFAULT_STEPS = 100_000;

  /** How many steps without improvement count as stalled where no number of steps is set. */
  public static final long PATIENCE = 1000;

  /** More help nobody, and each is a stack of its own. */
  private static final int MOST_THREADS = 256;

  /** What a {@code long} of nanoseconds holds; nobody waits for more. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private final @Nullable Formula formula;
  private final @Nullable Objective objective;
  private Point start = Point.empty();
  private ConfiguredRule rule = Rules.find("rmsprop").configured();
  private Precision precision = Precision.DOUBLE;
  private List<ParameterGroup> groups = new ArrayList<>();
  private int threads = 1;
  private long skips;
  private @Nullable ReduceOnPlateau plateau;
  private boolean maximize;
  private @Nullable Long steps;
  private @Nullable Double tolerance;
  private @Nullable Double target;
  private double improvement = -1;
  private long window = Long.MAX_VALUE;
  private @Nullable Duration time;
  private final List<Watch> watches = new ArrayList<>();
  private final List<Observer> heartbeats = new ArrayList<>();
  private final List<Saving> savings = new ArrayList<>();
  private @Nullable Checkpoint resumed;
  private final AtomicBoolean interrupted = new AtomicBoolean();

  /** An observer, and after which step it wants to be called next. */
  record Watch(LongUnaryOperator next, Observer observer) {}

  /** Who takes checkpoints, and how often. */
  record Saving(Consumer<Checkpoint> taker, Pace pace) {}

  private Minimizer(@Nullable Formula formula, @Nullable Objective objective) {
    this.formula = formula;
    this.objective = objective;
  }

  /**
   * Of a formula.
   *
   * @throws glissade.formula.FormulaException if it cannot be read
   */
  public static Minimizer of(String formula) {
    return of(Formula.parse(formula));
  }

  /** Of a formula. */
  public static Minimizer of(Formula formula) {
    return new Minimizer(formula, null);
  }

  /** Of a Java object. */
  public static Minimizer of(Objective objective) {
    return new Minimizer(null, objective);
  }

  /**
   * Where to start, as {@code x=5, y=4, w[100]=0}; adds to what was given before.
   *
   * @throws glissade.formula.FormulaException if it cannot be read
   */
  public Minimizer start(String point) {
    return start(Point.parse(point));
  }

  /** Where to start; adds to what was given before. */
  public Minimizer start(Point point) {
    start = start.with(point);
    return this;
  }

  /** Where to start, for an objective whose parameters have no names: they are {@code x}. */
  public Minimizer start(double... x) {
    return start(Point.empty().with("x", x));
  }

  /** By which rule, with its defaults: a name from the catalogue or the path of a rule file. */
  public Minimizer rule(String nameOrPath) {
    return rule(Rules.find(nameOrPath).configured());
  }

  /** By which rule, with its defaults. */
  public Minimizer rule(Rule rule) {
    return rule(rule.configured());
  }

  /** By which rule. */
  public Minimizer rule(ConfiguredRule rule) {
    this.rule = rule;
    return this;
  }

  /**
   * Sets a hyperparameter of the rule.
   *
   * @throws SettingsException if the rule has none of that name, or the value is out of range
   */
  public Minimizer set(String hyperparameter, double value) {
    return rule(rule.with(hyperparameter, value));
  }

  /**
   * Sets a hyperparameter to a number or a formula of {@code t} and {@code T}, or an option to on
   * or off.
   *
   * @throws SettingsException if the rule has none of that name, or the value is not allowed
   */
  public Minimizer set(String name, String value) {
    return rule(rule.with(name, value));
  }

  /**
   * Gives some parameters settings of their own, or keeps them as they are; adds to what was given
   * before. Where several groups take in a parameter, later ones win, setting by setting.
   */
  public Minimizer group(ParameterGroup group) {
    groups.add(group);
    return this;
  }

  /** Uses so many threads for the rule's updates, at least 1; the result is the same to the bit. */
  public Minimizer threads(int number) {
    if (number < 1 || number > MOST_THREADS) {
      throw new SettingsException(
          "the number of threads must be from 1 to %d, not %d".formatted(MOST_THREADS, number));
    }
    threads = number;
    return this;
  }

  /**
   * Leaves the update out after a value or gradient that is not finite, rather than end the run;
   * for objectives that are noisy, or computed from data a batch at a time. The rule does not count
   * a step that is left out.
   *
   * @param mostInRow after how many in a row the run ends as diverged; 0 for the first
   */
  public Minimizer skipNonFinite(long mostInRow) {
    if (mostInRow < 0) {
      throw new SettingsException(
          "the number of updates left out in a row must be at least 0, not " + mostInRow);
    }
    skips = mostInRow;
    return this;
  }

  /** Makes the learning rate smaller where the loss has not become better for some steps. */
  public Minimizer reduceOnPlateau(ReduceOnPlateau settings) {
    plateau = settings;
    return this;
  }

  /** Uphill instead. */
  public Minimizer maximize() {
    maximize = true;
    return this;
  }

  /** In which arithmetic. */
  public Minimizer precision(Precision type) {
    precision = type;
    return this;
  }

  /** Makes so many steps, at least 0. */
  public Minimizer steps(long number) {
    if (number < 0) {
      throw new SettingsException("the number of steps must be at least 0, not " + number);
    }
    steps = number;
    return this;
  }

  /** Ends when the gradient's largest component is at most this, at least 0. */
  public Minimizer tolerance(double largestComponent) {
    if (!(largestComponent >= 0 && largestComponent <= Double.MAX_VALUE)) {
      throw new SettingsException("the tolerance must be at least 0, not " + largestComponent);
    }
    tolerance = largestComponent;
    return this;
  }

  /** Ends when the loss is at most this (at least this, when maximizing). */
  public Minimizer target(double value) {
    if (Double.isNaN(value)) {
      throw new SettingsException("the target must be a number");
    }
    target = value;
    return this;
  }

  /**
   * Ends when the best loss improves by less than a fraction of itself.
   *
   * @param fraction such as 1e-9
   * @param overSteps over how many steps
   */
  public Minimizer improvement(double fraction, long overSteps) {
    if (!(fraction >= 0) || overSteps < 1) {
      throw new SettingsException(
          "the improvement must be at least 0, over at least 1 step; not %s over %d"
              .formatted(fraction, overSteps));
    }
    improvement = fraction;
    window = overSteps;
    return this;
  }

  /** Ends when so much time has passed. */
  public Minimizer time(Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new SettingsException("the time must be above 0");
    }
    time = limit;
    return this;
  }

  /** Calls an observer before the first step, after every {@code every} steps, and at the end. */
  public Minimizer observe(long every, Observer observer) {
    if (every < 1) {
      throw new SettingsException("an observer is called every 1 or more steps, not " + every);
    }
    return observe(step -> (step / every + 1) * every, observer);
  }

  /**
   * Calls an observer before the first step, at steps that it chooses, and at the end.
   *
   * @param next from a step to the next one after it at which to call
   */
  public Minimizer observe(LongUnaryOperator next, Observer observer) {
    watches.add(new Watch(next, observer));
    return this;
  }

  /** Calls an observer every few milliseconds, between steps; for showing progress. */
  public Minimizer heartbeat(Observer observer) {
    heartbeats.add(observer);
    return this;
  }

  /** Writes a checkpoint after every so many steps, and at the end. */
  public Minimizer checkpoint(Path file, long everySteps) {
    return checkpoint(checkpoint -> checkpoint.write(file), Pace.steps(everySteps));
  }

  /** Writes a checkpoint whenever so much time has passed, and at the end. */
  public Minimizer checkpoint(Path file, Duration everyTime) {
    return checkpoint(checkpoint -> checkpoint.write(file), Pace.time(everyTime));
  }

  /** Hands over a checkpoint whenever it is due, and at the end. */
  public Minimizer checkpoint(Consumer<Checkpoint> taker, Pace pace) {
    savings.add(new Saving(taker, pace));
    return this;
  }

  /**
   * Goes on from a checkpoint rather than from the start: with the same formula and rule text,
   * exactly as if the run had not been interrupted. Rule, settings, groups and precision are taken
   * from it, and may be changed after this call; steps count from the run's first start.
   *
   * @throws CheckpointException if it is of another formula
   */
  public Minimizer resume(Checkpoint checkpoint) {
    checkpoint.requireFormula(formula == null ? "" : formula.toString());
    resumed = checkpoint;
    start = checkpoint.parameters();
    rule = checkpoint.rule();
    groups = new ArrayList<>(checkpoint.groups());
    plateau = checkpoint.plateau();
    precision = checkpoint.precision();
    maximize = checkpoint.isMaximizing();
    return this;
  }

  /** Asks the run to end soon, with the best point so far; from any thread. */
  public void interrupt() {
    interrupted.set(true);
  }

  /** The rule with its settings. */
  public ConfiguredRule rule() {
    return rule;
  }

  /**
   * Runs.
   *
   * @throws glissade.formula.FormulaException if the formula does not fit the start
   * @throws SettingsException if the settings do not fit together
   */
  public Result run() {
    Limits limits =
        new Limits(
            steps != null ? steps : time != null ? Long.MAX_VALUE : DEFAULT_STEPS,
            tolerance != null ? tolerance : steps != null ? -1 : DEFAULT_TOLERANCE,
            target == null ? Double.NEGATIVE_INFINITY : maximize ? -target : target,
            improvement,
            window,
            steps != null || time != null ? Long.MAX_VALUE : PATIENCE,
            skips,
            time == null || time.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : time.toNanos());
    boolean needsTotal =
        rule.needsTotal() || groups.stream().anyMatch(group -> group.needsTotal(rule));
    if (needsTotal && steps == null) {
      throw new SettingsException(
          "a schedule uses T, the total number of steps: set the number of steps");
    }
    if (plateau != null) {
      rule.ownName(plateau.hyperparameter()); // so that a wrong name is said before the run
    }
    return new Run(this, limits).run();
  }

  /** The formula; null where a Java object is minimized. */
  public @Nullable Formula formula() {
    return formula;
  }

  @Nullable Objective objective() {
    return objective;
  }

  /** Where the run starts. */
  public Point startPoint() {
    return start;
  }

  /** The arithmetic. */
  public Precision precision() {
    return precision;
  }

  /** Whether the run goes uphill. */
  public boolean isMaximizing() {
    return maximize;
  }

  /** The groups of parameters with settings of their own. */
  public List<ParameterGroup> groups() {
    return List.copyOf(groups);
  }

  /** How the learning rate is made smaller on a plateau; null for not at all. */
  public @Nullable ReduceOnPlateau plateau() {
    return plateau;
  }

  int threads() {
    return threads;
  }

  List<Watch> watches() {
    return watches;
  }

  List<Observer> heartbeats() {
    return heartbeats;
  }

  List<Saving> savings() {
    return savings;
  }

  @Nullable Checkpoint resumed() {
    return resumed;
  }

  boolean isInterrupted() {
    return interrupted.get();
  }
}
