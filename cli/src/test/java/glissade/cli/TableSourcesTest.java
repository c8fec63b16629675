package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.data.Blocks;
import glissade.data.Selection;
import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.fit.Fit;
import glissade.fit.FitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fit is the same to the bit from CSV and from Parquet, on one thread and on two, from memory and
 * from disk.
 */
class TableSourcesTest {
  private static final TableOptions IN_MEMORY = TableOptions.defaults();
  private static final TableOptions ON_DISK = TableOptions.defaults().withMemory(1000);

  @TempDir Path folder = Path.of(".");

  @Test
  void theSameBitsFromAnySource() throws Exception {
    Path csv = folder.resolve("t.csv");
    Files.writeString(csv, rows());
    Path parquet = folder.resolve("t.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (FROM '%s') TO '%s' (FORMAT parquet, ROW_GROUP_SIZE 3000)"
              .formatted(csv.toString().replace("'", "''"), parquet.toString().replace("'", "''")));
    }
    same(csv, parquet, "y ~ a*exp(-b*t) + u[kind]", fit -> fit.start("a=1, b=1, u=0").steps(50));
    same(
        csv,
        parquet,
        "y ~ a*exp(-b*t) + u[kind]",
        fit -> fit.start("a=1, b=1, u=0").batch(300).epochs(2).validation(0.2).weights("w"));
  }

  private static void same(Path csv, Path parquet, String formula, UnaryOperator<Fit> settings) {
    String expected = said(csv, IN_MEMORY, formula, settings);
    assertThat(expected).contains("rows=9000 rows read, columns=");
    for (Path file : new Path[] {csv, parquet}) {
      for (TableOptions options : new TableOptions[] {IN_MEMORY, ON_DISK}) {
        for (int threads = 1; threads <= 2; threads++) {
          int count = threads;
          String said =
              said(
                  file,
                  options.withThreads(count),
                  formula,
                  fit -> settings.apply(fit).threads(count));
          assertThat(said).as("%s %s %d", file, options, count).isEqualTo(expected);
        }
      }
    }
  }

  /** All that a fit says, every number with all its digits, but for the time it took. */
  private static String said(
      Path file, TableOptions options, String formula, UnaryOperator<Fit> settings) {
    try (Table table = Tables.open(file, options)) {
      FitResult result = settings.apply(Fit.of(formula, table)).run();
      return result.toString().replaceAll(", nanos=\\d+", "");
    }
  }

  /** So that both ways are really taken. */
  @Test
  void fewBytesMeanTheDisk() throws Exception {
    Path csv = folder.resolve("t.csv");
    Files.writeString(csv, rows());
    for (TableOptions options : new TableOptions[] {IN_MEMORY, ON_DISK}) {
      try (Table table = Tables.open(csv, options);
          Blocks blocks = table.blocks(Selection.numbers("t", "y"), 4096)) {
        assertThat(blocks.inMemory()).isEqualTo(options == IN_MEMORY);
      }
    }
  }

  private static String rows() {
    Random random = new Random(20261126);
    StringBuilder csv = new StringBuilder("t,y,w,kind\n");
    for (int i = 0; i < 9000; i++) {
      double t = 5 * random.nextDouble();
      int kind = random.nextInt(3);
      double y = 3 * Math.exp(-1.2 * t) + kind + 0.05 * random.nextGaussian();
      csv.append(t).append(',').append(y).append(',').append(0.5 + random.nextDouble());
      csv.append(",k").append(kind).append('\n');
    }
    return csv.toString();
  }
}
