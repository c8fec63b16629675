package glissade.cli;

import glissade.lab.Entrant;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The rule and its settings. */
final class RuleInput {
  @Option(
      names = "--rule",
      paramLabel = "NAME|FILE",
      description =
          "the update rule: a name from `glissade rules`, or your own .rule file; with fragments around it, as rmsprop+clip-by-norm+average (default: rmsprop)")
  private @Nullable String rule;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE,…",
      description =
          "hyperparameters and options: a number, a formula of the step t (from 1) and the total T, or on/off")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--lr",
      paramLabel = "VALUE",
      description = "the learning rate: a number or a formula of t and T, such as 0.1/sqrt(t)")
  private @Nullable String learningRate;

  ConfiguredRule configured() {
    return changed(Rules.find(rule == null ? "rmsprop" : rule).configured());
  }

  /** A resumed run's rule with what the command line changes. */
  ConfiguredRule resumed(ConfiguredRule before) {
    String text = before.rule().source().text();
    if (rule != null && !Rules.find(rule).source().text().equals(text)) {
      throw new UsageException(
          "the checkpoint is of the rule `%s`, and a run goes on with the rule it had; leave out --rule %s"
              .formatted(before.rule(), rule));
    }
    return changed(before);
  }

  private ConfiguredRule changed(ConfiguredRule before) {
    ConfiguredRule configured = with(before, settings);
    String rate = learningRate;
    if (rate == null) {
      return configured;
    }
    String own = before.ownName("lr");
    for (String text : settings) {
      if (before.read(text).containsKey(own)) {
        throw new UsageException(
            "the learning rate is set twice, by --lr %s and by --set %s: leave out one of the two"
                .formatted(rate, text));
      }
    }
    return configured.with("lr", rate);
  }

  /** Whether a rule or a setting is asked for. */
  boolean isGiven() {
    return rule != null || learningRate != null || !settings.isEmpty();
  }

  /** Whether the learning rate is among the settings; a rule may have none. */
  boolean setsRate(ConfiguredRule rule) {
    if (learningRate != null) {
      return true;
    }
    String own = Entrant.of(rule).learningRate();
    if (own == null) {
      return false;
    }
    for (String text : settings) {
      if (rule.read(text).containsKey(own)) {
        return true;
      }
    }
    return false;
  }

  /** A rule with settings as the command line has them. */
  static ConfiguredRule with(ConfiguredRule rule, List<String> settings) {
    ConfiguredRule configured = rule;
    for (String text : settings) {
      configured = configured.withAll(text);
    }
    return configured;
  }
}
