package glissade.data;

import java.util.List;

/**
 * A table cannot be read. The message names the file, then for each problem its place, what was
 * found and what to do; it is meant to be shown as it is.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** How many problems are told; of the others only the number is. */
  static final int TOLD = 10;

  private final transient List<String> problems;

  /** Reports one problem of a table. */
  public DataException(String table, String problem) {
    this(table, List.of(problem), 1);
  }

  /** Reports all problems of a table; of more than ten, the first. */
  public DataException(String table, List<String> problems) {
    this(table, problems.subList(0, Math.min(problems.size(), TOLD)), problems.size());
  }

  /**
   * Reports the problems of a table.
   *
   * @param table the file or query, as the user wrote it
   * @param problems the first of them
   * @param count how many there are in all
   */
  DataException(String table, List<String> problems, long count) {
    super(message(table, problems, count));
    this.problems = List.copyOf(problems);
  }

  /** The problems that the message tells, each without the name of the table. */
  public List<String> problems() {
    return problems;
  }

  private static String message(String table, List<String> problems, long count) {
    StringBuilder text = new StringBuilder();
    for (String problem : problems) {
      text.append(text.isEmpty() ? "" : "\n").append(table).append(": ").append(problem);
    }
    long untold = count - problems.size();
    if (untold > 0) {
      text.append("\n").append(table).append(": and ").append(untold).append(" more");
      text.append(untold == 1 ? " problem" : " problems");
    }
    return text.toString();
  }
}
