package glissade.studio;

import glissade.data.Column;
import glissade.data.ColumnType;
import glissade.data.Frame;
import glissade.data.RowSink;
import glissade.data.Selection;
import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.fit.FitResult;
import glissade.fit.FittedModel;
import glissade.fit.Predictions;
import glissade.formula.Formula;
import glissade.formula.Mention;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** What a fit of one column to another looks like: the rows as points, the formula as a line. */
final class Curve {
  private static final int LINE = 200;
  private static final int MOST_POINTS = 2000;

  private final Formula formula;
  private final Line line;
  private final Map<String, Object> points;

  private Curve(Formula formula, Line line, String label, double[] x, double[] y) {
    this.formula = formula;
    this.line = line;
    int every = (x.length + MOST_POINTS - 1) / MOST_POINTS;
    this.points =
        Map.of(
            "column",
            line.name(),
            "label",
            label,
            "x",
            thinned(x, every),
            "y",
            thinned(y, every),
            "every",
            every,
            "line",
            line.places);
  }

  /** Of a formula {@code column ~ …} of one other column, both of numbers; null for all others. */
  static @Nullable Curve of(Formula formula, Table table) {
    Formula left = formula.left();
    String label = left == null ? null : left.name();
    String column = column(formula, table);
    if (label == null || column == null || column.equals(label) || !holdsNumbers(label, table)) {
      return null;
    }
    Frame rows = table.read(Selection.numbers(column, label));
    double[] x = Arrays.copyOf(rows.block().doubles(0), rows.rows());
    double[] y = Arrays.copyOf(rows.block().doubles(1), rows.rows());
    Line line = new Line(column, x);
    return line.isFinite() ? new Curve(formula, line, label, x, y) : null;
  }

  /** The only column right of {@code ~}; null where there are others, or its texts count. */
  private static @Nullable String column(Formula formula, Table table) {
    Formula right = formula.right();
    if (right == null
        || !right.names().stream().allMatch(name -> Mention.of(name) instanceof Mention.Plain)) {
      return null;
    }
    List<String> columns = table.columns().stream().map(Column::name).toList();
    List<String> used = right.names().stream().filter(columns::contains).toList();
    if (used.size() != 1
        || !holdsNumbers(used.get(0), table)
        || formula.indices().containsValue(used.get(0))) {
      return null;
    }
    return used.get(0);
  }

  private static boolean holdsNumbers(String name, Table table) {
    return table.columns().stream()
        .filter(column -> column.name().equals(name))
        .anyMatch(
            column -> column.type() == ColumnType.NUMBER || column.type() == ColumnType.BOOLEAN);
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
    DoubleStream.Builder values = DoubleStream.builder();
    try (Predictions predictions = FittedModel.of(formula, result).predict(line, false)) {
      predictions.forEach((columns, value) -> values.accept((Double) value));
    }
    return values.build().toArray();
  }

  /** A table whose only column goes evenly from the least to the largest of some numbers. */
  private static final class Line extends Table {
    private final double[] places = new double[LINE];

    Line(String column, double[] x) {
      super(column, TableOptions.defaults());
      double[] ends = {
        Arrays.stream(x).min().orElse(0), Arrays.stream(x).max().orElse(1),
      };
      for (int i = 0; i < LINE; i++) {
        places[i] = Grid.between(ends, i, LINE);
      }
    }

    /** Whether no place overflowed on the way between ends that lie far apart. */
    boolean isFinite() {
      return Arrays.stream(places).allMatch(Double::isFinite);
    }

    @Override
    public List<Column> columns() {
      return List.of(new Column(name(), ColumnType.NUMBER));
    }

    @Override
    public OptionalLong rowCount() {
      return OptionalLong.of(LINE);
    }

    @Override
    protected void scan(int[] columns, Selection selection, RowSink sink) {
      for (double place : places) {
        sink.begin(0);
        sink.number(0, place);
        sink.end();
      }
    }
  }
}
