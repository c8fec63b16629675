package glissade.optimize;

import glissade.rule.ConfiguredRule;
import glissade.rule.Updater;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings of a run as they are now: an observer may change them. */
final class LiveSettings {
  private final Updater updater;
  private ConfiguredRule rule;
  private List<ParameterGroup> groups;
  private boolean changed;

  LiveSettings(Updater updater, ConfiguredRule rule, List<ParameterGroup> groups) {
    this.updater = updater;
    this.rule = rule;
    this.groups = groups;
  }

  /** Of parameters that no group takes in. */
  ConfiguredRule rule() {
    return rule;
  }

  List<ParameterGroup> groups() {
    return groups;
  }

  /** Sets a hyperparameter or option of all parameters, from the next step on. */
  void set(String name, String text) {
    String own = rule.ownName(name);
    become(rule.with(own, text), edited(own, group -> null));
  }

  /** Changes a hyperparameter wherever it is set. */
  void change(String name, UnaryOperator<String> change) {
    String own = rule.ownName(name);
    String before = Objects.requireNonNull(rule.settings().get(own));
    become(rule.with(own, change.apply(before)), edited(own, change));
  }

  /**
   * The groups with other values for a setting.
   *
   * @param change from a group's own value to another, or to null for none
   */
  private List<ParameterGroup> edited(String own, Function<String, @Nullable String> change) {
    List<ParameterGroup> edited = new ArrayList<>();
    for (ParameterGroup group : groups) {
      Map<String, String> settings = new LinkedHashMap<>(rule.read(group.settings()));
      settings.computeIfPresent(own, (name, value) -> change.apply(value.strip()));
      if (group.frozen() || !settings.isEmpty()) {
        String text =
            settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(", "));
        edited.add(new ParameterGroup(group.pattern(), text, group.frozen()));
      }
    }
    return edited;
  }

  private void become(ConfiguredRule newRule, List<ParameterGroup> newGroups) {
    updater.reconfigure(
        array -> Objects.requireNonNull(ParameterGroup.rule(newGroups, newRule, array.name())));
    rule = newRule;
    groups = newGroups;
    changed = true;
  }

  /** Whether there was a change since this was asked last. */
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }
}
