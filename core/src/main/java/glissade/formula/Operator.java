package glissade.formula;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The operator table: the one place that knows an operator's name, arity, evaluation, derivative
 * and emission. The language, the interpreter, the derivative, the compiler, the documentation and
 * the tests all read it; adding an operator is adding a row.
 *
 * <p>Derivatives are formulas of the same language: what an argument's adjoint gains, from the
 * arguments {@code a}, {@code b}, {@code c}, the result {@code y}, the result's adjoint {@code dy}
 * and, for reductions, the length {@code n}. With {@code dy} = 1 each is the partial derivative. An
 * empty one is zero wherever it exists. They are written so that they neither cancel nor overflow
 * before the derivative itself does.
 *
 * <p>Elementwise operators take scalars and vectors mixed; a scalar stands beside every element.
 */
public enum Operator {
  // Arithmetic. The numbers are the JVM's opcodes for double.
  ADD(binary("+", (a, b) -> a + b, new Emission.Instruction(99)).d("dy").d("dy")),
  SUBTRACT(binary("-", (a, b) -> a - b, new Emission.Instruction(103)).d("dy").d("-dy")),
  MULTIPLY(binary("*", (a, b) -> a * b, new Emission.Instruction(107)).d("dy*b").d("dy*a")),
  DIVIDE(binary("/", (a, b) -> a / b, new Emission.Instruction(111)).d("dy/b").d("-dy*y/b")),
  NEGATE(unary("neg", a -> -a, new Emission.Instruction(119)).d("-dy")),
  POWER(
      binary("^", Math::pow, new Emission.Power())
          .d("where(b == 0, where(a == 0, 0, dy*b*a^(b - 1)), dy*b*a^(b - 1))")
          .d("where(a == 0, where(b >= 0, 0, dy*y*log(a)), dy*y*log(a))")
          .domain("a > 0")
          .kink("at b = 0: d/da is 0; at a = 0, b >= 0: d/db is 0; at a < 0: d/db is NaN")),

  // Truth: 1 or 0. Any number but 0 counts as true.
  LESS(binary("<", (a, b) -> a < b ? 1 : 0, new Emission.Comparison(156, true)).d("").d("")),
  LESS_EQUAL(
      binary("<=", (a, b) -> a <= b ? 1 : 0, new Emission.Comparison(157, true)).d("").d("")),
  GREATER(binary(">", (a, b) -> a > b ? 1 : 0, new Emission.Comparison(158, false)).d("").d("")),
  GREATER_EQUAL(
      binary(">=", (a, b) -> a >= b ? 1 : 0, new Emission.Comparison(155, false)).d("").d("")),
  EQUAL(binary("==", (a, b) -> a == b ? 1 : 0, new Emission.Comparison(154, false)).d("").d("")),
  NOT_EQUAL(
      binary("!=", (a, b) -> a != b ? 1 : 0, new Emission.Comparison(153, false)).d("").d("")),
  AND(binary("and", ScalarMath::and, scalarMath("and")).d("").d("")),
  OR(binary("or", ScalarMath::or, scalarMath("or")).d("").d("")),
  NOT(unary("not", ScalarMath::not, scalarMath("not")).d("")),
  WHERE(
      ternary("where", (a, b, c) -> a != 0 ? b : c, new Emission.Select())
          .d("")
          .d("where(a, dy, 0)")
          .d("where(a, 0, dy)")
          .kink("the branch not taken contributes 0, whatever its own derivative")),

  // Exponentials and logarithms.
  EXP(unary("exp", LaneMath::exp, lanes("exp")).d("dy*y")),
  EXPM1(unary("expm1", LaneMath::expm1, lanes("expm1")).d("dy*exp(a)")),
  LOG(unary("log", LaneMath::log, lanes("log")).d("dy/a").domain("a > 0")),
  LOG1P(unary("log1p", LaneMath::log1p, lanes("log1p")).d("dy/(1 + a)").domain("a > -1")),
  LOG2(
      unary("log2", ScalarMath::log2, scalarMath("log2"))
          .d("dy/(a*0.6931471805599453)")
          .domain("a > 0")),
  LOG10(unary("log10", Math::log10, math("log10")).d("dy/(a*2.302585092994046)").domain("a > 0")),

  // Roots, signs and steps.
  SQRT(
      unary("sqrt", Math::sqrt, math("sqrt"))
          .d("0.5*dy/y")
          .domain("a > 0")
          .kink("at a = 0: Infinity, as it is")),
  CBRT(
      unary("cbrt", Math::cbrt, math("cbrt"))
          .d("dy/(3*y^2)")
          .domain("a != 0")
          .kink("at a = 0: Infinity, as it is")),
  ABS(unary("abs", Math::abs, math("abs", true)).d("dy*sign(a)").kink("at a = 0: 0")),
  SIGN(unary("sign", Math::signum, scalarMath("sign", true)).d("").kink("0 everywhere")),
  FLOOR(unary("floor", Math::floor, math("floor")).d("").kink("0 everywhere")),
  CEIL(unary("ceil", Math::ceil, math("ceil")).d("").kink("0 everywhere")),
  HYPOT(
      binary("hypot", Math::hypot, math("hypot"))
          .d("where(y == 0, 0, dy*(a/y))")
          .d("where(y == 0, 0, dy*(b/y))")
          .kink("at a = b = 0: 0")),

  // Trigonometry.
  SIN(unary("sin", Math::sin, math("sin")).d("dy*cos(a)")),
  COS(unary("cos", Math::cos, math("cos")).d("-dy*sin(a)")),
  TAN(unary("tan", Math::tan, math("tan")).d("dy*(1 + y^2)")),
  ASIN(
      unary("asin", Math::asin, math("asin"))
          .d("dy/sqrt((1 - a)*(1 + a))")
          .domain("-1 < a and a < 1")
          .kink("at a = -1 and 1: Infinity, as it is")),
  ACOS(
      unary("acos", Math::acos, math("acos"))
          .d("-dy/sqrt((1 - a)*(1 + a))")
          .domain("-1 < a and a < 1")
          .kink("at a = -1 and 1: -Infinity, as it is")),
  ATAN(unary("atan", Math::atan, math("atan")).d("dy/(1 + a^2)")),
  ATAN2(
      binary("atan2", Math::atan2, math("atan2"))
          .d("where(hypot(a, b) == 0, 0, dy*(b/hypot(a, b))/hypot(a, b))")
          .d("where(hypot(a, b) == 0, 0, -dy*(a/hypot(a, b))/hypot(a, b))")
          .kink("at a = b = 0: 0")),

  // Hyperbolics.
  SINH(unary("sinh", Math::sinh, math("sinh")).d("dy*cosh(a)")),
  COSH(unary("cosh", Math::cosh, math("cosh")).d("dy*sinh(a)")),
  TANH(unary("tanh", LaneMath::tanh, lanes("tanh")).d("dy*(4*sigmoid(2*a)*sigmoid(-2*a))")),
  ASINH(unary("asinh", ScalarMath::asinh, scalarMath("asinh")).d("dy/hypot(1, a)")),
  ACOSH(
      unary("acosh", ScalarMath::acosh, scalarMath("acosh"))
          .d("dy/(sqrt(a - 1)*sqrt(a + 1))")
          .domain("a > 1")
          .kink("at a = 1: Infinity, as it is")),
  ATANH(
      unary("atanh", ScalarMath::atanh, scalarMath("atanh"))
          .d("dy/((1 - a)*(1 + a))")
          .domain("-1 < a and a < 1")),

  // Comparison of sizes.
  MINIMUM(
      binary("min", Math::min, math("min", true))
          .d("where(a < b, dy, where(a == b, dy/2, 0))")
          .d("where(b < a, dy, where(a == b, dy/2, 0))")
          .kink("at a tie: half to each")),
  MAXIMUM(
      binary("max", Math::max, math("max", true))
          .d("where(a > b, dy, where(a == b, dy/2, 0))")
          .d("where(b > a, dy, where(a == b, dy/2, 0))")
          .kink("at a tie: half to each")),
  CLAMP(
      ternary("clamp", ScalarMath::clamp, scalarMath("clamp", true))
          .d("where(a < b, 0, where(a > c, 0, dy))")
          .d("where(a < b, where(b > c, 0, dy), 0)")
          .d("where(max(a, b) > c, dy, 0)")
          .kink("clamp(x, low, high) at its bounds: 1, as inside")),

  // Smooth steps.
  SIGMOID(unary("sigmoid", LaneMath::sigmoid, lanes("sigmoid")).d("dy*y*sigmoid(-a)")),
  SOFTPLUS(unary("softplus", LaneMath::softplus, lanes("softplus")).d("dy*sigmoid(a)")),
  RELU(
      unary("relu", ScalarMath::relu, scalarMath("relu", true))
          .d("where(a > 0, dy, 0)")
          .kink("at a = 0: 0")),

  // Special functions.
  ERF(unary("erf", ScalarMath::erf, scalarMath("erf")).d("dy*(1.1283791670955126*exp(-a^2))")),
  LGAMMA(
      unary("lgamma", ScalarMath::lgamma, scalarMath("lgamma")).d("dy*digamma(a)").domain("a > 0")),
  DIGAMMA(
      unary("digamma", ScalarMath::digamma, scalarMath("digamma"))
          .d("dy*trigamma(a)")
          .domain("a > 0")),
  TRIGAMMA(
      unary("trigamma", ScalarMath::trigamma, scalarMath("trigamma"))
          .d("dy*polygamma(2, a)")
          .domain("a > 0")),
  POLYGAMMA(
      binary("polygamma", ScalarMath::polygamma, scalarMath("polygamma"))
          .d("0/0")
          .d("dy*polygamma(a + 1, b)")
          .domain("(a == 1 or a == 2 or a == 3) and b > 0")
          .kink("by the order, which is whole: NaN")),

  // Vector to number. Their order of operations is fixed by Reductions.
  SUM(reduction("sum", Reductions::sum, Reductions::sum).d("dy")),
  MEAN(reduction("mean", Reductions::mean, Reductions::mean).d("dy/n")),
  SMALLEST(
      reduction("min", Reductions::min, Reductions::min)
          .d("where(a == y, dy/sum(a == y), 0)")
          .kink("at a tie: shared equally")),
  LARGEST(
      reduction("max", Reductions::max, Reductions::max)
          .d("where(a == y, dy/sum(a == y), 0)")
          .kink("at a tie: shared equally")),
  NORM(
      reduction("norm", Reductions::norm, Reductions::norm)
          .d("where(y == 0, 0, dy*(a/y))")
          .kink("at the zero vector: 0")),

  // For update rules only, so without derivatives.
  GLOBAL_NORM(reduction("global_norm", Reductions::norm, Reductions::norm)),
  SIMPLEX_THRESHOLD(
      reduction("simplex_threshold", Reductions::simplexThreshold, Reductions::simplexThreshold));

  private static final Map<String, List<Operator>> BY_NAME = byName();

  private final Row row;

  Operator(Row row) {
    this.row = row;
  }

  /** The name or sign in formulas. */
  public String symbol() {
    return row.symbol;
  }

  /** How many arguments it takes. */
  public int arity() {
    return row.arity;
  }

  /** Whether it makes one number of a vector. */
  public boolean isReduction() {
    return row.reduction != null;
  }

  /** Whether only update rules may use it; it has no derivative. */
  public boolean isForRules() {
    return this == GLOBAL_NORM || this == SIMPLEX_THRESHOLD;
  }

  /** Whether it yields 1 or 0, for true and false. */
  public boolean isTruth() {
    return compareTo(LESS) >= 0 && compareTo(NOT) <= 0;
  }

  /** How compiled code computes it. */
  public Emission emission() {
    return row.emission;
  }

  /**
   * What the adjoint of an argument gains, as a formula; empty where the derivative is zero.
   *
   * @param argument which argument, from 0
   */
  public String derivative(int argument) {
    return row.derivatives.get(argument);
  }

  /**
   * Where the operator is smooth, as a condition on its arguments; empty where that is everywhere.
   */
  public String domain() {
    return row.domain;
  }

  /** The convention where there is no derivative, in words; empty where there is no such point. */
  public String kink() {
    return row.kink;
  }

  /**
   * The value for numbers, in double precision.
   *
   * @param arguments as many as the arity
   */
  public double evaluate(double... arguments) {
    if (row.unary != null) {
      return row.unary.applyAsDouble(arguments[0]);
    }
    if (row.binary != null) {
      return row.binary.applyAsDouble(arguments[0], arguments[1]);
    }
    if (row.ternary != null) {
      return row.ternary.apply(arguments[0], arguments[1], arguments[2]);
    }
    return reduce(arguments);
  }

  /** The value of a reduction for a vector, in double precision. */
  public double reduce(double[] vector) {
    return reduction().ofDoubles.apply(vector, 0, vector.length);
  }

  private Reduction reduction() {
    if (row.reduction == null) {
      throw new IllegalStateException(symbol() + " is not a reduction");
    }
    return row.reduction;
  }

  /** The value of a reduction for a vector of floats, in double precision. */
  public double reduce(float[] vector) {
    return reduction().ofFloats.apply(vector, 0, vector.length);
  }

  /** The operators that a name or sign can mean; more than one where they differ in arity. */
  static List<Operator> named(String name) {
    return BY_NAME.getOrDefault(name, List.of());
  }

  /** Every name that can be called as a function. */
  static List<String> functionNames() {
    return BY_NAME.keySet().stream()
        .filter(name -> Character.isLetter(name.charAt(0)) && !Lexer.isWord(name))
        .sorted()
        .toList();
  }

  private static Map<String, List<Operator>> byName() {
    Map<String, List<Operator>> map = new HashMap<>();
    for (Operator operator : values()) {
      map.merge(
          operator.symbol(), List.of(operator), (one, other) -> List.of(one.get(0), other.get(0)));
    }
    return map;
  }

  /** A function of three numbers. */
  private interface Ternary {
    double apply(double a, double b, double c);
  }

  /** A function of a stretch of an array of floats. */
  private interface FloatFunction {
    double apply(float[] array, int from, int to);
  }

  /** A function of a stretch of an array. */
  private interface ArrayFunction {
    double apply(double[] array, int from, int to);
  }

  private static Row unary(String symbol, DoubleUnaryOperator value, Emission emission) {
    return new Row(symbol, 1, value, null, null, null, emission, List.of(), "", "");
  }

  private static Row binary(String symbol, DoubleBinaryOperator value, Emission emission) {
    return new Row(symbol, 2, null, value, null, null, emission, List.of(), "", "");
  }

  private static Row ternary(String symbol, Ternary value, Emission emission) {
    return new Row(symbol, 3, null, null, value, null, emission, List.of(), "", "");
  }

  private static Row reduction(String symbol, ArrayFunction value, FloatFunction ofFloats) {
    Emission emission = new Emission.Reduction(symbol);
    Reduction both = new Reduction(value, ofFloats);
    return new Row(symbol, 1, null, null, null, both, emission, List.of(), "", "");
  }

  /** A reduction of either type. */
  private record Reduction(ArrayFunction ofDoubles, FloatFunction ofFloats) {}

  private static Emission math(String name) {
    return math(name, false);
  }

  private static Emission math(String name, boolean floatToo) {
    return new Emission.StaticCall("java/lang/Math", name, floatToo);
  }

  private static Emission lanes(String name) {
    return new Emission.StaticCall("glissade/formula/LaneMath", name, false);
  }

  private static Emission scalarMath(String name) {
    return scalarMath(name, false);
  }

  private static Emission scalarMath(String name, boolean floatToo) {
    return new Emission.StaticCall("glissade/formula/ScalarMath", name, floatToo);
  }

  /** One row of the table, written left to right. */
  private record Row(
      String symbol,
      int arity,
      @Nullable DoubleUnaryOperator unary,
      @Nullable DoubleBinaryOperator binary,
      @Nullable Ternary ternary,
      @Nullable Reduction reduction,
      Emission emission,
      List<String> derivatives,
      String domain,
      String kink) {

    /** The derivative with respect to the next argument. */
    Row d(String formula) {
      List<String> more =
          java.util.stream.Stream.concat(derivatives.stream(), java.util.stream.Stream.of(formula))
              .toList();
      return new Row(
          symbol, arity, unary, binary, ternary, reduction, emission, more, domain, kink);
    }

    Row domain(String condition) {
      return new Row(
          symbol, arity, unary, binary, ternary, reduction, emission, derivatives, condition, kink);
    }

    Row kink(String convention) {
      return new Row(
          symbol,
          arity,
          unary,
          binary,
          ternary,
          reduction,
          emission,
          derivatives,
          domain,
          convention);
    }
  }
}
