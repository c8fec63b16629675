package glissade.rule;

import glissade.formula.Printer;

/**
 * The values that a hyperparameter may have.
 *
 * @param low the lower end
 * @param lowOpen whether the lower end itself is excluded
 * @param high the upper end
 * @param highOpen whether the upper end itself is excluded
 */
public record Range(double low, boolean lowOpen, double high, boolean highOpen) {

  /** Every finite number. */
  public static final Range ALL =
      new Range(Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY, true);

  /** Whether a value is allowed; NaN and infinities never are. */
  public boolean contains(double value) {
    return Double.isFinite(value)
        && (lowOpen ? value > low : value >= low)
        && (highOpen ? value < high : value <= high);
  }

  /** How many values {@link #inside} has. */
  static final int PROBES = 3;

  /** One of a few values well inside the range, spread over it. */
  double inside(int which) {
    if (Double.isFinite(low) && Double.isFinite(high)) {
      return low + (high - low) * (0.25 + 0.25 * which);
    }
    double away = Math.pow(1000, which - 1);
    if (Double.isFinite(low)) {
      return low + away;
    }
    return Double.isFinite(high) ? high - away : which - 1;
  }

  /** In interval notation: {@code [0, 1)}. */
  @Override
  public String toString() {
    return (lowOpen ? "(" : "[") + end(low) + ", " + end(high) + (highOpen ? ")" : "]");
  }

  private static String end(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return Printer.number(value);
  }
}
