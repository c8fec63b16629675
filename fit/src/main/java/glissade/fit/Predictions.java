package glissade.fit;

import glissade.data.Column;
import glissade.data.ColumnType;
import glissade.data.RowCount;
import glissade.data.Table;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** What a model predicts of the rows of a table. For one thread, until closed. */
public final class Predictions implements AutoCloseable {
  private final FittedModel model;
  private final List<Column> others;
  private final ModelRows rows;

  Predictions(FittedModel model, Table table, Predicate<String> wanted) {
    this.model = model;
    this.others =
        table.columns().stream()
            .filter(column -> column.type() != ColumnType.OTHER && !column.name().isEmpty())
            .filter(column -> wanted.test(column.name()))
            .toList();
    this.rows = new ModelRows(model, table, List.of(model.prediction().value()), others);
  }

  /** Rows read and left out. */
  public RowCount counted() {
    return rows.blocks().counted();
  }

  /** The columns of the table that come with the predictions. */
  public List<String> columns() {
    return others.stream().map(Column::name).toList();
  }

  /** What is done with a row. */
  @FunctionalInterface
  public interface RowConsumer {
    /**
     * Takes a row.
     *
     * @param columns for each of {@link #columns} a Double or a String
     * @param prediction a Double, or the String that is predicted
     */
    void accept(List<Object> columns, Object prediction);
  }

  /** Meets every row that is not left out, in order. */
  public void forEach(RowConsumer consumer) {
    List<String> labels = model.labels();
    rows.forEach(
        (values, beside) -> {
          double[] value = Objects.requireNonNull(values.get(model.prediction().value()));
          double number = model.prediction().value().isScalar() ? value[0] : largest(value);
          boolean text = number >= 0 && number < labels.size();
          consumer.accept(beside, text ? labels.get((int) number) : (Object) number);
        });
  }

  /** The position of the largest of several scores, the first of equals; NaN if any is none. */
  private static double largest(double[] scores) {
    int best = 0;
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        return Double.NaN;
      }
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  @Override
  public void close() {
    rows.close();
  }
}
