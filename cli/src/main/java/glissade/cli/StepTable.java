package glissade.cli;

import glissade.optimize.Observer;
import glissade.optimize.Progress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A few steps of a run, evenly spaced, for people to read: the start, the first step and every 20th
 * after it; where that becomes long, every 40th, 80th and so on. The last step is always there.
 */
final class StepTable implements Observer {
  private static final int MOST_ROWS = 12;
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
    if (due && (rows.isEmpty() || rows.get(rows.size() - 1).step < row.step)) {
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
    StringBuilder header = new StringBuilder("%7s  %16s".formatted("step", "value"));
    for (int i = 0; i < Math.min(MOST_PARAMETERS, parameters); i++) {
      header.append("  %16s".formatted(names.get(i)));
    }
    lines.add(header + (parameters > MOST_PARAMETERS ? "  …" : ""));
    for (Row row : all) {
      StringBuilder line = new StringBuilder("%7d  %16s".formatted(row.step, number(row.value)));
      for (double parameter : row.parameters) {
        line.append("  %16s".formatted(number(parameter)));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** Nine significant digits, as the lesson prints. */
  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    String text = "%.8e".formatted(value);
    int exponent = Integer.parseInt(text.substring(text.indexOf('e') + 1));
    return value == 0 || exponent >= -1 && exponent < 9 ? "%.8f".formatted(value) : text;
  }
}
