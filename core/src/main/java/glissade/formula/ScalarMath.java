package glissade.formula;

import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The functions of the operator table that {@link Math} lacks. Public only so that compiled kernels
 * can call them; the interpreter calls the same methods, so both give the same bits.
 */
public final class ScalarMath {
  private static final double LN2 = 0.6931471805599453;
  private static final double SQRT2 = 1.4142135623730951;

  /** JDK 17 calls a method with branches for each element. */
  private static final boolean SIGNUM_IS_FAST = Runtime.version().feature() >= 21;

  private ScalarMath() {}

  /** 1 if both are true. */
  public static double and(double a, double b) {
    return a != 0 && b != 0 ? 1 : 0;
  }

  /** 1 if either is true. */
  public static double or(double a, double b) {
    return a != 0 || b != 0 ? 1 : 0;
  }

  /** 1 if it is false. */
  public static double not(double a) {
    return a == 0 ? 1 : 0;
  }

  /** Logarithm to base 2, exact at powers of two. */
  public static double log2(double x) {
    if (!(x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE)) {
      return Math.log(x) / LN2;
    }
    int exponent = Math.getExponent(x);
    double mantissa = Math.scalb(x, -exponent);
    if (mantissa > SQRT2) { // keep the logarithm small, so that it does not cancel below 1
      mantissa *= 0.5;
      exponent++;
    }
    return exponent + Math.log(mantissa) / LN2;
  }

  /** Inverse hyperbolic sine. */
  public static double asinh(double x) {
    double a = Math.abs(x);
    double y = a > 0x1p28 ? Math.log(a) + LN2 : Math.log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
    return Math.copySign(y, x);
  }

  /** Inverse hyperbolic cosine; NaN below 1. */
  public static double acosh(double x) {
    if (x < 1) { // far below, what follows would round to a number
      return Double.NaN;
    }
    if (x > 0x1p28) {
      return Math.log(x) + LN2;
    }
    double t = x - 1;
    return Math.log1p(t + Math.sqrt(2 * t + t * t));
  }

  /** Inverse hyperbolic tangent; NaN beyond ±1. */
  public static double atanh(double x) {
    double a = Math.abs(x);
    return Math.copySign(0.5 * Math.log1p(2 * a / (1 - a)), x);
  }

  /** The sign, as {@link Math#signum}, in a form that HotSpot turns into vector instructions. */
  public static double sign(double x) {
    return SIGNUM_IS_FAST
        ? Math.signum(x)
        : Math.max(-1, Math.min(1, x * 0x1p540 * 0x1p540)); // the smallest number becomes 2^6
  }

  /** The sign, in float. */
  public static float sign(float x) {
    return SIGNUM_IS_FAST
        ? Math.signum(x)
        : Math.max(-1, Math.min(1, x * 0x1p75f * 0x1p75f)); // the smallest number becomes 2
  }

  /** {@code x} held between {@code low} and {@code high}; {@code high} wins where they cross. */
  public static double clamp(double x, double low, double high) {
    return Math.min(Math.max(x, low), high);
  }

  /** {@code x} held between bounds, in float. */
  public static float clamp(float x, float low, float high) {
    return Math.min(Math.max(x, low), high);
  }

  /** {@code x} where positive, else 0; NaN stays NaN. */
  public static double relu(double x) {
    return Math.max(x, 0.0);
  }

  /** {@code x} where positive, else 0, in float. */
  public static float relu(float x) {
    return Math.max(x, 0.0f);
  }

  /** The error function. */
  public static double erf(double x) {
    return Erf.value(x);
  }

  /** The logarithm of the gamma function's magnitude; NaN at 0, -1, -2 and so on. */
  public static double lgamma(double x) {
    return LogGamma.value(x);
  }

  /** The derivative of {@link #lgamma}, for positive numbers; NaN for {@code x <= 0}. */
  public static double digamma(double x) {
    return x > 0 ? Digamma.value(x) : Double.NaN;
  }

  /** The derivative of {@link #digamma}; NaN for {@code x <= 0}. */
  public static double trigamma(double x) {
    return Polygamma.value(1, x);
  }

  /** The derivative of {@link #digamma} of a whole order from 1; NaN for {@code x <= 0}. */
  public static double polygamma(double order, double x) {
    return Polygamma.value(order, x);
  }

  /**
   * A whole power by fixed multiplications, rounding each to the precision.
   *
   * @param x the base
   * @param n the exponent, from 2 to 8
   */
  static double wholePower(double x, int n, Precision precision) {
    double square = precision.round(x * x);
    return switch (n) {
      case 2 -> square;
      case 3 -> precision.round(square * x);
      case 4 -> precision.round(square * square);
      case 5 -> precision.round(precision.round(square * square) * x);
      case 6 -> precision.round(precision.round(square * square) * square);
      case 7 -> precision.round(precision.round(precision.round(square * square) * square) * x);
      case 8 -> {
        double fourth = precision.round(square * square);
        yield precision.round(fourth * fourth);
      }
      default -> throw new IllegalArgumentException("exponent " + n);
    };
  }
}
