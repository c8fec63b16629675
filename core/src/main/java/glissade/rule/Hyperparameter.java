package glissade.rule;

import java.util.List;

/**
 * A number that a rule's user may set.
 *
 * @param name the name in the rule
 * @param defaultValue the value if none is set
 * @param range the values allowed
 * @param aliases other names it may be set by
 * @param description what it does; empty if the rule does not say
 */
public record Hyperparameter(
    String name, double defaultValue, Range range, List<String> aliases, String description) {

  /** Whether a name means this. */
  boolean isNamed(String other) {
    return name.equals(other) || aliases.contains(other);
  }
}
