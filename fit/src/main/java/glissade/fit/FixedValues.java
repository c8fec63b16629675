package glissade.fit;

/**
 * Values that are the same in all rows: what is made of parameters and constants alone. Those of a
 * parameter lie in the caller's arrays.
 */
final class FixedValues {
  private static final double[] NONE = {};

  private final int size;
  private final boolean active;
  private double[] values;
  private double[] adjoints;
  private int offset;

  /**
   * Values.
   *
   * @param values where they are
   * @param active whether any parameter matters
   */
  FixedValues(double[] values, boolean active) {
    this.size = values.length;
    this.active = active;
    this.values = values;
    this.adjoints = active ? new double[size] : NONE;
  }

  /** For a parameter, once {@link #place} has been called. */
  FixedValues(int size) {
    this.size = size;
    this.active = true;
    this.values = NONE;
    this.adjoints = NONE;
  }

  /** Says where the values are and where adjoints are added to. */
  void place(double[] newValues, double[] newAdjoints, int newOffset) {
    values = newValues;
    adjoints = newAdjoints;
    offset = newOffset;
  }

  int size() {
    return size;
  }

  boolean isActive() {
    return active;
  }

  /** The array, in which they begin at {@link #offset}. */
  double[] values() {
    return values;
  }

  /** The array, in which the adjoints begin at {@link #offset}. */
  double[] adjoints() {
    return adjoints;
  }

  int offset() {
    return offset;
  }

  /** Where the component beside component {@code c} of a longer value is. */
  int beside(int c) {
    return offset + (size == 1 ? 0 : c);
  }
}
