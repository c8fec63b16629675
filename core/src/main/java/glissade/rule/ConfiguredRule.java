package glissade.rule;

import glissade.formula.Formula;
import glissade.formula.FormulaException;
import glissade.formula.Precision;
import glissade.formula.Printer;
import glissade.formula.Source;
import glissade.formula.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule with a value or a schedule for every hyperparameter and a choice for every option.
 * Immutable and safe for use by several threads.
 */
public final class ConfiguredRule {
  /** Elements from one cache line to another that is not fetched with it. */
  private static final int APART = 16;

  private final Rule rule;
  private final Map<String, Double> values;
  private final Map<String, Schedule> schedules;
  private final Map<String, Boolean> choices;

  /** Values and schedules once more, in the order of the rule, for every step. */
  private final double[] constants;

  private final @Nullable Schedule[] scheduled;

  private ConfiguredRule(
      Rule rule,
      Map<String, Double> values,
      Map<String, Schedule> schedules,
      Map<String, Boolean> choices) {
    this.rule = rule;
    this.values = values;
    this.schedules = schedules;
    this.choices = choices;
    List<Hyperparameter> hypers = rule.hyperparameters();
    this.constants = new double[hypers.size()];
    this.scheduled = new @Nullable Schedule[hypers.size()];
    for (int i = 0; i < constants.length; i++) {
      constants[i] = value(hypers.get(i));
      scheduled[i] = schedules.get(hypers.get(i).name());
    }
  }

  static ConfiguredRule of(Rule rule) {
    Map<String, Double> values = new LinkedHashMap<>();
    rule.hyperparameters().forEach(hyper -> values.put(hyper.name(), hyper.defaultValue()));
    Map<String, Boolean> choices = new LinkedHashMap<>();
    rule.options().forEach(option -> choices.put(option.name(), option.defaultOn()));
    return new ConfiguredRule(rule, values, Map.of(), choices);
  }

  /**
   * With a hyperparameter or option set.
   *
   * @param name its name or one of its other names
   * @param text a number or a formula of {@code t} and {@code T} for a hyperparameter; on or off
   *     for an option
   * @throws SettingsException if there is no such name, or the value is not allowed
   * @throws FormulaException if the value cannot be read
   */
  public ConfiguredRule with(String name, String text) {
    for (Option option : rule.options()) {
      if (option.isNamed(name)) {
        Map<String, Boolean> changed = new LinkedHashMap<>(choices);
        changed.put(option.name(), choice(option, text.strip()));
        return new ConfiguredRule(rule, values, schedules, changed);
      }
    }
    Hyperparameter hyper = hyperparameter(name);
    Schedule schedule = new Schedule(new Source(name, text), stepPosition());
    if (schedule.isConstant()) {
      return with(name, schedule.at(newScalars()));
    }
    Map<String, Schedule> changed = new LinkedHashMap<>(schedules);
    changed.put(hyper.name(), schedule);
    return new ConfiguredRule(rule, values, changed, choices);
  }

  /**
   * With several hyperparameters and options set.
   *
   * @param settings as {@code learning_rate=0.1/sqrt(t), centered=on}
   * @throws SettingsException if one has no value, there is no such name, or the value is not
   *     allowed
   * @throws FormulaException if a value cannot be read
   */
  public ConfiguredRule withAll(String settings) {
    ConfiguredRule configured = this;
    for (Map.Entry<String, String> setting : read(settings).entrySet()) {
      configured = configured.with(setting.getKey(), setting.getValue());
    }
    return configured;
  }

  /**
   * What {@link #withAll} sets, by the rule's own names.
   *
   * @throws SettingsException if a setting has no value, or there is no such name
   */
  public Map<String, String> read(String settings) {
    Map<String, String> read = new LinkedHashMap<>();
    for (String setting : settings.isBlank() ? List.<String>of() : split(settings)) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new SettingsException(
            "a setting is NAME=VALUE, not `%s`; rule `%s` has: %s"
                .formatted(setting.strip(), rule.name(), String.join(", ", settings().keySet())));
      }
      read.put(ownName(setting.substring(0, equals).strip()), setting.substring(equals + 1));
    }
    return read;
  }

  /**
   * The rule's own name for a setting.
   *
   * @param name that name or another
   * @throws SettingsException if there is no such name
   */
  public String ownName(String name) {
    return rule.options().stream()
        .filter(option -> option.isNamed(name))
        .map(Option::name)
        .findFirst()
        .orElseGet(() -> hyperparameter(name).name());
  }

  /**
   * The value of a hyperparameter at a step.
   *
   * @param name its name or one of its other names
   * @param t the step, from 1
   * @param total the number of steps, where a schedule needs it
   * @throws SettingsException if there is no such name, or a schedule leaves its range
   */
  public double valueAt(String name, long t, long total) {
    double[] scalars = newScalars();
    scalars[stepPosition()] = t;
    scalars[stepPosition() + 1] = total;
    return valueAt(rule.hyperparameters().indexOf(hyperparameter(name)), scalars, t);
  }

  private double valueAt(int index, double[] scalars, long t) {
    Schedule schedule = scheduled[index];
    if (schedule == null) {
      return constants[index];
    }
    double value = schedule.at(scalars);
    Hyperparameter hyper = rule.hyperparameters().get(index);
    if (!hyper.range().contains(value)) {
      throw outside(hyper, value, " (its schedule `%s` at t = %d)".formatted(schedule, t));
    }
    return value;
  }

  /** Cuts at commas that are not inside parentheses. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  /**
   * With a hyperparameter set to a number.
   *
   * @throws SettingsException if there is no such name, or the value is outside its range
   */
  public ConfiguredRule with(String name, double value) {
    if (rule.options().stream().anyMatch(option -> option.isNamed(name))) {
      return with(name, Printer.number(value)); // 1 and 0 are on and off
    }
    Hyperparameter hyper = hyperparameter(name);
    if (!hyper.range().contains(value)) {
      throw outside(hyper, value, "");
    }
    Map<String, Double> changed = new LinkedHashMap<>(values);
    changed.put(hyper.name(), value);
    Map<String, Schedule> fewer = new LinkedHashMap<>(schedules);
    fewer.remove(hyper.name());
    return new ConfiguredRule(rule, changed, fewer, choices);
  }

  private static boolean choice(Option option, String text) {
    return switch (text) {
      case "on", "true", "yes", "1" -> true;
      case "off", "false", "no", "0" -> false;
      default ->
          throw new SettingsException(
              "option `%s` is on or off, not `%s`".formatted(option.name(), text));
    };
  }

  private static SettingsException outside(Hyperparameter hyper, double value, String where) {
    return new SettingsException(
        "`%s` must be in %s, not %s%s"
            .formatted(
                hyper.name(),
                hyper.range(),
                Double.isFinite(value) ? Printer.number(value) : String.valueOf(value),
                where));
  }

  private Hyperparameter hyperparameter(String name) {
    for (Hyperparameter hyper : rule.hyperparameters()) {
      if (hyper.isNamed(name)) {
        return hyper;
      }
    }
    List<String> candidates = new ArrayList<>(values.keySet());
    candidates.addAll(choices.keySet());
    List<String> aliases = new ArrayList<>(candidates);
    rule.hyperparameters().forEach(hyper -> aliases.addAll(hyper.aliases()));
    throw new SettingsException(
        "rule `%s` has no hyperparameter `%s`%s It has: %s."
            .formatted(
                rule.name(),
                name,
                (Suggestion.didYouMean(name, aliases) + ".").replace("?.", "?"),
                String.join(", ", candidates)));
  }

  /** Whether the point that it reports is another than the parameters, such as their average. */
  public boolean reports() {
    return rule.report() != null;
  }

  /** The rule. */
  public Rule rule() {
    return rule;
  }

  /**
   * What a trait is at a step.
   *
   * @param trait one of {@link Rule#TRAITS}
   * @param t the step, from 1
   * @param total the number of steps, where a schedule needs it
   * @return 0 for a trait that the rule does not have
   */
  public double trait(String trait, long t, long total) {
    Formula formula = rule.traits().get(trait);
    if (formula == null) {
      return 0;
    }
    double[] scalars = newScalars();
    setScalars(t, total, scalars);
    Map<String, Double> known = new LinkedHashMap<>();
    for (int i = 0; i < constants.length; i++) {
      known.put(rule.hyperparameters().get(i).name(), scalars[i]);
    }
    choices.forEach((name, on) -> known.put(name, on ? 1.0 : 0.0));
    known.put("t", (double) t);
    known.keySet().retainAll(formula.names());
    return Settings.constant(formula, known);
  }

  /** Whether an option is on. */
  public boolean isOn(String option) {
    return choices.getOrDefault(option, false);
  }

  /** Whether some schedule needs the total number of steps. */
  public boolean needsTotal() {
    return schedules.values().stream().anyMatch(Schedule::needsTotal);
  }

  /** Whether any hyperparameter changes from step to step. */
  public boolean isScheduled() {
    return !schedules.isEmpty();
  }

  /** Every setting by name, as text: numbers, schedules, {@code on} and {@code off}. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Hyperparameter hyper : rule.hyperparameters()) {
      Schedule schedule = schedules.get(hyper.name());
      settings.put(
          hyper.name(), schedule != null ? schedule.toString() : Printer.number(value(hyper)));
    }
    choices.forEach((name, on) -> settings.put(name, on ? "on" : "off"));
    return settings;
  }

  /** Room for the scalars of a step: hyperparameters in the order of the rule; further on t, T. */
  double[] newScalars() {
    return new double[stepPosition() + 2];
  }

  /**
   * Where {@code t} is among them: in no cache line with hyperparameters, which other threads read
   * and which mostly stay the same.
   */
  int stepPosition() {
    return constants.length + APART;
  }

  /**
   * The scalars of a step.
   *
   * @param t the step, from 1
   * @param total the number of steps; used only where {@link #needsTotal}
   * @param scalars made by {@link #newScalars}
   * @throws SettingsException if a schedule leaves its hyperparameter's range
   */
  void setScalars(long t, long total, double[] scalars) {
    scalars[stepPosition()] = t;
    scalars[stepPosition() + 1] = total;
    for (int i = 0; i < constants.length; i++) {
      double value = valueAt(i, scalars, t);
      if (Double.compare(scalars[i], value)
          != 0) { // what is not written stays in other threads' caches
        scalars[i] = value;
      }
    }
  }

  private double value(Hyperparameter hyper) {
    return values.getOrDefault(hyper.name(), hyper.defaultValue());
  }

  /**
   * Whether a condition on options and hyperparameters holds. A hyperparameter with a schedule
   * stands for any value inside its range, so {@code momentum > 0} holds.
   *
   * @throws SettingsException if it depends on which value that is
   */
  boolean holds(Formula condition) {
    Map<String, Double> known = new LinkedHashMap<>(values);
    choices.forEach((name, on) -> known.put(name, on ? 1.0 : 0.0));
    List<String> open = condition.names().stream().filter(schedules::containsKey).toList();
    boolean first = true;
    for (int probe = 0; probe < Range.PROBES; probe++) {
      for (String name : open) {
        known.put(name, hyperparameter(name).range().inside(probe));
      }
      boolean holds = Settings.constant(condition, known) != 0;
      if (probe > 0 && holds != first) {
        throw new SettingsException(
            "rule `%s` asks whether `%s`, which cannot be told while %s has a schedule: set it to a number"
                .formatted(
                    rule.name(),
                    condition.toString().strip(),
                    "`" + String.join("`, `", open) + "`"));
      }
      first = holds;
    }
    return first;
  }

  /**
   * Compiles the rule for arrays of a type.
   *
   * @throws SettingsException if the settings break one of the rule's requirements
   */
  public CompiledRule compile(Precision precision) {
    Rule.Requirement broken = broken();
    if (broken != null) {
      throw new SettingsException(
          "rule `%s` with %s: %s".formatted(rule.name(), changes(), broken.message()));
    }
    return RuleCompiler.compile(this, precision);
  }

  /** Whether the settings meet all the rule's requirements. */
  public boolean isAllowed() {
    return broken() == null;
  }

  /** What is not as it comes, such as {@code momentum=0.9, nesterov=on}. */
  private String changes() {
    Map<String, String> defaults = of(rule).settings();
    List<String> changes = new ArrayList<>();
    settings()
        .forEach(
            (name, value) -> {
              if (!value.equals(defaults.get(name))) {
                changes.add(name + "=" + value);
              }
            });
    return changes.isEmpty() ? "its defaults" : String.join(", ", changes);
  }

  private Rule.@Nullable Requirement broken() {
    for (Rule.Requirement requirement : rule.requirements()) {
      if (!holds(requirement.condition())) {
        return requirement;
      }
    }
    return null;
  }
}
