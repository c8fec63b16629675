package glissade.fit;

import glissade.compile.CompiledKernel;
import glissade.compile.Kernel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link CellCode} over the components of what is the same in all rows. */
final class FixedCell implements TapeStep {
  private static final double[] NO_SCALARS = {};

  private final CellCode code;
  private final List<FixedValues> vectors;
  private final List<FixedValues> numbers;
  private final List<FixedValues> results;
  private final Kernel forward;
  private final @Nullable Kernel backward;
  private final Object[] forwardArrays;
  private final Object[] backwardArrays;
  private final double[] given;
  private final double[] sums;

  /** Copies: the code wants every array to begin at 0. */
  private final double[][] inputs;

  private final double[][] changes;
  private final int size;

  /**
   * A cell.
   *
   * @param vectors as the code reads them
   * @param numbers as the code reads them
   * @param stored as the code stores them, the results first
   * @param results how many results there are
   */
  FixedCell(
      CellCode code,
      List<FixedValues> vectors,
      List<FixedValues> numbers,
      List<FixedValues> stored,
      int results) {
    this.code = code;
    this.vectors = vectors;
    this.numbers = numbers;
    this.results = stored.subList(0, results);
    this.size = stored.get(0).size();
    this.given = new double[numbers.size()];
    this.sums = new double[numbers.size()];
    this.inputs = new double[vectors.size()][size];
    this.changes = new double[vectors.size()][size];
    CompiledKernel back = code.backward();
    this.forward = code.forward().kernel();
    this.backward = back == null ? null : back.kernel();
    this.forwardArrays = filled(code.forward(), stored);
    this.backwardArrays = back == null ? forwardArrays : filled(back, stored);
  }

  private Object[] filled(CompiledKernel kernel, List<FixedValues> stored) {
    Object[] arrays = kernel.withScratch(size, new Object[code.arrays()]);
    arrays[CellCode.NUMBERS] = given;
    arrays[CellCode.SUMS] = sums;
    for (int k = 0; k < inputs.length; k++) {
      arrays[CellCode.VECTORS + k] = inputs[k];
      arrays[code.changeArray(k)] = changes[k];
    }
    for (int k = 0; k < stored.size(); k++) {
      arrays[code.storedArray(k)] = stored.get(k).values();
    }
    for (int k = 0; k < results.size(); k++) {
      arrays[code.adjointArray(k)] = results.get(k).adjoints();
    }
    return arrays;
  }

  @Override
  public void forward(int rows) {
    for (int k = 0; k < given.length; k++) {
      given[k] = numbers.get(k).values()[numbers.get(k).offset()];
    }
    for (int k = 0; k < inputs.length; k++) {
      FixedValues vector = vectors.get(k);
      System.arraycopy(vector.values(), vector.offset(), inputs[k], 0, size);
    }
    forward.run(forwardArrays, NO_SCALARS, 0, size);
  }

  @Override
  public void backward(int rows) {
    if (backward != null) {
      backward.run(backwardArrays, NO_SCALARS, 0, size);
    }
    for (int k = 0; k < changes.length; k++) {
      int passing = code.passing(k);
      if (passing != CellCode.NOTHING) {
        double[] change = passing < 0 ? changes[k] : results.get(passing).adjoints();
        FixedValues vector = vectors.get(k);
        for (int i = 0; i < size; i++) {
          vector.adjoints()[vector.offset() + i] += change[i];
        }
      }
    }
    for (int k = 0; k < sums.length; k++) {
      FixedValues number = numbers.get(k);
      if (number.isActive()) {
        number.adjoints()[number.offset()] += sums[k];
      }
    }
  }
}
