package glissade.testkit;

import glissade.formula.Formula;
import glissade.formula.Operator;
import glissade.formula.Point;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes random formulas and points, the same for the same seed. The formulas are valid single
 * numbers of up to five levels and four lines. They use every operator of the table, vectors of
 * several lengths, elements, slices, {@code fill}, {@code place}, {@code @} and {@code ~}, and
 * constants from 0 to 1e300; operators are drawn evenly, so many formulas leave their domains.
 */
public final class Formulas {
  /** The names that formulas use unless others are given: three numbers and three vectors. */
  public static final Map<String, Shape> NAMES =
      Map.of(
          "x",
          Shape.SCALAR,
          "y",
          Shape.SCALAR,
          "z",
          Shape.SCALAR,
          "u",
          Shape.vector(1),
          "v",
          Shape.vector(3),
          "w",
          Shape.vector(5));

  private static final List<Operator> ELEMENTWISE =
      Arrays.stream(Operator.values()).filter(operator -> !operator.isReduction()).toList();

  private static final List<Operator> REDUCTIONS =
      Arrays.stream(Operator.values())
          .filter(operator -> operator.isReduction() && !operator.isForRules())
          .toList();

  private static final String[] NUMBERS = {
    "0", "1", "2", "3", "10", "0.5", ".25", "3.", "0.1", "1e-3", "2.5E2", "1e+300", "1e-300", "pi"
  };

  private static final String[] EXPONENTS = {
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "-1", "-2", "0.5", "1.5", "-0.5"
  };

  private static final double[] SPECIAL = {
    0,
    -0.0,
    1,
    -1,
    2,
    0.5,
    1e300,
    -1e300,
    1e-300,
    -1e-40,
    1e38,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  private final SplittableRandom random;
  private final List<String> scalars = new ArrayList<>();
  private final Map<Integer, List<String>> vectors = new java.util.TreeMap<>();
  private final Map<String, Shape> names;

  /**
   * A generator.
   *
   * @param seed decides all that follows
   * @param names the names that formulas may use, with their shapes
   */
  public Formulas(long seed, Map<String, Shape> names) {
    this.random = new SplittableRandom(seed);
    this.names = new java.util.TreeMap<>(names);
  }

  /** A generator of formulas over {@link #NAMES}. */
  public Formulas(long seed) {
    this(seed, NAMES);
  }

  /** The next formula, as text. */
  public String next() {
    scalars.clear();
    vectors.clear();
    names.forEach(this::know);
    StringBuilder text = new StringBuilder();
    int lines = Math.max(0, random.nextInt(6) - 2);
    for (int i = 1; i <= lines; i++) {
      String name = "r" + i;
      boolean vector = random.nextInt(3) == 0;
      int length = vector ? anyLength() : 1;
      int depth = 1 + random.nextInt(3);
      text.append(name).append(" = ").append(vector ? vector(length, depth) : scalar(depth));
      text.append(random.nextInt(4) == 0 ? "; " : "\n");
      know(name, vector ? Shape.vector(length) : Shape.SCALAR);
    }
    return text.append(scalar(1 + random.nextInt(5))).toString();
  }

  /** A point for a formula's names: numbers around 1, of either sign. */
  public Point point(Formula formula) {
    return point(formula, 0);
  }

  /**
   * A point for a formula's names.
   *
   * @param formula whose names have shapes known here; others become single numbers
   * @param special how many of a hundred numbers are special ones: zeros, infinities, NaN, huge and
   *     tiny; the rest are around 1, of either sign
   */
  public Point point(Formula formula, int special) {
    Point point = Point.empty();
    for (String name : formula.names()) {
      Shape shape = names.getOrDefault(name, Shape.SCALAR);
      double[] numbers = new double[shape.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] =
            random.nextInt(100) < special
                ? SPECIAL[random.nextInt(SPECIAL.length)]
                : random.nextDouble(-3, 3);
      }
      point = shape.isScalar() ? point.with(name, numbers[0]) : point.with(name, numbers);
    }
    return point;
  }

  /**
   * An operator applied to arguments, as formulas write it.
   *
   * @param operator the operator
   * @param arguments texts that need no parentheses of their own
   */
  public static String text(Operator operator, List<String> arguments) {
    String symbol = operator.symbol();
    return switch (operator) {
      case NEGATE -> "-" + arguments.get(0);
      case NOT -> "not " + arguments.get(0);
      case AND, OR -> arguments.get(0) + " " + symbol + " " + arguments.get(1);
      default ->
          Character.isLetter(symbol.charAt(0))
              ? symbol + "(" + String.join(", ", arguments) + ")"
              : arguments.get(0) + " " + symbol + " " + arguments.get(1);
    };
  }

  private void know(String name, Shape shape) {
    if (shape.isScalar()) {
      scalars.add(name);
    } else {
      vectors.computeIfAbsent(shape.size(), n -> new ArrayList<>()).add(name);
    }
  }

  private int anyLength() {
    return vectors.isEmpty() ? 2 : pick(List.copyOf(vectors.keySet()));
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** A single number. */
  private String scalar(int depth) {
    if (depth == 0) {
      int kind = random.nextInt(10);
      if (kind < 3 || scalars.isEmpty()) {
        return NUMBERS[random.nextInt(NUMBERS.length)];
      }
      return kind < 8 ? pick(scalars) : element(anyLength(), 0);
    }
    int length = anyLength();
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> text(pick(REDUCTIONS), List.of(vector(length, depth - 1)));
      case 5 -> power(scalar(depth - 1));
      case 6 -> element(length, depth - 1);
      case 7 -> "(%s @ %s)".formatted(vector(length, 0), atom(vector(length, depth - 1)));
      case 8 -> "(%s ~ %s)".formatted(atom(vector(length, 0)), atom(vector(length, depth - 1)));
      case 9 -> scalar(0);
      default -> {
        Operator operator = pick(ELEMENTWISE);
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < operator.arity(); i++) {
          arguments.add(argument(operator, scalar(depth - 1)));
        }
        yield text(operator, arguments);
      }
    };
  }

  /** A vector. */
  private String vector(int length, int depth) {
    List<String> known = vectors.getOrDefault(length, List.of());
    List<Integer> longer = vectors.keySet().stream().filter(n -> n > length).toList();
    int kind = random.nextInt(depth == 0 ? 3 : 20);
    if (depth == 0 || kind < 2) {
      if (kind > 0 && !known.isEmpty()) {
        return pick(known);
      }
      return longer.isEmpty() ? "fill(" + scalar(0) + ", " + length + ")" : slice(length, longer);
    }
    if (kind == 2) {
      int offset = random.nextInt(length);
      return "place(%d, %d, %s)".formatted(length, offset, scalar(depth - 1));
    }
    if (kind == 3 && length > 1) {
      int first = 1 + random.nextInt(length - 1);
      return "place(%d, 0, %s, %d, %s)"
          .formatted(length, vector(first, depth - 1), first, vector(length - first, depth - 1));
    }
    if (kind == 4 && !longer.isEmpty()) {
      return slice(length, longer);
    }
    if (kind == 5) {
      return power(vector(length, depth - 1));
    }
    Operator operator = pick(ELEMENTWISE);
    int wide = random.nextInt(operator.arity());
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < operator.arity(); i++) {
      boolean vector = i == wide || random.nextBoolean();
      arguments.add(argument(operator, vector ? vector(length, depth - 1) : scalar(depth - 1)));
    }
    return text(operator, arguments);
  }

  private String power(String base) {
    return atom(base) + pick(List.of("^", "**")) + EXPONENTS[random.nextInt(EXPONENTS.length)];
  }

  private String element(int length, int depth) {
    int index = random.nextInt(length);
    return atom(vector(length, depth))
        + "["
        + (random.nextBoolean() ? index : index - length)
        + "]";
  }

  /** A stretch of a longer vector, its ends written in all the ways there are. */
  private String slice(int length, List<Integer> longer) {
    int whole = pick(longer);
    int from = random.nextInt(whole - length + 1);
    int to = from + length;
    String start = from == 0 && random.nextBoolean() ? "" : end(from, whole);
    String end = to == whole ? "" : end(to, whole);
    return "%s[%s:%s]".formatted(atom(vector(whole, 0)), start, end);
  }

  private String end(int position, int whole) {
    return String.valueOf(random.nextBoolean() ? position : position - whole);
  }

  /** In parentheses where the operator, or a comparison inside, would bind otherwise. */
  private String argument(Operator operator, String text) {
    boolean call = text(operator, java.util.Collections.nCopies(3, "")).contains("(");
    return call ? text : random.nextInt(4) == 0 && isLoose(text) ? text : atom(text);
  }

  /** Whether the text holds nothing that fails when it is regrouped: comparisons do not chain. */
  private static boolean isLoose(String text) {
    return text.chars().noneMatch(c -> "<>=!@~".indexOf(c) >= 0) && !text.contains("not ");
  }

  private static String atom(String text) {
    return text.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '.')
        ? text
        : "(" + text + ")";
  }
}
