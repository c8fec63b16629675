package glissade.lab;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers for people: three digits. */
public final class Numbers {
  private static final MathContext DIGITS = new MathContext(3);

  private Numbers() {}

  /** Such as {@code 0.0312}, {@code 184}, {@code 1.5e-9}, {@code inf}. */
  public static String brief(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal number = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    int power = number.precision() - number.scale() - 1;
    return power >= -3 && power <= 6
        ? number.toPlainString()
        : number.scaleByPowerOfTen(-power).toPlainString() + "e" + power;
  }
}
