package glissade.cli;

import glissade.data.Missing;
import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The table that a command reads beside a model. */
final class TableInput {
  @Option(
      names = "--data",
      paramLabel = "SQL",
      description = "a query over files instead of TABLE: SELECT … FROM 'x.parquet' WHERE …")
  private @Nullable String query;

  @Option(
      names = "--missing",
      paramLabel = "error|drop",
      converter = MissingConverter.class,
      description = MissingConverter.HELP)
  private Missing missing = Missing.ERROR;

  /** The query; null if there is none. */
  @Nullable String query() {
    return query;
  }

  /**
   * Opens it.
   *
   * @param file that was named in place of a query
   */
  Table open(@Nullable Path file) {
    TableOptions options = TableOptions.defaults().withMissing(missing);
    if (file != null && query == null) {
      return Tables.open(file, options);
    }
    if (file == null && query != null) {
      return Tables.query(query, options);
    }
    throw new UsageException("name a table, or give a query with --data: one of the two");
  }
}
