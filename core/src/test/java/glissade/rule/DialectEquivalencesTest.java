package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where all dialects are one function, and where they fail and Glissade's own form does not. */
class DialectEquivalencesTest {
  private static final long SEED = 20261209;
  private static final double[] START = {3, -2, 0.5, 100};

  static Stream<String> dialects() {
    return Rules.names().stream().filter(name -> name.startsWith("rmsprop-"));
  }

  static Stream<String> centeredDialects() {
    return dialects().filter(name -> has(name, "centered"));
  }

  private static boolean has(String name, String setting) {
    return Rules.find(name).configured().settings().containsKey(setting);
  }

  /** Without epsilon, its place does not matter. */
  private static ConfiguredRule configured(String name, double momentum, String centered) {
    ConfiguredRule rule =
        Rules.find(name).configured().with("lr", 0.01).with("rho", 0.9).with("epsilon", 0);
    if (has(name, "momentum")) {
      rule = rule.with("momentum", momentum);
    }
    return has(name, "centered") ? rule.with("centered", centered) : rule;
  }

  /** Our own form. The first value of these dialects cannot be set; ours can. */
  private static ConfiguredRule own(String dialect, double momentum, String centered) {
    boolean fromOne = List.of("rmsprop-tf1", "rmsprop-timm").contains(dialect);
    return configured("rmsprop", momentum, centered).with("initial_scale", fromOne ? 1 : 0);
  }

  private static void agree(ConfiguredRule one, ConfiguredRule other, double tolerance) {
    Random random = new Random(SEED);
    TrialRun a = new TrialRun(one, Precision.DOUBLE, START);
    TrialRun b = new TrialRun(other, Precision.DOUBLE, START);
    for (int t = 1; t <= 60; t++) {
      double[] gradient = new double[START.length];
      Arrays.setAll(gradient, i -> (random.nextBoolean() ? 1 : -1) * (1 + 4 * random.nextDouble()));
      a.step(gradient);
      b.step(gradient);
      for (int i = 0; i < START.length; i++) {
        double expected = b.w()[i];
        assertThat(Math.abs(a.w()[i] - expected))
            .as("step %d, parameter %d, seed %d", t, i, SEED)
            .isLessThanOrEqualTo(tolerance * Math.max(Math.abs(expected), 0.1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void allAgreeWithoutEpsilonAndMomentum(String name) {
    agree(configured(name, 0, "off"), own(name, 0, "off"), 1e-13);
  }

  @ParameterizedTest
  @MethodSource("centeredDialects")
  void allAgreeCenteredWhereNothingCancels(String name) {
    agree(configured(name, 0, "on"), own(name, 0, "on"), 1e-12);
  }

  /** At one learning rate, it does not matter whether the buffer has it. */
  @ParameterizedTest
  @MethodSource("dialects")
  void allAgreeWithMomentum(String name) {
    boolean counts = has(name, "momentum") && !name.equals("rmsprop-djl-mxnet");
    agree(configured(name, 0.9, "off"), own(name, counts ? 0.9 : 0, "off"), 1e-12);
  }

  @ParameterizedTest
  @MethodSource("centeredDialects")
  void allAgreeCenteredWithMomentum(String name) {
    double momentum = has(name, "momentum") ? 0.9 : 0;
    agree(configured(name, momentum, "on"), own(name, momentum, "on"), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({
    "nesterov, nesterov",
    "bias_correction, bias_correction",
    "eps_in_sqrt, epsilon_in_sqrt"
  })
  void optaxOptionsAreOurs(String theirs, String ours) {
    agree(
        configured("rmsprop-optax", 0.9, "off")
            .with("eps_in_sqrt", "off")
            .with("epsilon", 0.01)
            .with(theirs, "on"),
        configured("rmsprop", 0.9, "off").with("epsilon", 0.01).with(ours, "on"),
        1e-12);
  }

  /** Epsilon under the root is another function than epsilon after it. */
  @Test
  void placeOfEpsilonMatters() {
    ConfiguredRule rule = configured("rmsprop", 0, "off").with("epsilon", 0.01);
    TrialRun after = new TrialRun(rule, Precision.DOUBLE, START);
    TrialRun under = new TrialRun(rule.with("epsilon_in_sqrt", "on"), Precision.DOUBLE, START);
    double[] gradient = {0.1, 0.1, 0.1, 0.1};
    after.step(gradient);
    under.step(gradient);
    assertThat(Math.abs(after.w()[0] - under.w()[0])).isGreaterThan(1e-4);
  }

  /** Gradients of 1e8 with a little noise: the mean square cancels against the squared mean. */
  private static boolean becomesNaN(ConfiguredRule rule) {
    Random random = new Random(SEED);
    TrialRun compiled = new TrialRun(rule, Precision.DOUBLE, START);
    for (int t = 0; t < 2000; t++) {
      double[] gradient = new double[START.length];
      Arrays.setAll(gradient, i -> 1e8 + random.nextGaussian() * 1e-3);
      compiled.step(gradient);
    }
    return Arrays.stream(compiled.w()).anyMatch(Double::isNaN);
  }

  /** With 0.99, the means of 1e8 and 1e16 take longer to arrive than the run. */
  private static ConfiguredRule centered(String name) {
    return Rules.find(name).configured().with("centered", "on").with("rho", 0.9);
  }

  @Test
  void everyFaithfulCenteredFormBecomesNaNAndOursDoesNot() {
    assertThat(centeredDialects().filter(name -> becomesNaN(centered(name))))
        .containsExactlyInAnyOrder(
            "rmsprop-pytorch",
            "rmsprop-optax",
            "rmsprop-keras",
            "rmsprop-tf1",
            "rmsprop-tfkeras-legacy",
            "rmsprop-djl-mxnet",
            "rmsprop-burn",
            "rmsprop-julia",
            "rmsprop-timm");
    assertThat(becomesNaN(centered("rmsprop"))).isFalse();
    assertThat(becomesNaN(centered("rmsprop-tfkeras-legacy").with("momentum", 0.9))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("centeredDialects")
  void theirFilesSaySo(String name) {
    assertThat(Rules.find(name).options())
        .filteredOn(option -> option.name().equals("centered"))
        .singleElement()
        .satisfies(
            option -> assertThat(option.description()).contains("may round below zero", "NaN"));
  }
}
