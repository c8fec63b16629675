package glissade.data;

import glissade.formula.Suggestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A table: columns with names and types, and rows that can be read as often as wanted. Only the
 * selected columns are parsed. {@link Tables} opens one. For one thread at a time.
 */
public abstract class Table implements AutoCloseable {
  /** Rows per block where the caller does not choose. */
  private static final int ROWS = 1 << 14;

  private final String name;
  private final TableOptions options;

  /**
   * For readers of tables.
   *
   * @param name the file or query, for messages
   */
  protected Table(String name, TableOptions options) {
    this.name = name;
    this.options = options;
  }

  /** The file or query, as messages name it. */
  public final String name() {
    return name;
  }

  /** How the table is read. */
  public final TableOptions options() {
    return options;
  }

  /** The columns, in the table's order. No two have the same name, unless it is empty. */
  public abstract List<Column> columns();

  /** How many rows there are, where that is known before reading them. */
  public abstract OptionalLong rowCount();

  /**
   * Meets every row once, in order.
   *
   * @param columns for each selected column, its position in {@link #columns}
   * @throws IOException if the source cannot be read
   */
  protected abstract void scan(int[] columns, Selection selection, RowSink sink) throws IOException;

  /**
   * Reads columns into memory, one array each. For a moment this takes twice their room.
   *
   * @throws DataException if a column does not exist, a row is bad, there are no rows, or they need
   *     more than {@link TableOptions#memory}
   */
  public final Frame read(Selection selection) {
    try (Blocks blocks = blocks(selection, ROWS, false)) {
      return Frame.of(blocks);
    }
  }

  /**
   * Reads columns in blocks, which stay in memory where they fit. Reads the table once, and finds
   * all that is wrong with it.
   *
   * @param blockRows rows per block, at least 1
   * @throws DataException if a column does not exist, a row is bad, or there are no rows
   */
  public final Blocks blocks(Selection selection, int blockRows) {
    if (blockRows < 1) {
      throw new IllegalArgumentException("a block of " + blockRows + " rows; at least 1 is needed");
    }
    return blocks(selection, blockRows, true);
  }

  private Blocks blocks(Selection selection, int blockRows, boolean mayOverflow) {
    int[] columns = find(selection);
    BlockStore store = new BlockStore(name, selection, blockRows, mayOverflow, options);
    boolean done = false;
    try {
      RowSink sink = new RowSink(name, selection, options, store);
      scan(columns, selection, sink);
      Blocks blocks = sink.finish();
      done = true;
      return blocks;
    } catch (IOException e) {
      throw new DataException(name, "cannot be read: " + Reason.of(e));
    } finally {
      if (!done) {
        store.close();
      }
    }
  }

  private int[] find(Selection selection) {
    List<String> names = columns().stream().map(Column::name).toList();
    List<String> problems = new ArrayList<>();
    int[] found = new int[selection.size()];
    for (int i = 0; i < found.length; i++) {
      String wanted = selection.items().get(i).name();
      found[i] = names.indexOf(wanted);
      if (found[i] < 0) {
        problems.add("there is no column `" + wanted + "`" + Suggestion.orAll(wanted, names));
        continue;
      }
      ColumnType type = columns().get(found[i]).type();
      if (type == ColumnType.OTHER) {
        problems.add("column `" + wanted + "` holds neither numbers nor text");
      } else if (type == ColumnType.TEXT && !selection.items().get(i).category()) {
        problems.add("column `" + wanted + "` holds text, not numbers; use it as a category");
      }
    }
    if (!problems.isEmpty()) {
      throw new DataException(name, problems);
    }
    return found;
  }

  /** Lets go of what the table holds open. Blocks that were read stay valid. */
  @Override
  public void close() {}
}
