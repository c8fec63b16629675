package glissade.fit;

import glissade.compile.CompiledKernel;
import glissade.compile.Kernel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link CellCode} over rows, run for each component. */
final class RowCell implements TapeStep {
  private static final double[] NO_SCALARS = {};

  private final CellCode code;
  private final List<RowValues> vectors;
  private final List<FixedValues> numbers;
  private final Kernel forward;
  private final @Nullable Kernel backward;

  /** By component, the arrays that the code is given. */
  private final Object[][] forwardArrays;

  private final Object[][] backwardArrays;
  private final double[] given;
  private final double[] sums;
  private final double[][] changes;

  /** By result, its adjoints where it has any. */
  private final List<RowValues> results;

  /**
   * A cell.
   *
   * @param vectors as the code reads them
   * @param numbers as the code reads them
   * @param stored as the code stores them, the results first
   * @param results how many results there are
   */
  RowCell(
      CellCode code,
      List<RowValues> vectors,
      List<FixedValues> numbers,
      List<RowValues> stored,
      int results,
      int chunk) {
    this.code = code;
    this.vectors = vectors;
    this.numbers = numbers;
    this.results = stored.subList(0, results);
    this.forward = code.forward().kernel();
    CompiledKernel back = code.backward();
    this.backward = back == null ? null : back.kernel();
    this.given = new double[numbers.size()];
    this.sums = new double[numbers.size()];
    this.changes = new double[vectors.size()][chunk];
    int components = stored.get(0).size();
    Object[] scratch = code.forward().withScratch(chunk, new Object[code.arrays()]);
    Object[] backScratch =
        back == null ? scratch : back.withScratch(chunk, new Object[code.arrays()]);
    this.forwardArrays = new Object[components][];
    this.backwardArrays = new Object[components][];
    for (int c = 0; c < components; c++) {
      forwardArrays[c] = filled(scratch.clone(), stored, c);
      backwardArrays[c] = filled(backScratch.clone(), stored, c);
    }
  }

  private Object[] filled(Object[] arrays, List<RowValues> stored, int c) {
    arrays[CellCode.NUMBERS] = given;
    arrays[CellCode.SUMS] = sums;
    for (int k = 0; k < vectors.size(); k++) {
      arrays[CellCode.VECTORS + k] = vectors.get(k).beside(c);
      arrays[code.changeArray(k)] = changes[k];
    }
    for (int k = 0; k < stored.size(); k++) {
      arrays[code.storedArray(k)] = stored.get(k).values()[c];
    }
    for (int k = 0; k < results.size(); k++) {
      if (results.get(k).isActive()) {
        arrays[code.adjointArray(k)] = results.get(k).adjoints()[c];
      }
    }
    return arrays;
  }

  private void giveNumbers(int c) {
    for (int k = 0; k < given.length; k++) {
      FixedValues number = numbers.get(k);
      given[k] = number.values()[number.beside(c)];
    }
  }

  @Override
  public void forward(int rows) {
    for (int c = 0; c < forwardArrays.length; c++) {
      giveNumbers(c);
      forward.run(forwardArrays[c], NO_SCALARS, 0, rows);
    }
  }

  @Override
  public void backward(int rows) {
    for (int c = 0; c < backwardArrays.length; c++) {
      if (backward != null) {
        giveNumbers(c);
        backward.run(backwardArrays[c], NO_SCALARS, 0, rows);
      }
      for (int k = 0; k < changes.length; k++) {
        int passing = code.passing(k);
        if (passing != CellCode.NOTHING) {
          double[] change = passing < 0 ? changes[k] : results.get(passing).adjoints()[c];
          Loops.add(vectors.get(k).adjointBeside(c), change, rows);
        }
      }
      for (int k = 0; k < sums.length; k++) {
        FixedValues number = numbers.get(k);
        if (number.isActive()) {
          number.adjoints()[number.beside(c)] += sums[k];
        }
      }
    }
  }
}
