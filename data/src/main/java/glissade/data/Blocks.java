package glissade.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The kept rows of the selected columns in blocks, to be read in any order, any number of times.
 * All blocks but the last have {@link #blockRows} rows. They are in memory or, where they need more
 * than {@link TableOptions#memory}, in a temporary file; the numbers are the same.
 *
 * <p>Any number of threads may each use a {@link #reader} of its own, until {@link #close}.
 */
public final class Blocks implements AutoCloseable {
  private final Selection selection;
  private final BlockStore store;
  private final List<List<String>> labels;
  private final RowCount counted;

  Blocks(Selection selection, BlockStore store, List<List<String>> labels, RowCount counted) {
    this.selection = selection;
    this.store = store;
    this.labels = labels;
    this.counted = counted;
  }

  /** The name of the table, for messages. */
  public String table() {
    return store.table();
  }

  /** What was selected. */
  public Selection selection() {
    return selection;
  }

  /** How many blocks there are; at least 1. */
  public int count() {
    return store.count();
  }

  /** How many rows there are in all; at least 1. */
  public long rows() {
    return store.rows();
  }

  /** Rows of every block but the last. */
  public int blockRows() {
    return store.blockRows();
  }

  /** Whether the rows are in memory rather than in a temporary file. */
  public boolean inMemory() {
    return store.inMemory();
  }

  /** Rows read and left out. */
  public RowCount counted() {
    return counted;
  }

  /**
   * What the codes of a column stand for: code 0 is the first label. In the order in which the
   * table has them in rows that are kept. Empty for a column of numbers.
   */
  public List<String> labels(int column) {
    return labels.get(column);
  }

  /**
   * From now on the rows of each block are in another order. While this runs, nobody may read.
   *
   * @throws IllegalStateException if they already are in another order than the table's
   */
  public void arrange(Arrangement arrangement) {
    store.arrange(arrangement);
  }

  /** Where the rows of a block are: for each, in the table's order, its place in the block. */
  public int[] places(int block) {
    int rows = store.rowsOf(block);
    Arrangement arrangement = store.arrangement();
    return arrangement == null
        ? IntStream.range(0, rows).toArray()
        : arrangement.places(block, rows);
  }

  /** What to call a row in a message: by its number, if no rows were left out before it. */
  public String rowName(int block, int place) {
    if (counted.dropped() > 0) {
      return "a row";
    }
    int[] places = places(block);
    int row = 0;
    while (places[row] != place) {
      row++;
    }
    return "row %,d".formatted((long) block * blockRows() + row + 1);
  }

  /** A new reader, for one thread. */
  public BlockReader reader() {
    return new BlockReader(selection, store);
  }

  /** Removes the temporary file. */
  @Override
  public void close() {
    store.close();
  }
}
