package glissade.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.formula.Source;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rule;
import glissade.rule.Rules;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pair of the family, with several settings: translated and tried, or rightly refused. */
class TranslationTest {
  /** What each rule is asked to be, as far as it knows the settings. */
  private static final List<Map<String, String>> WISHES =
      List.of(
          Map.of(),
          Map.of("lr", "0.05"),
          Map.of("centered", "on"),
          Map.of("momentum", "0.5"),
          Map.of("momentum", "0.5", "nesterov", "on"),
          Map.of("momentum", "0.5", "lr", "0.1/sqrt(t)"),
          Map.of("momentum", "0", "lr", "0.1/sqrt(t)"),
          Map.of("weight_decay", "0.01", "momentum", "0"),
          Map.of("l2", "0.01"),
          Map.of("epsilon", "0", "momentum", "0"),
          Map.of("epsilon", "1", "momentum", "0"),
          Map.of("initial_scale", "1", "epsilon_in_sqrt", "on"),
          Map.of("bias_correction", "on"));

  private static List<String> family() {
    return Rules.names().stream().filter(name -> !Rules.find(name).traits().isEmpty()).toList();
  }

  static Stream<String> pairs() {
    return family().stream().flatMap(a -> family().stream().map(b -> a + " " + b));
  }

  private static List<ConfiguredRule> forms(String name) {
    List<ConfiguredRule> forms = new ArrayList<>();
    for (Map<String, String> wish : WISHES) {
      try {
        ConfiguredRule rule = Rules.find(name).configured();
        for (Map.Entry<String, String> setting : wish.entrySet()) {
          rule = rule.with(setting.getKey(), setting.getValue());
        }
        if (rule.isAllowed()) {
          forms.add(rule);
        }
      } catch (SettingsException unknown) {
        // this rule has no such setting
      }
    }
    return forms;
  }

  @Test
  void allOfTheFamilyDeclareTheirTraits() {
    assertThat(family()).hasSize(14).allMatch(name -> name.startsWith("rmsprop"));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void isTriedOrRefused(String pair) {
    String[] names = pair.split(" ", 2);
    Rule to = Rules.find(names[1]);
    for (ConfiguredRule from : forms(names[0])) {
      Translation translation = Translation.of(from, to);
      if (translation.isPossible()) {
        assertThat(translation.difference()).as(from.settings().toString()).isLessThan(1e-12);
      } else {
        // Rightly refused: with the nearest settings the two do part. (NaN: none come near.)
        assertThat(translation.difference())
            .as("%s %s", from.settings(), translation)
            .matches(difference -> !(difference <= 1e-9));
      }
      if (names[0].equals(names[1])) {
        assertThat(translation.isPossible()).isTrue();
      }
    }
  }

  private static ConfiguredRule rule(String name, String settings) {
    ConfiguredRule rule = Rules.find(name).configured();
    return settings.isEmpty() ? rule : rule.withAll(settings);
  }

  private static void translates(
      String from, String settings, String to, Map<String, String> found) {
    Translation translation = Translation.of(rule(from, settings), Rules.find(to));
    assertThat(translation.reasons()).isEmpty();
    assertThat(translation.settings()).containsExactlyInAnyOrderEntriesOf(found);
  }

  private static void refuses(String from, String settings, String to, String... reasons) {
    Translation translation = Translation.of(rule(from, settings), Rules.find(to));
    assertThat(translation.reasons()).containsExactly(reasons);
  }

  @Test
  void settingsCarryOver() {
    translates(
        "rmsprop-pytorch",
        "lr=0.05, momentum=0.9, centered=on, weight_decay=0.1",
        "rmsprop",
        Map.of(
            "learning_rate", "0.05",
            "decay", "0.99",
            "epsilon", "1e-8",
            "momentum", "0.9",
            "centered", "on",
            "l2", "0.1"));
    translates("rmsprop-tf1", "", "rmsprop-optax", Map.of("eps", "1e-10", "initial_scale", "1"));
    translates(
        "rmsprop-tribuo",
        "decay=0.5",
        "rmsprop-ensmallen",
        Map.of("step_size", "(0.01)/(1 + (0.5)*(t - 1))", "alpha", "0.9"));
    translates("rmsprop-keras", "epsilon=0", "rmsprop-julia", Map.of("epsilon", "0"));
    translates(
        "rmsprop-timm",
        "decoupled_decay=on, weight_decay=0.1",
        "rmsprop",
        Map.of(
            "learning_rate", "0.01",
            "epsilon", "1e-10",
            "weight_decay", "0.1",
            "initial_scale", "1",
            "epsilon_in_sqrt", "on"));
  }

  /** However late a schedule changes: the steps that are tried out do not show it. */
  @Test
  void schedulesThatChangeLateCarryOver() {
    translates(
        "rmsprop-pytorch",
        "lr=step(0.1, 0.5, 200)",
        "rmsprop",
        Map.of("learning_rate", "step(0.1, 0.5, 200)", "decay", "0.99", "epsilon", "1e-8"));
    refuses(
        "rmsprop-keras",
        "momentum=0.9, lr=step(0.1, 0.5, 200), epsilon=0",
        "rmsprop",
        "`rmsprop-keras` has the learning rate inside the momentum buffer, `rmsprop` outside it; the two agree only at a constant rate, or without momentum");
    refuses(
        "rmsprop-pytorch",
        "momentum=where(t > 200, 0.9, 0)",
        "rmsprop-ensmallen",
        "`rmsprop-ensmallen` has no momentum with these settings; `rmsprop-pytorch` has");
  }

  @Test
  void optionsDecideWhatATraitIs() {
    translates(
        "rmsprop-timm",
        "weight_decay=0.01/t",
        "rmsprop",
        Map.of(
            "learning_rate", "0.01",
            "epsilon", "1e-10",
            "l2", "0.01/t",
            "initial_scale", "1",
            "epsilon_in_sqrt", "on"));
    translates(
        "rmsprop-timm",
        "weight_decay=0.01/t, decoupled_decay=on",
        "rmsprop",
        Map.of(
            "learning_rate", "0.01",
            "epsilon", "1e-10",
            "weight_decay", "0.01/t",
            "initial_scale", "1",
            "epsilon_in_sqrt", "on"));
    translates(
        "rmsprop",
        "initial_scale=1, epsilon_in_sqrt=on, weight_decay=0.01",
        "rmsprop-timm",
        Map.of("lr", "0.1", "eps", "1e-6", "weight_decay", "0.01", "decoupled_decay", "on"));
  }

  @Test
  void optionsAreNumbersInASchedule() {
    Rule mine =
        Rule.parse(
            "mine",
            new Source(
                "mine.rule",
                """
                hyper lr = 0.1 in [0, inf)
                hyper decay = 0.9 in [0, 1]
                hyper eps = 1e-6 in [0, inf)
                option half = on
                state s = 0
                trait rate = where(half, lr/2, lr)
                trait decay = decay
                trait epsilon = eps

                s = decay*s + (1 - decay)*g^2
                if half
                  w = w - lr/2*g/(sqrt(s) + eps)
                else
                  w = w - lr*g/(sqrt(s) + eps)
                end
                """));
    Translation translation =
        Translation.of(mine.configured().with("lr", "0.1/t"), Rules.find("rmsprop-ensmallen"));
    assertThat(translation.reasons()).isEmpty();
    assertThat(translation.settings())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "step_size", "where((1), (0.1/t)/2, (0.1/t))", "alpha", "0.9", "epsilon", "1e-6"));
  }

  @Test
  void refusalsSayWhy() {
    refuses(
        "rmsprop-pytorch",
        "",
        "rmsprop-keras",
        "`rmsprop-pytorch` adds epsilon after the root, `rmsprop-keras` under it; the two agree only with epsilon = 0");
    refuses(
        "rmsprop-keras",
        "momentum=0.9, lr=0.1/t, epsilon=0",
        "rmsprop",
        "`rmsprop-keras` has the learning rate inside the momentum buffer, `rmsprop` outside it; the two agree only at a constant rate, or without momentum");
    refuses(
        "rmsprop-tf1",
        "momentum=0.9",
        "rmsprop-smile",
        "the running mean of `rmsprop-tf1` begins at 1, that of `rmsprop-smile` at 0");
    refuses(
        "rmsprop",
        "bias_correction=on, weight_decay=0.1",
        "rmsprop-julia",
        "`rmsprop-julia` does not correct the bias; `rmsprop` does",
        "`rmsprop` takes learning rate*0.1*w from the parameters, which `rmsprop-julia` does not");
    assertThatThrownBy(() -> Translation.of(rule("adam", ""), Rules.find("rmsprop")))
        .hasMessage(
            "rule `adam` declares no traits: only RMSProp and its dialects can be translated");
  }
}
