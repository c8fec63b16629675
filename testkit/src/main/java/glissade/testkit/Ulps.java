package glissade.testkit;

import java.math.BigDecimal;
import java.math.MathContext;

/** Distances between numbers, in units of the last place. */
public final class Ulps {
  private Ulps() {}

  /**
   * How far a number is from a true value of many digits.
   *
   * @param actual the number
   * @param exact decimal digits, or {@code NaN}, {@code Infinity}, {@code -Infinity}
   * @return the distance in units of the last place of the double next to {@code exact}; 0 where
   *     both are NaN or the same infinity, infinite where only one is
   */
  public static double error(double actual, String exact) {
    double nearest = Double.parseDouble(exact);
    if (!Double.isFinite(nearest) || !Double.isFinite(actual)) {
      return Double.compare(nearest, actual) == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    BigDecimal distance = new BigDecimal(exact).subtract(new BigDecimal(actual)).abs();
    return distance.divide(new BigDecimal(Math.ulp(nearest)), MathContext.DECIMAL64).doubleValue();
  }

  /**
   * Whether two numbers are the same to the bit, one NaN being like another.
   *
   * @param a a number
   * @param b another
   */
  public static boolean same(double a, double b) {
    return Double.doubleToLongBits(a) == Double.doubleToLongBits(b);
  }
}
