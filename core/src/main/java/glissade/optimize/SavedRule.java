package glissade.optimize;

import glissade.formula.Source;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rule that a checkpoint has, as text with its settings.
 *
 * @param content of the checkpoint
 */
public record SavedRule(SafeTensors content) {
  private static final String SETTING = "set/";

  /** A rule as a checkpoint has it. */
  public static Map<String, String> texts(ConfiguredRule rule) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("rule", rule.rule().name());
    texts.put("rule_text", rule.rule().source().text());
    rule.settings().forEach((name, value) -> texts.put(SETTING + name, value));
    return texts;
  }

  /** The rule with its settings. */
  public ConfiguredRule rule() {
    String name = content.text("rule");
    ConfiguredRule rule =
        Rule.parse(name, new Source(name + ".rule", content.text("rule_text"))).configured();
    for (Map.Entry<String, String> entry : content.metadata().entrySet()) {
      if (entry.getKey().startsWith(SETTING)) {
        rule = rule.with(entry.getKey().substring(SETTING.length()), entry.getValue());
      }
    }
    return rule;
  }

  /**
   * Refuses another rule; other settings it takes.
   *
   * @throws CheckpointException if the texts differ
   */
  public void require(Rule now) {
    if (!content.text("rule_text").equals(now.source().text())) {
      throw new CheckpointException(
          "the checkpoint is of the rule `%s`, whose text is not that of this run's rule; a run goes on with the rule it had"
              .formatted(content.text("rule")));
    }
  }

  /**
   * What its settings have changed to since, such as {@code learning_rate: 0.1 before, 0.05 now}.
   */
  public List<String> changes(ConfiguredRule now) {
    List<String> changes = new ArrayList<>();
    now.settings()
        .forEach(
            (name, value) -> {
              String before = content.metadata().getOrDefault(SETTING + name, value);
              if (!before.equals(value)) {
                changes.add("%s: %s before, %s now".formatted(name, before, value));
              }
            });
    return changes;
  }
}
