package glissade.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Divergence is a result that names step, parameter and term; it is never an exception. */
class DivergenceTest {
  private static final String ELSEWHERE = "start elsewhere, where the formula is defined";
  private static final String SHORTER =
      "the steps may be too long: try a tenth of the learning rate";

  private static Result diverged(Minimizer minimizer, String message, String advice) {
    Result result = minimizer.run();
    assertThat(result.stop()).isEqualTo(new Stop(StopReason.DIVERGED, message, advice));
    return result;
  }

  @Test
  void valueOverflows() {
    Result result =
        diverged(
            Minimizer.of("x^4 + exp(y)").start("x=3, y=1").rule("sgd").set("lr", 10),
            "diverged at step 4: the value is Infinity: `x^4` is Infinity where `x` = 4.972832052695828E102",
            SHORTER);
    assertThat(result.steps()).isEqualTo(4);
    assertThat(result.bestStep()).isZero();
    assertThat(result.parameters()).hasToString("x=3, y=1");
    assertThat(result.value()).isEqualTo(81 + Math.exp(1));
    assertThat(result.lastValue()).isInfinite();
  }

  @Test
  void bestPointBeforeItIsKept() {
    Result result =
        Minimizer.of("x^4").start("x=1.2").rule("sgd").set("lr", "0.1 + (t > 3)*1e200").run();
    assertThat(result.stop().reason()).isEqualTo(StopReason.DIVERGED);
    assertThat(result.bestStep()).isEqualTo(3);
    double x = 1.2;
    for (int t = 0; t < 3; t++) {
      x = x - 0.1 * (4 * (x * x * x));
    }
    assertThat(result.get("x")).isEqualTo(x);
  }

  @Test
  void updateOverflows() {
    diverged(
        Minimizer.of("y + 1e300*x").start("y=0, x=0").rule("sgd").set("lr", 1e10),
        "diverged at step 1: the update made `x` -Infinity",
        SHORTER);
    diverged(
        Minimizer.of("w[0] + 1e300*w[1]").start("w=[0, 0]").rule("sgd").set("lr", 1e10),
        "diverged at step 1: the update made `w[1]` -Infinity",
        SHORTER);
  }

  /** The square of the gradient is infinite, though parameters, value and gradient stay finite. */
  @Test
  void stateOverflows() {
    for (String formula : List.of("y + 1e200*x", "sum(y) + 1e200*x")) {
      Minimizer minimizer = Minimizer.of(formula).start("y=0, x=3").steps(1000);
      Stop stop = minimizer.run().stop();
      assertThat(stop.reason()).isEqualTo(StopReason.DIVERGED);
      assertThat(stop.message())
          .isEqualTo("diverged by step 256: the rule's state `s` for `x` is Infinity");
    }
  }

  /** States are looked at before any run ends, not only every 256 steps. */
  @Test
  void stateOverflowsInAShortRun() {
    Stop stop = Minimizer.of("1e200*x").start("x=1").steps(100).run().stop();
    assertThat(stop.message())
        .isEqualTo("diverged by step 100: the rule's state `s` for `x` is Infinity");
  }

  @Test
  void startBeyondTheRangeOfFloat() {
    Stop stop =
        Minimizer.of("x^2").start("x=1e300").precision(Precision.FLOAT).steps(5).run().stop();
    assertThat(stop.message())
        .isEqualTo("diverged at step 0: the start `x` = 1.0E300 is not finite in float");
  }

  @Test
  void startIsOutsideTheDomain() {
    Result result =
        diverged(
            Minimizer.of("log(x)").start("x=-1"),
            "diverged at step 0: the value is NaN: `log(x)` is NaN where `x` = -1.0",
            ELSEWHERE);
    assertThat(result.steps()).isZero();
    assertThat(result.parameters()).hasToString("x=-1");
    assertThat(result.value()).isNaN();
  }

  @Test
  void gradientIsInfiniteWhereTheValueIsFinite() {
    Result result =
        diverged(
            Minimizer.of("sqrt(x)").start("x=0"),
            "diverged at step 0: the gradient with respect to `x` is Infinity: "
                + "the derivative of `sqrt(x)` is Infinity where `x` = 0.0",
            ELSEWHERE);
    assertThat(result.value()).isZero();
  }

  @Test
  void gradientIsNaNWhereTheValueIsFinite() {
    diverged(
        Minimizer.of("y*sqrt(x)").start("y=0, x=0"),
        "diverged at step 0: the gradient with respect to `x` is NaN: "
            + "the derivative of `sqrt(x)` is NaN where `x` = 0.0",
        ELSEWHERE);
  }

  @Test
  void elementOfVectorIsNamed() {
    diverged(
        Minimizer.of("sum(log(w))").start("w=[1, 2, -3]"),
        "diverged at step 0: the value is NaN: "
            + "`log(w)`, element 2, is NaN where `w` = -3.0 (element 2)",
        ELSEWHERE);
  }

  @Test
  void rangeOfFloatIsExceeded() {
    diverged(
        Minimizer.of("1e30*x^2").start("x=5e5").precision(Precision.FLOAT),
        "diverged at step 0: the value is Infinity: beyond the range of float",
        ELSEWHERE);
  }

  @Test
  void javaObjectiveNamesItsParameter() {
    Objective poor =
        new Objective() {
          @Override
          public double value(double[] x) {
            return x[0];
          }

          @Override
          public void gradient(double[] x, double[] gradient) {
            gradient[1] = Double.NaN;
          }
        };
    diverged(
        Minimizer.of(poor).start(1, 2),
        "diverged at step 0: the gradient with respect to `x[1]` is NaN",
        ELSEWHERE);
  }

  @Test
  void maximizingReportsTheValueAsWritten() {
    diverged(
        Minimizer.of("exp(x)").start("x=1000").maximize(),
        "diverged at step 0: the value is Infinity: `exp(x)` is Infinity where `x` = 1000.0",
        ELSEWHERE);
  }

  /** In whichever loop, and between whichever checks, it happens. */
  @Test
  void stepIsTheOneThatWentWrong() {
    double x = 10;
    int step = 0;
    for (; x > 0; step++) {
      x = x - 0.1 * (1 / x);
    }
    String message =
        "diverged at step %d: the value is NaN: `log(x)` is NaN where `x` = %s".formatted(step, x);
    diverged(Minimizer.of("log(x)").start("x=10").rule("sgd").set("lr", 0.1), message, SHORTER);
    diverged(
        Minimizer.of("log(x)").start("x=10").rule("sgd").set("lr", "0.1 + 0*t"), message, SHORTER);
  }
}
