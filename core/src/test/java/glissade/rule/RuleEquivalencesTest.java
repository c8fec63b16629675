package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Precision;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that must agree where one contains the other, and what must never happen. */
class RuleEquivalencesTest {
  private static final double[] START = {3, -2, 0.5, 1e6};

  private static double[] gradient(Random random) {
    return random.doubles(START.length, -5, 5).toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"momentum", "nesterov"})
  void withoutMomentumItIsGradientDescent(String name) {
    Random random = new Random(7);
    TrialRun with =
        new TrialRun(Rules.find(name).configured().with("momentum", 0), Precision.DOUBLE, START);
    TrialRun without = new TrialRun(Rules.find("sgd").configured(), Precision.DOUBLE, START);
    for (int t = 0; t < 50; t++) {
      double[] gradient = gradient(random);
      with.step(gradient);
      without.step(gradient);
      assertThat(with.w()).containsExactly(without.w());
    }
  }

  /** A schedule that yields a constant is that constant. */
  @ParameterizedTest
  @EnumSource
  void scheduleOfConstantIsTheConstant(Precision precision) {
    ConfiguredRule rule = Rules.find("rmsprop").configured().with("momentum", 0.5);
    Random random = new Random(8);
    TrialRun constant = new TrialRun(rule.with("lr", 0.01), precision, START);
    TrialRun scheduled = new TrialRun(rule.with("lr", "0.01 + 0*t"), precision, START);
    for (int t = 0; t < 50; t++) {
      double[] gradient = gradient(random);
      constant.step(gradient);
      scheduled.step(gradient);
      assertThat(scheduled.w()).containsExactly(constant.w());
    }
  }

  /**
   * A gradient of 1e8 with a little noise: where the variance is computed as the mean of squares
   * less the square of the mean, it cancels below zero, and its root is NaN.
   */
  @ParameterizedTest
  @EnumSource
  void centeredIsNeverNaN(Precision precision) {
    Random random = new Random(9);
    ConfiguredRule rule = Rules.find("rmsprop").configured().with("centered", "on");
    TrialRun compiled = new TrialRun(rule, precision, START);
    double negative = 0;
    double mean = 0;
    double square = 0;
    for (int t = 0; t < 5000; t++) {
      double[] gradient = new double[START.length];
      Arrays.setAll(gradient, i -> 1e8 + random.nextGaussian() * 1e-3);
      compiled.step(gradient);
      assertThat(compiled.w()).doesNotContain(Double.NaN);
      for (double s : compiled.state("s")) {
        assertThat(s).isNotNegative();
      }
      mean = 0.9 * mean + (1 - 0.9) * gradient[0];
      square = 0.9 * square + (1 - 0.9) * gradient[0] * gradient[0];
      negative = Math.min(negative, square - mean * mean);
    }
    assertThat(negative).as("the common form, on the same gradients").isNegative();
  }

  /** {@code S = ρS + ρ(1−ρ)(g−m)²} is {@code v − m²}, were there no rounding. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.9, 0.99, 1})
  void centeredIsTheVariance(double decay) {
    Random random = new Random(10);
    ConfiguredRule rule =
        Rules.find("rmsprop").configured().with("centered", "on").with("decay", decay);
    TrialRun compiled = new TrialRun(rule, Precision.DOUBLE, START);
    double mean = 0;
    double square = 0;
    for (int t = 0; t < 200; t++) {
      double[] gradient = gradient(random);
      compiled.step(gradient);
      mean = decay * mean + (1 - decay) * gradient[0];
      square = decay * square + (1 - decay) * gradient[0] * gradient[0];
      assertThat(compiled.state("s")[0])
          .isCloseTo(square - mean * mean, org.assertj.core.api.Assertions.within(1e-12));
    }
  }
}
