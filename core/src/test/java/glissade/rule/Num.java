package glissade.rule;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A number computed twice: to 50 decimal digits, and in double with one rounding an operation. A
 * formula written once in these yields its value and what it must be to the bit.
 */
record Num(BigDecimal exact, double rounded) {
  private static final MathContext DIGITS = new MathContext(50);

  static final Num ZERO = of(0);
  static final Num ONE = of(1);

  static Num of(double value) {
    return new Num(new BigDecimal(value), value);
  }

  Num plus(Num b) {
    return new Num(exact.add(b.exact, DIGITS), rounded + b.rounded);
  }

  Num minus(Num b) {
    return new Num(exact.subtract(b.exact, DIGITS), rounded - b.rounded);
  }

  Num times(Num b) {
    return new Num(exact.multiply(b.exact, DIGITS), rounded * b.rounded);
  }

  Num over(Num b) {
    return new Num(exact.divide(b.exact, DIGITS), rounded / b.rounded);
  }

  Num squared() {
    return times(this);
  }

  Num root() {
    return new Num(exact.sqrt(DIGITS), Math.sqrt(rounded));
  }

  Num power(int n) {
    return new Num(exact.pow(n, DIGITS), Math.pow(rounded, n));
  }

  Num negative() {
    return new Num(exact.negate(), -rounded);
  }

  Num sign() {
    return new Num(BigDecimal.valueOf(exact.signum()), Math.signum(rounded));
  }

  boolean isPositive() {
    return exact.signum() > 0;
  }

  /** How far a double is from the 50 digits, relative to them or to 1e-3. */
  double errorOf(double value) {
    double size = Math.max(Math.abs(exact.doubleValue()), 1e-3);
    return Double.isFinite(value)
        ? new BigDecimal(value).subtract(exact, DIGITS).abs().doubleValue() / size
        : Double.POSITIVE_INFINITY;
  }
}
