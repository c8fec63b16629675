package glissade.optimize;

import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.formula.Printer;
import glissade.formula.Shape;
import glissade.rule.ConfiguredRule;
import glissade.rule.Hyperparameter;
import glissade.rule.Option;
import glissade.rule.Rule;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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
        Set<String> inputs = inputs(to, trait);
        if (!isChoice(trait) && inputs.contains(hyper.name())) {
          try {
            set = set.with(hyper.name(), value(from, trait, hyper, inputs));
          } catch (SettingsException e) {
            return null;
          }
          break;
        }
      }
    }
    return set;
  }

  /** Whether a trait says which of two forms a rule has, rather than how much of something. */
  private static boolean isChoice(String trait) {
    return trait.equals("epsilon_inside") || trait.equals("rate_inside");
  }

  /** What a trait is made of, where the options are as they are; null for one that is not there. */
  private static @Nullable Expr meaning(ConfiguredRule rule, String trait) {
    Formula formula = rule.rule().traits().get(trait);
    if (formula == null) {
      return null;
    }
    Graph graph = new Graph();
    Map<String, Expr> meanings = new LinkedHashMap<>();
    for (String name : formula.names()) {
      boolean option = rule.rule().options().stream().anyMatch(o -> o.name().equals(name));
      meanings.put(
          name,
          option ? graph.constant(rule.isOn(name) ? 1 : 0) : graph.variable(name, Shape.SCALAR));
    }
    return formula.bind(graph, meanings).scalarRoot();
  }

  /**
   * The hyperparameters, and {@code t}, that a trait depends on where the options are as they are,
   * in the order of their first use.
   */
  private static Set<String> inputs(ConfiguredRule rule, String trait) {
    Set<String> inputs = new LinkedHashSet<>();
    Expr meaning = meaning(rule, trait);
    if (meaning != null) {
      for (Expr expr : Graph.reachable(List.of(meaning))) {
        if (expr instanceof Expr.Variable variable) {
          inputs.add(variable.name());
        }
      }
    }
    return inputs;
  }

  /** What a hyperparameter must be, so that a trait is what the first rule has. */
  private static String value(
      ConfiguredRule from, String trait, Hyperparameter hyper, Set<String> inputs) {
    boolean first = inputs.iterator().next().equals(hyper.name());
    if (!first) {
      return Printer.number(
          hyper.defaultValue()); // such as a decay of the rate, which it need not have
    }
    return isConstant(from, trait)
        ? Printer.number(from.trait(trait, 1, STEPS))
        : text(from, trait);
  }

  /** A trait that changes, as a formula of {@code t} and {@code T}. */
  private static String text(ConfiguredRule from, String trait) {
    Formula formula = java.util.Objects.requireNonNull(from.rule().traits().get(trait));
    Map<String, String> settings = from.settings();
    if (meaning(from, trait) instanceof Expr.Variable variable) {
      String own = settings.get(variable.name());
      if (own != null) {
        return own;
      }
    }
    return NAME.matcher(formula.toString())
        .replaceAll(
            match -> {
              String value = settings.get(match.group());
              return Matcher.quoteReplacement(
                  value == null ? match.group() : "(" + inFormula(value) + ")");
            });
  }

  /** A setting as a formula has it: an option is 1 or 0. */
  private static String inFormula(String value) {
    return switch (value) {
      case "on" -> "1";
      case "off" -> "0";
      default -> value;
    };
  }

  private static double[] values(ConfiguredRule rule, String trait) {
    double[] values = new double[PROBES.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rule.trait(trait, PROBES[i], STEPS);
    }
    return values;
  }

  private static boolean isZero(ConfiguredRule rule, String trait) {
    return isConstant(rule, trait) && rule.trait(trait, 1, STEPS) == 0;
  }

  /** Whether a trait stays what it is; a schedule may change after all the steps looked at. */
  private static boolean isConstant(ConfiguredRule rule, String trait) {
    double[] values = values(rule, trait);
    return !isScheduled(rule, trait)
        && java.util.Arrays.stream(values).allMatch(v -> v == values[0]);
  }

  /** Whether a trait depends on a hyperparameter that has a schedule. */
  private static boolean isScheduled(ConfiguredRule rule, String trait) {
    if (!rule.isScheduled()) {
      return false;
    }
    Map<String, String> settings = rule.settings();
    for (String name : inputs(rule, trait)) {
      String value = settings.get(name);
      if (value != null && rule.rule().configured().with(name, value).isScheduled()) {
        return true;
      }
    }
    return false;
  }

  private static boolean agree(ConfiguredRule a, ConfiguredRule b, String trait) {
    double[] one = values(a, trait);
    double[] other = values(b, trait);
    for (int i = 0; i < one.length; i++) {
      if (!(Math.abs(one[i] - other[i]) <= 4 * Math.ulp(one[i]))) {
        return false;
      }
    }
    // Where one is constant and the other has a schedule, they may part after these steps.
    return isChoice(trait)
        || isScheduled(a, trait) == isScheduled(b, trait)
        || isConstant(a, trait) == isConstant(b, trait);
  }

  /** The traits that differ and matter, in words. */
  private static List<String> differences(ConfiguredRule a, ConfiguredRule b) {
    List<String> reasons = new ArrayList<>();
    boolean momentum = !isZero(a, "momentum");
    boolean epsilon = !isZero(a, "epsilon");
    for (String trait : Rule.TRAITS) {
      boolean matters =
          switch (trait) {
            case "epsilon_inside" -> epsilon;
            case "rate_inside" -> momentum && !isConstant(a, "rate");
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
