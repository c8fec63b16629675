package glissade.data;

import java.util.ArrayList;
import java.util.List;

/**
 * The kept rows of the selected columns in memory, one array per column.
 *
 * @param block all the rows; every array has exactly as many elements as there are rows
 * @param labels by column, what its codes stand for; empty for a column of numbers
 * @param counted rows read and left out
 */
public record Frame(Block block, List<List<String>> labels, RowCount counted) {

  /** How many rows there are; at least 1. */
  public int rows() {
    return block.rows();
  }

  static Frame of(Blocks blocks) {
    Selection selection = blocks.selection();
    int rows = Math.toIntExact(blocks.rows());
    Block all = Block.allocate(selection, rows);
    BlockReader reader = blocks.reader();
    List<List<String>> labels = new ArrayList<>();
    int from = 0;
    for (int index = 0; index < blocks.count(); index++) {
      Block block = reader.read(index);
      for (int column = 0; column < selection.size(); column++) {
        System.arraycopy(block.array(column), 0, all.array(column), from, block.rows());
      }
      from += block.rows();
    }
    for (int column = 0; column < selection.size(); column++) {
      labels.add(blocks.labels(column));
    }
    return new Frame(all, labels, blocks.counted());
  }
}
