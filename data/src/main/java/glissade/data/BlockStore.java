package glissade.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps blocks: in memory while they fit, all of them in a temporary file once they do not. All
 * blocks but the last have the same number of rows.
 */
final class BlockStore implements AutoCloseable {
  private final String table;
  private final Selection selection;
  private final boolean mayOverflow;
  private final int blockRows;
  private final TableOptions options;
  private final List<Block> held = new ArrayList<>();
  private @Nullable SpillFile spill;
  private @Nullable Arrangement arrangement;
  private int count;
  private long rows;

  /**
   * An empty store.
   *
   * @param mayOverflow whether blocks may go to a file; otherwise a full memory is an error
   */
  BlockStore(
      String table, Selection selection, int blockRows, boolean mayOverflow, TableOptions options) {
    this.table = table;
    this.mayOverflow = mayOverflow;
    this.selection = selection;
    this.blockRows = blockRows;
    this.options = options;
  }

  String table() {
    return table;
  }

  int blockRows() {
    return blockRows;
  }

  int count() {
    return count;
  }

  long rows() {
    return rows;
  }

  boolean inMemory() {
    return spill == null;
  }

  /** Copies the first rows of these arrays: per column, either numbers or codes. */
  void add(double[][] numbers, int[][] codes, int size) {
    Block block = Block.allocateApart(selection, size);
    for (int column = 0; column < selection.size(); column++) {
      Object array = block.array(column);
      if (array instanceof double[] doubles) {
        System.arraycopy(numbers[column], 0, doubles, 0, size);
      } else if (array instanceof float[] floats) {
        for (int i = 0; i < size; i++) {
          floats[i] = (float) numbers[column][i];
        }
      } else {
        System.arraycopy(codes[column], 0, (int[]) array, 0, size);
      }
    }
    count++;
    rows += size;
    try {
      keep(block);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keep(Block block) throws IOException {
    if (spill == null && rows * selection.rowBytes() <= options.memory()) {
      held.add(block);
      return;
    }
    if (!mayOverflow) {
      throw new DataException(
          table,
          "the rows need more memory than "
              + options.memory()
              + " bytes; allow more, or read them in blocks");
    }
    if (spill == null) {
      spill = new SpillFile(selection, blockRows, options.temporary());
      for (int i = 0; i < held.size(); i++) {
        spill.write(i, held.get(i));
      }
      held.clear();
    }
    spill.write(count - 1, block);
  }

  /** A block that is in memory. */
  Block held(int index) {
    return held.get(index);
  }

  /** The file, where the blocks are not in memory. */
  @Nullable SpillFile spill() {
    return spill;
  }

  /** Moves the rows that are in memory; those in a file are moved whenever they are read. */
  void arrange(Arrangement wanted) {
    if (arrangement != null) {
      throw new IllegalStateException("the rows are arranged already");
    }
    arrangement = wanted;
    for (int i = 0; i < held.size(); i++) {
      Block block = held.get(i);
      Block arranged = Block.allocateApart(selection, block.rows());
      arranged.place(block, wanted.places(i, block.rows()));
      held.set(i, arranged);
    }
  }

  /** The order that the rows are wanted in; null for the table's. */
  @Nullable Arrangement arrangement() {
    return arrangement;
  }

  int rowsOf(int index) {
    return index < count - 1 ? blockRows : (int) (rows - (long) (count - 1) * blockRows);
  }

  @Override
  public void close() {
    held.clear();
    if (spill != null) {
      spill.close();
    }
  }
}
