package glissade.formula;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Expressions as formula text that reads back as the same expressions. What is used more than once,
 * or is long, gets a line of its own ({@code t1 = …}), so that the text stays as small as the
 * graph.
 */
public final class Printer {
  private static final int LONG = 200;
  private static final int ATOM = 10;

  private final Map<Expr, String> texts = new IdentityHashMap<>();
  private final Map<Expr, Integer> binding = new IdentityHashMap<>();
  private final List<String> lines = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();
  private int named;

  private Printer() {}

  /** One expression, preceded by lines for what it shares. */
  public static String print(Expr expr) {
    Map<String, Expr> one = new HashMap<>();
    one.put("", expr);
    return String.join("\n", print(one));
  }

  /**
   * Several expressions that share subexpressions.
   *
   * @param expressions by the name that its line gets, in order; an empty name stands for no name
   * @return lines
   */
  public static List<String> print(Map<String, Expr> expressions) {
    Printer printer = new Printer();
    List<Expr> nodes = Graph.reachable(expressions.values());
    Map<Expr, Integer> uses = new IdentityHashMap<>();
    for (Expr node : nodes) {
      if (node instanceof Expr.Variable variable) {
        printer.taken.add(variable.name());
      }
      node.arguments().forEach(argument -> uses.merge(argument, 1, Integer::sum));
    }
    for (Expr node : nodes) {
      printer.print(node, uses.getOrDefault(node, 0));
    }
    expressions.forEach(
        (name, expr) ->
            printer.lines.add((name.isEmpty() ? "" : name + " = ") + printer.texts.get(expr)));
    return printer.lines;
  }

  private void print(Expr node, int uses) {
    String text = text(node);
    int strength = strength(node);
    boolean leaf = node.arguments().isEmpty();
    if (!leaf && (uses > 1 && text.length() > 6 || uses > 0 && text.length() > LONG)) {
      String name = freshName();
      lines.add(name + " = " + text);
      text = name;
      strength = ATOM;
    }
    texts.put(node, text);
    binding.put(node, strength);
  }

  private String freshName() {
    String name;
    do {
      name = "t" + ++named;
    } while (!taken.add(name));
    return name;
  }

  private static int strength(Expr node) {
    if (node instanceof Expr.Constant c) {
      if (!Double.isFinite(c.value())) {
        return 7; // printed as a quotient
      }
      return c.value() < 0 || isNegativeZero(c.value()) ? 8 : ATOM;
    }
    if (node instanceof Expr.Product) {
      return 7;
    }
    if (node instanceof Expr.Apply apply) {
      return switch (apply.operator()) {
        case OR -> 2;
        case AND -> 3;
        case NOT -> 4;
        case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL -> 5;
        case ADD, SUBTRACT -> 6;
        case MULTIPLY, DIVIDE -> 7;
        case NEGATE -> 8;
        case POWER -> 9;
        default -> ATOM;
      };
    }
    return ATOM;
  }

  private String text(Expr node) {
    if (node instanceof Expr.Constant constant) {
      return number(constant.value());
    }
    if (node instanceof Expr.Variable variable) {
      return variable.name();
    }
    if (node instanceof Expr.Slice slice) {
      String vector = wrapped(slice.vector(), ATOM);
      return slice.isScalar()
          ? vector + "[" + slice.from() + "]"
          : vector + "[" + slice.from() + ":" + (slice.from() + slice.shape().size()) + "]";
    }
    if (node instanceof Expr.Product product) {
      return wrapped(product.left(), 7) + " @ " + wrapped(product.right(), 8);
    }
    if (node instanceof Expr.Gather gather) {
      return wrapped(gather.from(), ATOM) + "[" + texts.get(gather.index()) + "]";
    }
    if (node instanceof Expr.Fill fill) {
      return "fill(" + texts.get(fill.value()) + ", " + fill.shape().size() + ")";
    }
    if (node instanceof Expr.Place place) {
      StringBuilder text = new StringBuilder("place(" + place.shape().size());
      for (int i = 0; i < place.offsets().size(); i++) {
        text.append(", ").append(place.offsets().get(i));
        text.append(", ").append(texts.get(place.arguments().get(i)));
      }
      return text.append(")").toString();
    }
    return text((Expr.Apply) node);
  }

  private String text(Expr.Apply node) {
    Operator operator = node.operator();
    List<Expr> arguments = node.arguments();
    int strength = strength(node);
    if (strength == ATOM) {
      return operator.symbol()
          + "("
          + String.join(", ", arguments.stream().map(texts::get).toList())
          + ")";
    }
    return switch (operator) {
      case NEGATE -> "-" + wrapped(arguments.get(0), 8);
      case NOT -> "not " + wrapped(arguments.get(0), 4);
      case POWER -> wrapped(arguments.get(0), ATOM) + "^" + wrapped(arguments.get(1), 8);
      default -> {
        String space = strength == 7 ? "" : " ";
        int left = strength == 5 ? 6 : strength;
        yield wrapped(arguments.get(0), left)
            + space
            + operator.symbol()
            + space
            + wrapped(arguments.get(1), strength + 1);
      }
    };
  }

  private String wrapped(Expr node, int atLeast) {
    String text = String.valueOf(texts.get(node));
    return binding.getOrDefault(node, 0) >= atLeast ? text : "(" + text + ")";
  }

  private static boolean isNegativeZero(double value) {
    return value == 0 && Double.doubleToRawLongBits(value) != 0;
  }

  /** A name as a formula has it: between backquotes where it is made of other characters. */
  public static String name(String name) {
    return Lexer.isName(name) ? name : "`" + name + "`";
  }

  /** A number so that it reads back as itself; whole ones without a point. */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "0/0";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "1/0" : "-1/0";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e7) {
      return isNegativeZero(value) ? "-0" : Long.toString((long) value);
    }
    return Double.toString(value).replace(".0E", "E").replace('E', 'e');
  }
}
