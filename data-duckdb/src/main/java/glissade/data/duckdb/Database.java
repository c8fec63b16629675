package glissade.data.duckdb;

import glissade.data.TableOptions;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/** A database in memory that stays within its bounds: no network, no extensions, no settings. */
final class Database {
  /** With less than this DuckDB cannot read a file. */
  private static final long LEAST_MEMORY = 64L << 20;

  private Database() {}

  static DuckDBConnection connect(TableOptions options) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("threads", Integer.toString(options.threads()));
    properties.setProperty("memory_limit", Math.max(LEAST_MEMORY, options.memory()) / 1024 + "KiB");
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    properties.setProperty("allow_community_extensions", "false");
    properties.setProperty("allow_persistent_secrets", "false");
    properties.setProperty(
        "temp_directory",
        options.temporary() == null
            ? System.getProperty("java.io.tmpdir")
            : options.temporary().toString());
    properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    DuckDBConnection connection =
        (DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:", properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET lock_configuration = true");
    }
    return connection;
  }
}
