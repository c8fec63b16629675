package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Precision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each dialect has its system's names, defaults and first values. */
class DialectDefaultsTest {
  private static final List<String> SWITCHES = List.of("on", "off");

  static List<DialectDefaults> dialects() {
    return DialectDefaults.all();
  }

  @Test
  void everyDialectIsInTheTable() {
    assertThat(Rules.names().stream().filter(name -> name.startsWith("rmsprop-")))
        .containsExactlyInAnyOrderElementsOf(
            dialects().stream().map(DialectDefaults::name).toList());
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void namesAndDefaults(DialectDefaults dialect) {
    assertThat(values(Rules.find(dialect.name()).configured().settings()))
        .isEqualTo(values(dialect.settings()));
  }

  private static Map<String, Object> values(Map<String, String> settings) {
    Map<String, Object> values = new HashMap<>();
    settings.forEach(
        (name, text) -> values.put(name, SWITCHES.contains(text) ? text : Double.valueOf(text)));
    return values;
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void firstValues(DialectDefaults dialect) {
    ConfiguredRule rule = withAllStates(dialect);
    Map<String, String> settings = rule.settings();
    assertThat(rule.compile(Precision.DOUBLE).stateNames())
        .containsExactlyInAnyOrderElementsOf(dialect.firstValues().keySet());
    for (Precision precision : Precision.values()) {
      TrialRun compiled = new TrialRun(rule, precision, new double[] {5, -7});
      dialect
          .firstValues()
          .forEach(
              (state, text) -> {
                double first =
                    precision.round(Double.parseDouble(settings.getOrDefault(text, text)));
                assertThat(compiled.state(state)).as(state).containsExactly(first, first);
              });
    }
  }

  private static ConfiguredRule withAllStates(DialectDefaults dialect) {
    ConfiguredRule rule = Rules.find(dialect.name()).configured();
    for (String name : dialect.settings().keySet()) {
      rule =
          switch (DialectDefaults.part(dialect.name(), name)) {
            case "momentum" -> rule.with(name, 0.9);
            case "epsilon" -> rule.with(name, 0.125);
            case "initial_scale" -> rule.with(name, 0.25);
            case "centered" -> rule.with(name, "on");
            default -> rule;
          };
    }
    return rule;
  }
}
