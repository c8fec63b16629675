package glissade.cli;

import glissade.optimize.Observer;
import glissade.optimize.Progress;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A few steps of a run, evenly spaced, for people to read: the start, the first step and every 20th
 * after it; where that becomes long, every 40th, 80th and so on. The last step is always there.
 */
final class StepTable implements Observer {
  private static final int DIGITS = 9;
  private static final int MOST_ROWS = 12;

  /** Of a table whose spacing is given; a trace has them all. */
  private static final int MOST_FIXED_ROWS = 10_000;

  private static final int MOST_PARAMETERS = 4;

  private final boolean fixed;
  private long stride;
  private final List<Row> rows = new ArrayList<>();
  private Row last = new Row(-1, 0, new double[0]);
  private int parameters;

  private record Row(long step, double value, double[] parameters) {}

  /**
   * A table.
   *
   * @param every the spacing; null to find one
   */
  StepTable(@Nullable Long every) {
    fixed = every != null;
    stride = every == null ? 20 : every;
  }

  @Override
  public void observe(Progress progress) {
    parameters = progress.size();
    boolean due = isDue(progress.step());
    if (!due && progress.step() == last.step) {
      return;
    }
    Row row = row(progress);
    last = row;
    if (due
        && rows.size() < MOST_FIXED_ROWS
        && (rows.isEmpty() || rows.get(rows.size() - 1).step < row.step)) {
      rows.add(row);
      while (!fixed && rows.size() > MOST_ROWS) {
        stride *= 2;
        rows.removeIf(old -> !isDue(old.step));
      }
    }
  }

  /** The first step after {@code step} that the table wants. */
  long next(long step) {
    return fixed ? (step / stride + 1) * stride : (step + stride - 1) / stride * stride + 1;
  }

  private boolean isDue(long step) {
    return step == 0 || (fixed ? step % stride == 0 : step % stride == 1);
  }

  private static Row row(Progress progress) {
    double[] shown = new double[Math.min(MOST_PARAMETERS, progress.size())];
    for (int i = 0; i < shown.length; i++) {
      shown[i] = progress.parameter(i);
    }
    return new Row(progress.step(), progress.value(), shown);
  }

  /** The table, a line each. */
  List<String> lines(List<String> names) {
    List<Row> all = new ArrayList<>(rows);
    if (all.isEmpty() || all.get(all.size() - 1).step != last.step) {
      all.add(last);
    }
    List<String> lines = new ArrayList<>();
    StringBuilder header = new StringBuilder(right("step", 7)).append(right("value", 18));
    for (int i = 0; i < Math.min(MOST_PARAMETERS, parameters); i++) {
      header.append(right(names.get(i), 18));
    }
    lines.add(header + (parameters > MOST_PARAMETERS ? "  …" : ""));
    for (Row row : all) {
      StringBuilder line =
          new StringBuilder(right(Long.toString(row.step), 7)).append(right(number(row.value), 18));
      for (double parameter : row.parameters) {
        line.append(right(number(parameter), 18));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** Eight decimals where that shows nine digits, else nine digits and an exponent. */
  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal nine = exact.round(new MathContext(DIGITS, RoundingMode.HALF_UP));
    int exponent = nine.precision() - nine.scale() - 1;
    if (value == 0 || exponent >= -1 && exponent < DIGITS) {
      return exact.setScale(DIGITS - 1, RoundingMode.HALF_UP).toPlainString();
    }
    String digits = nine.unscaledValue().abs().toString();
    digits += "0".repeat(DIGITS - digits.length());
    String size = Integer.toString(Math.abs(exponent));
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + "."
        + digits.substring(1)
        + (exponent < 0 ? "e-" : "e+")
        + (size.length() < 2 ? "0" : "")
        + size;
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
