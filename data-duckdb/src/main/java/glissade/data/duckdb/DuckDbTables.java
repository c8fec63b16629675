package glissade.data.duckdb;

import glissade.data.DataException;
import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.TableProvider;
import java.nio.file.Path;
import java.util.Locale;

/** Opens Parquet, JSON and queries with DuckDB. */
public final class DuckDbTables implements TableProvider {
  /** For {@link java.util.ServiceLoader}. */
  public DuckDbTables() {}

  /**
   * {@inheritDoc}
   *
   * <p>JSON is an array of objects, or one object a line. What a row lacks is missing.
   */
  @Override
  public Table open(Path file, TableOptions options) {
    String name = file.toString();
    boolean json = name.toLowerCase(Locale.ROOT).matches(".*\\.(json|jsonl|ndjson)");
    String from = (json ? "read_json_auto(" : "read_parquet(") + Sql.file(name) + ")";
    return DuckDbTable.open(name, from, json ? "JSON" : "Parquet", options);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The query is one {@code SELECT}, and can read files but not write them. Without {@code ORDER
   * BY}, a query that groups or joins may give its rows in another order every time.
   */
  @Override
  public Table query(String sql, TableOptions options) {
    String trimmed = sql.strip().replaceFirst(";\\s*$", "");
    if (trimmed.isEmpty()) {
      throw new DataException("query", "it is empty; write SELECT … FROM 'FILE'");
    }
    return DuckDbTable.open("query", "query(" + Sql.text(trimmed) + ")", "SQL", options);
  }
}
