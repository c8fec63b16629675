package glissade.fit;

import java.util.Arrays;

/**
 * Values of some rows: an array for each component, with an element for each row. Parts of one
 * value share its arrays.
 *
 * @param values by component
 * @param adjoints by component, how the loss changes with them; empty where no parameter matters
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RowValues(double[][] values, double[][] adjoints) {
  static RowValues allocate(int size, boolean active, int chunk) {
    return new RowValues(new double[size][chunk], new double[active ? size : 0][chunk]);
  }

  int size() {
    return values.length;
  }

  boolean isActive() {
    return adjoints.length > 0;
  }

  /** The components from one up to another. */
  RowValues part(int from, int to) {
    return new RowValues(
        Arrays.copyOfRange(values, from, to),
        isActive() ? Arrays.copyOfRange(adjoints, from, to) : adjoints);
  }

  /** The only component, as often. */
  RowValues repeated(int times) {
    double[][] same = new double[times][];
    Arrays.fill(same, values[0]);
    double[][] sameAdjoints = new double[isActive() ? times : 0][];
    Arrays.fill(sameAdjoints, isActive() ? adjoints[0] : values[0]);
    return new RowValues(same, sameAdjoints);
  }

  /** The component beside component {@code c} of a longer value: a single one is beside all. */
  double[] beside(int c) {
    return values[values.length == 1 ? 0 : c];
  }

  double[] adjointBeside(int c) {
    return adjoints[adjoints.length == 1 ? 0 : c];
  }
}
