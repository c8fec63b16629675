package glissade.optimize;

import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.formula.Printer;
import glissade.rule.ConfiguredRule;
import glissade.rule.Hyperparameter;
import glissade.rule.Option;
import glissade.rule.Rule;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings that make one rule of the family of RMSProp behave as another, found by comparing
 * the traits that both declare, and tried out; or why there are none. Immutable.
 *
 * @param settings of the second rule, by name, but for those that have the value anyway; if there
 *     is no translation, those that come nearest
 * @param reasons why there is no translation, in words; empty if there is one
 * @param difference how far apart the two went over {@value #STEPS} steps on the same gradients,
 *     relative to how far they went; NaN if no settings come near
 */
public record Translation(Map<String, String> settings, List<String> reasons, double difference) {
  static final int STEPS = 100;

  /** More than rounding makes of equal mathematics. */
  private static final double ROUNDING = 1e-9;

  private static final long[] PROBES = {1, 2, 3, 10, 57, STEPS};
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");

  /** Copies both. */
  public Translation {
    settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    reasons = List.copyOf(reasons);
  }

  /** Whether there is one. */
  public boolean isPossible() {
    return reasons.isEmpty();
  }

  /**
   * Translates.
   *
   * @param from a rule with its settings
   * @param to another rule, whose settings are sought
   * @throws SettingsException if one of them declares no traits
   */
  public static Translation of(ConfiguredRule from, Rule to) {
    for (Rule rule : List.of(from.rule(), to)) {
      if (rule.traits().isEmpty()) {
        throw new SettingsException(
            "rule `%s` declares no traits: only RMSProp and its dialects can be translated"
                .formatted(rule.name()));
      }
    }
    from.compile(Precision.DOUBLE); // settings that do not go together are said first
    ConfiguredRule best = null;
    List<String> fewest = List.of();
    for (ConfiguredRule candidate : choices(to)) {
      ConfiguredRule set = withValues(from, candidate);
      if (set != null && set.isAllowed()) {
        List<String> reasons = differences(from, set);
        if (best == null || reasons.size() < fewest.size()) {
          best = set;
          fewest = reasons;
        }
      }
    }
    if (best == null) {
      return new Translation(
          Map.of(),
          List.of("a value is outside the range that `%s` allows".formatted(to)),
          Double.NaN);
    }
    double difference = difference(from, best);
    if (fewest.isEmpty() && !(difference <= ROUNDING)) {
      throw new IllegalStateException(
          "the traits of %s and %s say that they agree, but they part by %s"
              .formatted(from.rule(), to, difference));
    }
    return new Translation(changes(best), fewest, difference);
  }

  /** The settings that are not as the rule comes. */
  private static Map<String, String> changes(ConfiguredRule rule) {
    Map<String, String> changed = new LinkedHashMap<>();
    Map<String, String> defaults = rule.rule().configured().settings();
    rule.settings()
        .forEach(
            (name, value) -> {
              if (!value.equals(defaults.get(name))) {
                changed.put(name, value);
              }
            });
    return changed;
  }

  /** The rule with its options in all ways. */
  private static List<ConfiguredRule> choices(Rule rule) {
    List<ConfiguredRule> choices = new ArrayList<>(List.of(rule.configured()));
    for (Option option : rule.options()) {
      List<ConfiguredRule> more = new ArrayList<>(choices);
      for (ConfiguredRule choice : choices) {
        more.add(choice.with(option.name(), option.defaultOn() ? "off" : "on"));
      }
      choices = more;
    }
    return choices;
  }

  /**
   * With each hyperparameter at what the first rule has for the trait that it is; null if not
   * allowed.
   */
  private static @Nullable ConfiguredRule withValues(ConfiguredRule from, ConfiguredRule to) {
    ConfiguredRule set = to;
    for (Hyperparameter hyper : to.rule().hyperparameters()) {
      for (String trait : Rule.TRAITS) {
        Formula formula = to.rule().traits().get(trait);
        boolean option = trait.equals("epsilon_inside") || trait.equals("rate_inside");
        if (formula != null && !option && formula.names().contains(hyper.name())) {
          try {
            set = set.with(hyper.name(), value(from, trait, hyper, formula));
          } catch (SettingsException e) {
            return null;
          }
          break;
        }
      }
    }
    return set;
  }

  /** What a hyperparameter must be, so that a trait is what the first rule has. */
  private static String value(
      ConfiguredRule from, String trait, Hyperparameter hyper, Formula formula) {
    boolean first =
        formula.names().get(0).equals(hyper.name()) || formula.toString().contains("where");
    if (!first) {
      return Printer.number(
          hyper.defaultValue()); // such as a decay of the rate, which it need not have
    }
    double[] values = values(from, trait);
    boolean constant = java.util.Arrays.stream(values).allMatch(v -> v == values[0]);
    return constant ? Printer.number(values[0]) : text(from, trait);
  }

  /** A trait that changes, as a formula of {@code t} and {@code T}. */
  private static String text(ConfiguredRule from, String trait) {
    Formula formula = java.util.Objects.requireNonNull(from.rule().traits().get(trait));
    Map<String, String> settings = from.settings();
    if (settings.containsKey(formula.toString().strip())) {
      return java.util.Objects.requireNonNull(settings.get(formula.toString().strip()));
    }
    return NAME.matcher(formula.toString())
        .replaceAll(
            match -> {
              String value = settings.get(match.group());
              return Matcher.quoteReplacement(value == null ? match.group() : "(" + value + ")");
            });
  }

  private static double[] values(ConfiguredRule rule, String trait) {
    double[] values = new double[PROBES.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rule.trait(trait, PROBES[i], STEPS);
    }
    return values;
  }

  private static boolean isZero(double[] values) {
    return java.util.Arrays.stream(values).allMatch(v -> v == 0);
  }

  private static boolean isConstant(double[] values) {
    return java.util.Arrays.stream(values).allMatch(v -> v == values[0]);
  }

  private static boolean agree(ConfiguredRule a, ConfiguredRule b, String trait) {
    double[] one = values(a, trait);
    double[] other = values(b, trait);
    for (int i = 0; i < one.length; i++) {
      if (!(Math.abs(one[i] - other[i]) <= 4 * Math.ulp(one[i]))) {
        return false;
      }
    }
    return true;
  }

  /** The traits that differ and matter, in words. */
  private static List<String> differences(ConfiguredRule a, ConfiguredRule b) {
    List<String> reasons = new ArrayList<>();
    boolean momentum = !isZero(values(a, "momentum"));
    boolean epsilon = !isZero(values(a, "epsilon"));
    for (String trait : Rule.TRAITS) {
      boolean matters =
          switch (trait) {
            case "epsilon_inside" -> epsilon;
            case "rate_inside" -> momentum && !isConstant(values(a, "rate"));
            case "nesterov" -> momentum;
            default -> true;
          };
      if (matters && !agree(a, b, trait)) {
        reasons.add(reason(trait, a, b));
      }
    }
    return reasons;
  }

  private static String reason(String trait, ConfiguredRule a, ConfiguredRule b) {
    String one = "`" + a.rule() + "`";
    String other = "`" + b.rule() + "`";
    double value = a.trait(trait, 1, STEPS);
    return switch (trait) {
      case "epsilon_inside" ->
          "%s adds epsilon %s the root, %s %s it; the two agree only with epsilon = 0"
              .formatted(
                  one, value != 0 ? "under" : "after", other, value != 0 ? "after" : "under");
      case "rate_inside" ->
          "%s has the learning rate %s the momentum buffer, %s %s it; the two agree only at a constant rate, or without momentum"
              .formatted(
                  one, value != 0 ? "inside" : "outside", other, value != 0 ? "outside" : "inside");
      case "first" ->
          "the running mean of %s begins at %s, that of %s at %s"
              .formatted(
                  one, Printer.number(value), other, Printer.number(b.trait(trait, 1, STEPS)));
      case "momentum" -> other + " has no momentum with these settings; " + one + " has";
      case "nesterov" -> other + " does not look ahead; " + one + " does";
      case "centered" ->
          value != 0
              ? other + " does not subtract the mean gradient; " + one + " does"
              : other + " subtracts the mean gradient; " + one + " does not";
      case "bias_correction" -> other + " does not correct the bias; " + one + " does";
      case "coupled" ->
          "%s adds %s*w to the gradient, which %s does not"
              .formatted(one, Printer.number(value), other);
      case "decoupled" ->
          "%s takes learning rate*%s*w from the parameters, which %s does not"
              .formatted(one, Printer.number(value), other);
      default -> "%s and %s differ in their %s".formatted(one, other, trait);
    };
  }

  /** How far apart two rules go, relative to how far they go, on gradients away from zero. */
  private static double difference(ConfiguredRule a, ConfiguredRule b) {
    double[] numbers = {1, -2, 3, -4, 5, -6, 7};
    Point start = Point.empty().with("w", numbers);
    Replay one = new Replay(a, start, Precision.DOUBLE, STEPS);
    Replay other = new Replay(b, start, Precision.DOUBLE, STEPS);
    Random random = new Random(1);
    double largest = 0;
    for (int step = 0; step < STEPS; step++) {
      double[] gradient = new double[numbers.length];
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] =
            (random.nextBoolean() ? 1 : -1) * random.nextDouble(0.1, 2) * Math.pow(10, i - 3);
      }
      one.step(gradient);
      other.step(gradient);
      double[] x = one.parameters();
      double[] y = other.parameters();
      for (int i = 0; i < x.length; i++) {
        double way = Math.max(Math.abs(x[i] - numbers[i]), Math.abs(numbers[i]));
        double apart = Math.abs(x[i] - y[i]) / way;
        largest = apart <= largest ? largest : apart;
      }
    }
    return largest;
  }
}
