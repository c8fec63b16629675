package glissade.optimize;

import glissade.formula.Point;
import glissade.formula.Suggestion;
import glissade.rule.ConfiguredRule;
import glissade.rule.ParameterArray;
import glissade.rule.SettingsException;
import glissade.rule.Updater;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Parameters with settings of their own, by a pattern of their names, or parameters that stay as
 * they are.
 *
 * @param pattern a name in which {@code *} stands for any letters and {@code ?} for any one
 * @param settings what differs from the other parameters, as {@code learning_rate=0.01,
 *     momentum=0.9}; empty for nothing
 * @param frozen whether they stay as they are
 */
public record ParameterGroup(String pattern, String settings, boolean frozen) {
  private static final String FROZEN = "frozen";

  /**
   * Reads {@code PATTERN: NAME=VALUE, …} or {@code PATTERN: frozen}.
   *
   * @throws SettingsException if it has another form
   */
  public static ParameterGroup parse(String text) {
    int colon = text.indexOf(':');
    String pattern = colon < 0 ? "" : text.substring(0, colon).strip();
    String settings = text.substring(colon + 1).strip();
    if (pattern.isEmpty() || settings.isEmpty()) {
      throw new SettingsException(
          "a group of parameters is `PATTERN: NAME=VALUE, …` or `PATTERN: frozen`, such as `w*: learning_rate=0.01`; not `%s`"
              .formatted(text.strip()));
    }
    return settings.equals(FROZEN) ? freeze(pattern) : new ParameterGroup(pattern, settings, false);
  }

  /** Parameters that stay as they are. */
  public static ParameterGroup freeze(String pattern) {
    return new ParameterGroup(pattern.strip(), "", true);
  }

  static String print(List<ParameterGroup> groups) {
    return groups.stream().map(ParameterGroup::toString).collect(Collectors.joining("\n"));
  }

  static List<ParameterGroup> read(String printed) {
    return printed.lines().map(ParameterGroup::parse).toList();
  }

  /** The patterns of those that stay as they are. */
  static List<String> frozen(List<ParameterGroup> groups) {
    return groups.stream().filter(ParameterGroup::frozen).map(ParameterGroup::pattern).toList();
  }

  private boolean matches(String name) {
    String regex =
        pattern
            .codePoints()
            .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
            .collect(Collectors.joining());
    return Pattern.matches(regex, name);
  }

  /** Whether some schedule needs the total number of steps. */
  boolean needsTotal(ConfiguredRule rule) {
    return !frozen && rule.withAll(settings).needsTotal();
  }

  /**
   * A run's parameters, each with its rule.
   *
   * @param rule of parameters that no group takes in
   * @param start the names, laid end to end in {@code parameters} and {@code gradient}
   * @throws SettingsException if a group takes in nothing, has a setting that the rule lacks, or
   *     nothing is left to vary
   */
  static List<Updater.Part> parts(
      List<ParameterGroup> groups,
      ConfiguredRule rule,
      Point start,
      Object parameters,
      Object gradient) {
    for (ParameterGroup group : groups) {
      if (start.names().stream().noneMatch(group::matches)) {
        throw new SettingsException(
            "no parameter is called `%s`%s The parameters: %s."
                .formatted(
                    group.pattern,
                    (Suggestion.didYouMean(group.pattern, start.names()) + ".").replace("?.", "?"),
                    String.join(", ", start.names())));
      }
    }
    Map<List<ParameterGroup>, @Nullable ConfiguredRule> rules = new HashMap<>();
    List<Updater.Part> parts = new ArrayList<>();
    for (String name : start.names()) {
      List<ParameterGroup> own = of(groups, name);
      if (!rules.containsKey(own)) {
        rules.put(own, of(own, rule));
      }
      int from = start.offset(name);
      ParameterArray.Piece piece =
          new ParameterArray.Piece(parameters, gradient, from, from + start.shape(name).size());
      parts.add(new Updater.Part(ParameterArray.of(name, List.of(piece)), rules.get(own)));
    }
    if (parts.stream().allMatch(part -> part.rule() == null)) {
      throw new SettingsException("all parameters are frozen: there is nothing to vary");
    }
    return parts;
  }

  /** The groups that take in a parameter. */
  private static List<ParameterGroup> of(List<ParameterGroup> groups, String name) {
    return groups.stream().filter(group -> group.matches(name)).toList();
  }

  /** The rule of a parameter; null if it is frozen. */
  static @Nullable ConfiguredRule rule(
      List<ParameterGroup> groups, ConfiguredRule rule, String name) {
    return of(of(groups, name), rule);
  }

  private static @Nullable ConfiguredRule of(List<ParameterGroup> groups, ConfiguredRule rule) {
    ConfiguredRule own = rule;
    boolean frozen = false;
    for (ParameterGroup group : groups) {
      frozen |= group.frozen;
      own = group.frozen ? own : own.withAll(group.settings);
    }
    return frozen ? null : own;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return pattern + ": " + (frozen ? FROZEN : settings);
  }
}
