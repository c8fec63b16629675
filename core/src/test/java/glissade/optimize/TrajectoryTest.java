package glissade.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One formula, however it is run, takes the same way to the bit. */
class TrajectoryTest {
  private static final int STEPS = 700;

  /** Every rule, and the forms of RMSProp. */
  static Stream<ConfiguredRule> rules() {
    List<ConfiguredRule> rules = new ArrayList<>();
    for (String name : Rules.names()) {
      rules.add(Rules.find(name).configured().with("lr", 1e-3));
    }
    ConfiguredRule rmsprop = Rules.find("rmsprop").configured().with("lr", 1e-3);
    rules.add(rmsprop.with("centered", "on"));
    rules.add(rmsprop.with("momentum", 0.9));
    rules.add(rmsprop.with("centered", "on").with("momentum", 0.5).with("nesterov", "on"));
    return rules.stream();
  }

  /** Rules without norms: those tell one vector from two numbers. */
  static Stream<ConfiguredRule> elementwiseRules() {
    return rules().filter(rule -> !rule.compile(Precision.DOUBLE).reduces());
  }

  private static final String FORMULA = "(1 - x)^2 + 100*(y - x^2)^2";

  private static final Loss LOSS = Loss.of(Formula.parse(FORMULA), Point.parse("x=0, y=0"));

  /** Rosenbrock's function in Java: the value by hand, the gradient from the interpreter. */
  private static final Objective ROSENBROCK =
      new Objective() {
        @Override
        public double value(double[] w) {
          double a = 1 - w[0];
          double b = w[1] - w[0] * w[0];
          return a * a + 100 * (b * b);
        }

        @Override
        public void gradient(double[] w, double[] gradient) {
          Point exact = LOSS.gradient(Point.empty().with("x", w[0]).with("y", w[1]));
          gradient[0] = exact.number("x");
          gradient[1] = exact.number("y");
        }
      };

  private static Result run(Minimizer minimizer, ConfiguredRule rule) {
    return minimizer.rule(rule).steps(STEPS).run();
  }

  private static void assertSame(Result one, Result other) {
    assertThat(one.last().toArray()).containsExactly(other.last().toArray());
    assertThat(one.parameters().toArray()).containsExactly(other.parameters().toArray());
    assertThat(one.value()).isEqualTo(other.value());
    assertThat(one.gradientNorm()).isEqualTo(other.gradientNorm());
    assertThat(one.bestStep()).isEqualTo(other.bestStep());
  }

  @ParameterizedTest
  @MethodSource("elementwiseRules")
  void javaObjectiveGoesTheWayOfTheFormula(ConfiguredRule rule) {
    Result formula = run(Minimizer.of(FORMULA).start("x=-1.2, y=1"), rule);
    assertSame(run(Minimizer.of(ROSENBROCK).start(-1.2, 1), rule), formula);
  }

  /** Single numbers run in a loop of their own. */
  @ParameterizedTest
  @MethodSource("elementwiseRules")
  void vectorGoesTheWayOfSingleNumbers(ConfiguredRule rule) {
    Result numbers = run(Minimizer.of(FORMULA).start("x=-1.2, y=1"), rule);
    String vector = FORMULA.replace("x", "w[0]").replace("y", "w[1]");
    assertSame(run(Minimizer.of(vector).start("w=[-1.2, 1]"), rule), numbers);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void constantScheduleGoesTheWayOfTheConstant(ConfiguredRule rule) {
    Result constant = run(Minimizer.of(FORMULA).start("x=-1.2, y=1"), rule);
    ConfiguredRule scheduled = rule.with("lr", "1e-3 + 0*t");
    assertSame(run(Minimizer.of(FORMULA).start("x=-1.2, y=1"), scheduled), constant);
  }

  @Test
  void scheduleIsFollowed() {
    followed("0.1/sqrt(t)", t -> 0.1 / Math.sqrt(t));
    followed("0.1*0.5*(1 + cos(pi*t/T))", t -> 0.1 * 0.5 * (1 + Math.cos(Math.PI * t / STEPS)));
    followed("where(t <= 10, 0.1*t/10, 0.1)", t -> t <= 10 ? 0.1 * t / 10 : 0.1);
  }

  private static void followed(String schedule, DoubleUnaryOperator rate) {
    double x = 5;
    double s = 0;
    for (int t = 1; t <= STEPS; t++) {
      double g = 2 * x;
      s = 0.9 * s + (1 - 0.9) * (g * g);
      x = x - rate.applyAsDouble(t) * g / (Math.sqrt(s) + 1e-6);
    }
    Result result =
        Minimizer.of("x^2").start("x=5").set("learning_rate", schedule).steps(STEPS).run();
    assertThat(result.last().number("x")).as(schedule).isEqualTo(x);
  }

  @Test
  void objectiveMayBeMaximized() {
    Objective hill =
        new Objective() {
          @Override
          public double value(double[] x) {
            return 2 - x[0] * x[0];
          }

          @Override
          public void gradient(double[] x, double[] gradient) {
            gradient[0] = -2 * x[0];
          }
        };
    Result object = Minimizer.of(hill).start(5).maximize().steps(150).run();
    Result formula = Minimizer.of("2 - x^2").start("x=5").maximize().steps(150).run();
    assertSame(object, formula);
    assertThat(object.value()).isEqualTo(2);
  }

  /** The same run twice, and a run of a run's own start. */
  @Test
  void runsAreRepeatable() {
    Minimizer minimizer = Minimizer.of(FORMULA).start("x=-1.2, y=1").steps(STEPS);
    assertSame(minimizer.run(), minimizer.run());
  }
}
