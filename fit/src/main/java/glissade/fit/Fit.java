package glissade.fit;

import glissade.data.Blocks;
import glissade.data.Column;
import glissade.data.ColumnType;
import glissade.data.DataException;
import glissade.data.Selection;
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
  private Point start = Point.empty();
  private ConfiguredRule rule =
      Rules.find("rmsprop").configured().with("learning_rate", "cosine(0.1, 0, T)");
  private long steps = DEFAULT_STEPS;
  private boolean polish = true;
  private @Nullable String weights;

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
   * Where to start, as {@code a=1, b=2}; adds to what was given before. Every parameter needs one.
   *
   * @throws glissade.formula.FormulaException if it cannot be read
   */
  public Fit start(String point) {
    return start(Point.parse(point));
  }

  /** Where to start; adds to what was given before. */
  public Fit start(Point point) {
    start = start.with(point);
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

  /** The names of the formula that the table has, and all others. */
  public record Names(List<String> columns, List<String> parameters) {}

  /** Which names of the formula are columns and which are parameters. */
  public Names names() {
    RowFormula rows = rowFormula();
    return new Names(rows.columns(), rows.parameters());
  }

  private RowFormula rowFormula() {
    return new RowFormula(formula, table.columns().stream().map(Column::name).toList());
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
    RowFormula rows = rowFormula();
    double[] first = startValues(rows);
    try (Blocks blocks = table.blocks(selection(rows), BLOCK)) {
      RowLoss loss = new RowLoss(rows, blocks, weights != null);
      checkStart(loss, first);
      List<FitResult.Phase> phases = new ArrayList<>();
      Result descent = descend(loss, first);
      double[] at = unscaled(descent.parameters().toArray(), first);
      double value = descent.value();
      phases.add(
          new FitResult.Phase(rule.rule().name(), value, descent.steps() + " steps over all rows"));
      Stop stop = descent.stop();
      if (polish && Polish.fits(loss)) {
        String how = rows.isLeastSquares() ? "Levenberg-Marquardt" : "Newton";
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
          value,
          blocks.counted(),
          rows.columns(),
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

  private Selection selection(RowFormula rows) {
    List<String> wanted = new ArrayList<>(rows.columns());
    for (Column column : table.columns()) {
      boolean number = column.type() == ColumnType.NUMBER || column.type() == ColumnType.BOOLEAN;
      if (wanted.contains(column.name()) && !number) {
        throw new DataException(
            table.name(),
            "column `%s` holds text, and the formula needs numbers".formatted(column.name()));
      }
    }
    if (weights != null) {
      if (wanted.contains(weights)) {
        throw new SettingsException(
            "the weights `%s` are in the formula, too: write them only once".formatted(weights));
      }
      wanted.add(weights);
    }
    return Selection.numbers(wanted.toArray(String[]::new));
  }

  private double[] startValues(RowFormula rows) {
    List<String> missing = rows.parameters().stream().filter(name -> !start.has(name)).toList();
    if (!missing.isEmpty()) {
      List<String> columns = table.columns().stream().map(Column::name).toList();
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
      if (!rows.parameters().contains(name)) {
        throw new SettingsException(
            "the formula has no parameter `%s`%s"
                .formatted(name, Suggestion.didYouMean(name, rows.parameters())));
      }
    }
    return rows.parameters().stream().mapToDouble(start::number).toArray();
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
