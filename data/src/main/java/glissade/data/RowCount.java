package glissade.data;

import java.util.Map;

/**
 * How many rows a table had, and how many of them were left out.
 *
 * @param read rows met
 * @param dropped rows left out
 * @param missing by column, in how many of the rows left out it was missing; columns never missing
 *     do not occur. In the order of the selection. A row counts for every column that it lacks.
 */
public record RowCount(long read, long dropped, Map<String, Long> missing) {

  /** Rows that were kept. */
  public long kept() {
    return read - dropped;
  }

  /** One line, such as {@code 406 rows read, 14 dropped: hp missing in 6, mpg missing in 8}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(read).append(read == 1 ? " row read" : " rows read");
    if (dropped > 0) {
      text.append(", ").append(dropped).append(" dropped");
      String separator = ": ";
      for (Map.Entry<String, Long> entry : missing.entrySet()) {
        text.append(separator).append(entry.getKey()).append(" missing in ");
        text.append(entry.getValue());
        separator = ", ";
      }
    }
    return text.toString();
  }
}
