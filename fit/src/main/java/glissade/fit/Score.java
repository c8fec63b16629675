package glissade.fit;

import glissade.data.Blocks;
import glissade.data.Column;
import glissade.data.ColumnType;
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
 * @param loss the mean loss over the rows, as their weights say where there are any
 * @param rows how many rows were read, and left out
 * @param determination R² of least squares: 1 less the share of the variance that the model leaves;
 *     below 0 where the mean of these rows is the better guess; null for other losses
 * @param accuracy the share of rows whose class is guessed; null where there are no classes
 */
public record Score(
    double loss, RowCount rows, @Nullable Double determination, @Nullable Double accuracy) {

  static Score of(FittedModel model, Table table, @Nullable String weights) {
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
    List<Column> beside =
        weights == null ? List.of() : List.of(new Column(weights, ColumnType.NUMBER));
    Sums sums = new Sums();
    try (ModelRows rows = new ModelRows(model, table, roots, beside)) {
      Blocks blocks = rows.blocks();
      String column = String.valueOf(weights);
      rows.forEach(
          (values, others) -> {
            double weight = others.isEmpty() ? 1 : (Double) others.get(0);
            if (weight < 0) {
              int block = (int) (sums.rows / blocks.blockRows());
              String name = blocks.rowName(block, (int) (sums.rows % blocks.blockRows()));
              throw RowWeights.negative(blocks.table(), column, weight, name);
            }
            sums.add(weight, value(values, row), value(values, left), value(values, right));
          });
      if (sums.weight == 0) {
        throw RowWeights.none(blocks.table(), column, blocks.rows());
      }
      return new Score(
          sums.loss / sums.weight,
          blocks.counted(),
          left == null ? null : 1 - sums.loss / sums.squares,
          right == null ? null : sums.right / sums.weight);
    }
  }

  private static double value(Map<Expr, double[]> values, @Nullable Expr of) {
    return of == null ? 0 : Objects.requireNonNull(values.get(of))[0];
  }

  private static final class Sums {
    private long rows;
    private double weight;
    private double loss;
    private double right;
    private double mean;

    /** Of the left side's distances from its mean; West's way, which does not cancel. */
    private double squares;

    void add(double own, double rowLoss, double left, double guessed) {
      rows++;
      if (own == 0) {
        return;
      }
      weight += own;
      loss += own * rowLoss;
      right += own * guessed;
      double distance = left - mean;
      mean += distance * own / weight;
      squares += own * distance * (left - mean);
    }
  }
}
