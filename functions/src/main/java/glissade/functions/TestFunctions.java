package glissade.functions;

import glissade.formula.Point;
import glissade.formula.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The catalogue of test functions: the table {@code functions.txt}. To add one, add a paragraph
 * there.
 */
public final class TestFunctions {
  private static final Map<String, Map<String, String>> TABLE = read();

  private TestFunctions() {}

  /** The names of all, the simple ones first. */
  public static List<String> names() {
    return List.copyOf(TABLE.keySet());
  }

  /** All, the simple ones first; those that may have any number of dimensions with the usual. */
  public static List<TestFunction> all() {
    return names().stream().map(TestFunctions::find).toList();
  }

  /**
   * The function of a name; if it may have any number of dimensions, with the usual.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TestFunction find(String name) {
    Map<String, String> paragraph = paragraph(name);
    return function(paragraph, paragraph.getOrDefault("n", ""));
  }

  /**
   * The function of a name in {@code n} dimensions.
   *
   * @throws IllegalArgumentException if there is none, or its number of dimensions is fixed
   */
  public static TestFunction find(String name, int n) {
    Map<String, String> paragraph = paragraph(name);
    if (!paragraph.containsKey("n")) {
      throw new IllegalArgumentException(
          "the number of dimensions of `%s` is fixed".formatted(name));
    }
    return function(paragraph, Integer.toString(n));
  }

  /** Rosenbrock's function as a chain in {@code n} dimensions, at least 2. */
  public static TestFunction rosenbrock(int n) {
    return find("rosenbrock-n", n);
  }

  private static Map<String, String> paragraph(String name) {
    Map<String, String> paragraph = TABLE.get(name);
    if (paragraph == null) {
      throw new IllegalArgumentException(
          "no test function `%s`%s There are: %s."
              .formatted(
                  name,
                  (Suggestion.didYouMean(name, names()) + ".").replace("?.", "?"),
                  String.join(", ", names())));
    }
    return paragraph;
  }

  private static TestFunction function(Map<String, String> paragraph, String n) {
    Map<String, String> filled = new LinkedHashMap<>();
    paragraph.forEach((key, text) -> filled.put(key, text.replace("{n}", n)));
    double[] domain = Point.parse("domain=[" + get(filled, "domain") + "]").get("domain");
    return new TestFunction(
        get(filled, "name"),
        get(filled, "title"),
        get(filled, "formula"),
        get(filled, "start"),
        domain[0],
        domain[1],
        get(filled, "at").lines().toList(),
        Point.parse("value=" + get(filled, "minimum")).number("value"),
        filled.getOrDefault("kink", ""),
        Point.parse("noise=" + filled.getOrDefault("noise", "0")).number("noise"),
        get(filled, "source"));
  }

  private static String get(Map<String, String> paragraph, String key) {
    return Objects.requireNonNull(paragraph.get(key), () -> "no " + key + " in " + paragraph);
  }

  /** Reads the table: paragraphs by name; lines of the same kind in one paragraph are joined. */
  private static Map<String, Map<String, String>> read() {
    Map<String, Map<String, String>> table = new LinkedHashMap<>();
    for (String text : resource().split("\n\n+", -1)) {
      Map<String, String> paragraph = new LinkedHashMap<>();
      text.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\\s+", 2))
          .forEach(line -> paragraph.merge(line[0], line[1], (one, more) -> one + "\n" + more));
      if (!paragraph.isEmpty()) {
        table.put(get(paragraph, "name"), paragraph);
      }
    }
    return table;
  }

  private static String resource() {
    try (InputStream in = TestFunctions.class.getResourceAsStream("functions.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
