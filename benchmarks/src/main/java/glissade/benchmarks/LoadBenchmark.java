package glissade.benchmarks;

import glissade.data.Blocks;
import glissade.data.Column;
import glissade.data.Selection;
import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A table of 2,000,000 rows and 21 columns of numbers, from a file whose pages are in memory: as
 * Glissade has it in blocks for a fit, and as DuckDB loads it into a table of its own, each with
 * two threads. Milliseconds. The files are made once and stay in the system's temporary folder.
 *
 * <p>The heap is three times the table, and taken at once. One that may grow does so from load to
 * load, and on a virtual machine memory that its host has yet to find costs more than the load;
 * DuckDB gets the memory of its last table again.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class LoadBenchmark {
  private static final int ROWS = 2_000_000;
  private static final int COLUMNS = 21;
  private static final int THREADS = 2;

  /** What kind of file. */
  @Param({"csv", "parquet"})
  public String format = "csv";

  private Path file = Path.of("");

  /** Makes the files, where they are not there yet. */
  @Setup
  public void makeFiles() throws IOException, SQLException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    Path csv = folder.resolve("glissade-load-%d-%d.csv".formatted(ROWS, COLUMNS));
    Path parquet = folder.resolve("glissade-load-%d-%d.parquet".formatted(ROWS, COLUMNS));
    if (!Files.exists(csv)) {
      Path part = Files.createTempFile(folder, "glissade-load", ".part");
      write(part);
      Files.move(part, csv, StandardCopyOption.ATOMIC_MOVE);
    }
    if (!Files.exists(parquet)) {
      Path part = Files.createTempFile(folder, "glissade-load", ".part");
      run("COPY (SELECT * FROM '%s') TO '%s' (FORMAT parquet)".formatted(csv, part));
      Files.move(part, parquet, StandardCopyOption.ATOMIC_MOVE);
    }
    file = format.equals("csv") ? csv : parquet;
  }

  private static void write(Path to) throws IOException {
    SplittableRandom random = new SplittableRandom(20261126);
    try (BufferedWriter out = Files.newBufferedWriter(to)) {
      for (int k = 0; k < COLUMNS; k++) {
        out.write(k == 0 ? "x0" : ",x" + k);
      }
      for (int r = 0; r < ROWS; r++) {
        out.write('\n');
        for (int k = 0; k < COLUMNS; k++) {
          out.write(k == 0 ? "" : ",");
          out.write(String.valueOf((float) (2 * random.nextDouble() - 1)));
        }
      }
      out.write('\n');
    }
  }

  private static void run(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = " + THREADS);
      statement.execute(sql);
    }
  }

  /** Glissade. */
  @Benchmark
  public long loadGlissade() {
    try (Table table = Tables.open(file, TableOptions.defaults().withThreads(THREADS))) {
      String[] names = table.columns().stream().map(Column::name).toArray(String[]::new);
      try (Blocks blocks = table.blocks(Selection.numbers(names), 4096)) {
        return blocks.rows();
      }
    }
  }

  /** DuckDB. */
  @Benchmark
  public void loadDuckDb() throws SQLException {
    run("CREATE TEMP TABLE t AS SELECT * FROM '%s'".formatted(file));
  }
}
