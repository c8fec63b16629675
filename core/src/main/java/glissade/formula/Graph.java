package glissade.formula;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes expressions and keeps each only once: asking again for the same operator of the same
 * arguments gives the same node, so common subexpressions are shared, across a loss and all its
 * derivatives.
 *
 * <p>Only simplifications that keep the value, to the bit, are made: constants are folded (in
 * double), {@code x*1}, {@code x/1}, {@code x^1}, {@code x^0}, {@code x - 0} and double negations
 * vanish, {@code x + -y} becomes {@code x - y}, signs move out of products and quotients, and
 * {@code where} with a constant condition is its branch. {@code 0*x} stays: it is NaN where {@code
 * x} is not finite.
 *
 * <p>Not safe for use by several threads.
 */
public final class Graph {
  private final Map<Key, Expr> nodes = new HashMap<>();
  private final int limit;

  /** An empty graph with the {@linkplain CompileLimits#DEFAULT default} limit on its size. */
  public Graph() {
    this(CompileLimits.DEFAULT);
  }

  /** An empty graph that holds at most {@link CompileLimits#expressions} nodes. */
  public Graph(CompileLimits limits) {
    this.limit = limits.expressions();
  }

  /** A number. All NaN are one. */
  public Expr constant(double value) {
    return intern(
        new Key("constant", List.of(Double.doubleToLongBits(value))),
        id -> new Expr.Constant(id, value));
  }

  /**
   * An input. The same name always means the same variable.
   *
   * @throws IllegalArgumentException if the name is in use with another shape
   */
  public Expr variable(String name, Shape shape) {
    Expr variable =
        intern(new Key("variable", List.of(name)), id -> new Expr.Variable(id, shape, name));
    if (!variable.shape().equals(shape)) {
      throw new IllegalArgumentException(name + " is in use with shape " + variable.shape());
    }
    return variable;
  }

  /**
   * An operator applied to arguments.
   *
   * @throws IllegalArgumentException if the number of arguments or their shapes do not fit
   */
  public Expr apply(Operator operator, Expr... arguments) {
    return apply(operator, List.of(arguments));
  }

  /**
   * An operator applied to arguments.
   *
   * @throws IllegalArgumentException if the number of arguments or their shapes do not fit
   */
  public Expr apply(Operator operator, List<Expr> arguments) {
    if (arguments.size() != operator.arity()) {
      throw new IllegalArgumentException(
          "%s takes %d arguments, not %d"
              .formatted(operator.symbol(), operator.arity(), arguments.size()));
    }
    if (operator.isReduction()) {
      return reduce(operator, arguments.get(0));
    }
    Shape shape = Shape.SCALAR;
    for (Expr argument : arguments) {
      if (!argument.isScalar()) {
        if (!shape.isScalar() && !shape.equals(argument.shape())) {
          throw new IllegalArgumentException(
              "a vector of %s does not fit one of %s".formatted(argument.shape(), shape));
        }
        shape = argument.shape();
      }
    }
    if (shape.isScalar() && arguments.stream().allMatch(Expr.Constant.class::isInstance)) {
      return constant(fold(operator, arguments));
    }
    Expr simple = Simplification.of(this, operator, arguments, shape);
    if (simple != null) {
      return simple;
    }
    Shape result = shape;
    return intern(
        new Key(operator, List.copyOf(arguments)),
        id -> new Expr.Apply(id, result, operator, arguments));
  }

  /**
   * One element of a vector, or of a matrix whose rows are laid end to end.
   *
   * @param index from 0
   */
  public Expr element(Expr vector, int index) {
    if (vector instanceof Expr.Fill fill) {
      return fill.value();
    }
    if (vector instanceof Expr.Slice slice) {
      return element(slice.vector(), slice.from() + index);
    }
    return intern(
        new Key("element", List.of(vector, index)),
        id -> new Expr.Slice(id, Shape.SCALAR, vector, index));
  }

  /**
   * A stretch of a vector, or of a matrix whose rows are laid end to end.
   *
   * @param from the first element, from 0
   * @param to after the last element, more than {@code from}
   */
  public Expr slice(Expr vector, int from, int to) {
    if (to - from == vector.shape().size() && !vector.shape().isMatrix()) {
      return vector;
    }
    Shape shape = Shape.vector(to - from);
    if (vector instanceof Expr.Fill fill) {
      return fill(fill.value(), to - from);
    }
    if (vector instanceof Expr.Slice slice) {
      return slice(slice.vector(), slice.from() + from, slice.from() + to);
    }
    return intern(
        new Key("slice", List.of(vector, from, to)), id -> new Expr.Slice(id, shape, vector, from));
  }

  /**
   * The product of two matrices, or of a matrix and a vector.
   *
   * @throws IllegalArgumentException if neither is a matrix, one is a number, or the sizes do not
   *     fit
   */
  public Expr product(Expr left, Expr right) {
    List<Integer> a = left.shape().dimensions();
    List<Integer> b = right.shape().dimensions();
    if (a.isEmpty() || b.isEmpty() || a.size() + b.size() < 3) {
      throw new IllegalArgumentException("a product needs a matrix and a matrix or vector");
    }
    if (!a.get(a.size() - 1).equals(b.get(0))) {
      throw new IllegalArgumentException(
          "the sizes do not fit: %s on the left, %s on the right of `@`"
              .formatted(left.shape(), right.shape()));
    }
    List<Integer> dimensions = new ArrayList<>(a.subList(0, a.size() - 1));
    dimensions.addAll(b.subList(1, b.size()));
    Shape shape = new Shape(List.copyOf(dimensions));
    return intern(
        new Key("product", List.of(left, right)), id -> new Expr.Product(id, shape, left, right));
  }

  /**
   * The element of a vector, or the row of a matrix, that a value counts off.
   *
   * @param index a scalar; from 0
   */
  public Expr gather(Expr from, Expr index) {
    Shape shape =
        from.shape().isMatrix() ? Shape.vector(from.shape().dimensions().get(1)) : Shape.SCALAR;
    return intern(
        new Key("gather", List.of(from, index)), id -> new Expr.Gather(id, shape, from, index));
  }

  /**
   * A vector of zeros with pieces laid into it.
   *
   * @param length of the whole
   * @param pieces scalars or vectors, at least one
   * @param offsets where each begins, ascending; pieces must not overlap
   */
  public Expr place(int length, List<Expr> pieces, List<Integer> offsets) {
    long end = 0; // an offset may be as large as an int, and a piece lies behind it
    for (int i = 0; i < pieces.size(); i++) {
      long offset = offsets.get(i);
      if (offset < end) {
        throw new IllegalArgumentException(
            end == 0 ? "an offset cannot be negative" : "pieces overlap");
      }
      end = offset + pieces.get(i).shape().size();
    }
    if (end > length) {
      throw new IllegalArgumentException("pieces reach beyond the vector");
    }
    if (pieces.size() == 1 && pieces.get(0).shape().equals(Shape.vector(length))) {
      return pieces.get(0);
    }
    return intern(
        new Key(length, List.of(pieces, offsets)),
        id -> new Expr.Place(id, Shape.vector(length), pieces, offsets));
  }

  /** A vector of {@code length} times the same number; a vector stays as it is. */
  public Expr fill(Expr value, int length) {
    if (!value.isScalar()) {
      return value;
    }
    return intern(
        new Key("fill", List.of(value, length)),
        id -> new Expr.Fill(id, Shape.vector(length), value));
  }

  /**
   * Everything that {@code roots} are computed from, and they themselves, in order of evaluation.
   */
  public static List<Expr> reachable(Collection<? extends Expr> roots) {
    Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Expr> found = new ArrayList<>();
    List<Expr> open = new ArrayList<>(roots);
    while (!open.isEmpty()) {
      Expr node = open.remove(open.size() - 1);
      if (seen.add(node)) {
        found.add(node);
        open.addAll(node.arguments());
      }
    }
    found.sort(Comparator.comparingInt(Expr::id));
    return found;
  }

  /** The same as {@link #reachable}, each as late as possible: few values are about at a time. */
  public static List<Expr> asNeeded(Collection<? extends Expr> roots) {
    Set<Expr> done = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Expr> ordered = new ArrayList<>();
    Deque<Expr> open = new ArrayDeque<>();
    for (Expr root : roots) {
      open.push(root);
      while (!open.isEmpty()) {
        Expr node = open.peek();
        int before = open.size();
        for (int i = node.arguments().size() - 1; i >= 0; i--) {
          if (!done.contains(node.arguments().get(i))) {
            open.push(node.arguments().get(i));
          }
        }
        if (open.size() == before) {
          open.pop();
          if (done.add(node)) {
            ordered.add(node);
          }
        }
      }
    }
    return ordered;
  }

  /**
   * Expressions with some of the nodes that they are made of replaced.
   *
   * @param roots expressions of this graph
   * @param replacements what stands for a node; of the same shape
   * @return what stands for each root, and for each node that it is made of
   */
  public Map<Expr, Expr> replace(Collection<? extends Expr> roots, Map<Expr, Expr> replacements) {
    Map<Expr, Expr> replaced = new IdentityHashMap<>();
    for (Expr node : reachable(roots)) {
      Expr given = replacements.get(node);
      replaced.put(node, given != null ? given : rebuilt(node, replaced));
    }
    return replaced;
  }

  private Expr rebuilt(Expr node, Map<Expr, Expr> replaced) {
    List<Expr> arguments = new ArrayList<>();
    node.arguments().forEach(argument -> arguments.add(replaced.getOrDefault(argument, argument)));
    if (arguments.equals(node.arguments())) {
      return node;
    }
    if (node instanceof Expr.Apply apply) {
      return apply(apply.operator(), arguments);
    }
    if (node instanceof Expr.Fill fill) {
      return fill(arguments.get(0), fill.shape().size());
    }
    if (node instanceof Expr.Place place) {
      return place(place.shape().size(), arguments, place.offsets());
    }
    if (node instanceof Expr.Product) {
      return product(arguments.get(0), arguments.get(1));
    }
    if (node instanceof Expr.Gather) {
      return gather(arguments.get(0), arguments.get(1));
    }
    Expr.Slice slice = (Expr.Slice) node;
    int from = slice.from();
    return slice.isScalar()
        ? element(arguments.get(0), from)
        : slice(arguments.get(0), from, from + slice.shape().size());
  }

  private Expr reduce(Operator operator, Expr argument) {
    if (argument.isScalar()) { // of one number: itself, or its size
      return switch (operator) {
        case NORM, GLOBAL_NORM -> apply(Operator.ABS, argument);
        case SIMPLEX_THRESHOLD -> apply(Operator.SUBTRACT, argument, constant(1));
        default -> argument;
      };
    }
    return intern(
        new Key(operator, List.of(argument)),
        id -> new Expr.Apply(id, Shape.SCALAR, operator, List.of(argument)));
  }

  private static double fold(Operator operator, List<Expr> arguments) {
    double[] values =
        arguments.stream().mapToDouble(argument -> ((Expr.Constant) argument).value()).toArray();
    if (operator == Operator.POWER && values[1] >= 2 && values[1] <= 8) {
      int whole = (int) values[1];
      if (whole == values[1]) {
        return ScalarMath.wholePower(values[0], whole, Precision.DOUBLE);
      }
    }
    return operator.evaluate(values);
  }

  private Expr intern(Key key, java.util.function.IntFunction<Expr> maker) {
    Expr known = nodes.get(key);
    if (known != null) {
      return known;
    }
    if (nodes.size() >= limit) {
      throw new LimitException(
          "the loss with its derivatives has more than %,d distinct terms, which is the limit"
              .formatted(limit));
    }
    Expr made = maker.apply(nodes.size());
    nodes.put(key, made);
    return made;
  }

  /**
   * What a node is made of. Nodes compare by identity, so comparing keys is cheap however deep the
   * graph. (Not a record: the equality that Java makes for records costs 20 ms of a command's
   * start.)
   */
  private static final class Key {
    private final Object kind;
    private final List<?> parts;
    private final int hash;

    Key(Object kind, List<?> parts) {
      this.kind = kind;
      this.parts = parts;
      this.hash = 31 * kind.hashCode() + parts.hashCode();
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && kind.equals(key.kind) && parts.equals(key.parts);
    }
  }
}
