package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.autodiff.Derivative;
import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Interpreter;
import glissade.formula.Operator;
import glissade.formula.Precision;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every operator's value, partial derivatives and second derivative are right to a few units of the
 * last place, all over its range.
 */
class OperatorOracleTest {
  /** Math promises 1 for most of its functions and 2.5 for sinh, cosh and tanh; ours keep that. */
  private static final double VALUE_ULPS = 2.5;

  /** A derivative is made of up to four rounded operations of such values. */
  private static final double PARTIAL_ULPS = 4;

  private static final double SECOND_ULPS = 6;

  /**
   * In a*b^(a-1) the rounding of a - 1 counts log(b) times: 18 times for the smallest base in the
   * table.
   */
  private static final double POWER_ULPS = 20;

  /**
   * Digamma, and so the derivative of lgamma, is a difference of numbers around 3 near its root at
   * 1.46: commons-numbers leaves an absolute error.
   */
  private static final double NEAR_ROOT = 0x1p-48;

  /** Second derivatives with a root that they reach as a difference of numbers around 1. */
  private static final Set<Operator> CANCEL =
      EnumSet.of(
          Operator.ASIN,
          Operator.ACOS,
          Operator.ATANH,
          Operator.HYPOT,
          Operator.SIGMOID,
          Operator.TANH);

  /** What the table need not hold: truth tables, and functions that others' derivatives test. */
  private static final Set<Operator> ELSEWHERE =
      EnumSet.of(Operator.AND, Operator.OR, Operator.NOT, Operator.TRIGAMMA, Operator.POLYGAMMA);

  private static final List<OperatorOracle.Row> ROWS = OperatorOracle.rows();

  @Test
  void everyElementwiseOperatorIsInTheTable() {
    Set<Operator> inTable =
        ROWS.stream().map(OperatorOracle.Row::operator).collect(Collectors.toSet());
    assertThat(Arrays.stream(Operator.values()))
        .filteredOn(operator -> !operator.isReduction() && !ELSEWHERE.contains(operator))
        .allMatch(inTable::contains);
  }

  @TestFactory
  Stream<DynamicTest> operatorIsAsTabulated() {
    return ROWS.stream().map(row -> DynamicTest.dynamicTest(row.line(), () -> check(row)));
  }

  /** A constant whole exponent is computed by multiplications, and so needs rows of its own. */
  @TestFactory
  Stream<DynamicTest> powerWithConstantExponentIsAsTabulated() {
    return ROWS.stream()
        .filter(row -> row.operator() == Operator.POWER)
        .map(row -> DynamicTest.dynamicTest(row.line(), () -> checkConstantExponent(row)));
  }

  private static void check(OperatorOracle.Row row) {
    Graph graph = new Graph();
    List<Expr> variables = new ArrayList<>();
    for (int i = 0; i < row.operator().arity(); i++) {
      variables.add(graph.variable("abc".substring(i, i + 1), Shape.SCALAR));
    }
    Expr root = graph.apply(row.operator(), variables);
    assertValue(row, root);
    Derivative derivative = Derivative.of(graph, root, variables);
    for (int i = 0; i < variables.size(); i++) {
      assertPartial(row, i, derivative.gradient(variables.get(i)));
    }
    assertSecond(row, graph, derivative.gradient(variables.get(0)), variables.get(0));
  }

  private static void checkConstantExponent(OperatorOracle.Row row) {
    Graph graph = new Graph();
    Expr base = graph.variable("a", Shape.SCALAR);
    Expr root = graph.apply(Operator.POWER, base, graph.constant(row.arguments()[1]));
    assertClose(row, "value", at(root, row), row.value(), 4, 0);
    Expr partial = Derivative.of(graph, root, List.of(base)).gradient(base);
    assertPartial(row, 0, partial);
    assertSecond(row, graph, partial, base);
  }

  private static void assertValue(OperatorOracle.Row row, Expr root) {
    double absolute = row.operator() == Operator.DIGAMMA ? NEAR_ROOT : 0;
    double ulps = row.operator() == Operator.DIGAMMA ? 4 : VALUE_ULPS;
    assertClose(row, "value", at(root, row), row.value(), ulps, absolute);
  }

  private static void assertPartial(OperatorOracle.Row row, int argument, Expr partial) {
    double ulps = row.operator() == Operator.POWER ? POWER_ULPS : PARTIAL_ULPS;
    double absolute = row.operator() == Operator.LGAMMA ? NEAR_ROOT : 0;
    String exact = row.partials().get(argument);
    assertClose(row, "partial " + argument, at(partial, row), exact, ulps, absolute);
  }

  private static void assertSecond(
      OperatorOracle.Row row, Graph graph, Expr partial, Expr variable) {
    if (!row.second().isEmpty()) {
      Expr second = Derivative.of(graph, partial, List.of(variable)).gradient(variable);
      double ulps = row.operator() == Operator.POWER ? POWER_ULPS : SECOND_ULPS;
      double absolute = CANCEL.contains(row.operator()) ? 0x1p-51 : 0;
      assertClose(row, "second", at(second, row), row.second(), ulps, absolute);
    }
  }

  private static void assertClose(
      OperatorOracle.Row row,
      String what,
      double actual,
      String exact,
      double ulps,
      double absolute) {
    if (Math.abs(actual - Double.parseDouble(exact)) > absolute || Double.isNaN(actual)) {
      assertThat(Ulps.error(actual, exact))
          .as("ulps between %s %s and %s of %s", what, actual, exact, row.line())
          .isLessThanOrEqualTo(ulps);
    }
  }

  private static double at(Expr root, OperatorOracle.Row row) {
    return new Interpreter(Precision.DOUBLE)
        .scalar(root, v -> new double[] {row.arguments()["abc".indexOf(v.name())]});
  }
}
