package glissade.fit;

/** Numbers of elements, read from values. */
final class Positions {
  private final int count;
  private final int[] known;

  /**
   * Positions.
   *
   * @param count how many elements there are
   */
  Positions(int count, int chunk) {
    this.count = count;
    this.known = new int[chunk];
  }

  /** The positions that values mean; -1 for a value that means none. */
  int[] of(double[] index, int rows) {
    for (int r = 0; r < rows; r++) {
      int position = (int) index[r];
      known[r] = position == index[r] && position >= 0 && position < count ? position : -1;
    }
    return known;
  }

  /** What was read last. */
  int[] known() {
    return known;
  }
}
