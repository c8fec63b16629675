package glissade.fit;

import glissade.formula.FormulaException;
import glissade.formula.Point;
import glissade.formula.Printer;
import glissade.formula.Shape;
import glissade.formula.Source;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a fit starts: {@code a=1, w=[1,2], W[16,X]=normal(0,0.1), b[16]=0}. Sizes may stand in
 * brackets: numbers, groups of columns or categories. Immutable.
 */
final class Starts {
  /** A parameter, as it is written in a formula. */
  static final String NAME = "[\\p{L}_][\\p{L}\\p{N}_]*|`[^`\\n]+`";

  private static final Pattern ENTRY =
      Pattern.compile("\\s*(" + NAME + ")\\s*(?:\\[([^\\]]*)\\])?\\s*=(?!=)(.*)", Pattern.DOTALL);
  private static final Pattern RANDOM =
      Pattern.compile("\\s*(normal|uniform)\\s*\\(([^,()]+),([^,()]+)\\)\\s*");

  private final Map<String, Start> starts;

  private Starts(Map<String, Start> starts) {
    this.starts = starts;
  }

  /**
   * A parameter's start.
   *
   * @param sizes as written in brackets; empty where none are
   * @param law normal or uniform; empty for given values
   * @param values given ones, or the law's two numbers
   * @param columns how many columns a given matrix has; 0 for none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Start(
      List<String> sizes, String law, double[] values, boolean list, int columns) {}

  static Starts none() {
    return new Starts(Map.of());
  }

  /**
   * Reads starts.
   *
   * @throws SettingsException if they cannot be read
   */
  static Starts parse(String text) {
    Map<String, Start> starts = new LinkedHashMap<>();
    for (String entry : entries(text)) {
      if (entry.isBlank()) {
        continue;
      }
      Matcher matcher = ENTRY.matcher(entry);
      if (!matcher.matches()) {
        throw new SettingsException(
            "a start is `a=1`, `w=[1, 2]`, `W[16, X]=normal(0, 0.1)`, not `%s`"
                .formatted(entry.strip()));
      }
      String name = bare(matcher.group(1));
      if (starts.containsKey(name)) {
        throw new SettingsException("`%s` has two starts".formatted(name));
      }
      starts.put(name, start(name, matcher.group(2), matcher.group(3)));
    }
    return new Starts(starts);
  }

  /** A name without the backquotes that it may have in a formula. */
  static String bare(String name) {
    return name.startsWith("`") ? name.substring(1, name.length() - 1) : name;
  }

  /** Zeros, by name of as many as a shape says. */
  static Starts zeros(Map<String, Shape> shapes) {
    Map<String, Start> starts = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          List<String> sizes = shape.dimensions().stream().map(String::valueOf).toList();
          starts.put(name, new Start(sizes, "", new double[1], false, 0));
        });
    return new Starts(starts);
  }

  /** Of a point. */
  static Starts of(Point point) {
    Map<String, Start> starts = new LinkedHashMap<>();
    for (String name : point.names()) {
      boolean list = !point.shape(name).isScalar();
      starts.put(name, new Start(List.of(), "", point.get(name), list, 0));
    }
    return new Starts(starts);
  }

  /** These, and others in place of those of the same name. */
  Starts with(Starts others) {
    Map<String, Start> all = new LinkedHashMap<>(starts);
    all.putAll(others.starts);
    return new Starts(all);
  }

  /** Parts between commas, line ends and semicolons outside of brackets. */
  private static List<String> entries(String text) {
    List<String> entries = new ArrayList<>();
    int depth = 0;
    int from = 0;
    boolean quoted = false;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      quoted ^= c == '`';
      if (quoted) {
        continue;
      }
      depth += "([".indexOf(c) >= 0 ? 1 : ")]".indexOf(c) >= 0 ? -1 : 0;
      if (depth == 0 && ",;\n".indexOf(c) >= 0) {
        entries.add(text.substring(from, at));
        from = at + 1;
      }
    }
    entries.add(text.substring(from));
    return entries;
  }

  private static Start start(String name, @Nullable String sizes, String value) {
    List<String> dimensions = new ArrayList<>();
    if (sizes != null) {
      Arrays.stream(sizes.split(",", -1)).map(String::strip).forEach(dimensions::add);
    }
    if (dimensions.size() > 2 || dimensions.contains("")) {
      throw new SettingsException(
          "`%s[%s]`: in brackets stand one size or two, such as `[16]` or `[16, X]`"
              .formatted(name, sizes));
    }
    Matcher random = RANDOM.matcher(value);
    if (random.matches()) {
      double a = number(name, random.group(2));
      double b = number(name, random.group(3));
      boolean normal = random.group(1).equals("normal");
      if (normal ? b < 0 : b < a) {
        throw new SettingsException(
            normal
                ? "`%s`: the second number of `normal(mean, deviation)` is at least 0"
                    .formatted(name)
                : "`%s`: `uniform(low, high)` needs the lower first".formatted(name));
      }
      return new Start(dimensions, random.group(1), new double[] {a, b}, false, 0);
    }
    String stripped = value.strip();
    if (stripped.startsWith("[[")) {
      return matrix(name, dimensions, stripped);
    }
    boolean list = stripped.startsWith("[");
    double[] values = values(name, stripped);
    boolean sized = list && dimensions.size() == 1 && dimensions.get(0).matches("\\d+");
    if (sized && !dimensions.get(0).equals(String.valueOf(values.length))) {
      throw new SettingsException(
          "`%s[%s]` is given %d values".formatted(name, dimensions.get(0), values.length));
    }
    return new Start(dimensions, "", values, list, 0);
  }

  private static Start matrix(String name, List<String> dimensions, String value) {
    String inside = value.substring(1, value.length() - 1);
    List<Double> all = new ArrayList<>();
    int columns = 0;
    for (String row : entries(inside)) {
      double[] numbers = values(name, row.strip());
      columns = columns == 0 ? numbers.length : columns;
      if (numbers.length != columns) {
        throw new SettingsException("`%s`: the rows have different lengths".formatted(name));
      }
      Arrays.stream(numbers).forEach(all::add);
    }
    double[] values = all.stream().mapToDouble(Double::doubleValue).toArray();
    return new Start(dimensions, "", values, true, columns);
  }

  private static double[] values(String name, String value) {
    return Point.parse(new Source("start", Printer.name(name) + "=" + value)).get(name);
  }

  private static double number(String name, String text) {
    try {
      return Point.parse(new Source("start", Printer.name(name) + "=" + text)).number(name);
    } catch (FormulaException | IllegalArgumentException e) {
      throw new SettingsException("`%s`: `%s` is no number".formatted(name, text.strip()));
    }
  }

  /** The names that have a start. */
  List<String> names() {
    return List.copyOf(starts.keySet());
  }

  boolean has(String name) {
    return starts.containsKey(name);
  }

  /** Whether a start is drawn. */
  boolean isRandom(String name) {
    Start start = starts.get(name);
    return start != null && !start.law.isEmpty();
  }

  /** The sizes that stand in brackets, as written. */
  List<String> sizes(String name) {
    Start start = starts.get(name);
    return start == null ? List.of() : start.sizes;
  }

  /** The shape that a start gives its parameter; null if it gives none. */
  @Nullable Shape shape(String name, ToIntFunction<String> size) {
    Start start = starts.get(name);
    if (start == null) {
      return null;
    }
    if (!start.sizes.isEmpty()) {
      List<Integer> dimensions = start.sizes.stream().map(s -> length(name, s, size)).toList();
      return new Shape(dimensions);
    }
    if (start.columns > 0) {
      return Shape.matrix(start.values.length / start.columns, start.columns);
    }
    return start.list ? Shape.vector(start.values.length) : null;
  }

  private static int length(String name, String text, ToIntFunction<String> size) {
    if (text.matches("\\d{1,9}")) {
      int length = Integer.parseInt(text);
      if (length < 1) {
        throw new SettingsException("`%s[%s]`: a size is at least 1".formatted(name, text));
      }
      return length;
    }
    return size.applyAsInt(text);
  }

  /**
   * The numbers to start from; NaN where none are given.
   *
   * @param attempt from 0; another has other random numbers
   * @throws SettingsException if values do not fit their parameter's shape
   */
  double[] values(Layout layout, long seed, int attempt) {
    double[] values = new double[layout.size()];
    Arrays.fill(values, Double.NaN);
    for (Layout.Parameter parameter : layout.parameters()) {
      Start start = starts.get(parameter.name());
      if (start != null) {
        // Not the generator's own increment, or one attempt's numbers may be another's, moved.
        fill(values, parameter, start, seed + 0xBF58476D1CE4E5B9L * attempt);
      }
    }
    return values;
  }

  private static void fill(double[] values, Layout.Parameter parameter, Start start, long seed) {
    int from = parameter.offset();
    int size = parameter.shape().size();
    if (!start.law.isEmpty()) {
      SplittableRandom random = new SplittableRandom(seed ^ parameter.name().hashCode());
      for (int k = 0; k < size; k++) {
        values[from + k] =
            start.law.equals("normal")
                ? start.values[0] + start.values[1] * normal(random)
                : start.values[0] + (start.values[1] - start.values[0]) * random.nextDouble();
      }
    } else if (start.list && start.values.length != size) {
      throw new SettingsException(
          "`%s` has %s, and its start %d"
              .formatted(parameter.name(), parameter.shape(), start.values.length));
    } else if (start.list) {
      System.arraycopy(start.values, 0, values, from, size);
    } else {
      Arrays.fill(values, from, from + size, start.values[0]);
    }
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    List<String> texts = new ArrayList<>();
    starts.forEach(
        (name, start) -> {
          String sizes = start.sizes.isEmpty() ? "" : start.sizes.toString();
          texts.add(Printer.name(name) + sizes + "=" + text(start));
        });
    return String.join(", ", texts);
  }

  private static String text(Start start) {
    if (!start.law.isEmpty()) {
      return start.law + text(start.values, "(", ")");
    }
    if (!start.list) {
      return Printer.number(start.values[0]);
    }
    if (start.columns == 0) {
      return text(start.values, "[", "]");
    }
    List<String> rows = new ArrayList<>();
    for (int from = 0; from < start.values.length; from += start.columns) {
      rows.add(text(Arrays.copyOfRange(start.values, from, from + start.columns), "[", "]"));
    }
    return rows.toString();
  }

  private static String text(double[] values, String open, String close) {
    return Arrays.stream(values)
        .mapToObj(Printer::number)
        .collect(Collectors.joining(", ", open, close));
  }

  /** By Box and Muller's formula, which is the same on every Java. */
  static double normal(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }
}
