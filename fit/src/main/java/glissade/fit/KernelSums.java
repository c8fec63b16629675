package glissade.fit;

import glissade.compile.CompiledKernel;

/** Sums by one compiled kernel for the loss and all its derivatives. */
final class KernelSums implements RowSums {
  private static final double[] NO_SCALARS = {};

  private final CompiledKernel kernel;
  private final int count;
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
    this.count = numbers;
    this.numbers = new double[2 * RowKernels.FIRST_NUMBER + numbers];
    this.view = kernel.withScratch(rows, new Object[arrays]);
    view[RowKernels.NUMBERS] = this.numbers;
  }

  @Override
  public double add(double[] parameters, double[][] rows, int from, int to, double[] gradient) {
    put(RowKernels.PARAMETERS, parameters);
    for (int c = 0; c < rows.length; c++) {
      put(RowKernels.COLUMNS + c, rows[c]);
    }
    double value = kernel.kernel().run(view, NO_SCALARS, from, to);
    for (int k = 0; k < count; k++) {
      gradient[k] += numbers[RowKernels.FIRST_NUMBER + k];
    }
    return value;
  }

  /** Mostly it is there already; to store a reference is more work than to look. */
  private void put(int array, double[] values) {
    if (view[array] != values) {
      view[array] = values;
    }
  }

  @Override
  public void close() {
    // nothing is held
  }
}
