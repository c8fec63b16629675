package glissade.studio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * Numbers for the page, as they are in memory: the length of a JSON header (4 bytes,
 * little-endian), the header, blanks up to a multiple of 8, then the numbers, 8 bytes each, column
 * after column.
 */
final class Columns {
  private Columns() {}

  static byte[] bytes(Map<String, ?> header, List<double[]> columns) {
    byte[] json = Reply.JSON.writeValueAsBytes(header);
    int first = (4 + json.length + 7) / 8 * 8;
    int numbers = columns.stream().mapToInt(column -> column.length).sum();
    ByteBuffer buffer = ByteBuffer.allocate(first + 8 * numbers).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(first - 4).put(json);
    while (buffer.position() < first) {
      buffer.put((byte) ' ');
    }
    for (double[] column : columns) {
      buffer.asDoubleBuffer().put(column);
      buffer.position(buffer.position() + 8 * column.length);
    }
    return buffer.array();
  }
}
