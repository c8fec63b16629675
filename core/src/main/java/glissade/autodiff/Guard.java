package glissade.autodiff;

import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Operator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * When a node counts: always, or where a condition holds. A condition may be a vector, element by
 * element.
 */
final class Guard {
  static final Guard ALWAYS = new Guard(null);

  private final @Nullable Expr condition;

  private Guard(@Nullable Expr condition) {
    this.condition = condition;
  }

  /** {@code amount} where the condition holds, else 0. */
  Expr apply(Graph graph, Expr amount) {
    return condition == null
        ? amount
        : graph.apply(Operator.WHERE, condition, amount, graph.constant(0));
  }

  Guard and(Graph graph, Expr further) {
    return new Guard(condition == null ? further : graph.apply(Operator.AND, condition, further));
  }

  Guard or(Graph graph, Guard other) {
    if (condition == null || other.condition == null) {
      return ALWAYS;
    }
    return condition == other.condition
        ? this
        : new Guard(graph.apply(Operator.OR, condition, other.condition));
  }

  /** For a scalar that stands beside every element: it counts if any does. */
  Guard any(Graph graph) {
    return condition == null || condition.isScalar()
        ? this
        : new Guard(graph.apply(Operator.LARGEST, condition));
  }

  /** The same condition for a part of the vector. */
  Guard at(UnaryOperator<Expr> part) {
    return condition == null ? this : new Guard(part.apply(condition));
  }

  /** The elements outside the slice do not count. */
  Guard placed(Graph graph, Expr.Slice slice) {
    Expr inside = condition == null ? graph.constant(1) : condition;
    int size = slice.shape().size();
    Expr piece = slice.isScalar() ? inside : graph.fill(inside, size);
    int length = slice.vector().shape().size();
    if (length == size) {
      return new Guard(graph.fill(piece, length));
    }
    return new Guard(graph.place(length, List.of(piece), List.of(slice.from())));
  }
}
