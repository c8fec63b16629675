package glissade.formula;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes expressions of parsed text: looks up names and functions, checks arities and shapes. */
final class Binder {
  private static final Map<String, Double> CONSTANTS = Map.of("pi", Math.PI);

  /**
   * Functions that are other functions, or operators, by another name or in a simple combination.
   */
  private static final Map<String, Integer> MACROS =
      Map.of("pow", 2, "dot", 2, "@", 2, "~", 2, "fill", 2, "place", -1);

  /** What people write for functions that have other names here. */
  private static final Map<String, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("ln", "log"),
          Map.entry("arcsin", "asin"),
          Map.entry("arccos", "acos"),
          Map.entry("arctan", "atan"),
          Map.entry("arctan2", "atan2"),
          Map.entry("arsinh", "asinh"),
          Map.entry("arcosh", "acosh"),
          Map.entry("artanh", "atanh"),
          Map.entry("cosine", "cos"),
          Map.entry("tangent", "tan"),
          Map.entry("power", "pow"),
          Map.entry("ceiling", "ceil"),
          Map.entry("fabs", "abs"),
          Map.entry("sgn", "sign"),
          Map.entry("signum", "sign"),
          Map.entry("if", "where"),
          Map.entry("ifelse", "where"),
          Map.entry("gammaln", "lgamma"),
          Map.entry("logistic", "sigmoid"),
          Map.entry("expit", "sigmoid"),
          Map.entry("clip", "clamp"),
          Map.entry("average", "mean"),
          Map.entry("maximum", "max"),
          Map.entry("minimum", "min"),
          Map.entry("square", "…^2"));

  private final Source source;
  private final Graph graph;
  private final Problems problems;
  private final Map<Expr, Span> spans = new IdentityHashMap<>();
  private final Map<String, Definition> functions;
  private int mostElements;
  private boolean overRows;

  Binder(Source source, Graph graph, CompileLimits limits) {
    this(source, graph, limits, Map.of());
  }

  /** With functions beyond those of the language. */
  Binder(Source source, Graph graph, CompileLimits limits, Map<String, Definition> functions) {
    this.functions = functions;
    this.source = source;
    this.graph = graph;
    this.problems = new Problems(source, limits);
    this.mostElements = limits.elements();
  }

  /** The formula is of a row: an index may be a value that differs from row to row. */
  Binder overRows() {
    overRows = true;
    return this;
  }

  static boolean isConstant(String name) {
    return CONSTANTS.containsKey(name);
  }

  Bound bind(List<Node> nodes, List<Formula.Statement> statements, Map<String, Expr> meanings) {
    List<Expr> roots = bindAll(nodes, statements, meanings);
    return new Bound(source, graph, roots.get(roots.size() - 1), spans);
  }

  /** The value of every statement. */
  List<Expr> bindAll(
      List<Node> nodes, List<Formula.Statement> statements, Map<String, Expr> meanings) {
    Map<String, Expr> scope = new HashMap<>(meanings);
    meanings.values().forEach(e -> mostElements = Math.max(mostElements, e.shape().size()));
    @Nullable Expr[] values = new @Nullable Expr[nodes.size()];
    List<Expr> roots = new ArrayList<>();
    int from = 0;
    for (Formula.Statement statement : statements) {
      for (int i = from; i <= statement.root(); i++) {
        values[i] = note(nodes.get(i), value(nodes, i, values, scope));
      }
      from = statement.root() + 1;
      Expr root = values[statement.root()];
      if (root != null) {
        roots.add(root);
      }
      String name = statement.name();
      if (name != null) {
        // A name whose value has a problem must not be reported as unknown as well.
        scope.put(name, root == null ? graph.constant(Double.NaN) : root);
      }
    }
    problems.throwIfAny();
    return roots;
  }

  private @Nullable Expr note(Node node, @Nullable Expr value) {
    if (value != null) {
      spans.putIfAbsent(value, node.span());
    }
    return value;
  }

  /** The node's value; null if it or what it is made of has a problem. */
  private @Nullable Expr value(
      List<Node> nodes, int at, @Nullable Expr[] values, Map<String, Expr> scope) {
    Node node = nodes.get(at);
    List<Expr> arguments = new ArrayList<>();
    boolean sound = true;
    for (int child : node.children()) {
      Expr argument = child < 0 ? null : values[child];
      if (argument != null) {
        arguments.add(argument);
      } else if (child >= 0) {
        sound = false;
      }
    }
    try {
      return switch (node.kind()) {
        case NUMBER -> graph.constant(node.number());
        case NAME -> name(node, scope);
        case CALL -> call(node, arguments, sound, scope);
        case ELEMENT -> sound ? element(node, arguments) : null;
        case SLICE -> sound ? slice(node, values) : null;
        case ERROR -> null;
      };
    } catch (IllegalArgumentException e) { // shapes that do not fit
      return problem(node.span(), String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Expr name(Node node, Map<String, Expr> scope) {
    Expr meaning = scope.get(node.name());
    if (meaning != null) {
      return meaning;
    }
    Double constant = CONSTANTS.get(node.name());
    if (constant != null) {
      return graph.constant(constant);
    }
    TreeSet<String> candidates = new TreeSet<>(scope.keySet());
    candidates.addAll(CONSTANTS.keySet());
    boolean function = !Operator.named(node.name()).isEmpty();
    return problem(
        node.span(),
        "unknown name `%s`%s"
            .formatted(
                node.name(),
                function
                    ? "; it is a function: write `" + node.name() + "(…)`"
                    : Suggestion.didYouMean(node.name(), candidates)));
  }

  private @Nullable Expr call(
      Node node, List<Expr> arguments, boolean sound, Map<String, Expr> scope) {
    String name = node.name();
    int count = node.children().length;
    Definition definition = functions.get(name);
    if (definition != null) {
      int expected = definition.parameters().size();
      if (count != expected) {
        return problem(node.span(), arity(definition.heading(), String.valueOf(expected), count));
      }
      return sound ? defined(node, definition, arguments, scope) : null;
    }
    Integer macroArity = MACROS.get(name);
    List<Operator> operators = Operator.named(name);
    if (macroArity != null) {
      if (macroArity >= 0 && count != macroArity) {
        return problem(node.span(), arity(name, String.valueOf(macroArity), count));
      }
      return sound ? macro(node, arguments) : null;
    }
    for (Operator operator : operators) {
      if (operator.arity() == count) {
        return sound ? apply(node, operator, arguments) : null;
      }
    }
    String arities =
        String.join(
            " or ", operators.stream().map(o -> String.valueOf(o.arity())).sorted().toList());
    return problem(node.span(), arity(name, arities, count));
  }

  private @Nullable Expr defined(
      Node node, Definition definition, List<Expr> arguments, Map<String, Expr> scope) {
    Expr value = definition.apply(graph, arguments, scope, overRows);
    if (Graph.reachable(List.of(value)).size() > Definition.MOST_TERMS) {
      return problem(
          node.span(),
          "written out, this has more than %,d terms, which is the limit"
              .formatted(Definition.MOST_TERMS));
    }
    return value;
  }

  private static String arity(String name, String expected, int count) {
    return "`%s` takes %s argument%s, not %d"
        .formatted(name, expected, expected.equals("1") ? "" : "s", count);
  }

  /** What to say of a name that has no value. */
  static String missingValue(String name, Collection<String> given) {
    if (isFunction(name)) {
      return "`%1$s` is a function: write `%1$s(…)`".formatted(name);
    }
    if (!(Mention.of(name) instanceof Mention.Plain)) {
      return "`%s` is about the columns of a table, and there is none; `glissade fit` has one"
          .formatted(name);
    }
    List<String> candidates = new ArrayList<>(given);
    candidates.addAll(CONSTANTS.keySet());
    String suggestion = Suggestion.didYouMean(name, candidates);
    return "`%1$s` has no value; give it one, such as `%1$s=0` (a vector: `%1$s[10]=0`)%2$s"
        .formatted(name, suggestion.replaceFirst("^;", ", or"));
  }

  static boolean isFunction(String name) {
    return MACROS.containsKey(name) || !Operator.named(name).isEmpty();
  }

  static String unknownFunction(String name, Collection<String> more) {
    String known = OTHER_NAMES.get(name);
    List<String> candidates = new ArrayList<>(Operator.functionNames());
    candidates.addAll(MACROS.keySet());
    candidates.addAll(new TreeSet<>(more));
    String suggestion = Suggestion.didYouMean(name, candidates);
    return "unknown function `%s`%s"
        .formatted(
            name,
            known != null
                ? "; write `" + known + "`"
                : suggestion.isEmpty() ? "; for a product write `" + name + "*(…)`" : suggestion);
  }

  private @Nullable Expr apply(Node node, Operator operator, List<Expr> arguments) {
    Expr first = null;
    if (overRows && operator.isReduction() && arguments.get(0).isScalar()) {
      return problem(
          node.span(),
          "`%s` takes a vector, and `%s` is a single number; a loss is averaged over the rows anyway"
              .formatted(operator.symbol(), described(arguments.get(0))));
    }
    for (Expr argument : operator.isReduction() ? List.<Expr>of() : arguments) {
      if (!argument.isScalar()) {
        if (first != null && !first.shape().equals(argument.shape())) {
          return misfit(node, first, argument);
        }
        first = argument;
      }
    }
    return graph.apply(operator, arguments);
  }

  private @Nullable Expr misfit(Node node, Expr one, Expr other) {
    return problem(
        node.span(),
        "the sizes do not fit: `%s` has %s, `%s` has %s"
            .formatted(described(one), one.shape(), described(other), other.shape()));
  }

  private String described(Expr expr) {
    Span span = spans.get(expr);
    String text = span == null ? expr.toString() : source.text(span);
    return text.length() > 40 ? text.substring(0, 39) + "…" : text;
  }

  private @Nullable Expr macro(Node node, List<Expr> arguments) {
    if (node.name().equals("place")) {
      return place(arguments);
    }
    Expr a = arguments.get(0);
    Expr b = arguments.size() > 1 ? arguments.get(1) : a;
    return switch (node.name()) {
      case "pow" -> apply(node, Operator.POWER, arguments);
      case "~" -> {
        Expr residual = apply(node, Operator.SUBTRACT, arguments);
        yield residual == null
            ? null
            : graph.apply(Operator.MEAN, graph.apply(Operator.POWER, residual, graph.constant(2)));
      }
      case "fill" -> {
        if (!a.isScalar()) {
          throw new IllegalArgumentException(
              "`fill` repeats a single number, but `%s` has more elements".formatted(described(a)));
        }
        yield graph.fill(a, length(b));
      }
      default -> {
        if (a.isScalar() || b.isScalar()) {
          Expr scalar = a.isScalar() ? a : b;
          yield problem(
              node.span(),
              "`%s` needs two vectors, but `%s` is a single number"
                  .formatted(node.name(), described(scalar)));
        }
        if (a.shape().isMatrix() || b.shape().isMatrix()) {
          yield graph.product(a, b);
        }
        Expr product = apply(node, Operator.MULTIPLY, arguments);
        yield product == null ? null : graph.apply(Operator.SUM, product);
      }
    };
  }

  /** {@code place(length, offset, piece, offset, piece, …)}: how derivatives of slices print. */
  private Expr place(List<Expr> arguments) {
    if (arguments.size() < 3 || arguments.size() % 2 == 0) {
      throw new IllegalArgumentException(
          "`place` takes a length, then an offset and a piece, as often as needed");
    }
    List<Integer> offsets = new ArrayList<>();
    List<Expr> pieces = new ArrayList<>();
    for (int i = 1; i < arguments.size(); i += 2) {
      offsets.add(wholeNumber(arguments.get(i), "an offset"));
      pieces.add(arguments.get(i + 1));
      if (pieces.get(pieces.size() - 1).shape().size() == Shape.ANY) {
        throw new IllegalArgumentException(
            "the length of `%s` is not known in a rule, so it cannot be placed"
                .formatted(described(arguments.get(i + 1))));
      }
    }
    return graph.place(length(arguments.get(0)), pieces, offsets);
  }

  private int length(Expr expr) {
    int length = wholeNumber(expr, "a length");
    if (length < 1) {
      throw new IllegalArgumentException(
          "a vector needs at least one element, not `" + described(expr) + "`");
    }
    if (length > mostElements) {
      throw new IllegalArgumentException(
          "a vector made in a formula has at most %,d elements".formatted(mostElements));
    }
    return length;
  }

  private @Nullable Expr element(Node node, List<Expr> arguments) {
    Expr vector = arguments.get(0);
    if (vector.isScalar()) {
      return notAVector(node, vector);
    }
    int size = vector.shape().size();
    if (size == Shape.ANY) {
      return noLength(node, vector);
    }
    if (overRows && arguments.stream().skip(1).anyMatch(a -> !(a instanceof Expr.Constant))) {
      return ofRow(node, arguments);
    }
    if (vector.shape().isMatrix()) {
      return ofMatrix(arguments);
    }
    if (arguments.size() > 2) {
      return problem(node.span(), "`%s` has one index, not two".formatted(described(vector)));
    }
    int index = wholeNumber(arguments.get(1));
    if (index >= size || index < -size) {
      return problem(
          node.span(),
          "there is no element %d: `%s` has %s, numbered from 0 to %d"
              .formatted(index, described(vector), vector.shape(), size - 1));
    }
    return graph.element(vector, index < 0 ? index + size : index);
  }

  private Expr ofMatrix(List<Expr> arguments) {
    Expr matrix = arguments.get(0);
    int columns = matrix.shape().dimensions().get(1);
    int row = index(matrix, arguments.get(1), matrix.shape().dimensions().get(0), "row");
    if (arguments.size() == 2) {
      return graph.slice(matrix, row * columns, (row + 1) * columns);
    }
    return graph.element(
        matrix, row * columns + index(matrix, arguments.get(2), columns, "column"));
  }

  private int index(Expr matrix, Expr given, int count, String what) {
    int index = wholeNumber(given);
    if (index >= count || index < -count) {
      throw new IllegalArgumentException(
          "there is no %s %d: `%s` has %s, numbered from 0"
              .formatted(what, index, described(matrix), matrix.shape()));
    }
    return index < 0 ? index + count : index;
  }

  /** {@code u[C]}: what belongs to the row; {@code W[16, X]}: W itself, and what its sizes are. */
  private @Nullable Expr ofRow(Node node, List<Expr> arguments) {
    Expr from = arguments.get(0);
    List<Expr> indices = arguments.subList(1, arguments.size());
    if (indices.size() == 1 && indices.get(0).isScalar()) {
      return graph.gather(from, indices.get(0));
    }
    List<Integer> dimensions = from.shape().dimensions();
    List<Integer> sizes = new ArrayList<>();
    for (Expr index : indices) {
      if (index instanceof Expr.Variable && index.isScalar() && sizes.size() < dimensions.size()) {
        sizes.add(dimensions.get(sizes.size())); // a category: as many as it has texts
      } else {
        sizes.add(index.isScalar() ? length(index) : index.shape().size());
      }
    }
    if (!sizes.equals(dimensions)) {
      return problem(
          node.span(),
          "`%s` has %s, which is not what stands in brackets"
              .formatted(described(from), from.shape()));
    }
    return from;
  }

  private @Nullable Expr slice(Node node, @Nullable Expr[] values) {
    Expr vector = java.util.Objects.requireNonNull(values[node.children()[0]]);
    if (vector.isScalar()) {
      return notAVector(node, vector);
    }
    int size = vector.shape().size();
    if (size == Shape.ANY) {
      return noLength(node, vector);
    }
    int from = bound(node, values, 1, 0, size);
    int to = bound(node, values, 2, size, size);
    if (to <= from) {
      return problem(
          node.span(),
          "the slice is empty: `%s` has %s".formatted(described(vector), vector.shape()));
    }
    return graph.slice(vector, from, to);
  }

  private @Nullable Expr noLength(Node node, Expr vector) {
    return problem(
        node.span(),
        "the length of `%s` is not known in a rule, so its elements have no numbers"
            .formatted(described(vector)));
  }

  private @Nullable Expr notAVector(Node node, Expr scalar) {
    return problem(
        node.span(), "`%s` is a single number and has no elements".formatted(described(scalar)));
  }

  /** A slice's end as Python has it: negative counts from the end, beyond the end is the end. */
  private int bound(Node node, @Nullable Expr[] values, int child, int open, int size) {
    int position = node.children()[child];
    if (position < 0) {
      return open;
    }
    int index = wholeNumber(java.util.Objects.requireNonNull(values[position]));
    return Math.max(0, Math.min(size, index < 0 ? index + size : index));
  }

  private int wholeNumber(Expr expr) {
    return wholeNumber(expr, "an index");
  }

  private int wholeNumber(Expr expr, String what) {
    if (expr instanceof Expr.Constant constant
        && constant.value() == Math.rint(constant.value())
        && Math.abs(constant.value()) < Integer.MAX_VALUE) {
      return (int) constant.value();
    }
    throw new IllegalArgumentException(
        what + " must be a whole number, not `" + described(expr) + "`");
  }

  private @Nullable Expr problem(Span span, String message) {
    problems.add(new Problem(span, message));
    return null;
  }
}
