package glissade.fit;

/**
 * A piece of exported code that has a value.
 *
 * @param text the code
 * @param rank how tightly it holds together: {@link #SIGNED} less than sums, those less than
 *     products, those less than {@link #ATOM}
 */
record Term(String text, int rank) {
  static final int SIGNED = 0;
  static final int SUM = 1;
  static final int PRODUCT = 2;
  static final int ATOM = 3;

  static Term atom(String text) {
    return new Term(text, ATOM);
  }

  /** As an operand of something that needs at least that rank. */
  String within(int least) {
    return rank >= least ? text : "(" + text + ")";
  }
}
