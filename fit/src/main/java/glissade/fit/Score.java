package glissade.fit;

import glissade.data.RowCount;
import glissade.data.Table;
import glissade.formula.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How well a model says what a table has.
 *
 * @param loss the mean loss over the rows
 * @param rows how many rows were read, and left out
 * @param determination R² of least squares: 1 less the share of the variance that the model leaves;
 *     below 0 where the mean of these rows is the better guess; null for other losses
 * @param accuracy the share of rows whose class is guessed; null where there are no classes
 */
public record Score(
    double loss, RowCount rows, @Nullable Double determination, @Nullable Double accuracy) {

  static Score of(FittedModel model, Table table) {
    Expr row = model.model().row();
    Expr left = model.model().left();
    Expr right = model.prediction().right();
    List<Expr> roots = new ArrayList<>(List.of(row));
    if (left != null) {
      roots.add(left);
    }
    if (right != null) {
      roots.add(right);
    }
    Sums sums = new Sums();
    try (ModelRows rows = new ModelRows(model, table, roots, List.of())) {
      rows.forEach(
          (values, none) ->
              sums.add(value(values, row), value(values, left), value(values, right)));
      return new Score(
          sums.loss / sums.rows,
          rows.blocks().counted(),
          left == null ? null : 1 - sums.loss / sums.squares,
          right == null ? null : sums.right / sums.rows);
    }
  }

  private static double value(Map<Expr, double[]> values, @Nullable Expr of) {
    return of == null ? 0 : Objects.requireNonNull(values.get(of))[0];
  }

  private static final class Sums {
    private long rows;
    private double loss;
    private double right;
    private double mean;

    /** Of the left side's distances from its mean; Welford's way, which does not cancel. */
    private double squares;

    void add(double rowLoss, double left, double guessed) {
      rows++;
      loss += rowLoss;
      right += guessed;
      double distance = left - mean;
      mean += distance / rows;
      squares += distance * (left - mean);
    }
  }
}
