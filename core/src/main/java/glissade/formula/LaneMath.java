package glissade.formula;

/**
 * Exponentials and logarithms, within one unit in the last place, and {@code tanh} within three,
 * made only of operations that every lane of a vector register does alike and exactly: arithmetic,
 * fma, comparisons, shifts of bits. So they give the same bits interpreted, compiled, and in vector
 * form.
 *
 * <p>The methods without branches are also the source of the vector form: {@code glissade.compile}
 * reads their bytecode. So each is a single straight line, and what depends on a condition is
 * chosen with {@link #ifLess} or {@link #ifEqual}. The coefficients are printed by {@code
 * make_polynomials.py}, which stands with the tests.
 *
 * <p>Public only so that compiled kernels can call it.
 */
public final class LaneMath {
  private static final double LOG2_E = 0x1.71547652b82fep+0;

  /** The first digits of ln 2, so few that a whole number of up to 11 bits times them is exact. */
  private static final double LN2_HIGH = 0x1.62e42fee00000p-1;

  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;

  private static final double ROOT_2 = 0x1.6a09e667f3bcdp0;

  /** What is added to it is rounded to a whole number, which stands in its last bits. */
  private static final double ROUNDER = 0x1.8p52;

  private LaneMath() {}

  // What lanes can do beside arithmetic.

  /** {@code yes} if {@code a < b}, else {@code no}. */
  public static double ifLess(double a, double b, double yes, double no) {
    return a < b ? yes : no;
  }

  /** {@code yes} if {@code a == b}, else {@code no}. */
  public static double ifEqual(double a, double b, double yes, double no) {
    return a == b ? yes : no;
  }

  /**
   * Two to a whole power.
   *
   * @param rounded the power, from -1022 to 1023, plus 0x1.8p52
   */
  public static double twoTo(double rounded) {
    return Double.longBitsToDouble(
        (Double.doubleToRawLongBits(rounded) << 52) + 0x3FF0000000000000L);
  }

  /** The exponent of a normal positive number, plus 0x1p52 + 1023. */
  public static double biasedExponent(double x) {
    return Double.longBitsToDouble((Double.doubleToRawLongBits(x) >>> 52) | 0x4330000000000000L);
  }

  /** A normal positive number divided by the power of two that brings it into [1, 2). */
  public static double mantissa(double x) {
    return Double.longBitsToDouble(
        (Double.doubleToRawLongBits(x) & 0x000FFFFFFFFFFFFFL) | 0x3FF0000000000000L);
  }

  // Straight lines.

  /** e to the power of {@code x}. */
  public static double exp(double x) {
    return ifLess(710, x, Double.POSITIVE_INFINITY, expBelow(x));
  }

  /** {@code exp(x)} for {@code x} up to 710. */
  public static double expBelow(double x) {
    double k = rounded(x) - ROUNDER;
    double r = reduced(x, k);
    double sum = 1 + r;
    double y = sum + (1 - sum + r + expm1Rest(x, k, r));
    double half = Math.fma(k, 0.5, ROUNDER); // 2^k in two steps, as it may be subnormal
    return ifLess(x, -746, 0, y * twoTo(half) * twoTo(k - (half - ROUNDER) + ROUNDER));
  }

  /** {@code exp(x) - 1}, with all digits near 0. */
  public static double expm1(double x) {
    return ifLess(700, x, exp(x), expm1Below(x));
  }

  /** {@code expm1(x)} for {@code x} up to 700. */
  public static double expm1Below(double x) {
    double rounded = rounded(x);
    double k = rounded - ROUNDER;
    double r = reduced(x, k);
    double scale = twoTo(rounded);
    double whole = scale - 1;
    double part = scale * r;
    double sum = whole + part;
    double y = sum + (whole - sum + part + scale * expm1Rest(x, k, r));
    return ifLess(Math.abs(x), 0x1p-54, x, ifLess(x, -40, -1, y));
  }

  /** The number of times that ln 2 goes into {@code x}, rounded, plus {@link #ROUNDER}. */
  public static double rounded(double x) {
    return Math.fma(x, LOG2_E, ROUNDER);
  }

  /** What {@code x} is more than {@code k*ln(2)}. */
  public static double reduced(double x, double k) {
    return Math.fma(-LN2_LOW, k, Math.fma(-LN2_HIGH, k, x));
  }

  /**
   * What {@code exp(x - k*ln(2)) - 1} is more than {@code r}: {@code r^2*q(r)}, and the digits that
   * {@code r} lacks.
   */
  public static double expm1Rest(double x, double k, double r) {
    double lost = Math.fma(-LN2_LOW, k, Math.fma(-LN2_HIGH, k, x) - r);
    double r2 = r * r;
    double r4 = r2 * r2;
    double q01 = Math.fma(r, 0x1.5555555555559p-3, 0.5);
    double q23 = Math.fma(r, 0x1.111111110f7f7p-7, 0x1.555555555555ap-5);
    double q45 = Math.fma(r, 0x1.a01a01af6f66ep-13, 0x1.6c16c16c1462cp-10);
    double q67 = Math.fma(r, 0x1.71ddf9657c1afp-19, 0x1.a01a01b04040ep-16);
    double q89 = Math.fma(r, 0x1.af5d00afc62b6p-26, 0x1.27e4c6776e85cp-22);
    double q03 = Math.fma(r2, q23, q01);
    double q47 = Math.fma(r2, q67, q45);
    double q8 = Math.fma(r2, 0x1.1f9442f964c60p-29, q89);
    double q = Math.fma(r4, Math.fma(r4, q8, q47), q03);
    return Math.fma(r2, q, lost);
  }

  /** The natural logarithm. */
  public static double log(double x) {
    double normal = ifLess(x, Double.MIN_NORMAL, x * 0x1p54, x);
    double bias = ifLess(x, Double.MIN_NORMAL, 0x1p52 + 1023 + 54, 0x1p52 + 1023);
    double y = logOfNormal(normal, bias, 0) + 0 * x; // NaN where x is
    y = ifEqual(x, Double.POSITIVE_INFINITY, x, y);
    y = ifEqual(x, 0, Double.NEGATIVE_INFINITY, y);
    return ifLess(x, 0, Double.NaN, y);
  }

  /** {@code log(1 + x)}, with all digits near 0. */
  public static double log1p(double x) {
    double y = log1pOfPositive(x) + 0 * x;
    y = ifLess(Math.abs(x), 0x1p-54, x, y);
    y = ifEqual(x, Double.POSITIVE_INFINITY, x, y);
    y = ifEqual(x, -1, Double.NEGATIVE_INFINITY, y);
    return ifLess(x, -1, Double.NaN, y);
  }

  /** {@code log1p(x)} for {@code x} above -1, finite or NaN. */
  public static double log1pOfPositive(double x) {
    double u = 1 + x;
    double lost = ifLess(1, x, 1 - (u - x), x - (u - 1));
    return logOfNormal(u, 0x1p52 + 1023, lost / u);
  }

  /** {@code log1p(x)} for {@code x} from 0 to 1, or NaN. */
  public static double log1pOfFraction(double x) {
    double u = 1 + x;
    double k = ifLess(ROOT_2, u, 1, 0);
    double f = ifLess(ROOT_2, u, u * 0.5, u) - 1;
    return logOfFactors(k, f, (x - (u - 1)) * (1 / u)); // sigmoid needs 1/u, too
  }

  /**
   * The logarithm of a normal positive number, with a small correction.
   *
   * @param bias of the exponent
   */
  public static double logOfNormal(double x, double bias, double correction) {
    double m = mantissa(x);
    double e = biasedExponent(x) - bias;
    double k = ifLess(ROOT_2, m, e + 1, e);
    double f = ifLess(ROOT_2, m, m * 0.5, m) - 1;
    return logOfFactors(k, f, correction);
  }

  /**
   * The logarithm of {@code 2^k*(1 + f)}, with a small correction.
   *
   * <p>With {@code s = f/(2 + f)}, {@code log(1 + f)} is {@code 2*s + s*z*p(z)}, where {@code z =
   * s^2}; and {@code 2*s} is {@code f - f^2/2 + s*f^2/2}.
   */
  public static double logOfFactors(double k, double f, double correction) {
    double s = f / (2 + f);
    double z = s * s;
    double z2 = z * z;
    double p01 = Math.fma(z, 0x1.999999998c79bp-2, 0x1.5555555555566p-1);
    double p23 = Math.fma(z, 0x1.c71c597255b76p-3, 0x1.24924937f5ef9p-2);
    double p45 = Math.fma(z, 0x1.39c3ced875014p-3, 0x1.7464d616c0c39p-3);
    double p46 = Math.fma(z2, 0x1.2dc100d902ecdp-3, p45);
    double p = Math.fma(z2, Math.fma(z2, p46, p23), p01);
    double square = 0.5 * f * f;
    double low = Math.fma(k, LN2_LOW, correction);
    double rest = Math.fma(s, Math.fma(z, p, square), low);
    double high = k * LN2_HIGH;
    double sum = high + f;
    return sum + (high - sum + f - (square - rest));
  }

  /** The hyperbolic tangent. */
  public static double tanh(double x) {
    double a = Math.abs(x);
    double m = expm1Below(-2 * a);
    double t = -m / (m + 2);
    return ifLess(a, 0x1p-28, x, ifLess(x, 0, -t, t));
  }

  /** {@code 1/(1 + exp(-x))}, without overflow. */
  public static double sigmoid(double x) {
    double u = expBelow(-Math.abs(x));
    return ifLess(x, 0, u, 1) * (1 / (1 + u));
  }

  /** {@code log(1 + exp(x))}, without overflow. */
  public static double softplus(double x) {
    return ifLess(0, x, x, 0) + log1pOfFraction(expBelow(-Math.abs(x)));
  }
}
