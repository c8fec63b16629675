package glissade.fit;

import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Operator;
import org.jspecify.annotations.Nullable;

/**
 * A value of each row as a product of a number, the same in all rows, and what is left: so a sum
 * over rows multiplies by that number once.
 *
 * @param number null for 1
 */
record RowFactor(@Nullable Expr number, Expr rows) {

  /** Takes a value apart; of sums, nothing is taken out. */
  static RowFactor of(Graph graph, Expr vector) {
    if (vector instanceof Expr.Apply apply) {
      Expr first = apply.arguments().get(0);
      switch (apply.operator()) {
        case NEGATE -> {
          RowFactor of = of(graph, first);
          return new RowFactor(times(graph, graph.constant(-1), of.number), of.rows);
        }
        case MULTIPLY -> {
          return product(graph, first, apply.arguments().get(1));
        }
        default -> {}
      }
    }
    return new RowFactor(null, vector);
  }

  private static RowFactor product(Graph graph, Expr a, Expr b) {
    if (isSame(a) || isSame(b)) {
      RowFactor of = of(graph, isSame(a) ? b : a);
      return new RowFactor(times(graph, number(isSame(a) ? a : b), of.number), of.rows);
    }
    RowFactor left = of(graph, a);
    RowFactor right = of(graph, b);
    Expr rows = graph.apply(Operator.MULTIPLY, left.rows, right.rows);
    return new RowFactor(
        left.number == null ? right.number : times(graph, left.number, right.number), rows);
  }

  private static boolean isSame(Expr value) {
    return value.isScalar() || value instanceof Expr.Fill;
  }

  private static Expr number(Expr same) {
    return same instanceof Expr.Fill fill ? fill.value() : same;
  }

  private static Expr times(Graph graph, Expr number, @Nullable Expr other) {
    return other == null ? number : graph.apply(Operator.MULTIPLY, number, other);
  }

  /** The sum over all rows. */
  Expr sum(Graph graph) {
    Expr sum = graph.apply(Operator.SUM, rows);
    return number == null ? sum : graph.apply(Operator.MULTIPLY, number, sum);
  }
}
