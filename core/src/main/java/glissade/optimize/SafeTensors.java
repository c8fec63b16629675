package glissade.optimize;

import glissade.formula.Precision;
import glissade.formula.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Named arrays with metadata in a file of the safetensors format: the length of a JSON header in
 * eight bytes, the header, the numbers, little-endian. A checksum in the metadata covers the rest
 * of the metadata, the arrays' descriptions and their numbers. What checkpoints are made of.
 *
 * @param metadata texts by name
 * @param tensors arrays by name
 */
public record SafeTensors(Map<String, String> metadata, Map<String, Tensor> tensors) {
  private static final String METADATA = "__metadata__";
  private static final String CHECKSUM = "checksum";
  private static final int MOST_HEADER = 100_000_000;

  /** Numbers that are read or written together. */
  private static final int NUMBERS = 1 << 15;

  /** The text of a name; empty where there is none. */
  public String text(String name) {
    return metadata.getOrDefault(name, "");
  }

  /**
   * The number of a name.
   *
   * @throws CheckpointException if there is none
   */
  public double number(String name) {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException e) {
      throw new CheckpointException("the checkpoint's `%s` is not a number".formatted(name));
    }
  }

  /**
   * The whole number of a name.
   *
   * @throws CheckpointException if there is none
   */
  public long whole(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      throw new CheckpointException("the checkpoint's `%s` is not a whole number".formatted(name));
    }
  }

  /**
   * The array of a name.
   *
   * @throws CheckpointException if there is none
   */
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new CheckpointException(
          "the checkpoint has no `%s`: it was written with other settings".formatted(name));
    }
    return tensor;
  }

  /**
   * The numbers of a name. Not to be changed.
   *
   * @throws CheckpointException if there are none in double precision
   */
  public double[] doubles(String name) {
    if (tensor(name).array() instanceof double[] numbers) {
      return numbers;
    }
    throw new CheckpointException("the checkpoint's `%s` is in float precision".formatted(name));
  }

  /** All of these, each name with something before it. */
  public SafeTensors under(String prefix) {
    SafeTensors renamed = new SafeTensors(new LinkedHashMap<>(), new LinkedHashMap<>());
    metadata.forEach((name, text) -> renamed.metadata.put(prefix + name, text));
    tensors.forEach((name, tensor) -> renamed.tensors.put(prefix + name, tensor));
    return renamed;
  }

  /** Those whose names begin so, without that. */
  public SafeTensors part(String prefix) {
    SafeTensors part = new SafeTensors(new LinkedHashMap<>(), new LinkedHashMap<>());
    int from = prefix.length();
    metadata.forEach(
        (name, text) -> {
          if (name.startsWith(prefix)) {
            part.metadata.put(name.substring(from), text);
          }
        });
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            part.tensors.put(name.substring(from), tensor);
          }
        });
    return part;
  }

  /** These and others, whose names must be others. */
  public SafeTensors and(SafeTensors others) {
    SafeTensors all = new SafeTensors(new LinkedHashMap<>(metadata), new LinkedHashMap<>(tensors));
    all.metadata.putAll(others.metadata);
    all.tensors.putAll(others.tensors);
    return all;
  }

  /**
   * Writes the file whole or not at all: beside it first, forced to the disk, then moved.
   *
   * @throws CheckpointException if it cannot be written
   */
  public void write(Path file) {
    try {
      String name = "." + file.getFileName() + "." + ProcessHandle.current().pid();
      Path beside = file.resolveSibling(name);
      Files.deleteIfExists(beside);
      try {
        try (FileChannel channel =
            FileChannel.open(beside, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
          writeAll(channel, header());
          for (Tensor tensor : tensors.values()) {
            forEachStretch(tensor, stretch -> writeAll(channel, stretch));
          }
          channel.force(true);
        }
        Files.move(
            beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw new CheckpointException("cannot write the checkpoint " + file + ": " + e);
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private ByteBuffer header() throws IOException {
    Map<String, String> described = new LinkedHashMap<>();
    long at = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      described.put(entry.getKey(), description(entry.getValue(), at));
      at += entry.getValue().bytes();
    }
    CRC32C sum = begunSum(metadata, described);
    for (Tensor tensor : tensors.values()) {
      forEachStretch(tensor, sum::update);
    }
    Map<String, String> all = new LinkedHashMap<>(metadata);
    all.put(CHECKSUM, text(sum));
    StringBuilder header = new StringBuilder("{" + HeaderReader.quoted(METADATA) + ":{");
    List<String> entries = new ArrayList<>();
    all.forEach(
        (name, text) -> entries.add(HeaderReader.quoted(name) + ":" + HeaderReader.quoted(text)));
    header.append(String.join(",", entries)).append("}");
    described.forEach(
        (name, text) ->
            header.append(",").append(HeaderReader.quoted(name)).append(":").append(text));
    header.append("}");
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer first = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    first.putLong(padded).put(json);
    while (first.hasRemaining()) {
      first.put((byte) ' ');
    }
    return first.flip();
  }

  private static String description(Tensor tensor, long at) {
    return "{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(
            tensor.precision() == Precision.DOUBLE ? "F64" : "F32",
            tensor.shape().dimensions().toString().replace(" ", ""),
            at,
            at + tensor.bytes());
  }

  /** What is done with some of a tensor's bytes. */
  private interface Stretches {
    void accept(ByteBuffer bytes) throws IOException;
  }

  /** A tensor's bytes, some at a time, as an array of bytes may not have as many. */
  private static void forEachStretch(Tensor tensor, Stretches stretches) throws IOException {
    int length = tensor.shape().size();
    ByteBuffer buffer = bufferFor(length);
    for (int from = 0; from < length; from += NUMBERS) {
      int count = Math.min(NUMBERS, length - from);
      buffer.clear();
      if (tensor.array() instanceof double[] doubles) {
        buffer.asDoubleBuffer().put(doubles, from, count);
        buffer.limit(count * Double.BYTES);
      } else {
        buffer.asFloatBuffer().put((float[]) tensor.array(), from, count);
        buffer.limit(count * Float.BYTES);
      }
      stretches.accept(buffer);
    }
  }

  private static ByteBuffer bufferFor(int length) {
    return ByteBuffer.allocate(Math.min(NUMBERS, length) * Double.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Of all that stands before the numbers. */
  private static CRC32C begunSum(Map<String, String> metadata, Map<String, String> described) {
    CRC32C sum = new CRC32C();
    new TreeMap<>(metadata).forEach((name, text) -> update(sum, name + "=" + text));
    new TreeMap<>(described).forEach((name, text) -> update(sum, name + ":" + text));
    return sum;
  }

  private static String text(CRC32C sum) {
    return "crc32c:%08x".formatted(sum.getValue());
  }

  private static void update(CRC32C sum, String text) {
    sum.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a file. Nothing is allocated beyond the file's own size.
   *
   * @throws CheckpointException if it cannot be read, or is not what {@link #write} wrote
   */
  public static SafeTensors read(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      return read(channel);
    } catch (NoSuchFileException e) {
      throw new CheckpointException("no checkpoint " + file);
    } catch (IOException e) {
      throw new CheckpointException("cannot read the checkpoint " + file + ": " + e);
    } catch (CheckpointException e) {
      throw new CheckpointException(
          "%s is not a whole checkpoint: %s".formatted(file, e.getMessage()));
    }
  }

  private static SafeTensors read(FileChannel channel) throws IOException {
    long bytes = channel.size();
    if (bytes < 8) {
      throw new CheckpointException("it has only %d bytes".formatted(bytes));
    }
    ByteBuffer first = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    fill(first, channel);
    long length = first.getLong();
    if (length < 0 || length > bytes - 8 || length > MOST_HEADER) {
      throw new CheckpointException("its header is cut short, or it is another kind of file");
    }
    ByteBuffer json = ByteBuffer.allocate((int) length);
    fill(json, channel);
    Map<?, ?> header = HeaderReader.read(new String(json.array(), StandardCharsets.UTF_8));
    Map<String, String> metadata = new LinkedHashMap<>();
    if (header.get(METADATA) instanceof Map<?, ?> texts) {
      texts.forEach((name, text) -> metadata.put((String) name, String.valueOf(text)));
    }
    long room = bytes - 8 - length;
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> described = new LinkedHashMap<>();
    long at = 0;
    for (Map.Entry<?, ?> entry : header.entrySet()) {
      if (!METADATA.equals(entry.getKey())) {
        String name = (String) entry.getKey();
        Tensor tensor = empty(name, entry.getValue(), at, room);
        tensors.put(name, tensor);
        described.put(name, description(tensor, at));
        at += tensor.bytes();
      }
    }
    if (at != room) {
      throw new CheckpointException(
          "its numbers take %d bytes, but there are %d".formatted(at, room));
    }
    String expected = metadata.remove(CHECKSUM);
    if (expected == null) {
      throw new CheckpointException("it has no checksum: another program wrote it");
    }
    CRC32C sum = begunSum(metadata, described);
    for (Tensor tensor : tensors.values()) {
      read(tensor, channel, sum);
    }
    if (!expected.equals(text(sum))) {
      throw new CheckpointException("its checksum does not fit: it was damaged or changed");
    }
    return new SafeTensors(metadata, tensors);
  }

  private static void fill(ByteBuffer buffer, FileChannel channel) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new CheckpointException("it became shorter while it was read");
      }
    }
    buffer.flip();
  }

  private static void read(Tensor tensor, FileChannel channel, CRC32C sum) throws IOException {
    int length = tensor.shape().size();
    int width = tensor.precision() == Precision.DOUBLE ? Double.BYTES : Float.BYTES;
    ByteBuffer buffer = bufferFor(length);
    for (int from = 0; from < length; from += NUMBERS) {
      int count = Math.min(NUMBERS, length - from);
      buffer.clear().limit(count * width);
      fill(buffer, channel);
      if (tensor.array() instanceof double[] doubles) {
        buffer.asDoubleBuffer().get(doubles, from, count);
      } else {
        buffer.asFloatBuffer().get((float[]) tensor.array(), from, count);
      }
      sum.update(buffer);
    }
  }

  /**
   * A tensor with room for its numbers.
   *
   * @param at where its bytes must begin
   * @param room how many bytes all tensors have
   */
  private static Tensor empty(String name, Object description, long at, long room) {
    if (!(description instanceof Map<?, ?> fields)
        || !(fields.get("shape") instanceof List<?> dimensions)
        || !(fields.get("data_offsets") instanceof List<?> offsets)
        || offsets.size() != 2
        || dimensions.size() > 1) {
      throw new CheckpointException("the description of `%s` is damaged".formatted(name));
    }
    boolean wide = "F64".equals(fields.get("dtype"));
    if (!wide && !"F32".equals(fields.get("dtype"))) {
      throw new CheckpointException(
          "`%s` is of type %s; F64 and F32 are known".formatted(name, fields.get("dtype")));
    }
    int width = wide ? 8 : 4;
    long size = dimensions.isEmpty() ? 1 : whole(name, dimensions.get(0));
    long from = whole(name, offsets.get(0));
    long to = whole(name, offsets.get(1));
    if (from != at
        || to < from
        || to > room
        || size < 1
        || size > Integer.MAX_VALUE - 8
        || size != (to - from) / width
        || (to - from) % width != 0) {
      throw new CheckpointException("the extent of `%s` is damaged".formatted(name));
    }
    Shape shape = dimensions.isEmpty() ? Shape.SCALAR : Shape.vector((int) size);
    return new Tensor(wide ? new double[(int) size] : new float[(int) size], shape);
  }

  private static long whole(String name, Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw new CheckpointException("the description of `%s` is damaged".formatted(name));
  }
}
