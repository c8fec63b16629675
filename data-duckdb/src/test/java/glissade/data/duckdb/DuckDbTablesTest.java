package glissade.data.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.data.BlockReader;
import glissade.data.Blocks;
import glissade.data.Column;
import glissade.data.ColumnType;
import glissade.data.DataException;
import glissade.data.Frame;
import glissade.data.Missing;
import glissade.data.Selection;
import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.formula.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbTablesTest {
  private static final int ROWS = 5000;
  private static final TableOptions DROP = TableOptions.defaults().withMissing(Missing.DROP);
  private static final Selection ALL =
      Selection.numbers("b", "a", "whole", "ok").andCategories("kind");

  @TempDir static Path folder;
  private static Path csv;
  private static Path parquet;
  private static Path lines;
  private static Path array;

  /** One table in four formats; DuckDB makes the others from its CSV. */
  @BeforeAll
  static void writeTables() throws IOException, SQLException {
    SplittableRandom random = new SplittableRandom(11);
    StringBuilder text = new StringBuilder("kind,a,b,whole,ok\n");
    for (int i = 0; i < ROWS; i++) {
      text.append("kind ").append(random.nextInt(5)).append(',');
      text.append(random.nextDouble() * Math.pow(10, random.nextInt(-30, 30))).append(',');
      text.append(random.nextInt(10) == 0 ? "" : random.nextInt() / 1000.0).append(',');
      text.append(random.nextLong()).append(',').append(random.nextBoolean()).append('\n');
    }
    csv = Files.writeString(folder.resolve("t.csv"), text);
    parquet = folder.resolve("t.parquet");
    lines = folder.resolve("t.jsonl");
    array = folder.resolve("t.json");
    run("CREATE TABLE t AS FROM read_csv('" + csv + "')");
  }

  private static void run(String create) throws SQLException {
    try (DuckDBConnection connection = Database.connect(DROP);
        Statement statement = connection.createStatement()) {
      statement.execute(create);
      statement.execute("COPY t TO '" + parquet + "' (FORMAT parquet, ROW_GROUP_SIZE 2048)");
      statement.execute("COPY t TO '" + lines + "' (FORMAT json)");
      statement.execute("COPY t TO '" + array + "' (FORMAT json, ARRAY true)");
    }
  }

  /** A name is not a pattern, which would read other files. */
  @Test
  void namesWithBracketsAreTakenAsTheyAre() throws IOException {
    Path odd = Files.writeString(folder.resolve("odd[12].json"), "[{\"x\": 1}]");
    Files.writeString(folder.resolve("odd1.json"), "[{\"x\": 7}, {\"x\": 8}]");
    try (Table table = Tables.open(odd, DROP);
        Blocks blocks = table.blocks(Selection.numbers("x"), 10)) {
      assertThat(blocks.rows()).isEqualTo(1);
      assertThat(blocks.reader().read(0).doubles(0)[0]).isEqualTo(1);
    }
  }

  @Test
  void sameNumbersFromEveryFormat() {
    for (Selection selection : List.of(ALL, ALL.in(Precision.FLOAT))) {
      Frame expected = read(Tables.open(csv, DROP), selection);
      assertThat(expected.rows()).isBetween(ROWS * 8 / 10, ROWS - 1);
      for (Path file : List.of(parquet, lines, array)) {
        same(read(Tables.open(file, DROP.withThreads(2)), selection), expected, selection);
      }
      same(read(Tables.query("FROM '" + parquet + "';", DROP), selection), expected, selection);
    }
  }

  private static Frame read(Table table, Selection selection) {
    try (table) {
      return table.read(selection);
    }
  }

  private static void same(Frame found, Frame expected, Selection selection) {
    assertThat(found.counted()).isEqualTo(expected.counted());
    assertThat(found.labels()).isEqualTo(expected.labels());
    for (int i = 0; i < selection.size(); i++) {
      assertThat(found.block().array(i)).as("column %d", i).isEqualTo(expected.block().array(i));
    }
  }

  @Test
  void sameInBlocksFromTheTemporaryFile() {
    Frame expected = read(Tables.open(csv, DROP), ALL);
    try (Table table = Tables.open(parquet, DROP.withMemory(50_000).withTemporary(folder));
        Blocks blocks = table.blocks(ALL, 1000)) {
      assertThat(blocks.inMemory()).isFalse();
      BlockReader reader = blocks.reader();
      for (int i = 0; i < expected.rows(); i++) {
        double found = reader.read(i / 1000).doubles(1)[i % 1000];
        assertThat(found).isEqualTo(expected.block().doubles(1)[i]);
      }
    }
  }

  @Test
  void columnsAndRows() {
    try (Table table = Tables.open(parquet, DROP);
        Table query =
            Tables.query(
                "SELECT a, [a] AS l, DATE '2026-01-02' AS d, 1.5 AS c, 1::UTINYINT AS u, TIMESTAMPTZ '2026-01-02 03:04:05+00' AS z FROM '"
                    + parquet
                    + "' LIMIT 3",
                DROP)) {
      assertThat(table.columns())
          .containsExactly(
              new Column("kind", ColumnType.TEXT),
              new Column("a", ColumnType.NUMBER),
              new Column("b", ColumnType.NUMBER),
              new Column("whole", ColumnType.NUMBER),
              new Column("ok", ColumnType.BOOLEAN));
      assertThat(table.rowCount()).hasValue(ROWS);
      assertThat(query.columns().stream().map(Column::type))
          .containsExactly(
              ColumnType.NUMBER,
              ColumnType.OTHER,
              ColumnType.TEXT,
              ColumnType.NUMBER,
              ColumnType.NUMBER,
              ColumnType.TEXT);
      assertThat(query.rowCount()).isEmpty();
      Frame frame = query.read(Selection.numbers("c").andCategories("d"));
      assertThat(frame.block().doubles(0)).containsExactly(1.5, 1.5, 1.5);
      assertThat(frame.labels().get(1)).containsExactly("2026-01-02");
      assertThatThrownBy(() -> query.read(Selection.numbers("l", "d", "e")))
          .hasMessage(
              """
              query: column `l` holds neither numbers nor text
              query: column `d` holds text, not numbers; use it as a category
              query: there is no column `e`; there are a, l, d, c, u, z""");
    }
  }

  @Test
  void badRows() {
    String sql = "SELECT * FROM (VALUES (1.0::DOUBLE), (NULL), ('nan'), ('-inf')) t(x)";
    try (Table table = Tables.query(sql, TableOptions.defaults())) {
      assertThatThrownBy(() -> table.read(Selection.numbers("x")))
          .hasMessage(
              """
              query: row 2, column `x` is missing; fill it in, or leave such rows out with missing = drop
              query: row 3, column `x` is NaN; only finite numbers can be used: correct it, or leave the cell empty
              query: row 4, column `x` is -Infinity; only finite numbers can be used: correct it, or leave the cell empty""");
    }
    try (Table table = Tables.query("FROM '" + parquet + "' WHERE false", DROP)) {
      assertThatThrownBy(() -> table.read(ALL)).hasMessage("query: there are no rows");
    }
  }

  @Test
  void whatIsNoTable() throws IOException {
    Path text = Files.writeString(folder.resolve("no.parquet"), "x,y\n1,2\nsome more text\n");
    byte[] whole = Files.readAllBytes(parquet);
    Path half = Files.write(folder.resolve("half"), Arrays.copyOf(whole, whole.length / 2));
    Path empty = Files.writeString(folder.resolve("empty.parquet"), "");
    for (Path file : List.of(text, half, empty)) {
      assertThatThrownBy(() -> Tables.open(file, DROP))
          .hasMessage(
              file + ": is not a Parquet file, or only the beginning of one; check what wrote it");
    }
    Path json = Files.writeString(folder.resolve("no.json"), "[{\"x\": 1}, {\"x\": ");
    assertThatThrownBy(() -> Tables.open(json, DROP))
        .hasMessage(
            json
                + ": cannot be read as JSON: Invalid Input Error: Malformed JSON in file \""
                + json
                + "\", at byte 7 in record/value 3: unexpected end of data.");
  }

  @Test
  void wrongQueries() {
    fails(
        "SELECT zz FROM '" + parquet + "'",
        "Binder Error: Referenced column \"zz\" not found in FROM clause! Candidate bindings: \"a\"");
    fails("SELEC 1", "Parser Error: syntax error at or near \"SELEC\"");
    fails("  ; ", "it is empty; write SELECT … FROM 'FILE'");
    fails(
        "SELECT * FROM 'nofile.parquet'",
        "IO Error: No files found that match the pattern \"nofile.parquet\"");
    fails(
        "SELECT x::INTEGER AS x FROM (VALUES ('a')) t(x)",
        "Conversion Error: Could not convert string 'a' to INT32 when casting from source column x");
  }

  @Test
  void queriesOnlyReadAndOnlyHere() {
    Path evil = folder.resolve("evil");
    String copy = "COPY (SELECT 1) TO '" + evil + "'";
    for (String sql : List.of(copy, "SELECT 1; " + copy, "SELECT 1) TO 'x'; " + copy + "; --")) {
      assertThatThrownBy(() -> Tables.query(sql, DROP)).isInstanceOf(DataException.class);
    }
    assertThat(evil).doesNotExist();
    fails(copy, "Parser Error: Expected a single SELECT statement");
    fails("INSTALL httpfs", "Parser Error: Expected a single SELECT statement");
    fails(
        "SELECT * FROM 'https://example.invalid/x.parquet'",
        "Missing Extension Error: File https://example.invalid/x.parquet cannot be read: only files"
            + " on this machine, of formats that need no extension");
  }

  /** The sum of the numbers from 1 to n needs no memory but that of a block. */
  @Test
  void memoryIsBounded() {
    try (Table table =
            Tables.query(
                "SELECT range AS x FROM range(1, 1000001)",
                DROP.withMemory(100_000).withTemporary(folder));
        Blocks blocks = table.blocks(Selection.numbers("x"), 10_000)) {
      BlockReader reader = blocks.reader();
      double sum = 0;
      for (int i = blocks.count() - 1; i >= 0; i--) {
        sum += Arrays.stream(reader.read(i).doubles(0)).sum();
      }
      assertThat(blocks.inMemory()).isFalse();
      assertThat(sum).isEqualTo(500_000_500_000.0);
    }
  }

  private static void fails(String sql, String message) {
    assertThatThrownBy(
            () -> {
              try (Table table = Tables.query(sql, DROP)) {
                table.read(Selection.numbers("x"));
              }
            })
        .isInstanceOf(DataException.class)
        .hasMessage("query: " + message);
  }
}
