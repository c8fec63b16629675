package glissade.data.duckdb;

/** Writes names and texts so that SQL takes them as they are. */
final class Sql {
  private Sql() {}

  static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** One file, whatever its name: not a pattern of names. */
  static String file(String name) {
    return text(name.replaceAll("[*?\\[]", "[$0]"));
  }

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
