package glissade.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Both sides of the benchmark compute the same. */
class NetworkBenchmarkTest {
  @Test
  void lossAndGradientAgree() {
    NetworkBenchmark network = new NetworkBenchmark();
    double byFormula = network.formula();
    double[] gradient = network.gradient();
    assertThat(network.byHand()).isCloseTo(byFormula, within(1e-9 * byFormula));
    assertThat(network.gradient()).containsExactly(gradient, within(1e-9));
  }
}
