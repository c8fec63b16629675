package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.compile.CompiledKernel;
import glissade.formula.Formula;
import glissade.formula.Operator;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A kernel computes the same bits when it has run often, and the virtual machine has compiled and
 * optimized it, as on its first run. The gradient by the weights {@code u} is the operator itself.
 */
class HotEqualsColdTest {
  private static final long SEED = 42;
  private static final int RUNS = 25_000;
  private static final int LENGTH = 40;

  @TestFactory
  Stream<DynamicTest> everyOperator() {
    return Arrays.stream(Operator.values())
        .filter(operator -> !operator.isReduction())
        .map(
            operator -> {
              List<String> arguments = List.of("v", "w", "x").subList(0, operator.arity());
              return test("sum(u*(" + Formulas.text(operator, arguments) + "))");
            });
  }

  @TestFactory
  Stream<DynamicTest> powersWithConstants() {
    return Stream.of("0.5", "-0.5", "1.5", "-1", "-2", "9", "0.25", "2.5", "1e-3")
        .flatMap(number -> Stream.of("sum(u*v^" + number + ")", "sum(u*(" + number + ")^v)"))
        .map(HotEqualsColdTest::test);
  }

  private static DynamicTest test(String text) {
    return DynamicTest.dynamicTest(text, () -> check(text));
  }

  private static void check(String text) {
    Formula formula = Formula.parse(text);
    SplittableRandom random = new SplittableRandom(SEED);
    Point point = Point.empty();
    for (String name : formula.names()) {
      double[] numbers = random.doubles(LENGTH, 0, 3).toArray();
      point = name.equals("x") ? point.with(name, 1.5) : point.with(name, numbers);
    }
    CompiledKernel kernel = Loss.of(formula, point).compile(Precision.DOUBLE, false);
    double[] gradient = new double[point.size()];
    Object[] arrays = kernel.withScratch(0, point.toArray(), gradient);
    Double cold = kernel.kernel().run(arrays, new double[0], 0, 0);
    double[] coldGradient = gradient.clone();
    for (int i = 0; i < RUNS; i++) {
      kernel.kernel().run(arrays, new double[0], 0, 0);
    }
    Double hot = kernel.kernel().run(arrays, new double[0], 0, 0);
    assertThat(hot).isEqualTo(cold);
    assertThat(gradient).containsExactly(coldGradient);
  }
}
