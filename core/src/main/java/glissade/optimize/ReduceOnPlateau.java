package glissade.optimize;

import glissade.formula.Printer;
import glissade.formula.Suggestion;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the learning rate smaller where the loss has not become better for some looks at it; as
 * torch.optim.lr_scheduler.ReduceLROnPlateau does, PyTorch, 2017. A rate that is a schedule is
 * scaled as a whole. What it remembers is part of the run's checkpoint.
 *
 * @param hyperparameter what is made smaller, by any of its names
 * @param factor by what, between 0 and 1
 * @param patience how many looks without a better loss are borne; the next one makes it smaller
 * @param threshold by which fraction of itself a loss must be better than the best, at least 0
 * @param absolute whether the threshold is a difference rather than a fraction
 * @param cooldown how many looks are not counted after the rate was made smaller
 * @param minimum the rate is not made smaller than this; one that is smaller anyway stays as it is
 * @param every how many steps are between two looks
 */
public record ReduceOnPlateau(
    String hyperparameter,
    double factor,
    long patience,
    double threshold,
    boolean absolute,
    long cooldown,
    double minimum,
    long every) {
  /** As PyTorch has it: a tenth after ten looks without an improvement by a ten-thousandth. */
  public static final ReduceOnPlateau DEFAULT =
      new ReduceOnPlateau("learning_rate", 0.1, 10, 1e-4, false, 0, 0, 1);

  private static final Pattern PLAIN = Pattern.compile("[0-9.]+(e[-+]?[0-9]+)?");
  private static final String SCALE = "([0-9.]+(?:e-?[0-9]+)?)\\*\\((.*)\\)";
  private static final Pattern SCALED = Pattern.compile(SCALE, Pattern.DOTALL);

  /** A schedule twice: made smaller, and as it was where that is below the minimum. */
  private static final Pattern BOUNDED =
      Pattern.compile("max\\(" + SCALE + ", min\\(([^,]+), \\(\\2\\)\\)\\)", Pattern.DOTALL);

  private static final List<String> KEYS =
      List.of(
          "hyper", "factor", "patience", "threshold", "absolute", "cooldown", "minimum", "every");

  /** Checks the numbers. */
  public ReduceOnPlateau {
    List<String> problems = new ArrayList<>();
    if (!(factor > 0 && factor < 1)) {
      problems.add("factor must be between 0 and 1, not " + factor);
    }
    if (patience < 0 || cooldown < 0) {
      problems.add(
          "patience and cooldown must be at least 0, not %d and %d".formatted(patience, cooldown));
    }
    if (!(threshold >= 0 && minimum >= 0)) {
      problems.add(
          "threshold and minimum must be at least 0, not %s and %s".formatted(threshold, minimum));
    }
    if (every < 1) {
      problems.add("every must be at least 1, not " + every);
    }
    if (!problems.isEmpty()) {
      throw new SettingsException("reduce on plateau: " + String.join("; ", problems));
    }
  }

  /** What is remembered from look to look. */
  static final class Memory {
    double best = Double.POSITIVE_INFINITY;
    long bad;
    long cooling;
  }

  /**
   * Reads {@code factor=0.5, patience=20}; what is not said is as in {@link #DEFAULT}.
   *
   * @throws SettingsException if a key is unknown or a value is not allowed
   */
  public static ReduceOnPlateau parse(String text) {
    Map<String, String> given = new LinkedHashMap<>(DEFAULT.settings());
    for (String setting : text.isBlank() ? new String[0] : text.split(",", -1)) {
      String[] parts = setting.split("=", 2);
      String key = parts[0].strip();
      if (parts.length < 2 || !KEYS.contains(key)) {
        throw new SettingsException(
            "reduce on plateau: `%s` is not NAME=VALUE with one of %s%s"
                .formatted(
                    setting.strip(), String.join(", ", KEYS), Suggestion.didYouMean(key, KEYS)));
      }
      given.put(key, parts[1].strip());
    }
    return new ReduceOnPlateau(
        given.getOrDefault("hyper", ""),
        number(given, "factor"),
        whole(given, "patience"),
        number(given, "threshold"),
        on(given),
        whole(given, "cooldown"),
        number(given, "minimum"),
        whole(given, "every"));
  }

  private static double number(Map<String, String> given, String key) {
    try {
      return Double.parseDouble(given.getOrDefault(key, ""));
    } catch (NumberFormatException e) {
      throw new SettingsException(
          "reduce on plateau: %s is a number, not `%s`".formatted(key, given.get(key)));
    }
  }

  private static long whole(Map<String, String> given, String key) {
    try {
      return Long.parseLong(given.getOrDefault(key, ""));
    } catch (NumberFormatException e) {
      throw new SettingsException(
          "reduce on plateau: %s is a whole number, not `%s`".formatted(key, given.get(key)));
    }
  }

  private static boolean on(Map<String, String> given) {
    String value = given.getOrDefault("absolute", "");
    if (!value.equals("on") && !value.equals("off")) {
      throw new SettingsException(
          "reduce on plateau: absolute is on or off, not `%s`".formatted(value));
    }
    return value.equals("on");
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("hyper", hyperparameter);
    settings.put("factor", Printer.number(factor));
    settings.put("patience", Long.toString(patience));
    settings.put("threshold", Printer.number(threshold));
    settings.put("absolute", absolute ? "on" : "off");
    settings.put("cooldown", Long.toString(cooldown));
    settings.put("minimum", Printer.number(minimum));
    settings.put("every", Long.toString(every));
    return settings;
  }

  /** Looks at a loss; whether the rate is to be made smaller. */
  boolean look(double loss, Memory memory) {
    if (isBetter(loss, memory.best)) {
      memory.best = loss;
      memory.bad = 0;
    } else {
      memory.bad++;
    }
    if (memory.cooling > 0) {
      memory.cooling--;
      memory.bad = 0;
    }
    if (memory.bad <= patience) {
      return false;
    }
    memory.bad = 0;
    memory.cooling = cooldown;
    return true;
  }

  /** A fraction of a negative loss is taken off it, too: with PyTorch, an equal one would do. */
  private boolean isBetter(double loss, double best) {
    return absolute
        ? loss < best - threshold
        : loss < best * (best < 0 ? 1 + threshold : 1 - threshold);
  }

  /** A smaller rate: a number, or a schedule as a whole. It is nowhere larger than it was. */
  String smaller(String rate) {
    if (PLAIN.matcher(rate).matches()) {
      double before = Double.parseDouble(rate);
      return Printer.number(Math.min(before, Math.max(before * factor, minimum)));
    }
    boolean bounded = minimum > 0;
    String least = Printer.number(minimum);
    Matcher made = (bounded ? BOUNDED : SCALED).matcher(rate);
    boolean again =
        made.matches() && isBalanced(made.group(2)) && (!bounded || made.group(3).equals(least));
    double scale = again ? Double.parseDouble(made.group(1)) * factor : factor;
    String schedule = again ? made.group(2) : rate;
    String scaled = "%s*(%s)".formatted(Printer.number(scale), schedule);
    return bounded ? "max(%s, min(%s, (%s)))".formatted(scaled, least, schedule) : scaled;
  }

  /** Whether no parenthesis closes that was not opened. */
  private static boolean isBalanced(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
      if (depth < 0) {
        return false;
      }
    }
    return depth == 0;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    settings().forEach((name, value) -> parts.add(name + "=" + value));
    return String.join(", ", parts);
  }
}
