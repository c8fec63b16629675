package glissade.studio;

import glissade.compile.CompiledKernel;
import glissade.data.Column;
import glissade.data.Frame;
import glissade.data.Selection;
import glissade.data.Table;
import glissade.fit.FitResult;
import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a fit of one column to another looks like: the rows as points, the formula as a line. */
final class Curve {
  private static final int LINE = 200;
  private static final int MOST_POINTS = 2000;
  private static final double[] NO_SCALARS = {};

  private final Formula right;
  private final String column;
  private final double[] line = new double[LINE];
  private final Map<String, Object> points;

  private Curve(Formula right, String column, String label, double[] x, double[] y) {
    this.right = right;
    this.column = column;
    double[] ends = {
      Arrays.stream(x).min().orElse(0), Arrays.stream(x).max().orElse(1),
    };
    for (int i = 0; i < LINE; i++) {
      line[i] = Grid.between(ends, i, LINE);
    }
    int every = (x.length + MOST_POINTS - 1) / MOST_POINTS;
    this.points =
        Map.of(
            "column", column,
            "label", label,
            "x", thinned(x, every),
            "y", thinned(y, every),
            "every", every,
            "line", line);
  }

  /** Of a formula {@code column ~ …} of one other column; null for all others. */
  static @Nullable Curve of(Formula formula, Table table) {
    Formula left = formula.left();
    Formula right = formula.right();
    if (left == null || right == null) {
      return null;
    }
    List<String> columns = table.columns().stream().map(Column::name).toList();
    List<String> used = right.names().stream().filter(columns::contains).toList();
    String label = left.toString().strip();
    if (used.size() != 1 || !columns.contains(label) || used.get(0).equals(label)) {
      return null;
    }
    Frame rows = table.read(Selection.numbers(used.get(0), label));
    return new Curve(
        right,
        used.get(0),
        label,
        Arrays.copyOf(rows.block().doubles(0), rows.rows()),
        Arrays.copyOf(rows.block().doubles(1), rows.rows()));
  }

  private static double[] thinned(double[] all, int every) {
    double[] some = new double[(all.length + every - 1) / every];
    for (int i = 0; i < some.length; i++) {
      some[i] = all[i * every];
    }
    return some;
  }

  Map<String, Object> points() {
    return points;
  }

  /** The formula along the line, with the parameters that a fit has found. */
  double[] values(FitResult result) {
    Point layout = Point.empty();
    for (String name : right.names()) {
      layout = layout.with(name, name.equals(column) ? 0 : result.get(name));
    }
    CompiledKernel kernel = Loss.of(right, layout).compile(Precision.DOUBLE, false);
    double[] at = layout.toArray();
    int x = layout.offset(column);
    Object[] arrays = kernel.withScratch(0, at, new double[at.length]);
    double[] values = new double[LINE];
    for (int i = 0; i < LINE; i++) {
      at[x] = line[i];
      values[i] = kernel.kernel().run(arrays, NO_SCALARS, 0, 0);
    }
    return values;
  }
}
