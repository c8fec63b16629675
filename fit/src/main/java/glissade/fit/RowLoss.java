package glissade.fit;

import glissade.compile.CompiledKernel;
import glissade.data.Block;
import glissade.data.BlockReader;
import glissade.data.Blocks;

/**
 * The mean loss over all rows of a table, with its derivatives. Rows are met in blocks of a fixed
 * size, and the sums of blocks are added in their order, so that the bits depend neither on where
 * the rows come from nor on whether they are in memory. Used by one thread.
 */
final class RowLoss {
  private final RowFormula formula;
  private final Blocks blocks;
  private final boolean weighted;
  private final RowKernels kernels;
  private final BlockReader reader;
  private final CompiledKernel loss;
  private final double weight;

  /**
   * A loss over rows.
   *
   * @param blocks the columns of the formula in its order, then the weights
   */
  RowLoss(RowFormula formula, Blocks blocks, boolean weighted) {
    this.formula = formula;
    this.blocks = blocks;
    this.weighted = weighted;
    this.kernels = new RowKernels(formula, weighted);
    this.reader = blocks.reader();
    this.loss = kernels.loss();
    this.weight = weighted ? totalWeight() : blocks.rows();
  }

  private double totalWeight() {
    double[] total = new double[1];
    forEachBlock(
        block -> {
          double[] weights = block.doubles(formula.columns().size());
          total[0] += glissade.formula.Reductions.sum(weights, 0, block.rows());
        });
    return total[0];
  }

  private void forEachBlock(java.util.function.Consumer<Block> use) {
    for (int i = 0; i < blocks.count(); i++) {
      use.accept(reader.read(i));
    }
  }

  RowFormula formula() {
    return formula;
  }

  int parameters() {
    return formula.parameters().size();
  }

  long rows() {
    return blocks.rows();
  }

  /** What the mean is divided by: the number of rows, or the sum of their weights. */
  double weight() {
    return weight;
  }

  /** The mean loss; its derivatives into {@code gradient}. */
  double evaluate(double[] parameters, double[] gradient) {
    double[] sums = new double[gradient.length];
    double value = sums(loss, parameters, sums);
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] = sums[k] / weight;
    }
    return value / weight;
  }

  /** The second derivatives of the mean loss. */
  double[][] hessian(double[] parameters) {
    int n = parameters.length;
    double[] packed = new double[n * (n + 1) / 2];
    sums(kernels.secondDerivatives(), parameters, packed);
    double[][] full = new double[n][n];
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        full[i][j] = packed[at++] / weight;
        full[j][i] = full[i][j];
      }
    }
    return full;
  }

  /** The variance of the left side, where the loss is a squared difference. */
  double varianceOfLeft(double[] parameters) {
    double[] sums = new double[2];
    sums(kernels.left(), parameters, sums);
    double mean = sums[0] / weight;
    return sums[1] / weight - mean * mean;
  }

  private double sums(CompiledKernel kernel, double[] parameters, double[] totals) {
    double[] ofBlock = new double[totals.length];
    Object[] view = view(kernel, parameters, ofBlock, 0);
    double[] value = new double[1];
    forEachBlock(
        block -> {
          look(view, block);
          value[0] += kernel.kernel().run(view, new double[0], 0, block.rows());
          for (int k = 0; k < totals.length; k++) {
            totals[k] += ofBlock[k];
          }
        });
    return value[0];
  }

  /** What is done with the values of the rows of a block: residual, then its derivatives. */
  interface RowConsumer {
    void accept(double[][] values, int rows);
  }

  /** Each row's residual with its derivatives, times the root of the weight, block by block. */
  void residuals(double[] parameters, RowConsumer consumer) {
    values(kernels.residuals(), parameters, consumer);
  }

  /** Each row's loss with its derivatives, block by block. */
  void rows(double[] parameters, RowConsumer consumer) {
    values(kernels.rows(), parameters, consumer);
  }

  private void values(CompiledKernel kernel, double[] parameters, RowConsumer consumer) {
    int count = 1 + parameters.length;
    Object[] view = view(kernel, parameters, new double[0], count);
    double[][] values = new double[count][];
    for (int k = 0; k < count; k++) {
      values[k] = (double[]) view[kernels.rowArrays() + k];
    }
    forEachBlock(
        block -> {
          look(view, block);
          kernel.kernel().run(view, new double[0], 0, block.rows());
          consumer.accept(values, block.rows());
        });
  }

  private Object[] view(
      CompiledKernel kernel, double[] parameters, double[] numbers, int rowArrays) {
    Object[] given = new Object[kernels.rowArrays() + rowArrays];
    given[RowKernels.PARAMETERS] = parameters;
    given[RowKernels.NUMBERS] = numbers;
    for (int k = 0; k < rowArrays; k++) {
      given[kernels.rowArrays() + k] = new double[blocks.blockRows()];
    }
    return kernel.withScratch(blocks.blockRows(), given);
  }

  private void look(Object[] view, Block block) {
    int columns = formula.columns().size() + (weighted ? 1 : 0);
    for (int c = 0; c < columns; c++) {
      view[RowKernels.COLUMNS + c] = block.doubles(c);
    }
  }
}
