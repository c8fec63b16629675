package glissade.formula;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rewritings that keep a value to the bit. */
final class Simplification {
  private Simplification() {}

  /**
   * A simpler node of the same value and shape.
   *
   * @param shape the shape of the result
   * @return null if there is none
   */
  static @Nullable Expr of(Graph graph, Operator operator, List<Expr> arguments, Shape shape) {
    Expr simple = rewrite(graph, operator, arguments);
    return simple != null && simple.shape().equals(shape) ? simple : null;
  }

  private static @Nullable Expr rewrite(Graph graph, Operator operator, List<Expr> arguments) {
    Expr a = arguments.get(0);
    Expr b = arguments.get(arguments.size() > 1 ? 1 : 0);
    return switch (operator) {
      case NEGATE -> {
        Expr positive = negated(a);
        if (positive != null || !(a instanceof Expr.Apply product)) {
          yield positive;
        }
        boolean scaled =
            product.operator() == Operator.MULTIPLY
                && product.arguments().get(0) instanceof Expr.Constant;
        yield scaled
            ? graph.apply(
                Operator.MULTIPLY,
                graph.apply(Operator.NEGATE, product.arguments().get(0)),
                product.arguments().get(1))
            : null;
      }
      case ADD -> {
        Expr positive = negated(b);
        yield positive == null ? null : graph.apply(Operator.SUBTRACT, a, positive);
      }
      case SUBTRACT -> {
        Expr positive = negated(b);
        if (positive != null) {
          yield graph.apply(Operator.ADD, a, positive);
        }
        yield isPositiveZero(b) ? a : null;
      }
      case MULTIPLY -> {
        if (a.isConstant(1)) {
          yield b;
        }
        if (b.isConstant(1)) {
          yield a;
        }
        if (a.isConstant(-1)) {
          yield graph.apply(Operator.NEGATE, b);
        }
        yield b.isConstant(-1)
            ? graph.apply(Operator.NEGATE, a)
            : signOutside(graph, operator, a, b);
      }
      case DIVIDE -> b.isConstant(1) ? a : signOutside(graph, operator, a, b);
      case POWER -> {
        if (b.isConstant(0)) {
          yield a.isScalar() ? graph.constant(1) : graph.fill(graph.constant(1), a.shape().size());
        }
        yield b.isConstant(1) ? a : null;
      }
      case WHERE -> where(graph, a, b, arguments.get(2));
      default -> null;
    };
  }

  /** {@code -p*q} and {@code p*-q} become {@code -(p*q)}, quotients likewise. */
  private static @Nullable Expr signOutside(Graph graph, Operator operator, Expr a, Expr b) {
    Expr p = negated(a);
    Expr q = negated(b);
    if (p == null && q == null) {
      return null;
    }
    Expr size = graph.apply(operator, p == null ? a : p, q == null ? b : q);
    return p != null && q != null ? size : graph.apply(Operator.NEGATE, size);
  }

  private static @Nullable Expr where(Graph graph, Expr condition, Expr yes, Expr no) {
    if (condition instanceof Expr.Constant constant) {
      return constant.value() != 0 ? yes : no;
    }
    if (yes == no) {
      return yes;
    }
    return condition instanceof Expr.Apply not && not.operator() == Operator.NOT
        ? graph.apply(Operator.WHERE, not.arguments().get(0), no, yes)
        : null;
  }

  private static @Nullable Expr negated(Expr e) {
    return e instanceof Expr.Apply apply && apply.operator() == Operator.NEGATE
        ? apply.arguments().get(0)
        : null;
  }

  private static boolean isPositiveZero(Expr e) {
    return e instanceof Expr.Constant c && Double.doubleToRawLongBits(c.value()) == 0;
  }
}
