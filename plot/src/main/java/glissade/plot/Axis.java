package glissade.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * One axis: from numbers to places between 0 and 1, and the ticks between.
 *
 * @param low the number at 0
 * @param high the number at 1, above {@code low}
 * @param log whether equal ways are equal factors
 */
record Axis(double low, double high, boolean log) {
  /** Half of what a double holds, so that differences of two places are finite. */
  private static final double MOST = Double.MAX_VALUE / 4;

  /** A place on the axis that is marked and named. */
  record Tick(double value, String label) {}

  /** The numbers that an axis has to show. */
  static final class Extent {
    private final boolean log;
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    Extent(boolean log) {
      this.log = log;
    }

    void add(double value) {
      if (Double.isFinite(value) && (!log || value > 0)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }

    void add(double[] values) {
      for (double value : values) {
        add(value);
      }
    }

    /**
     * The axis that shows them all.
     *
     * @param margin how much more to show at each end, as a part of the whole
     */
    Axis axis(double margin) {
      if (low > high) {
        return log ? new Axis(0.1, 10, true) : new Axis(0, 1, false);
      }
      if (log) {
        double ratio = low == high ? 10 : Math.pow(high / low, margin);
        double floor = Math.max(low / ratio, Double.MIN_NORMAL);
        return new Axis(Math.min(floor, low), Math.min(high * ratio, Double.MAX_VALUE), true);
      }
      double from = Math.max(-MOST, Math.min(MOST, low));
      double to = Math.max(-MOST, Math.min(MOST, high));
      double room = from == to ? Math.max(Math.abs(from) * 0.1, 1e-3) : (to - from) * margin;
      return new Axis(from - room, to + room, false);
    }
  }

  /** Where a number is: 0 at the low end, 1 at the high one; not finite where it has no place. */
  double place(double value) {
    if (log) {
      return value > 0
          ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
          : Double.NaN;
    }
    return Math.abs(value) <= 2 * MOST ? (value - low) / (high - low) : Double.NaN;
  }

  /** About so many ticks, at round numbers. */
  List<Tick> ticks(int wanted) {
    List<Tick> ticks = log ? logTicks(wanted) : List.of();
    return ticks.size() >= 2 ? ticks : linearTicks(wanted);
  }

  private List<Tick> logTicks(int wanted) {
    int first = (int) Math.ceil(Math.log10(low) - 1e-9);
    int last = (int) Math.floor(Math.log10(high) + 1e-9);
    int stride = Math.max(1, (int) Math.ceil((last - first + 1) / (double) wanted));
    List<Tick> ticks = new ArrayList<>();
    boolean fine = last - first < 2; // too few powers of ten to read by
    for (int power = first - 1; power <= last; power++) {
      for (int digit : fine ? new int[] {1, 2, 5} : new int[] {1}) {
        BigDecimal exact = BigDecimal.valueOf(digit).scaleByPowerOfTen(power);
        double value = exact.doubleValue();
        if (value >= low && value <= high && (fine || Math.floorMod(power, stride) == 0)) {
          ticks.add(new Tick(value, label(exact)));
        }
      }
    }
    return ticks;
  }

  private List<Tick> linearTicks(int wanted) {
    double rough = (high - low) / Math.max(1, wanted);
    int power = (int) Math.floor(Math.log10(rough));
    double digits = rough / Math.pow(10, power);
    int digit = digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10;
    BigDecimal step = BigDecimal.valueOf(digit).scaleByPowerOfTen(power);
    BigDecimal first = BigDecimal.valueOf(Math.ceil(low / step.doubleValue()));
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i <= 2 * wanted + 2; i++) {
      BigDecimal exact = first.add(BigDecimal.valueOf(i)).multiply(step);
      double value = exact.doubleValue();
      if (value >= low && value <= high) {
        ticks.add(new Tick(value, label(exact)));
      }
    }
    return ticks;
  }

  /** A round number as people write it: 0.05, 2000, 3×10⁻⁸. */
  static String label(BigDecimal exact) {
    if (exact.signum() == 0) {
      return "0";
    }
    BigDecimal number = exact.round(new MathContext(12)).stripTrailingZeros();
    int power = number.precision() - number.scale() - 1;
    if (power >= -3 && power <= 5) {
      return number.toPlainString().replace('-', '−');
    }
    String mantissa = number.scaleByPowerOfTen(-power).toPlainString().replace('-', '−');
    String ten = "10" + superscript(power);
    return mantissa.equals("1") ? ten : mantissa.equals("−1") ? "−" + ten : mantissa + "×" + ten;
  }

  private static String superscript(int power) {
    StringBuilder text = new StringBuilder();
    for (char c : Integer.toString(power).toCharArray()) {
      text.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
    }
    return text.toString();
  }
}
