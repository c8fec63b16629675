package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import glissade.compile.CompiledKernel;
import glissade.formula.CompileLimits;
import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.formula.Source;
import glissade.optimize.Loss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Size costs time and space in proportion, no more, and long formulas still compile. */
class LargeFormulaTest {
  private static final long SEED = 11;
  private static final String ROSENBROCK = "sum(100*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)";

  /** Larger than by default, for machine-written formulas. */
  private static final CompileLimits LIMITS =
      new CompileLimits(10_000_000, 1_000_000, 500, 20, 1_000_000, 1_000_000);

  @ParameterizedTest
  @EnumSource
  void codeOfVectorFormulaDoesNotGrowWithTheVector(Precision precision) {
    List<Integer> sizes = new ArrayList<>();
    for (int n : new int[] {100, 1_000, 100_000}) {
      CompiledKernel kernel = checked(Formula.parse(ROSENBROCK), n, precision);
      sizes.add(kernel.bytecodes());
      assertThat(kernel.methods()).isEqualTo(1);
    }
    assertThat(Collections.max(sizes)).isLessThan(Collections.min(sizes) + 100).isLessThan(4_000);
  }

  @Test
  void sumOfManyTermsIsCutIntoMethods() {
    String text = terms(20_000, i -> "x[" + i + "]^2", " + ");
    CompiledKernel kernel = checked(parse(text), 20_000, Precision.DOUBLE);
    assertThat(kernel.methods()).isGreaterThan(10);
  }

  @Test
  void productsOfNeighboursAreCutIntoMethods() {
    String text = terms(20_000, i -> "x[" + i + "]*x[" + (i + 1) + "]", " + ");
    CompiledKernel kernel = checked(parse(text), 20_001, Precision.FLOAT);
    assertThat(kernel.methods()).isGreaterThan(10);
  }

  @Test
  void productOfManyFactorsCompiles() {
    String text = terms(5_000, i -> "(1 + x[" + i + "]/1000)", "*");
    checked(parse(text), 5_000, Precision.DOUBLE);
  }

  @Test
  void manySlicesCompile() {
    String text = terms(1_000, i -> "sum(x[%d:%d]^3)".formatted(i, i + 2), " + ");
    checked(parse(text), 1_001, Precision.DOUBLE);
  }

  @Test
  void manyVectorTermsCompile() {
    String text = terms(2_000, i -> "sin(x*%d)".formatted(i), " + ");
    checked(parse("sum(" + text + ")"), 3, Precision.DOUBLE);
  }

  @Test
  void gradientDoesNotSwell() {
    assertThat(nodes(terms(200, i -> "x[" + i + "]", "*"), 200)).isLessThan(20 * 200);
    assertThat(nodes("sin(".repeat(50) + "x[0]" + ")".repeat(50), 1)).isLessThan(20 * 50);
    assertThat(nodes("tanh(x[0]*".repeat(50) + "1" + ")".repeat(50), 1)).isLessThan(20 * 50);
    assertThat(nodes("where(x[0] > 1, x[0]^1.5, ".repeat(50) + "0" + ")".repeat(50), 1))
        .isLessThan(20 * 50 * 2);
  }

  /** Value and gradient agree with the interpreter's, soon. */
  private static CompiledKernel checked(Formula formula, int n, Precision precision) {
    double[] numbers = new SplittableRandom(SEED).doubles(n, -1, 1).toArray();
    Point point = Point.empty().with("x", numbers);
    return assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          CompiledKernel kernel = Loss.of(formula, point).compile(precision, false);
          double[] expected = Interpreted.of(formula, point).at(point, precision);
          assertThat(Interpreted.compiled(kernel, point)).containsExactly(expected);
          return kernel;
        });
  }

  private static int nodes(String text, int n) {
    Point point = Point.empty().with("x", new double[n]);
    Interpreted interpreted = Interpreted.of(Formula.parse(text), point);
    List<Expr> all = new ArrayList<>(interpreted.gradients());
    all.add(interpreted.root());
    return Graph.reachable(all).size();
  }

  private static Formula parse(String text) {
    return Formula.parse(new Source("formula", text), LIMITS);
  }

  private static String terms(int count, java.util.function.IntFunction<String> term, String sign) {
    return IntStream.range(0, count).mapToObj(term).collect(Collectors.joining(sign));
  }
}
