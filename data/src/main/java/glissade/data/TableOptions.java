package glissade.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How tables are read.
 *
 * @param delimiter what separates the cells of a CSV file; 0 to find it among {@code , ; | tab}
 * @param missing what becomes of rows that lack a value
 * @param memory bytes that rows held in memory may take; a table that needs more is kept in blocks
 *     in a temporary file. At least 1.
 * @param threads how many threads a database may use; at least 1
 * @param temporary the folder for that file; null for the system's own
 */
public record TableOptions(
    char delimiter, Missing missing, long memory, int threads, @Nullable Path temporary) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is not kept
   */
  public TableOptions {
    if (memory < 1) {
      throw new IllegalArgumentException("memory is " + memory + " bytes; it must be at least 1");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
    }
    if (delimiter >= 128
        || Character.isLetterOrDigit(delimiter)
        || "\"\n\r+-. ".indexOf(delimiter) >= 0) {
      throw new IllegalArgumentException(
          "`" + delimiter + "` cannot separate cells; use an ASCII character such as , or ;");
    }
  }

  /**
   * The delimiter is found, missing values are an error, half of the Java heap may be used, one
   * thread.
   */
  public static TableOptions defaults() {
    return new TableOptions(
        (char) 0, Missing.ERROR, Math.max(1, Runtime.getRuntime().maxMemory() / 2), 1, null);
  }

  /** The same with this delimiter. */
  public TableOptions withDelimiter(char newDelimiter) {
    return new TableOptions(newDelimiter, missing, memory, threads, temporary);
  }

  /** The same with this answer to missing values. */
  public TableOptions withMissing(Missing newMissing) {
    return new TableOptions(delimiter, newMissing, memory, threads, temporary);
  }

  /** The same with this many bytes of memory. */
  public TableOptions withMemory(long newMemory) {
    return new TableOptions(delimiter, missing, newMemory, threads, temporary);
  }

  /** The same with this many threads. */
  public TableOptions withThreads(int newThreads) {
    return new TableOptions(delimiter, missing, memory, newThreads, temporary);
  }

  /** The same with this folder for temporary files. */
  public TableOptions withTemporary(Path newTemporary) {
    return new TableOptions(delimiter, missing, memory, threads, newTemporary);
  }
}
