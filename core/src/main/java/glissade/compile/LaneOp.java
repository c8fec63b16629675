package glissade.compile;

/** What every lane of a vector register can do alike, and to the same bits as a single number. */
enum LaneOp {
  /** An element of an array. */
  READ,
  /** The same number in every lane. */
  NUMBER,
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE,
  NEGATE,
  ABS,
  SQRT,
  MINIMUM,
  MAXIMUM,
  FMA,
  /** As {@link glissade.formula.LaneMath#twoTo}. */
  TWO_TO,
  /** As {@link glissade.formula.LaneMath#biasedExponent}. */
  BIASED_EXPONENT,
  /** As {@link glissade.formula.LaneMath#mantissa}. */
  MANTISSA,
  /** The second argument where the first holds, else the third. */
  CHOOSE,
  LESS(true),
  LESS_EQUAL(true),
  EQUAL(true),
  NOT_EQUAL(true),
  AND(true),
  OR(true),
  NOT(true);

  private final boolean isTruth;

  LaneOp() {
    this(false);
  }

  LaneOp(boolean isTruth) {
    this.isTruth = isTruth;
  }

  /** About how many operations on registers it takes. */
  int registers() {
    return this == TWO_TO || this == BIASED_EXPONENT || this == MANTISSA ? 4 : 1;
  }

  /** Whether it holds or does not, rather than being a number. */
  boolean isTruth() {
    return isTruth;
  }
}
