package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.formula.Precision;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RmsPropTest {
  @Test
  void stepIsTheRule() {
    RmsProp rmsProp = new RmsProp(0.03, 0.8, 1e-4);
    double[] w = {5, 4, -1};
    double[] s = new double[3];
    TrialRun rule =
        new TrialRun(
            Rules.find("rmsprop")
                .configured()
                .with("learning_rate", 0.03)
                .with("decay", 0.8)
                .with("epsilon", 1e-4),
            Precision.DOUBLE,
            w);
    Random random = new Random(1);
    for (int t = 0; t < 100; t++) {
      double[] gradient = random.doubles(3, -10, 10).toArray();
      RmsProp.Step step = rmsProp.step(gradient, s);
      for (int i = 0; i < w.length; i++) {
        w[i] = w[i] - step.update()[i];
      }
      s = step.s();
      rule.step(gradient);
      assertThat(w).containsExactly(rule.w());
      assertThat(s).containsExactly(rule.state("s"));
    }
  }

  @Test
  void firstStepByHand() {
    RmsProp.Step step = new RmsProp(0.1, 0.9, 1e-6).step(new double[] {10, 0}, new double[] {0, 4});
    double s = (1 - 0.9) * 100;
    assertThat(step.s()).containsExactly(s, 0.9 * 4);
    assertThat(step.update()).containsExactly(0.1 * 10 / (Math.sqrt(s) + 1e-6), 0);
  }

  @Test
  void argumentsStayAsTheyAre() {
    double[] gradient = {1, -2};
    double[] s = {3, 4};
    RmsProp rmsProp = new RmsProp(0.1, 0.9, 1e-6);
    RmsProp.Step first = rmsProp.step(gradient, s);
    assertThat(gradient).containsExactly(1, -2);
    assertThat(s).containsExactly(3, 4);
    RmsProp.Step second = rmsProp.step(gradient, s);
    assertThat(second.update()).containsExactly(first.update()).isNotSameAs(first.update());
    assertThat(second.s()).containsExactly(first.s()).isNotSameAs(first.s());
  }

  @Test
  void lengthsMustBeEqual() {
    assertThatThrownBy(() -> new RmsProp(0.1, 0.9, 1e-6).step(new double[1], new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the gradient has 1 numbers, s has 2");
  }

  @Test
  void settingsMustBeInRange() {
    assertThatThrownBy(() -> new RmsProp(0.1, 1.5, 1e-6))
        .isInstanceOf(SettingsException.class)
        .hasMessage("`decay` must be in [0, 1], not 1.5");
  }
}
