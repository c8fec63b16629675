package glissade.fit;

import glissade.compile.CompiledKernel;

/** Sums by one compiled kernel for the loss and all its derivatives. */
final class KernelSums implements RowSums {
  private static final double[] NO_SCALARS = {};

  private final CompiledKernel kernel;
  private final double[] numbers;
  private final Object[] view;

  /**
   * Sums.
   *
   * @param rows how many rows there are at most
   * @param numbers how many sums the kernel writes
   */
  KernelSums(CompiledKernel kernel, int arrays, int rows, int numbers) {
    this.kernel = kernel;
    this.numbers = new double[numbers];
    this.view = kernel.withScratch(rows, new Object[arrays]);
    view[RowKernels.NUMBERS] = this.numbers;
  }

  @Override
  public double add(double[] parameters, double[][] rows, int from, int to, double[] gradient) {
    view[RowKernels.PARAMETERS] = parameters;
    System.arraycopy(rows, 0, view, RowKernels.COLUMNS, rows.length);
    double value = kernel.kernel().run(view, NO_SCALARS, from, to);
    for (int k = 0; k < numbers.length; k++) {
      gradient[k] += numbers[k];
    }
    return value;
  }

  @Override
  public void close() {
    // nothing is held
  }
}
