package glissade.fit;

import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Operator;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Takes signs and powers of two out of products that are summed over rows, so that a sum is
 * multiplied once: derivatives of squares all have the factor 2. Such factors change no bit of a
 * sum, wherever it is cut; others would.
 */
final class RowFactors {
  private final Graph graph;
  private final Map<Expr, Factored> known = new IdentityHashMap<>();

  /** A value as a constant, 1 or another power of two with a sign, times what is left. */
  private record Factored(double factor, Expr rows) {}

  RowFactors(Graph graph) {
    this.graph = graph;
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
      if (apply.operator() == Operator.MULTIPLY) {
        return product(value, apply.arguments().get(0), apply.arguments().get(1));
      }
    }
    return new Factored(1, value);
  }

  private Factored product(Expr whole, Expr a, Expr b) {
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
    return left.factor == 1 && right.factor == 1
        ? new Factored(1, whole)
        : new Factored(
            left.factor * right.factor, graph.apply(Operator.MULTIPLY, left.rows, right.rows));
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
