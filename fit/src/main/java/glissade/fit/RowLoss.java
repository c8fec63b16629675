package glissade.fit;

import glissade.compile.CompiledKernel;
import glissade.data.Block;
import glissade.data.BlockReader;
import glissade.data.Blocks;
import glissade.formula.Reductions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The mean loss over all rows of a table, with its derivatives. Rows are met in blocks of a fixed
 * size, and the sums of blocks are added in their order, so that the bits depend neither on where
 * the rows come from nor on whether they are in memory. Used by one thread.
 */
final class RowLoss {
  /** Numbers that a model may be made of and still be written out. */
  private static final long MOST_WRITTEN_OUT = 2000;

  private static final int MOST_PARAMETERS = 150;

  private final RowModel model;
  private final Blocks blocks;
  private final boolean weighted;
  private final @Nullable RowFormula formula;
  private final @Nullable RowKernels kernels;
  private final RowArrays arrays;
  private final BlockReader reader;
  private final RowSums loss;
  private final double weight;

  /**
   * A loss over rows.
   *
   * @param blocks what {@link RowNames#selection} selects
   * @param labels of categories, as the model has them
   */
  RowLoss(RowModel model, Blocks blocks, Map<String, List<String>> labels, boolean weighted) {
    this.model = model;
    this.blocks = blocks;
    this.weighted = weighted;
    this.arrays = new RowArrays(model.names(), blocks, labels, weighted);
    this.reader = blocks.reader();
    boolean small =
        model.layout().size() <= MOST_PARAMETERS && model.writtenOut() <= MOST_WRITTEN_OUT;
    this.formula = small ? new RowFormula(model) : null;
    this.kernels = formula == null ? null : new RowKernels(formula, weighted);
    this.loss = sums();
    this.weight = weighted ? totalWeight() : blocks.rows();
  }

  /** What sums over rows, for one thread more. */
  RowSums sums() {
    RowKernels compiled = kernels;
    if (compiled == null) {
      return new Tape(model, blocks.blockRows(), weighted);
    }
    return new KernelSums(compiled.loss(), compiled.rowArrays(), blocks.blockRows(), parameters());
  }

  private double totalWeight() {
    double[] total = new double[1];
    forEachBlock(
        block -> {
          double[] weights = block.doubles(model.names().numbers().size());
          total[0] += Reductions.sum(weights, 0, block.rows());
        });
    return total[0];
  }

  private void forEachBlock(Consumer<Block> use) {
    for (int i = 0; i < blocks.count(); i++) {
      use.accept(reader.read(i));
    }
  }

  RowModel model() {
    return model;
  }

  Blocks blocks() {
    return blocks;
  }

  RowArrays arrays() {
    return arrays;
  }

  boolean isWeighted() {
    return weighted;
  }

  /** Whether there are second derivatives and each row's derivatives. */
  boolean isWrittenOut() {
    return formula != null;
  }

  int parameters() {
    return model.layout().size();
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
    java.util.Arrays.fill(gradient, 0);
    double[] value = new double[1];
    double[] ofBlock = new double[gradient.length];
    forEachBlock(
        block -> {
          java.util.Arrays.fill(ofBlock, 0);
          value[0] += loss.add(parameters, arrays.of(block), 0, block.rows(), ofBlock);
          for (int k = 0; k < gradient.length; k++) {
            gradient[k] += ofBlock[k];
          }
        });
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] /= weight;
    }
    return value[0] / weight;
  }

  /** The second derivatives of the mean loss. */
  double[][] hessian(double[] parameters) {
    int n = parameters.length;
    double[] packed = new double[n * (n + 1) / 2];
    sums(kernels().secondDerivatives(), parameters, packed);
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
    sums(kernels().left(), parameters, sums);
    double mean = sums[0] / weight;
    return sums[1] / weight - mean * mean;
  }

  private void sums(CompiledKernel kernel, double[] parameters, double[] totals) {
    KernelSums sums =
        new KernelSums(kernel, kernels().rowArrays(), blocks.blockRows(), totals.length);
    forEachBlock(block -> sums.add(parameters, arrays.of(block), 0, block.rows(), totals));
  }

  /** What is done with the values of the rows of a block: residual, then its derivatives. */
  interface RowConsumer {
    void accept(double[][] values, int rows);
  }

  /** Each row's residual with its derivatives, times the root of the weight, block by block. */
  void residuals(double[] parameters, RowConsumer consumer) {
    values(kernels().residuals(), parameters, consumer);
  }

  /** Each row's loss with its derivatives, block by block. */
  void rows(double[] parameters, RowConsumer consumer) {
    values(kernels().rows(), parameters, consumer);
  }

  private void values(CompiledKernel kernel, double[] parameters, RowConsumer consumer) {
    int first = kernels().rowArrays();
    double[][] values = new double[1 + parameters.length][blocks.blockRows()];
    Object[] given = new Object[first + values.length];
    given[RowKernels.PARAMETERS] = parameters;
    given[RowKernels.NUMBERS] = new double[0];
    System.arraycopy(values, 0, given, first, values.length);
    Object[] view = kernel.withScratch(blocks.blockRows(), given);
    forEachBlock(
        block -> {
          double[][] rows = arrays.of(block);
          System.arraycopy(rows, 0, view, RowKernels.COLUMNS, rows.length);
          kernel.kernel().run(view, new double[0], 0, block.rows());
          consumer.accept(values, block.rows());
        });
  }

  private RowKernels kernels() {
    return Objects.requireNonNull(kernels, "not written out");
  }
}
