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
          for (ByteBuffer part : parts()) {
            while (part.hasRemaining()) {
              channel.write(part);
            }
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

  private List<ByteBuffer> parts() {
    List<ByteBuffer> data = new ArrayList<>();
    Map<String, String> described = new LinkedHashMap<>();
    long at = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      described.put(entry.getKey(), description(tensor, at));
      data.add(bytes(tensor));
      at += tensor.bytes();
    }
    Map<String, String> all = new LinkedHashMap<>(metadata);
    all.put(CHECKSUM, checksum(metadata, described, data));
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
    data.add(0, first.flip());
    return data;
  }

  private static String description(Tensor tensor, long at) {
    return "{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(
            tensor.precision() == Precision.DOUBLE ? "F64" : "F32",
            tensor.shape().dimensions().toString().replace(" ", ""),
            at,
            at + tensor.bytes());
  }

  private static ByteBuffer bytes(Tensor tensor) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.toIntExact(tensor.bytes())).order(ByteOrder.LITTLE_ENDIAN);
    if (tensor.array() instanceof double[] doubles) {
      buffer.asDoubleBuffer().put(doubles);
    } else {
      buffer.asFloatBuffer().put((float[]) tensor.array());
    }
    return buffer;
  }

  private static String checksum(
      Map<String, String> metadata, Map<String, String> described, List<ByteBuffer> data) {
    CRC32C sum = new CRC32C();
    new TreeMap<>(metadata).forEach((name, text) -> update(sum, name + "=" + text));
    new TreeMap<>(described).forEach((name, text) -> update(sum, name + ":" + text));
    data.forEach(part -> sum.update(part.duplicate()));
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
    try {
      return read(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN));
    } catch (NoSuchFileException e) {
      throw new CheckpointException("no checkpoint " + file);
    } catch (IOException e) {
      throw new CheckpointException("cannot read the checkpoint " + file + ": " + e);
    } catch (CheckpointException e) {
      throw new CheckpointException(
          "%s is not a whole checkpoint: %s".formatted(file, e.getMessage()));
    }
  }

  private static SafeTensors read(ByteBuffer bytes) {
    if (bytes.remaining() < 8) {
      throw new CheckpointException("it has only %d bytes".formatted(bytes.remaining()));
    }
    long length = bytes.getLong();
    if (length < 0 || length > bytes.remaining() || length > MOST_HEADER) {
      throw new CheckpointException("its header is cut short, or it is another kind of file");
    }
    byte[] json = new byte[(int) length];
    bytes.get(json);
    Map<?, ?> header = HeaderReader.read(new String(json, StandardCharsets.UTF_8));
    Map<String, String> metadata = new LinkedHashMap<>();
    if (header.get(METADATA) instanceof Map<?, ?> texts) {
      texts.forEach((name, text) -> metadata.put((String) name, String.valueOf(text)));
    }
    ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> described = new LinkedHashMap<>();
    long at = 0;
    for (Map.Entry<?, ?> entry : header.entrySet()) {
      if (!METADATA.equals(entry.getKey())) {
        String name = (String) entry.getKey();
        Tensor tensor = tensor(name, entry.getValue(), at, data);
        tensors.put(name, tensor);
        described.put(name, description(tensor, at));
        at += tensor.bytes();
      }
    }
    if (at != data.capacity()) {
      throw new CheckpointException(
          "its numbers take %d bytes, but there are %d".formatted(at, data.capacity()));
    }
    String expected = metadata.remove(CHECKSUM);
    if (expected == null) {
      throw new CheckpointException("it has no checksum: another program wrote it");
    }
    if (!expected.equals(checksum(metadata, described, List.of(data)))) {
      throw new CheckpointException("its checksum does not fit: it was damaged or changed");
    }
    return new SafeTensors(metadata, tensors);
  }

  private static Tensor tensor(String name, Object description, long at, ByteBuffer data) {
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
        || to > data.capacity()
        || size < 1
        || size != (to - from) / width
        || (to - from) % width != 0) {
      throw new CheckpointException("the extent of `%s` is damaged".formatted(name));
    }
    ByteBuffer part = data.slice((int) from, (int) (to - from)).order(ByteOrder.LITTLE_ENDIAN);
    Shape shape = dimensions.isEmpty() ? Shape.SCALAR : Shape.vector((int) size);
    if (wide) {
      double[] doubles = new double[(int) size];
      part.asDoubleBuffer().get(doubles);
      return new Tensor(doubles, shape);
    }
    float[] floats = new float[(int) size];
    part.asFloatBuffer().get(floats);
    return new Tensor(floats, shape);
  }

  private static long whole(String name, Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw new CheckpointException("the description of `%s` is damaged".formatted(name));
  }
}
