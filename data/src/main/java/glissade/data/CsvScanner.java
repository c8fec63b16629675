package glissade.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a CSV file, cell by cell: cells are separated by a delimiter, rows by LF, CR LF or CR,
 * and a cell that begins with a quote ends with one, two quotes in it standing for one. Empty lines
 * are passed over. For one thread.
 *
 * <p>The text lies in one buffer, which grows to hold a whole row and not more than {@link
 * #ROW_LIMIT}. Behind the text stands a line end, so that no loop over a cell needs a second
 * condition. A row that the buffer cuts is begun again when more of it is there.
 */
final class CsvScanner implements AutoCloseable {
  /** The bytes of the longest row that is accepted. */
  static final int ROW_LIMIT = 1 << 24;

  private static final int CHUNK = 1 << 19;

  private final String name;
  private final FileChannel channel;
  private final ByteBuffer transfer = ByteBuffer.allocateDirect(CHUNK);
  private byte delimiter = ',';

  private byte[] buffer = new byte[2 * CHUNK + 1];
  private int limit;
  private boolean wholeFile;

  private int rowStart;
  private long line = 1;
  private int linesInRow;

  // The cell that was read last: bytes [from, to) of `bytes`.
  private byte[] bytes = buffer;
  private int from;
  private int to;
  private @Nullable String problem;

  CsvScanner(Path file) throws IOException {
    name = file.toString();
    channel = FileChannel.open(file, StandardOpenOption.READ);
    fill();
  }

  void delimiter(byte newDelimiter) {
    delimiter = newDelimiter;
  }

  /** The text itself; it changes place when more of it is read. */
  byte[] buffer() {
    return buffer;
  }

  /** The end of the text in the buffer. */
  int limit() {
    return limit;
  }

  /** Begins at this position of the buffer. */
  void skipTo(int position) {
    rowStart = position;
  }

  /** The line where the present row begins, from 1. */
  long line() {
    return line;
  }

  /** The position of the next row that is not empty; -1 at the end of the file. */
  int nextRow() throws IOException {
    while (true) {
      while (rowStart < limit && (buffer[rowStart] == '\n' || buffer[rowStart] == '\r')) {
        if (!passLineEnd()) {
          break;
        }
      }
      if (rowStart < limit && buffer[rowStart] != '\n' && buffer[rowStart] != '\r') {
        linesInRow = 0;
        return rowStart;
      }
      if (wholeFile) {
        return -1;
      }
      fill();
    }
  }

  /** Passes an empty line; false if it is a CR that ends the buffer, and LF might follow. */
  private boolean passLineEnd() {
    if (buffer[rowStart] == '\r') {
      if (rowStart + 1 == limit && !wholeFile) {
        return false;
      }
      rowStart += rowStart + 1 < limit && buffer[rowStart + 1] == '\n' ? 1 : 0;
    }
    rowStart++;
    line++;
    return true;
  }

  /** The row goes on behind the buffer: reads more, and says where the row begins now. */
  int again() throws IOException {
    fill();
    linesInRow = 0;
    return rowStart;
  }

  /** Whether what is at this position cannot be known before more is read. */
  boolean cut(int position) {
    return position >= limit && !wholeFile;
  }

  /** Whether a cell ends here. */
  boolean ends(int position) {
    byte b = buffer[position];
    return b == delimiter || b == '\n' || b == '\r';
  }

  /** Whether another cell of the same row follows the one that ends here. */
  boolean more(int position) {
    return position < limit && buffer[position] == delimiter;
  }

  /** Ends the row, whose last cell ends here; false if the buffer cuts a CR from its LF. */
  boolean endRow(int position) {
    int next = position;
    if (next < limit && buffer[next] == '\r') {
      if (cut(next + 1)) {
        return false;
      }
      next += next + 1 < limit && buffer[next + 1] == '\n' ? 1 : 0;
    }
    rowStart = Math.min(next + 1, limit);
    line += linesInRow + 1;
    return true;
  }

  /** The end of the cell that begins here, passing over what is in it. */
  int skip(int start) {
    byte[] b = buffer;
    int p = start;
    if (b[p] == '"') {
      return quoted(p);
    }
    byte d = delimiter;
    byte at = b[p];
    while (at != d && at != '\n' && at != '\r') {
      at = b[++p];
    }
    return p;
  }

  /** As {@link #skip}, keeping the text: without spaces around it, unless it was quoted. */
  int cell(int start) {
    problem = null;
    if (buffer[start] == '"') {
      return quoted(start);
    }
    int end = skip(start);
    bytes = buffer;
    from = start;
    to = end;
    while (from < to && blank(bytes[from])) {
      from++;
    }
    while (from < to && blank(bytes[to - 1])) {
      to--;
    }
    return end;
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\t';
  }

  private int quoted(int start) {
    int end = start + 1;
    int doubled = 0;
    while (true) {
      byte b = buffer[end];
      if (b == '"') {
        if (end + 1 < limit && buffer[end + 1] == '"') {
          doubled++;
          end += 2;
          continue;
        }
        break;
      }
      if (end >= limit) {
        if (wholeFile) {
          throw unclosed(start, "to the end of the file");
        }
        linesInRow = 0;
        return limit;
      }
      linesInRow += b == '\n' || b == '\r' && buffer[end + 1] != '\n' ? 1 : 0;
      end++;
    }
    bytes = buffer;
    from = start + 1;
    to = end;
    if (doubled > 0) {
      undouble(to - from - doubled);
    }
    int p = end + 1;
    problem = ends(p) ? null : "has text behind its closing quote; double the quotes within it";
    while (!ends(p)) {
      p++;
    }
    return p;
  }

  private void undouble(int size) {
    // One more, so that something ends a number here too.
    byte[] text = new byte[size + 1];
    int q = from;
    for (int i = 0; i < size; i++) {
      text[i] = buffer[q];
      q += buffer[q] == '"' ? 2 : 1;
    }
    bytes = text;
    from = 0;
    to = size;
  }

  private DataException unclosed(int start, String howFar) {
    long opened = line;
    int lineStart = rowStart;
    for (int i = rowStart; i < start; i++) {
      if (buffer[i] == '\n' || buffer[i] == '\r' && buffer[i + 1] != '\n') {
        opened++;
        lineStart = i + 1;
      }
    }
    return new DataException(
        name,
        "a quote is opened at line "
            + opened
            + ", character "
            + (text(lineStart, start).length() + 1)
            + ", and not closed "
            + howFar
            + "; close it, or double it if it is meant as it stands");
  }

  private String text(int start, int end) {
    return new String(buffer, start, end - start, StandardCharsets.UTF_8);
  }

  /** The array in which the last cell's text is, from {@link #from} to {@link #to}. */
  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** What is wrong with the last cell's quotes; null if nothing is. */
  @Nullable String problem() {
    return problem;
  }

  /** The last cell's text. */
  String text() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** Moves the present row to the front of the buffer and reads more behind it. */
  private void fill() throws IOException {
    int kept = limit - rowStart;
    if (kept >= ROW_LIMIT) {
      throw tooLong();
    }
    if (kept + CHUNK + 1 > buffer.length) {
      byte[] larger = new byte[Math.max(2 * kept, kept + CHUNK) + 1];
      System.arraycopy(buffer, rowStart, larger, 0, kept);
      buffer = larger;
    } else {
      System.arraycopy(buffer, rowStart, buffer, 0, kept);
    }
    rowStart = 0;
    limit = kept;
    while (limit + 1 < buffer.length && !wholeFile) {
      transfer.clear().limit(Math.min(CHUNK, buffer.length - 1 - limit));
      int got = channel.read(transfer);
      wholeFile = got < 0;
      transfer.flip();
      transfer.get(buffer, limit, transfer.limit());
      limit += transfer.limit();
    }
    buffer[limit] = '\n';
  }

  private DataException tooLong() {
    // Perhaps a quote was never closed, and all that follows is taken for its cell.
    int p = rowStart;
    while (p < limit) {
      int start = p;
      if (buffer[p] == '"' && quotedEnd(p) >= limit) {
        return unclosed(start, "within " + (ROW_LIMIT >> 20) + " MiB");
      }
      p = buffer[p] == '"' ? quotedEnd(p) : skip(p);
      p++;
    }
    return new DataException(
        name,
        "line "
            + line
            + " is longer than "
            + (ROW_LIMIT >> 20)
            + " MiB; is it a text file with one row a line?");
  }

  private int quotedEnd(int start) {
    int p = start + 1;
    while (p < limit && (buffer[p] != '"' || buffer[p + 1] == '"')) {
      p += buffer[p] == '"' ? 2 : 1;
    }
    while (p < limit && !ends(p)) {
      p++;
    }
    return p;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Whether the text begins with these bytes. */
  boolean startsWith(int... mark) {
    byte[] start = new byte[mark.length];
    for (int i = 0; i < mark.length; i++) {
      start[i] = (byte) mark[i];
    }
    return limit >= mark.length && Arrays.equals(buffer, 0, mark.length, start, 0, mark.length);
  }
}
