package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import glissade.formula.Precision;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of the family that are the same function for some of their settings. */
class FamilyEquivalencesTest {
  private static final long SEED = 20261208;
  private static final int STEPS = 60;
  private static final double[] START = {3, -2, 0.5, 1e3};

  private static ConfiguredRule rule(String name, String... settings) {
    ConfiguredRule rule = Rules.find(name).configured();
    for (String setting : settings) {
      rule = rule.with(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    return rule;
  }

  private static void sameToTheBit(ConfiguredRule one, ConfiguredRule other, Precision precision) {
    Random random = new Random(SEED);
    TrialRun a = new TrialRun(one, precision, START);
    TrialRun b = new TrialRun(other, precision, START);
    for (int t = 1; t <= STEPS; t++) {
      double[] gradient = random.doubles(START.length, -5, 5).toArray();
      a.step(gradient);
      b.step(gradient);
      assertThat(a.w()).as("step %d, seed %d", t, SEED).containsExactly(b.w());
    }
  }

  @ParameterizedTest
  @EnumSource
  void biasCorrectedRmsPropIsAdamWithoutItsMean(Precision precision) {
    sameToTheBit(
        rule("rmsprop", "bias_correction=on", "lr=0.01", "decay=0.99", "epsilon=1e-8"),
        rule("adam", "beta1=0", "lr=0.01", "beta2=0.99", "epsilon=1e-8"),
        precision);
  }

  @ParameterizedTest
  @CsvSource({"off, adam", "on, amsgrad"})
  void adamWWithoutDecayIsAdam(String amsgrad, String same) {
    for (Precision precision : Precision.values()) {
      sameToTheBit(
          rule("adamw", "weight_decay=0", "amsgrad=" + amsgrad, "lr=0.05"),
          rule(same, "lr=0.05"),
          precision);
    }
  }

  /** Decay of adamw before the step is a factor, whatever the gradients. */
  @Test
  void adamWWithDecayShrinksFirst() {
    TrialRun plain = new TrialRun(rule("adam", "lr=0.5"), Precision.DOUBLE, new double[] {3});
    TrialRun decayed =
        new TrialRun(
            rule("adamw", "lr=0.5", "weight_decay=0.25"), Precision.DOUBLE, new double[] {3});
    double expected = 3;
    Random random = new Random(SEED);
    for (int t = 0; t < STEPS; t++) {
      double before = plain.w()[0];
      double[] gradient = {random.nextGaussian()};
      plain.step(gradient);
      decayed.step(gradient);
      expected = expected * (1 - 0.5 * 0.25) + (plain.w()[0] - before);
      assertThat(decayed.w()[0]).isCloseTo(expected, within(1e-14));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.95})
  void nesterovTurnedOffIsMomentum(double momentum) {
    for (Precision precision : Precision.values()) {
      sameToTheBit(
          rule("nesterov", "nesterov=off", "l2=0.1").with("momentum", momentum),
          rule("momentum", "l2=0.1").with("momentum", momentum),
          precision);
    }
  }

  /** The first gradient counts in full; of all others, dampening leaves out its part. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 1})
  void dampeningIsSmallerGradientsAfterTheFirst(double dampening) {
    Random random = new Random(SEED);
    TrialRun damped =
        new TrialRun(rule("momentum").with("dampening", dampening), Precision.DOUBLE, START);
    TrialRun plain = new TrialRun(rule("momentum"), Precision.DOUBLE, START);
    for (int t = 1; t <= STEPS; t++) {
      double[] gradient = random.doubles(START.length, -5, 5).toArray();
      damped.step(gradient);
      for (int i = 0; t > 1 && i < gradient.length; i++) {
        gradient[i] = (1 - dampening) * gradient[i];
      }
      plain.step(gradient);
      assertThat(damped.w()).as("step %d, seed %d", t, SEED).containsExactly(plain.w());
    }
  }
}
