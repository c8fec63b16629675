package glissade.data.duckdb;

import glissade.data.Column;
import glissade.data.ColumnType;
import glissade.data.DataException;
import glissade.data.RowSink;
import glissade.data.Selection;
import glissade.data.Table;
import glissade.data.TableOptions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/** A table function of DuckDB as a table. */
final class DuckDbTable extends Table {
  /** The most rows of one chunk of a result. */
  private static final int CHUNK = 2048;

  private final DuckDBConnection connection;
  private final String from;
  private final String kind;
  private final List<Column> columns;

  /** What DuckDB calls the type of each column. */
  private final List<String> types;

  private DuckDbTable(
      String name,
      DuckDBConnection connection,
      String from,
      String kind,
      List<String[]> described,
      TableOptions options) {
    super(name, options);
    this.connection = connection;
    this.from = from;
    this.kind = kind;
    columns = described.stream().map(c -> new Column(c[0], type(c[1]))).toList();
    types = described.stream().map(c -> c[1]).toList();
  }

  /**
   * Opens a table.
   *
   * @param from the table function, as SQL
   * @param kind what it reads, for messages
   */
  static DuckDbTable open(String name, String from, String kind, TableOptions options) {
    DuckDBConnection connection = null;
    try {
      connection = Database.connect(options);
      List<String[]> described = describe(connection, from);
      DuckDbTable table = new DuckDbTable(name, connection, from, kind, described, options);
      connection = null;
      return table;
    } catch (SQLException e) {
      throw failure(name, kind, e);
    } finally {
      close(connection);
    }
  }

  /** Name and type of each column. */
  private static List<String[]> describe(DuckDBConnection connection, String from)
      throws SQLException {
    List<String[]> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
      while (rows.next()) {
        columns.add(new String[] {rows.getString(1), rows.getString(2)});
      }
    }
    return columns;
  }

  /** Dates and times are text. */
  private static ColumnType type(String sql) {
    if (sql.endsWith("]")) {
      return ColumnType.OTHER;
    }
    String word = sql.replaceFirst("[ (].*", "");
    return switch (word) {
      case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT" -> ColumnType.NUMBER;
      case "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT" -> ColumnType.NUMBER;
      case "FLOAT", "DOUBLE", "DECIMAL" -> ColumnType.NUMBER;
      case "BOOLEAN" -> ColumnType.BOOLEAN;
      case "VARCHAR", "ENUM", "UUID", "DATE", "TIME", "TIMESTAMP", "INTERVAL" -> ColumnType.TEXT;
      case "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIME_NS" -> ColumnType.TEXT;
      default -> ColumnType.OTHER;
    };
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public OptionalLong rowCount() {
    if (!kind.equals("Parquet")) {
      return OptionalLong.empty();
    }
    // This is in the file's own description.
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + from)) {
      rows.next();
      return OptionalLong.of(rows.getLong(1));
    } catch (SQLException e) {
      throw failure(name(), kind, e);
    }
  }

  @Override
  protected void scan(int[] positions, Selection selection, RowSink sink) {
    StringJoiner wanted = new StringJoiner(", ");
    for (int i = 0; i < positions.length; i++) {
      String column = Sql.name(columns.get(positions[i]).name());
      String text = "CAST(" + column + " AS VARCHAR)";
      boolean category = selection.items().get(i).category();
      wanted.add(category ? text : number(column, text, types.get(positions[i])));
    }
    String sql = "SELECT " + wanted + " FROM " + from;
    try (DuckDBPreparedStatement statement =
            connection.prepareStatement(sql).unwrap(DuckDBPreparedStatement.class);
        DuckDBChunkedResult result = statement.query()) {
      Chunk chunk = new Chunk(selection);
      while (result.nextChunk()) {
        chunk.read(result.chunk());
        chunk.send(sink);
      }
    } catch (SQLException e) {
      throw failure(name(), kind, e);
    }
  }

  /** The values of some rows, taken column by column, and handed on row by row. */
  private static final class Chunk {
    private final double[][] numbers;
    private final String[][] texts;
    private final boolean[][] missing;
    private boolean someMissing;
    private int rows;

    Chunk(Selection selection) {
      int columns = selection.size();
      numbers = new double[columns][];
      texts = new String[columns][];
      missing = new boolean[columns][CHUNK];
      for (int i = 0; i < columns; i++) {
        if (selection.items().get(i).category()) {
          texts[i] = new String[CHUNK];
        } else {
          numbers[i] = new double[CHUNK];
        }
      }
    }

    void read(DuckDBDataChunkReader chunk) {
      rows = (int) chunk.rowCount();
      someMissing = false;
      for (int column = 0; column < numbers.length; column++) {
        DuckDBReadableVector vector = chunk.vector(column);
        boolean odd =
            numbers[column] == null ? read(vector, texts[column]) : read(vector, numbers[column]);
        for (int row = 0; row < rows; row++) {
          missing[column][row] = odd && vector.isNull(row);
          someMissing |= missing[column][row];
        }
      }
    }

    /** Says whether a value may be missing: is NaN. */
    private boolean read(DuckDBReadableVector vector, double[] values) {
      boolean odd = false;
      for (int row = 0; row < rows; row++) {
        double value = vector.getDouble(row, Double.NaN);
        values[row] = value;
        odd |= Double.isNaN(value);
      }
      return odd;
    }

    private boolean read(DuckDBReadableVector vector, String[] values) {
      boolean odd = false;
      for (int row = 0; row < rows; row++) {
        boolean none = vector.isNull(row);
        values[row] = none ? "" : vector.getString(row);
        odd |= none;
      }
      return odd;
    }

    void send(RowSink sink) {
      if (!someMissing && sink.rows(numbers, texts, rows)) {
        return;
      }
      for (int row = 0; row < rows; row++) {
        sink.begin(0);
        for (int column = 0; column < numbers.length; column++) {
          if (missing[column][row]) {
            sink.missing(column);
          } else if (numbers[column] != null) {
            sink.number(column, numbers[column][row]);
          } else {
            sink.category(column, texts[column][row]);
          }
        }
        sink.end();
      }
    }
  }

  /** The double nearest to a column's value. */
  private static String number(String column, String text, String type) {
    // DuckDB's own conversion of these rounds more than once.
    boolean wide = type.endsWith("HUGEINT") || type.startsWith("DECIMAL");
    return "CAST(" + (wide ? text : column) + " AS DOUBLE)";
  }

  private static DataException failure(String name, String kind, SQLException e) {
    String words = words(e);
    if (words.contains("magic bytes") || words.contains("too small to be a Parquet file")) {
      return new DataException(
          name, "is not a Parquet file, or only the beginning of one; check what wrote it");
    }
    int extension = words.indexOf(" requires the extension ");
    if (extension >= 0) {
      words =
          words.substring(0, extension)
              + " cannot be read: only files on this machine, of formats that need no extension";
    }
    return new DataException(
        name, kind.equals("SQL") ? words : "cannot be read as " + kind + ": " + words);
  }

  /** DuckDB's own words in one line, without those about how it was asked. */
  private static String words(SQLException e) {
    String words = String.valueOf(e.getMessage());
    int inner = words.indexOf("\nError: ");
    words = inner < 0 ? words : words.substring(inner + "\nError: ".length());
    int line = words.indexOf("\n\nLINE ");
    words = line < 0 ? words : words.substring(0, line);
    return words.strip().replaceAll("\\s*\n\\s*", " ");
  }

  @Override
  public void close() {
    close(connection);
  }

  private static void close(@Nullable DuckDBConnection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
