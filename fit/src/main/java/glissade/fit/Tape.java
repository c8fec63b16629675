package glissade.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sum of a loss over rows, with its derivatives, for models of any size: networks with hundreds
 * of columns, embeddings of thousands of categories. Rows are taken in chunks. A chunk goes forward
 * through all steps, which keep their values, and then back through them.
 *
 * <p>All memory is allocated at the beginning. The result depends on the rows and parameters alone,
 * to the bit. For one thread.
 */
final class Tape implements RowSums {
  /** A layer of a chunk should fit the caches near a processor. */
  private static final int CHUNK = 128;

  private final TapeStep[] fixedForward;
  private final TapeStep[] fixedBack;
  private final TapeStep[] rowForward;
  private final TapeStep[] rowBack;
  private final double[][] columns;
  private final double[][] adjoints;
  private final FixedValues[] fixed;
  private final FixedValues[] parameters;
  private final int[] offsets;
  private final double[] losses;
  private final double[] lossAdjoints;
  private final boolean active;
  private final boolean weighted;
  private final double[] weights;

  /**
   * A tape.
   *
   * @param rows how many there are at most
   * @param weighted whether the last array of the rows holds their weights
   */
  Tape(RowModel model, int rows, boolean weighted) {
    int chunk = Math.min(CHUNK, rows);
    TapeBuilder builder = new TapeBuilder(model, chunk);
    this.fixedForward = builder.fixedSteps().forward().toArray(TapeStep[]::new);
    this.fixedBack = builder.fixedSteps().back().toArray(TapeStep[]::new);
    this.rowForward = builder.rowSteps().forward().toArray(TapeStep[]::new);
    this.rowBack = builder.rowSteps().back().toArray(TapeStep[]::new);
    this.columns = builder.columns();
    this.adjoints = builder.adjoints().toArray(double[][]::new);
    this.fixed = builder.ownFixed().toArray(FixedValues[]::new);
    List<FixedValues> used = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (Layout.Parameter parameter : model.layout().parameters()) {
      FixedValues values = builder.parameters().get(parameter.name());
      if (values != null) {
        used.add(values);
        places.add(parameter.offset());
      }
    }
    this.parameters = used.toArray(FixedValues[]::new);
    this.offsets = places.stream().mapToInt(Integer::intValue).toArray();
    this.active = builder.loss().isActive();
    this.losses = builder.loss().values()[0];
    this.lossAdjoints = active ? builder.loss().adjoints()[0] : losses;
    this.weighted = weighted;
    this.weights = new double[chunk];
    Arrays.fill(weights, 1);
  }

  @Override
  public double add(double[] given, double[][] rows, int from, int to, double[] gradient) {
    for (int k = 0; k < parameters.length; k++) {
      parameters[k].place(given, gradient, offsets[k]);
    }
    for (FixedValues values : fixed) {
      Arrays.fill(values.adjoints(), 0);
    }
    for (TapeStep step : fixedForward) {
      step.forward(0);
    }
    double sum = 0;
    for (int at = from; at < to; at += weights.length) {
      sum += chunk(rows, at, Math.min(weights.length, to - at));
    }
    for (int k = fixedBack.length - 1; k >= 0; k--) {
      fixedBack[k].backward(0);
    }
    return sum;
  }

  private double chunk(double[][] rows, int at, int count) {
    for (int k = 0; k < columns.length; k++) {
      System.arraycopy(rows[k], at, columns[k], 0, count);
    }
    if (weighted) {
      System.arraycopy(rows[columns.length], at, weights, 0, count);
    }
    for (double[] adjoint : adjoints) {
      Arrays.fill(adjoint, 0, count, 0);
    }
    for (TapeStep step : rowForward) {
      step.forward(count);
    }
    if (active) {
      System.arraycopy(weights, 0, lossAdjoints, 0, count);
      for (int k = rowBack.length - 1; k >= 0; k--) {
        rowBack[k].backward(count);
      }
    }
    return Loops.dot(weights, losses, count);
  }

  @Override
  public void close() {
    // nothing is held
  }
}
