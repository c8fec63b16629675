package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import glissade.formula.Precision;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What depends on hyperparameters alone is computed in double and then rounded, but in the type of
 * the parameters where a rule says {@code hyper_precision = tensor}. In float, 1 − 0.9999 is
 * 0.00010001659 the second way.
 */
class HyperPrecisionTest {
  private static final double RHO = 0.9999;
  private static final float WIDE = (float) (1 - RHO);
  private static final float NARROW = 1f - (float) RHO;
  private static final List<String> TENSOR = List.of("rmsprop-tf1", "rmsprop-tfkeras-legacy");

  static Stream<String> fromZero() {
    return Rules.names().stream()
        .filter(name -> name.startsWith("rmsprop"))
        .filter(name -> !List.of("rmsprop-tf1", "rmsprop-timm").contains(name));
  }

  /** After one step with gradient 1, the running mean of squares is 1 − rho. */
  @ParameterizedTest
  @MethodSource("fromZero")
  void firstMeanOfSquaresIsOneMinusRho(String name) {
    ConfiguredRule rule = Rules.find(name).configured().with("rho", RHO).with("epsilon", 0);
    TrialRun narrow = new TrialRun(rule, Precision.FLOAT, new double[1]);
    TrialRun wide = new TrialRun(rule, Precision.DOUBLE, new double[1]);
    narrow.step(new double[] {1});
    wide.step(new double[] {1});
    String mean = rule.compile(Precision.FLOAT).stateNames().get(0);
    assertThat(narrow.state(mean)).containsExactly(TENSOR.contains(name) ? NARROW : WIDE);
    assertThat(wide.state(mean)).containsExactly(1 - RHO);
  }

  /** One formula, and in float two results. */
  @Test
  void tensorFlowAndTimmAreEqualInDoubleOnly() {
    double[] gradient = {1000, -30, 0.5};
    TrialRun[] both = new TrialRun[2];
    for (Precision precision : Precision.values()) {
      for (int k = 0; k < 2; k++) {
        ConfiguredRule rule =
            Rules.find(k == 0 ? "rmsprop-tf1" : "rmsprop-timm")
                .configured()
                .with("lr", 0.5)
                .with("rho", RHO);
        both[k] = new TrialRun(rule, precision, new double[gradient.length]);
        both[k].step(gradient);
      }
      if (precision == Precision.DOUBLE) {
        assertThat(both[0].w()).containsExactly(both[1].w());
        assertThat(both[0].state("ms")).containsExactly(both[1].state("square_avg"));
      } else {
        assertThat(both[0].state("ms")).containsExactly(means(gradient, NARROW));
        assertThat(both[1].state("square_avg")).containsExactly(means(gradient, WIDE));
        double quotient = both[0].w()[0] / both[1].w()[0];
        assertThat(quotient).isCloseTo(Math.sqrt(101 / 101.01659), within(1e-6));
        assertThat(quotient).isNotCloseTo(1, within(8e-5));
      }
    }
  }

  private static double[] means(double[] gradient, float rest) {
    double[] means = new double[gradient.length];
    for (int i = 0; i < means.length; i++) {
      float g = (float) gradient[i];
      means[i] = 1f + (g * g - 1f) * rest;
    }
    return means;
  }
}
