package glissade.data.duckdb;

/** Writes names and texts so that SQL takes them as they are. */
final class Sql {
  private Sql() {}

  static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
