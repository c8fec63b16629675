package glissade.compile;

import glissade.formula.Expr;
import glissade.formula.Operator;
import glissade.formula.Precision;
import glissade.formula.Shape;
import java.util.List;

/**
 * Sums over vectors of open length, in double, as over the rows of a table. Where products are
 * summed, they are added by fused multiply-add, in plain code and in vector registers alike, so
 * that they are neither rounded nor stored.
 */
final class OpenSums {
  private OpenSums() {}

  /** Whether it is such a sum, of what is computed for each element. */
  static boolean isSum(Expr node, Precision precision) {
    return precision == Precision.DOUBLE
        && node instanceof Expr.Apply apply
        && apply.operator() == Operator.SUM
        && Plan.isComputedVector(apply.arguments().get(0))
        && apply.arguments().get(0).shape().size() == Shape.ANY;
  }

  /**
   * The two vectors whose products such a sum adds up; none if it is not a sum of products, or one
   * factor is a number, which has no array.
   */
  static List<Expr> factors(Expr sum) {
    Expr.Apply summed = (Expr.Apply) sum.arguments().get(0);
    List<Expr> arguments = summed.arguments();
    List<Expr> factors =
        summed.operator() == Operator.MULTIPLY
            ? arguments
            : summed.wholeExponent() == 2
                ? List.of(arguments.get(0), arguments.get(0))
                : List.<Expr>of();
    boolean scaled = factors.stream().anyMatch(factor -> Plan.unfilled(factor).isScalar());
    return scaled ? List.of() : factors;
  }
}
