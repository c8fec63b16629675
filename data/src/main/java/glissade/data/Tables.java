package glissade.data;

import glissade.formula.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Opens tables. */
public final class Tables {
  private static final List<String> OTHER_FORMATS =
      List.of(".parquet", ".json", ".jsonl", ".ndjson");

  private Tables() {}

  /**
   * Opens a file: Parquet if it begins like one or is called {@code .parquet}; JSON if it is called
   * {@code .json}, {@code .jsonl} or {@code .ndjson}; CSV else.
   *
   * @throws DataException if there is no such file, or it cannot be such a table
   */
  public static Table open(Path file, TableOptions options) {
    check(file);
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (OTHER_FORMATS.stream().anyMatch(name::endsWith) || startsLikeParquet(file)) {
      return provider(file.toString(), "Parquet and JSON").open(file, options);
    }
    return CsvTable.open(file, options);
  }

  /**
   * Opens the result of a query, such as {@code SELECT a, b FROM 'x.parquet' WHERE a > 0}.
   *
   * @throws DataException if the query is wrong
   */
  public static Table query(String sql, TableOptions options) {
    return provider("query", "SQL").query(sql, options);
  }

  private static TableProvider provider(String table, String what) {
    return ServiceLoader.load(TableProvider.class)
        .findFirst()
        .orElseThrow(
            () -> new DataException(table, "reading " + what + " needs glissade-data-duckdb"));
  }

  private static void check(Path file) {
    String name = file.toString();
    if (Files.isDirectory(file)) {
      throw new DataException(name, "is a directory; name a file in it");
    }
    if (!Files.exists(file)) {
      throw new DataException(name, "no such file" + neighbour(file));
    }
    if (!Files.isReadable(file)) {
      throw new DataException(name, "permission denied; make the file readable for you");
    }
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          name, "is not a regular file, and cannot be read twice; write its rows to a file first");
    }
  }

  /** Whether Parquet's mark stands at the beginning; whether it is well formed shows later. */
  private static boolean startsLikeParquet(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(4), StandardCharsets.ISO_8859_1).equals("PAR1");
    } catch (IOException e) {
      throw new DataException(file.toString(), "cannot be read: " + Reason.of(e));
    }
  }

  private static String neighbour(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    Path name = file.getFileName();
    if (folder == null || name == null || !Files.isDirectory(folder)) {
      return "";
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files.limit(1000).map(path -> String.valueOf(path.getFileName())).sorted().toList();
      return Suggestion.didYouMean(name.toString(), names);
    } catch (IOException e) {
      return "";
    }
  }
}
