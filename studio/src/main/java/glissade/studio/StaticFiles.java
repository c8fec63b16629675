package glissade.studio;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page: those that {@code files.txt} lists. A request names a line of that list,
 * never a file, so no path leads anywhere else.
 */
final class StaticFiles {
  private static final Map<String, String[]> FILES = read();

  private StaticFiles() {}

  static Reply answer(String path, String method) {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      throw new HttpProblem(405, "files are read with GET");
    }
    String[] file = FILES.get(path);
    if (file == null) {
      throw new HttpProblem(404, "there is nothing here; the page is at /");
    }
    return Reply.bytes(200, file[1], resource(file[2]));
  }

  private static Map<String, String[]> read() {
    Map<String, String[]> files = new LinkedHashMap<>();
    new String(resource("files.txt"), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .map(line -> line.strip().split("\\s+", 3))
        .forEach(words -> files.put(words[0], words));
    return files;
  }

  /** The paths of all files, for tests. */
  static Iterable<String> paths() {
    return FILES.keySet();
  }

  private static byte[] resource(String name) {
    try (@Nullable InputStream in = StaticFiles.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
