package glissade.fit;

import java.util.Arrays;

/**
 * A product of a matrix (or vector) that is the same in all rows and one that is not. For each of
 * some groups of components, {@code y[m] = sum over k of w[m, k] * x[k]}.
 */
final class RowLinear implements TapeStep {
  private final FixedValues weights;

  /** Where the weights of an output lie apart, and those of an input. */
  private final int outputStride;

  private final int inputStride;
  private final RowValues[] inputs;
  private final RowValues[] outputs;

  /** Where the outputs may count in some rows only: copies of the inputs with 0 elsewhere. */
  private final double[][] counting;

  private final double[] check;

  private RowLinear(
      FixedValues weights,
      int outputStride,
      int inputStride,
      RowValues[] inputs,
      RowValues[] outputs,
      boolean conditional,
      int chunk) {
    this.weights = weights;
    this.outputStride = outputStride;
    this.inputStride = inputStride;
    this.inputs = inputs;
    this.outputs = outputs;
    this.counting = new double[conditional ? inputs[0].size() : 0][chunk];
    this.check = new double[chunk];
  }

  /** Weights at the left: each column of the input makes one of the output. */
  static RowLinear ofLeft(
      FixedValues left, RowValues right, RowValues result, int inner, boolean conditional) {
    int columns = right.size() / inner;
    RowValues[] inputs = new RowValues[columns];
    RowValues[] outputs = new RowValues[columns];
    for (int c = 0; c < columns; c++) {
      inputs[c] = every(right, c, columns);
      outputs[c] = every(result, c, columns);
    }
    return new RowLinear(left, inner, 1, inputs, outputs, conditional, right.values()[0].length);
  }

  /** Weights at the right: each row of the input makes one of the output. */
  static RowLinear ofRight(
      RowValues left, FixedValues right, RowValues result, int inner, boolean conditional) {
    int columns = right.size() / inner;
    int count = left.size() / inner;
    RowValues[] inputs = new RowValues[count];
    RowValues[] outputs = new RowValues[count];
    for (int i = 0; i < count; i++) {
      inputs[i] = left.part(i * inner, (i + 1) * inner);
      outputs[i] = result.part(i * columns, (i + 1) * columns);
    }
    return new RowLinear(right, 1, columns, inputs, outputs, conditional, left.values()[0].length);
  }

  private static RowValues every(RowValues matrix, int first, int step) {
    return new RowValues(
        every(matrix.values(), first, step), every(matrix.adjoints(), first, step));
  }

  private static double[][] every(double[][] arrays, int first, int step) {
    double[][] some = new double[arrays.length / step][];
    for (int i = 0; i < some.length; i++) {
      some[i] = arrays[first + i * step];
    }
    return some;
  }

  @Override
  public void forward(int rows) {
    for (int g = 0; g < inputs.length; g++) {
      double[][] y = outputs[g].values();
      for (double[] output : y) {
        Arrays.fill(output, 0, rows, 0);
      }
      multiplyAdd(y, outputStride, inputs[g].values(), inputStride, rows);
    }
  }

  @Override
  public void backward(int rows) {
    for (int g = 0; g < inputs.length; g++) {
      double[][] dy = outputs[g].adjoints();
      if (inputs[g].isActive()) {
        multiplyAdd(inputs[g].adjoints(), inputStride, dy, outputStride, rows);
      }
      if (weights.isActive()) {
        double[][] x = counting(inputs[g].values(), dy, rows);
        WeightSums.add(weights, dy, outputStride, x, inputStride, rows);
      }
    }
  }

  /**
   * {@code y[m] += sum over k of w[m, k] * x[k]}. Four inputs at a time stay in the first cache
   * while they meet all outputs, one by one: of two at once, HotSpot makes no vector instructions.
   */
  private void multiplyAdd(double[][] y, int yStride, double[][] x, int xStride, int rows) {
    double[] w = weights.values();
    int k = 0;
    for (; k + 3 < x.length; k += 4) {
      for (int m = 0; m < y.length; m++) {
        int i = weights.offset() + m * yStride + k * xStride;
        double w0 = w[i];
        double w1 = w[i + xStride];
        double w2 = w[i + 2 * xStride];
        double w3 = w[i + 3 * xStride];
        Loops.add4(y[m], w0, w1, w2, w3, x[k], x[k + 1], x[k + 2], x[k + 3], rows);
      }
    }
    for (; k < x.length; k++) {
      for (int m = 0; m < y.length; m++) {
        Loops.addScaled(y[m], x[k], w[weights.offset() + m * yStride + k * xStride], rows);
      }
    }
  }

  /** The inputs, or 0 instead where they are not finite in a row that does not count. */
  private double[][] counting(double[][] x, double[][] dy, int rows) {
    if (counting.length == 0) {
      return x;
    }
    Arrays.fill(check, 0, rows, 0);
    for (double[] input : x) {
      Loops.addScaled(check, input, 0.0, rows);
    }
    if (Loops.sum(check, rows) == 0) {
      return x;
    }
    Arrays.fill(check, 0, rows, 0);
    for (double[] adjoint : dy) {
      for (int r = 0; r < rows; r++) {
        check[r] = adjoint[r] == 0 ? check[r] : 1;
      }
    }
    for (int k = 0; k < x.length; k++) {
      for (int r = 0; r < rows; r++) {
        counting[k][r] = check[r] == 0 ? 0 : x[k][r];
      }
    }
    return counting;
  }
}
