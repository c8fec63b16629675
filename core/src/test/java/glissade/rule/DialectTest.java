package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each dialect is the function that its system documents, to 1e-12, and computes it in the same
 * order, to the bit; with every combination of its options.
 */
class DialectTest {
  private static final long SEED = 20261207;
  private static final int STEPS = 30;
  private static final double TOLERANCE = 1e-12;
  private static final double[] START = {1, -2, 0.5, 3, 0, 1e-3};

  /** A dialect and what differs from its defaults. */
  record Case(DialectDefaults dialect, Map<String, String> changes) {
    String setting(String name) {
      return changes.getOrDefault(name, dialect.settings().getOrDefault(name, "off"));
    }

    private Case with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(changes);
      more.put(name, value);
      return new Case(dialect, more);
    }

    @Override
    public String toString() {
      return dialect + " " + changes;
    }
  }

  static Stream<Case> cases() {
    return DialectDefaults.all().stream().flatMap(DialectTest::cases);
  }

  private static Stream<Case> cases(DialectDefaults dialect) {
    Case plain = new Case(dialect, Map.of());
    Case other = plain;
    for (String name : dialect.settings().keySet()) {
      switch (DialectDefaults.part(dialect.name(), name)) {
        case "rate" -> other = other.with(name, "0.3");
        case "past" -> other = other.with(name, "0.4");
        case "epsilon" -> other = other.with(name, "0.01"); // large: its place shows
        default -> {}
      }
    }
    List<Case> cases = List.of(plain, other);
    for (Map.Entry<String, String> setting : dialect.settings().entrySet()) {
      List<Case> more = new ArrayList<>();
      for (Case one : cases) {
        for (String value : values(dialect.name(), setting.getKey(), setting.getValue())) {
          more.add(value.equals(setting.getValue()) ? one : one.with(setting.getKey(), value));
        }
      }
      cases = more;
    }
    return cases.stream().filter(DialectTest::isDefined).map(DialectTest::firstStepExact);
  }

  private static List<String> values(String dialect, String name, String ordinary) {
    return switch (DialectDefaults.part(dialect, name)) {
      case "rate", "past", "epsilon" -> List.of(ordinary);
      case "momentum" -> List.of("0", "0.7");
      case "weight_decay", "initial_scale", "rate_decay" -> List.of("0", "0.7");
      default -> List.of("off", "on");
    };
  }

  private static boolean isDefined(Case one) {
    boolean cancels = isBiasedAndCentered(one) && !one.setting("initial_scale").equals("0");
    return !(one.setting("nesterov").equals("on") && one.setting("momentum").equals("0"))
        && !cancels; // g² + 0.7 − g² at the first step
  }

  /**
   * Bias correction makes the first variance g² − g². That is 0 in doubles, too, if the decay is
   * 0.5; otherwise it is rounding alone.
   */
  private static Case firstStepExact(Case one) {
    return isBiasedAndCentered(one) ? one.with("decay", "0.5") : one;
  }

  private static boolean isBiasedAndCentered(Case one) {
    return one.setting("bias_correction").equals("on") && one.setting("centered").equals("on");
  }

  /** Large and small, signs mixed and not, always zero, and zero at every third step. */
  private static List<double[]> gradients() {
    Random random = new Random(SEED);
    List<double[]> gradients = new ArrayList<>();
    for (int t = 0; t < STEPS; t++) {
      double[] gradient = random.doubles(START.length, -1, 1).toArray();
      gradient[0] *= 1e-3;
      gradient[2] *= 1e3;
      gradient[3] = 0;
      gradient[4] = t % 3 == 2 ? 0 : gradient[4] * 5;
      gradient[5] += 2;
      if (t == 0) { // few digits: g² is exact
        Arrays.setAll(gradient, i -> Math.rint(gradient[i] * 1024) / 1024);
      }
      gradients.add(gradient);
    }
    return gradients;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isTheDocumentedFunctionInTheDocumentedOrder(Case one) {
    String name = one.dialect().name();
    Map<String, String> settings = new LinkedHashMap<>(one.dialect().settings());
    settings.putAll(one.changes());
    ConfiguredRule rule = Rules.find(name).configured();
    for (Map.Entry<String, String> change : one.changes().entrySet()) {
      rule = rule.with(change.getKey(), change.getValue());
    }
    TrialRun compiled = new TrialRun(rule, Precision.DOUBLE, START);
    List<PlainDialect> expected = new ArrayList<>();
    for (double w : START) {
      expected.add(new PlainDialect(name, settings, w));
    }
    for (double[] gradient : gradients()) {
      compiled.step(gradient);
      double[] w = compiled.w();
      for (int i = 0; i < w.length; i++) {
        Num plain = Objects.requireNonNull(expected.get(i)).step(gradient[i]);
        assertThat(plain.errorOf(w[i]))
            .as("parameter %d: %s, to 50 digits %s (seed %d)", i, w[i], plain.exact(), SEED)
            .isLessThan(TOLERANCE);
        assertThat(w[i]).as("parameter %d, seed %d", i, SEED).isEqualTo(plain.rounded());
      }
    }
  }
}
