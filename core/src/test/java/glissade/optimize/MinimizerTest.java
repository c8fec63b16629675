package glissade.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.formula.FormulaException;
import glissade.formula.Precision;
import glissade.rule.SettingsException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MinimizerTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 63, 64, 255, 256, 257, 1000, 4097})
  void makesAsManyStepsAsAsked(long steps) {
    Result result = Minimizer.of("x^2 + y^2").start("x=5, y=4").steps(steps).run();
    assertThat(result.steps()).isEqualTo(steps);
    assertThat(result.stop().reason()).isEqualTo(StopReason.STEPS);
  }

  /** Not even a gradient of zero ends it. */
  @Test
  void makesThemAlsoWhereNothingIsLeftToDo() {
    assertThat(Minimizer.of("x^2").start("x=0").steps(7).run().steps()).isEqualTo(7);
  }

  @Test
  void limitThatWasSetEndsItFirst() {
    Result result = Minimizer.of("x^2").start("x=5").steps(1000).tolerance(1e-3).run();
    assertThat(result.steps()).isLessThan(1000);
    assertThat(result.stop().reason()).isEqualTo(StopReason.GRADIENT);
  }

  /** With a learning rate that stays, RMSProp ends in a small cycle around the minimum. */
  @ParameterizedTest
  @ValueSource(ints = {150, 256, 1000})
  void bestPointIsKept(int steps) {
    double x = 5;
    double s = 0;
    double best = 5;
    int bestStep = 0;
    for (int t = 1; t <= steps; t++) {
      double g = 2 * x;
      s = 0.9 * s + (1 - 0.9) * (g * g);
      x = x - 0.1 * g / (Math.sqrt(s) + 1e-6);
      if (x * x < best * best) {
        best = x;
        bestStep = t;
      }
    }
    for (Minimizer minimizer :
        new Minimizer[] {
          Minimizer.of("x^2").start("x=5"), Minimizer.of("sum(x^2)").start("x=[5]")
        }) {
      Result result = minimizer.steps(steps).run();
      assertThat(result.parameters().toArray()).containsExactly(best);
      assertThat(result.value()).isEqualTo(best * best);
      assertThat(result.bestStep()).isEqualTo(bestStep);
      assertThat(result.gradientNorm()).isEqualTo(Math.abs(2 * best));
      assertThat(result.last().toArray()).containsExactly(x);
      assertThat(result.lastValue()).isEqualTo(x * x).isGreaterThan(result.value());
    }
  }

  @Test
  void maximizingIsMinimizingTheNegative() {
    Minimizer up = Minimizer.of("3 - (x - 1)^2*exp(y) - y^2").start("x=5, y=1").maximize();
    Minimizer down = Minimizer.of("-(3 - (x - 1)^2*exp(y) - y^2)").start("x=5, y=1");
    Result most = up.steps(200).run();
    Result least = down.steps(200).run();
    assertThat(most.last()).isEqualTo(least.last());
    assertThat(most.parameters()).isEqualTo(least.parameters());
    assertThat(most.value()).isEqualTo(-least.value()).isGreaterThan(2.9);
    assertThat(most.lastValue()).isEqualTo(-least.lastValue());
  }

  private static void refused(
      ThrowingCallable call, Class<? extends Exception> type, String message) {
    assertThatThrownBy(call).isInstanceOf(type).hasMessage(message);
  }

  @Test
  void limitsMustMakeSense() {
    Minimizer minimizer = Minimizer.of("x^2");
    Class<SettingsException> type = SettingsException.class;
    refused(() -> minimizer.steps(-1), type, "the number of steps must be at least 0, not -1");
    refused(
        () -> minimizer.tolerance(Double.NaN), type, "the tolerance must be at least 0, not NaN");
    refused(() -> minimizer.time(Duration.ZERO), type, "the time must be above 0");
  }

  @Test
  void startMustFitTheFormula() {
    refused(
        () -> Minimizer.of("x^2 + a").start("x=1").run(),
        FormulaException.class,
        """
        formula:1:7: `a` has no value; give it one, such as `a=0` (a vector: `a[10]=0`)
          x^2 + a
                ^""");
    refused(
        () -> Minimizer.of("xs^2").start("xs=1, x=2").run(),
        IllegalArgumentException.class,
        "the formula has no parameter `x`; did you mean `xs`?");
    refused(
        () -> Minimizer.of("1 + 1").run(),
        SettingsException.class,
        "there is nothing to minimize over: give a start");
  }

  @Test
  void scheduleOfTheTotalNeedsTheTotal() {
    refused(
        () -> Minimizer.of("x^2").start("x=1").set("lr", "0.1*(1 - t/T)").run(),
        SettingsException.class,
        "a schedule uses T, the total number of steps: set the number of steps");
  }

  @Test
  void scheduleThatLeavesTheRangeIsRefused() {
    refused(
        () -> Minimizer.of("x^2").start("x=1").set("lr", "0.1 - 0.05*t").steps(10).run(),
        SettingsException.class,
        "`learning_rate` must be in [0, inf), not -0.05000000000000002 (its schedule `0.1 - 0.05*t` at t = 3)");
  }

  @Test
  void partsOfTheStartAddUp() {
    Result result = Minimizer.of("x^2 + sum(w)").start("x=5, w[2]=1").start("x=2").steps(0).run();
    assertThat(result.value()).isEqualTo(6);
    assertThat(result.parameters()).hasToString("x=2, w=[1, 1]");
  }

  /** TrialRun code is shared by runs; it must not be where the parameters lie elsewhere. */
  @Test
  void parametersMayComeInAnyOrder() {
    Minimizer one = Minimizer.of("x^2 + 100*y^2").start("x=3, y=1");
    Minimizer other = Minimizer.of("x^2 + 100*y^2").start("y=1, x=3");
    one.steps(3)
        .observe(
            1,
            progress -> {
              Result within = other.steps(progress.step()).run();
              assertThat(within.last().number("x")).isEqualTo(progress.parameter(0));
              assertThat(within.last().number("y")).isEqualTo(progress.parameter(1));
            })
        .run();
  }

  @Test
  void floatIsDoneInFloat() {
    float x = 5;
    float s = 0;
    for (int t = 1; t <= 300; t++) {
      float g = 2 * x;
      s = 0.9f * s + (float) (1 - 0.9) * (g * g);
      x = x - 0.1f * g / ((float) Math.sqrt(s) + 1e-6f);
    }
    for (Minimizer minimizer :
        new Minimizer[] {
          Minimizer.of("x^2").start("x=5"), Minimizer.of("sum(x^2)").start("x=[5]")
        }) {
      Result result = minimizer.precision(Precision.FLOAT).steps(300).run();
      assertThat(result.last().toArray()).containsExactly(x);
    }
  }
}
