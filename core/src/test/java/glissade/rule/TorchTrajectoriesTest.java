package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules do what PyTorch did, on its recorded trajectories. */
class TorchTrajectoriesTest {
  private static final double TOLERANCE = 5e-12;

  /** What our rules call PyTorch's options, where that is not the same. */
  private static final Map<String, String> NAMES =
      Map.of("weight_decay", "l2", "initial_accumulator_value", "initial_scale");

  static Stream<Golden.Case> rmsprop() throws IOException {
    return Stream.concat(
        Golden.read("torch_rmsprop.txt").stream(), Golden.read("torch_edge.txt").stream());
  }

  static Stream<Golden.Case> others() throws IOException {
    return Golden.read("torch_others.txt").stream();
  }

  @ParameterizedTest
  @MethodSource("rmsprop")
  void theDialectDoesWhatPyTorchDid(Golden.Case golden) {
    ConfiguredRule rule = Rules.find("rmsprop-pytorch").configured();
    for (Map.Entry<String, String> option : golden.options().entrySet()) {
      if (!option.getKey().equals("maximize")) {
        rule = rule.with(option.getKey(), option.getValue());
      }
    }
    follows(golden, rule);
  }

  /** Our own form, where it is the same function: uncentered, or centered without cancellation. */
  @ParameterizedTest
  @MethodSource("rmsprop")
  void ourOwnFormDoesTheSame(Golden.Case golden) {
    ConfiguredRule rule =
        Rules.find("rmsprop")
            .configured()
            .with("learning_rate", golden.option("lr"))
            .with("decay", golden.option("alpha"))
            .with("epsilon", golden.option("eps"))
            .with("l2", golden.option("weight_decay"))
            .with("momentum", golden.option("momentum"))
            .with("centered", golden.option("centered"));
    if (golden.option("centered").equals("off")) {
      follows(golden, rule);
    }
  }

  @ParameterizedTest
  @MethodSource("others")
  void theFamilyDoesWhatPyTorchDid(Golden.Case golden) {
    follows(golden, rule(golden));
  }

  private static ConfiguredRule rule(Golden.Case golden) {
    String name = name(golden);
    ConfiguredRule rule = Rules.find(name).configured();
    List<String> known = new ArrayList<>(rule.settings().keySet());
    rule.rule().hyperparameters().forEach(hyper -> known.addAll(hyper.aliases()));
    for (Map.Entry<String, String> option : golden.options().entrySet()) {
      String[] pair = option.getValue().split(":", -1);
      rule =
          switch (option.getKey()) {
            case "betas" -> rule.with("beta1", pair[0]).with("beta2", pair[1]);
            case "etas" -> rule.with("shrink", pair[0]).with("grow", pair[1]);
            case "step_sizes" -> rule.with("smallest", pair[0]).with("largest", pair[1]);
            default -> {
              String own = NAMES.getOrDefault(option.getKey(), option.getKey());
              String setting = known.contains(option.getKey()) ? option.getKey() : own;
              yield known.contains(setting) ? rule.with(setting, option.getValue()) : rule;
            }
          };
    }
    return rule;
  }

  private static String name(Golden.Case golden) {
    boolean still = golden.option("momentum").equals("0.0");
    return switch (golden.optimizer()) {
      case "SGD" ->
          still ? "sgd" : golden.option("nesterov").equals("on") ? "nesterov" : "momentum";
      case "Adam" -> golden.option("amsgrad").equals("on") ? "amsgrad" : "adam";
      default -> golden.optimizer().toLowerCase(Locale.ROOT);
    };
  }

  private static void follows(Golden.Case golden, ConfiguredRule rule) {
    boolean maximize = golden.option("maximize").equals("on");
    TrialRun compiled = new TrialRun(rule, Precision.DOUBLE, golden.start());
    for (int t = 0; t < golden.gradients().size(); t++) {
      double[] gradient = golden.gradients().get(t).clone();
      for (int i = 0; maximize && i < gradient.length; i++) {
        gradient[i] = -gradient[i];
      }
      compiled.step(gradient);
      double[] expected = golden.parameters().get(t);
      agree(t, compiled.w(), expected);
      if (!golden.averages().isEmpty()) {
        agree(t, compiled.state("ax"), golden.averages().get(t));
      }
    }
  }

  private static void agree(int t, double[] actual, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      boolean same = Double.compare(expected[i], actual[i]) == 0;
      double size = Math.max(Math.abs(expected[i]), 1e-3);
      assertThat(same || Math.abs(actual[i] - expected[i]) <= TOLERANCE * size)
          .as("step %d, parameter %d: %s, PyTorch %s", t + 1, i, actual[i], expected[i])
          .isTrue();
    }
  }

  @Test
  void nothingIsLeftOut() throws IOException {
    assertThat(rmsprop()).hasSize(62 + 7);
    assertThat(List.of(Golden.read("torch_others.txt"))).isNotEmpty();
  }
}
