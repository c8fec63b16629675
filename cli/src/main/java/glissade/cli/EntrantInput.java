package glissade.cli;

import glissade.lab.Entrant;
import glissade.rule.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The rules that are compared, and their settings. */
final class EntrantInput {
  @Option(
      names = "--rules",
      paramLabel = "RULE,…",
      description =
          "names from `glissade rules`, or your own .rule files (default: sgd,momentum,rmsprop,adam)")
  private String rules = "sgd,momentum,rmsprop,adam";

  @Option(
      names = "--set",
      paramLabel = "RULE.NAME=VALUE",
      description =
          "a setting of one of the rules, as rmsprop.decay=0.99; may be given several times")
  private List<String> settings = new ArrayList<>();

  /**
   * The rules with their settings.
   *
   * @param tune whether learning rates are found, and none may be set
   */
  List<Entrant> entrants(boolean tune) {
    List<Entrant> entrants = new ArrayList<>();
    for (String name : rules.split(",", -1)) {
      entrants.add(Entrant.of(Rules.find(name.strip()).configured()));
    }
    settings.forEach(setting -> apply(setting, entrants, tune));
    return entrants;
  }

  /** A setting for the rule whose name it begins with. */
  private static void apply(String setting, List<Entrant> entrants, boolean tune) {
    for (int i = 0; i < entrants.size(); i++) {
      Entrant entrant = entrants.get(i);
      String prefix = entrant.name() + ".";
      if (setting.startsWith(prefix)) {
        String own = setting.substring(prefix.length());
        if (tune && entrant.rule().read(own).containsKey(entrant.learningRate())) {
          throw new UsageException(
              "--tune finds the learning rate of `%s`: leave out --set %s"
                  .formatted(entrant.name(), setting));
        }
        entrants.set(i, new Entrant(entrant.name(), entrant.rule().withAll(own)));
        return;
      }
    }
    throw new UsageException(
        "--set %s is for none of the rules; write RULE.NAME=VALUE, where RULE is one of: %s"
            .formatted(
                setting, entrants.stream().map(Entrant::name).collect(Collectors.joining(", "))));
  }
}
