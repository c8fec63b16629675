package glissade.fit;

import glissade.data.Blocks;
import glissade.data.Table;
import glissade.formula.Formula;
import glissade.rule.ConfiguredRule;
import glissade.rule.SettingsException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The mean loss of a formula over the rows of a table, and descents on it that are watched step by
 * step. It is what {@link Fit} minimizes, for those who want to see how descents go rather than
 * where they end: no start is guessed, no rate is searched, and nothing is polished.
 *
 * <pre>{@code
 * try (MeanLoss loss = MeanLoss.of(formula, table, List.of("a=0,b=0"))) {
 *   double[] start = loss.start(1, 0);
 *   loss.descend(rule, 256, start, loss.units(start), 10, 1, (step, rows, at) -> true);
 * }
 * }</pre>
 *
 * <p>The same settings give the same bits. Used by one thread.
 */
public final class MeanLoss implements AutoCloseable {
  private final Blocks blocks;
  private final RowLoss loss;
  private final Starts starts;

  /** Is told of each step of a descent. */
  @FunctionalInterface
  public interface StepObserver {
    /**
     * After a step.
     *
     * @param step its number, from 1
     * @param rows of how many rows the gradient was taken so far
     * @param at gives the parameters now, as {@link MeanLoss#parameters} names them, or the point
     *     that the rule reports in their place
     * @return whether to go on
     */
    boolean after(long step, long rows, Supplier<double[]> at);
  }

  private MeanLoss(Blocks blocks, RowLoss loss, Starts starts) {
    this.blocks = blocks;
    this.loss = loss;
    this.starts = starts;
  }

  /**
   * Of a formula over the rows of a table, which the caller closes after this.
   *
   * @param starts where to start, as {@link Fit#start(String)} takes it: of every parameter
   * @throws glissade.formula.FormulaException if the formula cannot be computed
   * @throws SettingsException if starts cannot be read, are missing, or do not fit the formula, or
   *     if the mean loss there is not finite
   * @throws glissade.data.DataException if the table cannot be read
   */
  public static MeanLoss of(Formula formula, Table table, List<String> starts) {
    Starts all = Starts.none();
    for (String text : starts) {
      all = all.with(Starts.parse(text));
    }
    RowNames names = new RowNames(formula, table.columns());
    Beginning.checkStarts(names, Constraints.none(), all);
    requireStarts(names, all);
    Blocks blocks = table.blocks(names.selection(table.name(), null), FitRun.BLOCK);
    try {
      Split.NONE.arrange(blocks);
      Map<String, List<String>> labels = RowArrays.labels(names, blocks, false);
      RowModel model = new RowModel(names, labels, all, Constraints.none());
      RowLoss loss =
          new RowLoss(model, blocks, labels, false, false, Split.NONE, Split.Part.FITTING, 1);
      MeanLoss mean = new MeanLoss(blocks, loss, all);
      Beginning.checkStart(loss, "", mean.start(1, 0));
      return mean;
    } catch (RuntimeException e) {
      blocks.close();
      throw e;
    }
  }

  private static void requireStarts(RowNames names, Starts starts) {
    List<String> without = names.parameters().stream().filter(name -> !starts.has(name)).toList();
    if (!without.isEmpty()) {
      throw new SettingsException(
          "there is no start for %s: give one, as --start %s, or one that is drawn for each seed, as %s=normal(0,1)"
              .formatted(
                  without.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")),
                  without.stream().map(name -> name + "=0").collect(Collectors.joining(",")),
                  without.get(0)));
    }
  }

  /** How many rows there are. */
  public long rows() {
    return loss.rows();
  }

  /** The names of the parameters' numbers, in their order. */
  public List<String> parameters() {
    return loss.model().layout().parameters().stream()
        .flatMap(parameter -> parameter.elements().stream())
        .toList();
  }

  /** Whether some of the start is drawn, so that it differs from attempt to attempt. */
  public boolean isDrawn() {
    return starts.names().stream().anyMatch(starts::isRandom);
  }

  /**
   * Where to start.
   *
   * @param seed what is drawn is drawn from
   * @param attempt from 0; another has other random numbers
   */
  public double[] start(long seed, int attempt) {
    return starts.values(loss.model().layout(), seed, attempt);
  }

  /**
   * What a step of 1 is for each number: as in {@link Fit}, the size of its start; where that is
   * zero, what changes the loss by about as much as it is; and 1 where it is drawn.
   */
  public double[] units(double[] start) {
    return Units.of(loss, starts, start);
  }

  /** The mean loss over all rows; its gradient into {@code gradient}. */
  public double evaluate(double[] at, double[] gradient) {
    return loss.evaluate(at, gradient);
  }

  /** How many steps a pass over the rows takes; the last may have fewer rows. */
  public long stepsPerPass(long batch) {
    long rows = Math.min(batch, rows());
    return (rows() + rows - 1) / rows;
  }

  /**
   * Descends by a rule, as {@link Fit} does by batches: each pass takes every row once, in an order
   * of its own. It goes on where the loss becomes infinite or no number.
   *
   * @param batch how many rows make a step, at least 1; as many as there are, or more, for all
   * @param start where it begins; stays as it is
   * @param units what a step of 1 is for each number
   * @param passes how many, at least 1
   * @param seed from which the order of the rows is drawn
   * @throws SettingsException if the rule's settings do not go together
   */
  public void descend(
      ConfiguredRule rule,
      long batch,
      double[] start,
      double[] units,
      long passes,
      long seed,
      StepObserver observer) {
    if (batch < 1) {
      throw new SettingsException("a batch must be at least 1, not " + batch);
    }
    new Epochs(loss, null, Arrays.copyOf(units, start.length), batch, seed)
        .descend(start, rule, passes, observer);
  }

  @Override
  public void close() {
    loss.close();
    blocks.close();
  }
}
