package glissade.formula;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named numbers and vectors, in order: where a minimization starts, or where a formula is
 * evaluated. Laid end to end they are one array, in which each name has an offset. Immutable.
 */
public final class Point {
  private final Map<String, Value> values;

  private record Value(Shape shape, double[] numbers, int offset) {}

  private Point(Map<String, Value> values) {
    this.values = values;
  }

  /** No names at all. */
  public static Point empty() {
    return new Point(Map.of());
  }

  /**
   * Reads {@code x=5, y=4, w=[1, 2, 3], v[100]=0}. Values are formulas without names, or lists of
   * them; {@code v[100]=0} is a vector of 100 zeros.
   *
   * @throws FormulaException if it cannot be read; the message names every problem
   */
  public static Point parse(Source source) {
    return new PointReader(source, List.of()).read();
  }

  /**
   * Reads {@code x=5, y=4, w=[1, 2, 3], v[100]=0} for a formula with the given names; others are
   * problems.
   *
   * @throws FormulaException if it cannot be read; the message names every problem
   */
  public static Point parse(Source source, Collection<String> names) {
    return new PointReader(source, names).read();
  }

  /**
   * Reads {@code x=5, y=4, w=[1, 2, 3], v[100]=0}.
   *
   * @throws FormulaException if it cannot be read; the message names every problem
   */
  public static Point parse(String text) {
    return parse(new Source("point", text));
  }

  /** With a number more, or in place of what had the name. */
  public Point with(String name, double value) {
    return with(name, Shape.SCALAR, new double[] {value});
  }

  /** With a vector more, or in place of what had the name. */
  public Point with(String name, double[] vector) {
    return with(name, Shape.vector(vector.length), vector.clone());
  }

  /** With another point's values more, or in place of those that had their names. */
  public Point with(Point other) {
    Point all = this;
    for (Map.Entry<String, Value> entry : other.values.entrySet()) {
      all = all.with(entry.getKey(), entry.getValue().shape, entry.getValue().numbers);
    }
    return all;
  }

  /** One of the names alone. */
  public Point only(String name) {
    Value value = value(name);
    return Point.empty().with(name, value.shape, value.numbers);
  }

  /** The same names and shapes with other numbers, as {@link #toArray} lays them out. */
  public Point withArray(double[] flat) {
    Map<String, Value> changed = new LinkedHashMap<>();
    values.forEach(
        (name, value) ->
            changed.put(
                name,
                new Value(
                    value.shape,
                    Arrays.copyOfRange(flat, value.offset, value.offset + value.shape.size()),
                    value.offset)));
    return new Point(changed);
  }

  private Point with(String name, Shape shape, double[] numbers) {
    Map<String, double[]> all = new LinkedHashMap<>();
    values.forEach((other, value) -> all.put(other, value.numbers));
    all.put(name, numbers);
    Map<String, Value> laidOut = new LinkedHashMap<>();
    int offset = 0;
    for (Map.Entry<String, double[]> entry : all.entrySet()) {
      Shape its = entry.getKey().equals(name) ? shape : shape(entry.getKey());
      laidOut.put(entry.getKey(), new Value(its, entry.getValue(), offset));
      offset += entry.getValue().length;
    }
    return new Point(laidOut);
  }

  /** The names, in order. */
  public List<String> names() {
    return List.copyOf(values.keySet());
  }

  /** Whether there is such a name. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** The shape of each name's value. */
  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    values.forEach((name, value) -> shapes.put(name, value.shape));
    return shapes;
  }

  /** The shape of a name's value. */
  public Shape shape(String name) {
    return value(name).shape;
  }

  /** The numbers under a name. */
  public double[] get(String name) {
    return value(name).numbers.clone();
  }

  /**
   * The single number under a name.
   *
   * @throws IllegalArgumentException if it is a vector
   */
  public double number(String name) {
    Value value = value(name);
    if (!value.shape.isScalar()) {
      throw new IllegalArgumentException(name + " has " + value.shape);
    }
    return value.numbers[0];
  }

  /** Where a name's numbers begin in {@link #toArray}. */
  public int offset(String name) {
    return value(name).offset;
  }

  /** How many numbers there are in all. */
  public int size() {
    return values.values().stream().mapToInt(value -> value.numbers.length).sum();
  }

  /** All numbers, end to end. */
  public double[] toArray() {
    double[] flat = new double[size()];
    values
        .values()
        .forEach(
            value -> System.arraycopy(value.numbers, 0, flat, value.offset, value.numbers.length));
    return flat;
  }

  /** What each number is called: {@code x}, {@code w[0]}, {@code w[1]}, … */
  public List<String> elementNames() {
    List<String> names = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          if (value.shape.isScalar()) {
            names.add(name);
          } else {
            for (int i = 0; i < value.numbers.length; i++) {
              names.add(name + "[" + i + "]");
            }
          }
        });
    return names;
  }

  /** What the number at a position of {@link #toArray} is called. */
  public String elementName(int position) {
    for (Map.Entry<String, Value> entry : values.entrySet()) {
      Value value = entry.getValue();
      if (position < value.offset + value.numbers.length) {
        return value.shape.isScalar()
            ? entry.getKey()
            : entry.getKey() + "[" + (position - value.offset) + "]";
      }
    }
    throw new IndexOutOfBoundsException(position);
  }

  private Value value(String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "no value for `" + name + "`" + Suggestion.didYouMean(name, values.keySet()));
    }
    return value;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          String numbers =
              String.join(", ", Arrays.stream(value.numbers).mapToObj(Printer::number).toList());
          parts.add(
              Printer.name(name) + "=" + (value.shape.isScalar() ? numbers : "[" + numbers + "]"));
        });
    return String.join(", ", parts);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Point point
        && names().equals(point.names())
        && shapes().equals(point.shapes())
        && Arrays.equals(toArray(), point.toArray());
  }

  @Override
  public int hashCode() {
    return names().hashCode() * 31 + Arrays.hashCode(toArray());
  }
}
