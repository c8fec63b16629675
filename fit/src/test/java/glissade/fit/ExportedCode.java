package glissade.fit;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles and runs what models are exported to. */
final class ExportedCode {
  private final Path folder;
  private final Map<String, FittedModel> models;

  /**
   * Of models.
   *
   * @param models by the name of the class or module
   */
  ExportedCode(Path folder, Map<String, FittedModel> models) {
    this.folder = folder;
    this.models = models;
  }

  /**
   * What the Java classes predict.
   *
   * @param rows by name of an argument, a Double, a String or a double[]
   * @return by model, for each row a Double or a String
   */
  Map<String, List<Object>> java(List<Map<String, Object>> rows) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-parameters", "-Xlint:all", "-Werror", "-encoding", "UTF-8"));
    arguments.addAll(List.of("--release", "17", "-d", folder.toString()));
    List<Path> sources = new ArrayList<>();
    for (Map.Entry<String, FittedModel> entry : models.entrySet()) {
      Path file = folder.resolve(entry.getKey() + ".java");
      Files.writeString(file, entry.getValue().export(ExportLanguage.JAVA, entry.getKey()));
      sources.add(file);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      var units = files.getJavaFileObjectsFromPaths(sources);
      if (!compiler.getTask(problems, files, null, arguments, null, units).call()) {
        throw new AssertionError(problems);
      }
    }
    Map<String, List<Object>> predicted = new LinkedHashMap<>();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
      for (String name : models.keySet()) {
        Method predict =
            Arrays.stream(loader.loadClass(name).getMethods())
                .filter(method -> method.getName().equals("predict"))
                .findFirst()
                .orElseThrow();
        List<Object> values = new ArrayList<>();
        for (Map<String, Object> row : rows) {
          Object[] given =
              Arrays.stream(predict.getParameters()).map(p -> row.get(column(p))).toArray();
          values.add(predict.invoke(null, given));
        }
        predicted.put(name, values);
      }
    }
    return predicted;
  }

  /** Words of a language have a number behind them. */
  private static String column(Parameter parameter) {
    return parameter.getName().replaceFirst("_2$", "");
  }

  /** Whether there is a Python to run. */
  static boolean hasPython() throws InterruptedException {
    try {
      Process process = new ProcessBuilder("python3", "--version").start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** What the Python modules predict; as {@link #java}. */
  Map<String, List<Object>> python(List<Map<String, Object>> rows) throws Exception {
    List<String> script = new ArrayList<>();
    script.add("import importlib, inspect, math");
    script.add("rows = [");
    for (Map<String, Object> row : rows) {
      script.add(
          row.entrySet().stream()
              .map(cell -> "'" + cell.getKey() + "': " + written(cell.getValue()))
              .collect(Collectors.joining(", ", "  {", "},")));
    }
    script.add("]");
    script.add("def cell(row, name):");
    script.add("    return row[name[:-2] if name.endswith('_2') else name]");
    for (Map.Entry<String, FittedModel> entry : models.entrySet()) {
      Path file = folder.resolve(entry.getKey() + ".py");
      Files.writeString(file, entry.getValue().export(ExportLanguage.PYTHON, entry.getKey()));
      script.add("predict = importlib.import_module('" + entry.getKey() + "').predict");
      script.add("names = list(inspect.signature(predict).parameters)");
      script.add("for row in rows:");
      script.add("    value = predict(*[cell(row, name) for name in names])");
      script.add("    assert isinstance(value, (float, str)), repr(value)");
      script.add("    print(value.encode().hex() if isinstance(value, str) else repr(value))");
    }
    Path main = folder.resolve("run_them.py");
    Files.writeString(main, String.join("\n", script) + "\n");
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process process =
        new ProcessBuilder("python3", "-W", "error", main.toString())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(Files.readString(err));
    }
    List<String> lines = Files.readAllLines(out);
    Map<String, List<Object>> predicted = new LinkedHashMap<>();
    int at = 0;
    for (Map.Entry<String, FittedModel> entry : models.entrySet()) {
      boolean text = !entry.getValue().labels().isEmpty();
      List<Object> values = new ArrayList<>();
      for (String line : lines.subList(at, at + rows.size())) {
        values.add(text ? text(line) : (Object) number(line));
      }
      predicted.put(entry.getKey(), values);
      at += rows.size();
    }
    return predicted;
  }

  private static double number(String line) {
    return switch (line) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(line);
    };
  }

  private static String text(String hex) {
    return new String(java.util.HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
  }

  private static String written(@Nullable Object value) {
    if (value instanceof double[] numbers) {
      return Arrays.toString(numbers);
    }
    return value instanceof String text ? CodeWriter.quoted(text) : String.valueOf(value);
  }
}
