package glissade.data;

import java.nio.file.Path;

/**
 * Opens tables that are not CSV. Found by {@link java.util.ServiceLoader}, and only when such a
 * table is asked for.
 */
public interface TableProvider {
  /**
   * Opens a file of rows in another format than CSV.
   *
   * @throws DataException if it is not such a file
   */
  Table open(Path file, TableOptions options);

  /**
   * Opens the result of a query over files.
   *
   * @throws DataException if the query is wrong
   */
  Table query(String sql, TableOptions options);
}
