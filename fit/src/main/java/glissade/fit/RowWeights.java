package glissade.fit;

import glissade.data.Blocks;
import glissade.data.DataException;
import glissade.formula.Reductions;

/** The weights of rows, which a reader reads last. */
final class RowWeights {
  private final RowReader reader;
  private final Blocks blocks;
  private final int item;
  private long positive;
  private double logarithms;

  /**
   * Weights.
   *
   * @param item which of the blocks' items they are, if they are given
   */
  RowWeights(RowReader reader, Blocks blocks, int item) {
    this.reader = reader;
    this.blocks = blocks;
    this.item = item;
  }

  /** The sum of all. */
  double total() {
    double total = 0;
    for (int b = 0; b < blocks.count(); b++) {
      total += of(reader.read(b));
    }
    return total;
  }

  /**
   * The sum of all that are given, which are counted as well.
   *
   * @throws DataException if one is negative, or all are 0
   */
  double checkedTotal() {
    double total = 0;
    for (int b = 0; b < blocks.count(); b++) {
      int rows = reader.read(b);
      check(b, rows);
      total += of(rows);
    }
    if (total == 0 && reader.rows() > 0) {
      throw none(blocks.table(), name(), reader.rows());
    }
    return total;
  }

  /** How many are above 0. */
  long positive() {
    return positive;
  }

  /** The sum of the logarithms of those above 0. */
  double logarithms() {
    return logarithms;
  }

  /** The sum of those that have been read. */
  double of(int rows) {
    return Reductions.sum(read(), 0, rows);
  }

  private double[] read() {
    return reader.arrays()[reader.arrays().length - 1];
  }

  private void check(int block, int rows) {
    double[] weights = read();
    boolean right = true;
    for (int r = 0; r < rows; r++) {
      right &= weights[r] >= 0;
      if (weights[r] > 0) {
        positive++;
        logarithms += Math.log(weights[r]);
      }
    }
    if (right) {
      return;
    }
    for (int r : reader.inTableOrder(block, rows)) {
      if (weights[r] < 0) {
        throw negative(blocks.table(), name(), weights[r], reader.rowName(block, r));
      }
    }
  }

  static DataException negative(String table, String column, double weight, String row) {
    return new DataException(
        table,
        "column `%s` has a weight of %s in %s; weights are 0 or more"
            .formatted(column, weight, row));
  }

  static DataException none(String table, String column, long rows) {
    return new DataException(
        table, "the weights in column `%s` are 0 in all %,d rows".formatted(column, rows));
  }

  private String name() {
    return blocks.selection().items().get(item).name();
  }
}
