package glissade.fit;

import glissade.data.Blocks;
import glissade.data.DataException;
import glissade.data.Table;
import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Suggestion;
import glissade.optimize.Minimizer;
import glissade.optimize.Objective;
import glissade.optimize.Result;
import glissade.optimize.Stop;
import glissade.optimize.StopReason;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rules;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * <p>First comes a descent by a rule over all rows, in units of the start values. Then, unless that
 * is turned off, second-order steps go on from where it ended, and from the start as well; the
 * lowest point counts. Used by one thread.
 */
public final class Fit {
  /** How many steps the descent makes where no number is set. */
  public static final long DEFAULT_STEPS = 1000;

  /** Rows that are looked at together. */
  private static final int BLOCK = 4096;

  private final Formula formula;
  private final Table table;
  private Starts start = Starts.none();
  private ConfiguredRule rule =
      Rules.find("rmsprop").configured().with("learning_rate", "cosine(0.1, 0, T)");
  private long steps = DEFAULT_STEPS;
  private boolean polish = true;
  private @Nullable String weights;
  private long seed = 1;

  private Fit(Formula formula, Table table) {
    this.formula = formula;
    this.table = table;
  }

  /**
   * Of a formula to a table.
   *
   * @throws glissade.formula.FormulaException if the formula cannot be read
   */
  public static Fit of(String formula, Table table) {
    return of(Formula.parse(formula), table);
  }

  /** Of a formula to a table. */
  public static Fit of(Formula formula, Table table) {
    return new Fit(formula, table);
  }

  /**
   * Where to start: {@code a=1, w=[1,2], W[16,X]=normal(0,0.1)}; adds to what was given before.
   * Sizes may stand in brackets, where the formula does not say them.
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

  /** By which rule the descent goes; its rate is in units of the start values. */
  public Fit rule(ConfiguredRule configured) {
    rule = configured;
    return this;
  }

  /** How many steps the descent makes, at least 0. */
  public Fit steps(long number) {
    if (number < 0) {
      throw new SettingsException("the number of steps must be at least 0, not " + number);
    }
    steps = number;
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

  /** What random starts are drawn from. */
  public Fit seed(long number) {
    seed = number;
    return this;
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
   * @throws DataException if the table cannot be read
   */
  public FitResult run() {
    long began = System.nanoTime();
    RowNames names = new RowNames(formula, table.columns());
    checkStarts(names);
    try (Blocks blocks = table.blocks(names.selection(weights), BLOCK)) {
      Map<String, List<String>> labels = RowArrays.labels(names, blocks, weights != null);
      RowModel model = new RowModel(names, labels, start);
      RowLoss loss = new RowLoss(model, blocks, labels, weights != null);
      double[] first = start.values(model.layout(), seed, 0);
      checkStart(loss, first);
      List<FitResult.Phase> phases = new ArrayList<>();
      Result descent = descend(loss, first);
      double[] at = unscaled(descent.parameters().toArray(), first);
      double value = descent.value();
      phases.add(
          new FitResult.Phase(rule.rule().name(), value, descent.steps() + " steps over all rows"));
      Stop stop = descent.stop();
      if (polish && Polish.fits(loss)) {
        String how = model.isLeastSquares() ? "Levenberg-Marquardt" : "Newton";
        Polish.Point on = Polish.from(loss, at);
        Polish.Point afresh = Polish.from(loss, first);
        phases.add(phase(how + " from there", on));
        phases.add(phase(how + " from the start", afresh));
        for (Polish.Point point : List.of(on, afresh)) {
          if (point.value() < value) {
            value = point.value();
            at = point.parameters();
          }
        }
        stop = polished(loss, at);
      }
      Uncertainty uncertainty = new Uncertainty(loss, at, value);
      return new FitResult(
          uncertainty.estimates(first),
          model.layout().shapes(),
          labels,
          value,
          blocks.counted(),
          names.columns(),
          phases,
          stop,
          uncertainty.squares(),
          uncertainty.correlations(),
          uncertainty.warnings(),
          System.nanoTime() - began);
    }
  }

  private static FitResult.Phase phase(String what, Polish.Point point) {
    return new FitResult.Phase(what, point.value(), point.evaluations() + " looks at all rows");
  }

  private void checkStarts(RowNames names) {
    List<String> missing = names.parameters().stream().filter(name -> !start.has(name)).toList();
    List<String> columns = names.tableColumns();
    if (!missing.isEmpty()) {
      List<String> told = new ArrayList<>();
      for (String name : missing) {
        told.add(
            "`"
                + name
                + "`"
                + Suggestion.didYouMean(name, columns)
                    .replace("; did you mean", ", unless the column is meant:")
                    .replace("?", ""));
      }
      throw new SettingsException(
          "no start for %s; columns are %s, everything else is a parameter and needs a start, such as --start %s=1"
              .formatted(String.join(", ", told), String.join(", ", columns), missing.get(0)));
    }
    for (String name : start.names()) {
      if (!names.parameters().contains(name)) {
        throw new SettingsException(
            "the formula has no parameter `%s`%s"
                .formatted(name, Suggestion.didYouMean(name, names.parameters())));
      }
    }
  }

  private static void checkStart(RowLoss loss, double[] first) {
    double value = loss.evaluate(first, new double[first.length]);
    if (!Double.isFinite(value)) {
      throw new SettingsException(
          "the mean loss at the start is %s: start elsewhere, where the formula is finite in every row"
              .formatted(value));
    }
  }

  /** What a step of 1 is for each parameter. */
  private static double[] units(double[] first) {
    double[] units = new double[first.length];
    for (int k = 0; k < units.length; k++) {
      units[k] = first[k] == 0 ? 1 : Math.abs(first[k]);
    }
    return units;
  }

  private static double[] unscaled(double[] scaled, double[] first) {
    double[] units = units(first);
    double[] parameters = new double[scaled.length];
    for (int k = 0; k < scaled.length; k++) {
      parameters[k] = scaled[k] * units[k];
    }
    return parameters;
  }

  private Result descend(RowLoss loss, double[] first) {
    double[] units = units(first);
    double[] scaled = new double[first.length];
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] = first[k] / units[k];
    }
    Objective objective =
        new Objective() {
          @Override
          public double value(double[] x) {
            return valueAndGradient(x, new double[x.length]);
          }

          @Override
          public void gradient(double[] x, double[] gradient) {
            valueAndGradient(x, gradient);
          }

          @Override
          public double valueAndGradient(double[] x, double[] gradient) {
            double value = loss.evaluate(unscaled(x, first), gradient);
            for (int k = 0; k < gradient.length; k++) {
              gradient[k] *= units[k];
            }
            return value;
          }
        };
    return Minimizer.of(objective).start(scaled).rule(rule).steps(steps).run();
  }

  /** Whether what second-order steps led to is an optimum to all digits. */
  private static Stop polished(RowLoss loss, double[] at) {
    double[] gradient = new double[at.length];
    double value = loss.evaluate(at, gradient);
    double largest = 0;
    for (int k = 0; k < at.length; k++) {
      largest = Math.max(largest, Math.abs(gradient[k]) * Math.max(Math.abs(at[k]), 1e-8));
    }
    boolean flat = largest <= 1e-6 * Math.max(Math.abs(value), 1e-300);
    return flat
        ? new Stop(
            StopReason.GRADIENT, "no change of any parameter makes the loss smaller any more", "")
        : new Stop(
            StopReason.STALLED,
            "second-order steps led no lower, but the gradient is not zero",
            "try other start values, or more steps of descent: --steps 10000");
  }
}
