package glissade.lab;

import glissade.rule.ConfiguredRule;
import glissade.rule.SettingsException;
import org.jspecify.annotations.Nullable;

/**
 * A rule that takes part.
 *
 * @param name what to call it; the names of a comparison differ
 * @param rule the rule with its settings
 */
public record Entrant(String name, ConfiguredRule rule) {

  /** A rule under its own name. */
  public static Entrant of(ConfiguredRule rule) {
    return new Entrant(rule.rule().name(), rule);
  }

  /** What the rule calls its learning rate; null if it has none. */
  public @Nullable String learningRate() {
    try {
      return rule.ownName("lr");
    } catch (SettingsException none) {
      return null;
    }
  }

  /** The learning rate as set: a number, or a schedule; {@code none} if the rule has none. */
  public String rate() {
    String own = learningRate();
    return own == null ? "none" : rule.settings().getOrDefault(own, "none");
  }

  Entrant with(String setting, double value) {
    return new Entrant(name, rule.with(setting, value));
  }
}
