package glissade.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import glissade.formula.Point;
import glissade.optimize.Loss;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestFunctionsTest {

  /** Every row, and the ones of any dimension in two more. */
  static Stream<TestFunction> functions() {
    return Stream.concat(
        TestFunctions.all().stream(),
        Stream.of("rosenbrock-n", "styblinski-tang", "rastrigin", "ackley")
            .flatMap(name -> Stream.of(3, 1000).map(n -> TestFunctions.find(name, n))));
  }

  private static Loss loss(TestFunction function) {
    return Loss.of(function.parsedFormula(), function.startPoint());
  }

  @ParameterizedTest
  @MethodSource("functions")
  void valueAtEveryMinimumIsAsStated(TestFunction function) {
    Loss loss = loss(function);
    assertThat(function.minima()).isNotEmpty();
    for (Point minimum : function.minimumPoints()) {
      double tolerance = 1e-12 * Math.max(1, Math.abs(function.value()));
      assertThat(loss.value(minimum))
          .as("%s", minimum)
          .isCloseTo(function.value(), within(tolerance));
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void gradientAtEveryMinimumIsZero(TestFunction function) {
    Loss loss = loss(function);
    for (Point minimum : function.minimumPoints()) {
      double[] gradient = loss.gradient(minimum).toArray();
      if (function.kink().isEmpty()) {
        // A minimum rounded to double is off by half an ulp; curvatures are below 1000.
        assertThat(DoubleStream.of(gradient).map(Math::abs).max().orElseThrow())
            .as("%s", minimum)
            .isLessThan(1e-12);
      } else {
        assertThat(gradient).as("%s", minimum).doesNotContain(0.0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void noPointNearTheMinimumIsLower(TestFunction function) {
    Loss loss = loss(function);
    for (Point minimum : function.minimumPoints()) {
      double[] x = minimum.toArray();
      for (int i = 0; i < Math.min(3, x.length); i++) {
        for (double step : new double[] {-0.01, 0.01}) {
          double[] near = x.clone();
          near[i] += step;
          assertThat(loss.value(minimum.withArray(near))).isGreaterThan(function.value());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void gradientAtTheStartAgreesWithDifferences(TestFunction function) {
    Loss loss = loss(function);
    Point start = function.startPoint();
    double[] x = start.toArray();
    double[] gradient = loss.gradient(start).toArray();
    double scale = Math.abs(loss.value(start)) + 1;
    for (int i = 0; i < Math.min(x.length, 5); i++) {
      double h = 1e-5 * Math.max(1, Math.abs(x[i]));
      double difference = (at(loss, start, i, x[i] + h) - at(loss, start, i, x[i] - h)) / (2 * h);
      assertThat(gradient[i])
          .as(start.elementName(i))
          .isCloseTo(difference, within(1e-6 * (scale + Math.abs(difference))));
    }
  }

  private static double at(Loss loss, Point point, int position, double value) {
    double[] x = point.toArray();
    x[position] = value;
    return loss.value(point.withArray(x));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void startAndMinimaAreInTheDomain(TestFunction function) {
    assertInside(function, function.startPoint());
    for (Point minimum : function.minimumPoints()) {
      assertThat(minimum.shapes()).isEqualTo(function.startPoint().shapes());
      assertInside(function, minimum);
    }
    assertThat(function.minima()).doesNotContain(function.start());
    assertThat(function.title()).isNotEmpty();
    assertThat(function.source()).isNotEmpty();
  }

  private static void assertInside(TestFunction function, Point point) {
    for (double x : point.toArray()) {
      assertThat(x).isBetween(function.low(), function.high());
    }
  }

  @Test
  void rosenbrockHasAsManyNumbersAsAsked() {
    TestFunction function = TestFunctions.rosenbrock(7);
    assertThat(function.title()).isEqualTo("Rosenbrock in 7 dimensions");
    assertThat(function.startPoint()).isEqualTo(Point.parse("x[7]=-1"));
    assertThat(function.minima()).containsExactly("x[7]=1");
  }

  /** The chain of two numbers is the function itself. */
  @Test
  void rosenbrockOfTwoIsRosenbrock() {
    Loss chain = loss(TestFunctions.rosenbrock(2));
    Loss two = loss(TestFunctions.find("rosenbrock"));
    assertThat(chain.value(Point.parse("x=[-1.2, 1]"))).isEqualTo(24.199999999999996);
    assertThat(two.value(Point.parse("x=-1.2, y=1"))).isEqualTo(24.199999999999996);
  }

  @Test
  void namesAreDistinctAndFound() {
    assertThat(TestFunctions.names()).doesNotHaveDuplicates().hasSize(18);
    for (String name : TestFunctions.names()) {
      assertThat(TestFunctions.find(name).name()).isEqualTo(name);
    }
  }

  @Test
  void unknownNameIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> TestFunctions.find("rosenbrok"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no test function `rosenbrok`; did you mean `rosenbrock`? There are: %s.",
            String.join(", ", TestFunctions.names()));
  }

  @Test
  void fixedDimensionsCannotBeSet() {
    assertThatThrownBy(() -> TestFunctions.find("beale", 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the number of dimensions of `beale` is fixed");
  }

  @Test
  void goldsteinAndPriceKeepsItsLines() {
    assertThat(TestFunctions.find("goldstein-price").formula().lines().toList())
        .isEqualTo(
            List.of(
                "a = 19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2",
                "b = 18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2",
                "(1 + (x + y + 1)^2*a)*(30 + (2*x - 3*y)^2*b)"));
  }
}
