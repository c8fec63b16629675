package glissade.formula;

/**
 * The derivatives of the digamma function, for positive arguments: steps up to where the asymptotic
 * series holds (NIST Digital Library of Mathematical Functions, 5.15.8 with 5.15.5).
 */
final class Polygamma {
  /** The Bernoulli numbers B2, B4, … */
  private static final double[] BERNOULLI = {
    1.0 / 6,
    -1.0 / 30,
    1.0 / 42,
    -1.0 / 30,
    5.0 / 66,
    -691.0 / 2730,
    7.0 / 6,
    -3617.0 / 510,
    43867.0 / 798,
    -174611.0 / 330
  };

  private static final int LARGEST_ORDER = 100;

  private Polygamma() {}

  /** The derivative of that order; NaN unless {@code x > 0} and the order is whole, 1 to 100. */
  static double value(double order, double x) {
    if (!(x > 0) || !(order >= 1 && order <= LARGEST_ORDER) || order != Math.rint(order)) {
      return Double.NaN;
    }
    int n = (int) order;
    double scale = n % 2 == 0 ? -1 : 1; // (-1)^(n+1) (n-1)!
    for (int i = 2; i < n; i++) {
      scale *= i;
    }
    double steps = 0; // 1/x^(n+1) + 1/(x+1)^(n+1) + …, in all n times its share of the value
    double at = x;
    for (int limit = 12 + 2 * n; at < limit; at++) {
      steps += Math.pow(at, -(n + 1));
    }
    double series = 1 + n / (2 * at);
    double term = 1; // (2k+n-1)!/((2k)!(n-1)!) / at^(2k)
    for (int k = 0; k < BERNOULLI.length; k++) {
      term *= (2 * k + n) / (2 * k + 1.0) * ((2 * k + n + 1) / (2 * k + 2.0)) / at / at;
      series += BERNOULLI[k] * term;
    }
    return scale * (n * steps + series * Math.pow(at, -n));
  }
}
