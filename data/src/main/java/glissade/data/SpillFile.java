package glissade.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Blocks in a temporary file, each at its place, in the machine's own byte order. The file has no
 * name once it is open, where the system allows that, so nothing is left behind by a crash. Blocks
 * may be read by several threads.
 */
final class SpillFile implements AutoCloseable {
  private static final int BUFFER = 1 << 20;

  private final Selection selection;
  private final long blockBytes;
  private final Path folder;
  private final FileChannel channel;
  private final ByteBuffer writing = buffer();

  SpillFile(Selection selection, int blockRows, @Nullable Path temporary) throws IOException {
    this.selection = selection;
    blockBytes = (long) selection.rowBytes() * blockRows;
    folder = temporary == null ? Path.of(System.getProperty("java.io.tmpdir")) : temporary;
    Path file;
    try {
      file = Files.createTempFile(folder, "glissade-", ".rows");
    } catch (IOException e) {
      throw new DataException(
          folder.toString(),
          "the table does not fit in memory, and no file can be made here ("
              + Reason.of(e)
              + "); allow more memory, or set another temporary folder");
    }
    channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  /** A buffer for {@link #read}. */
  static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.nativeOrder());
  }

  void write(int index, Block block) throws IOException {
    ByteBuffer buffer = writing;
    long position = index * blockBytes;
    try {
      for (boolean wide : new boolean[] {true, false}) {
        for (int column = 0; column < selection.size(); column++) {
          if (selection.wide(column) != wide) {
            continue;
          }
          for (int from = 0; from < block.rows(); ) {
            int step = Math.min(block.rows() - from, buffer.remaining() / (wide ? 8 : 4));
            put(buffer, block.array(column), from, step);
            from += step;
            if (buffer.remaining() < Double.BYTES) {
              position = drain(buffer, position);
            }
          }
        }
      }
      drain(buffer, position);
    } catch (IOException e) {
      throw new DataException(
          folder.toString(),
          "the table does not fit in memory, and its rows cannot be kept here ("
              + Reason.of(e)
              + "); make room, allow more memory, or set another temporary folder");
    }
  }

  private long drain(ByteBuffer buffer, long position) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
    buffer.clear();
    return position;
  }

  /** Fills a block of enough capacity with a block of so many rows. */
  void read(int index, int rows, Block block, ByteBuffer buffer) {
    long position = index * blockBytes;
    long left = (long) rows * selection.rowBytes();
    buffer.limit(0);
    try {
      for (boolean wide : new boolean[] {true, false}) {
        int width = wide ? 8 : 4;
        for (int column = 0; column < selection.size(); column++) {
          if (selection.wide(column) != wide) {
            continue;
          }
          for (int from = 0; from < rows; ) {
            if (buffer.remaining() < width) {
              buffer.compact().limit((int) Math.min(buffer.capacity(), left + buffer.position()));
              int before = buffer.position();
              fill(buffer, position);
              position += buffer.limit() - before;
              left -= buffer.limit() - before;
              buffer.position(0);
            }
            int step = Math.min(rows - from, buffer.remaining() / width);
            get(buffer, block.array(column), from, step);
            from += step;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    block.resize(rows);
  }

  private void fill(ByteBuffer buffer, long position) throws IOException {
    while (buffer.hasRemaining()) {
      int got = channel.read(buffer, position);
      if (got < 0) {
        throw new IOException("the temporary file of a table was cut short");
      }
      position += got;
    }
  }

  private static void put(ByteBuffer buffer, Object array, int from, int step) {
    int bytes = step * 4;
    if (array instanceof double[] doubles) {
      buffer.asDoubleBuffer().put(doubles, from, step);
      bytes = step * 8;
    } else if (array instanceof float[] floats) {
      buffer.asFloatBuffer().put(floats, from, step);
    } else {
      buffer.asIntBuffer().put((int[]) array, from, step);
    }
    buffer.position(buffer.position() + bytes);
  }

  private static void get(ByteBuffer buffer, Object array, int from, int step) {
    int bytes = step * 4;
    if (array instanceof double[] doubles) {
      buffer.asDoubleBuffer().get(doubles, from, step);
      bytes = step * 8;
    } else if (array instanceof float[] floats) {
      buffer.asFloatBuffer().get(floats, from, step);
    } else {
      buffer.asIntBuffer().get((int[]) array, from, step);
    }
    buffer.position(buffer.position() + bytes);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
