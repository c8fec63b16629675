package glissade.rule;

import java.util.List;

/**
 * A choice between two forms of a rule, made before it is compiled.
 *
 * @param name the name in the rule
 * @param defaultOn whether it is on if not set
 * @param aliases other names it may be set by
 * @param description what it does; empty if the rule does not say
 */
public record Option(String name, boolean defaultOn, List<String> aliases, String description) {

  /** Whether a name means this. */
  boolean isNamed(String other) {
    return name.equals(other) || aliases.contains(other);
  }
}
