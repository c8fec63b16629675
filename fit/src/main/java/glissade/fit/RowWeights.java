package glissade.fit;

import glissade.data.Blocks;
import glissade.data.DataException;
import glissade.formula.Reductions;
import java.util.Arrays;

/** The weights of rows, which a reader reads last. */
final class RowWeights {
  private final RowReader reader;
  private final Blocks blocks;
  private final int item;

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
    return total(false);
  }

  private double total(boolean checked) {
    double total = 0;
    for (int b = 0; b < blocks.count(); b++) {
      int rows = reader.read(b);
      if (checked) {
        check(b, rows);
      }
      total += of(rows);
    }
    return total;
  }

  /**
   * The sum of all that are given.
   *
   * @throws DataException if one is negative, or all are 0
   */
  double checkedTotal() {
    double total = total(true);
    if (total == 0 && reader.rows() > 0) {
      throw new DataException(
          blocks.table(),
          "the weights in column `%s` are 0 in all %,d rows".formatted(name(), reader.rows()));
    }
    return total;
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
    if (Arrays.stream(weights, 0, rows).allMatch(weight -> weight >= 0)) {
      return;
    }
    for (int r : reader.inTableOrder(block, rows)) {
      if (weights[r] < 0) {
        throw new DataException(
            blocks.table(),
            "column `%s` has a weight of %s in %s; weights are 0 or more"
                .formatted(name(), weights[r], reader.rowName(block, r)));
      }
    }
  }

  private String name() {
    return blocks.selection().items().get(item).name();
  }
}
