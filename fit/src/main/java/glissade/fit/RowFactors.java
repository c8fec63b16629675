package glissade.fit;

import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Operator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes products that are summed over rows cheaper. Signs and powers of two are taken out, so that
 * a sum is multiplied once: derivatives of squares all have the factor 2. Such factors change no
 * bit of a sum, wherever it is cut; others would. And what the loss has multiplied already is not
 * multiplied again: beside {@code a*exp(b*x)} there is {@code r*a*exp(b*x)*x} in its derivatives,
 * which becomes {@code r*(a*exp(b*x))*x}, other last digits included.
 */
final class RowFactors {
  private final Graph graph;
  private final Map<Expr, Factored> known = new IdentityHashMap<>();

  /** The products in the loss, by their two factors. */
  private final Map<List<Expr>, Expr> products = new HashMap<>();

  /** A value as a constant, 1 or another power of two with a sign, times what is left. */
  private record Factored(double factor, Expr rows) {}

  /**
   * For sums over rows.
   *
   * @param loss of each row
   */
  RowFactors(Graph graph, Expr loss) {
    this.graph = graph;
    for (Expr node : Graph.reachable(List.of(loss))) {
      if (isProduct(node)) {
        products.put(node.arguments(), node);
      }
    }
  }

  /** The sum of a vector. */
  Expr sum(Expr vector) {
    Factored of = of(vector);
    Expr sum = graph.apply(Operator.SUM, of.rows);
    return of.factor == 1 ? sum : graph.apply(Operator.MULTIPLY, graph.constant(of.factor), sum);
  }

  private Factored of(Expr value) {
    Factored factored = known.get(value);
    if (factored == null) {
      factored = factored(value);
      known.put(value, factored);
    }
    return factored;
  }

  private Factored factored(Expr value) {
    if (value instanceof Expr.Apply apply && !value.isScalar()) {
      if (apply.operator() == Operator.NEGATE) {
        Factored of = of(apply.arguments().get(0));
        return new Factored(-of.factor, of.rows);
      }
      if (isProduct(value)) {
        return product(apply.arguments().get(0), apply.arguments().get(1));
      }
    }
    return new Factored(1, value);
  }

  private Factored product(Expr a, Expr b) {
    if (isPowerOfTwo(a)) {
      Factored of = of(b);
      return new Factored(constant(a) * of.factor, of.rows);
    }
    if (isPowerOfTwo(b)) {
      Factored of = of(a);
      return new Factored(constant(b) * of.factor, of.rows);
    }
    Factored left = of(a);
    Factored right = of(b);
    Expr shared = shared(left.rows, right.rows);
    Expr rows = shared == null ? shared(right.rows, left.rows) : shared;
    return new Factored(
        left.factor * right.factor,
        rows == null ? graph.apply(Operator.MULTIPLY, left.rows, right.rows) : rows);
  }

  /** A product times a factor, with what of them the loss has multiplied; null if it has not. */
  private @Nullable Expr shared(Expr product, Expr factor) {
    if (!isProduct(product)) {
      return null;
    }
    for (int i = 0; i < 2; i++) {
      Expr other = product.arguments().get(i);
      Expr there = products.get(List.of(other, factor));
      there = there == null ? products.get(List.of(factor, other)) : there;
      if (there != null) {
        return graph.apply(Operator.MULTIPLY, product.arguments().get(1 - i), there);
      }
    }
    return null;
  }

  private static boolean isProduct(Expr node) {
    return node instanceof Expr.Apply apply && apply.operator() == Operator.MULTIPLY;
  }

  /** Of those below 1, some digits of a tiny sum could be lost. */
  private static boolean isPowerOfTwo(Expr value) {
    double size = Math.abs(constant(value));
    return size >= 1 && size <= 16 && Math.scalb(1.0, Math.getExponent(size)) == size;
  }

  /** NaN if it is none. */
  private static double constant(Expr value) {
    Expr number = value instanceof Expr.Fill fill ? fill.value() : value;
    return number instanceof Expr.Constant constant ? constant.value() : Double.NaN;
  }
}
