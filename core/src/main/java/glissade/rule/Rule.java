package glissade.rule;

import glissade.formula.Formula;
import glissade.formula.Source;
import glissade.formula.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An update rule as written. Immutable and safe for use by several threads.
 *
 * <p>A rule file holds, a line each:
 *
 * <pre>
 * # NAME: what it does.
 * # Where it comes from.
 * hyper  NAME = NUMBER in [LOW, HIGH)   # also: other, names; what it does
 * option NAME = on|off                  # what it does
 * state  NAME = FORMULA                 # of hyperparameters and w
 * require CONDITION                     # what to tell who breaks it
 * hyper_precision = tensor              # as below; rarely needed
 * NAME = FORMULA                        # of w, g, states, hyperparameters, t and earlier names
 * trait NAME = FORMULA                  # what it says of itself; see TRAITS
 * if CONDITION … else … end             # on options and hyperparameters
 * start = FORMULA                       # where it starts, if not at w: of w, hyperparameters
 * report = FORMULA                      # the point found, where that is not w: of w, states, …
 * </pre>
 *
 * <p>{@code w} are the parameters, {@code g} the gradient, {@code t} the step, from 1. What a state
 * or {@code w} was given last is its new value; {@code g} may be given a new value, too. What
 * depends on hyperparameters alone is computed in double, unless {@code hyper_precision} says
 * otherwise.
 */
public final class Rule {
  /**
   * What members of the family of RMSProp differ in: the learning rate; the weight of the past;
   * epsilon, and whether it is under the root; the running mean's first value; momentum, whether
   * the learning rate is a factor of what the buffer holds, and whether it looks ahead; whether the
   * mean gradient is subtracted, and the bias corrected; what is added to the gradient, or taken
   * from the parameters, of the parameters themselves.
   */
  public static final List<String> TRAITS =
      List.of(
          "rate",
          "decay",
          "epsilon",
          "epsilon_inside",
          "first",
          "momentum",
          "rate_inside",
          "nesterov",
          "centered",
          "bias_correction",
          "coupled",
          "decoupled");

  private final String name;
  private final Source source;
  private final String summary;
  private final String reference;
  private final List<Hyperparameter> hyperparameters;
  private final List<Option> options;
  private final List<State> states;
  private final List<Requirement> requirements;
  private final Map<String, Formula> traits;
  private final List<Statement> body;
  private final @Nullable Formula start;
  private final @Nullable Formula report;
  private final boolean narrow;

  /** What a rule remembers of each parameter, and the value it begins with. */
  record State(String name, Span nameSpan, Formula initial) {}

  /** What must hold of options and hyperparameters, and what to say where it does not. */
  record Requirement(Formula condition, String message) {}

  Rule(
      String name,
      Source source,
      String summary,
      String reference,
      List<Hyperparameter> hyperparameters,
      List<Option> options,
      List<State> states,
      List<Requirement> requirements,
      Map<String, Formula> traits,
      List<Statement> body,
      @Nullable Formula start,
      @Nullable Formula report,
      boolean narrow) {
    this.name = name;
    this.source = source;
    this.summary = summary;
    this.reference = reference;
    this.hyperparameters = List.copyOf(hyperparameters);
    this.options = List.copyOf(options);
    this.states = List.copyOf(states);
    this.requirements = List.copyOf(requirements);
    this.traits = Collections.unmodifiableMap(new LinkedHashMap<>(traits));
    this.body = List.copyOf(body);
    this.start = start;
    this.report = report;
    this.narrow = narrow;
  }

  /**
   * Reads a rule.
   *
   * @param name what to call it
   * @param source the text
   * @throws glissade.formula.FormulaException if it cannot be read, or never assigns {@code w}; the
   *     message names every problem
   */
  public static Rule parse(String name, Source source) {
    return new RuleReader(name, source).read();
  }

  /** What it is called. */
  public String name() {
    return name;
  }

  /** The text. */
  public Source source() {
    return source;
  }

  /** What it does, in one sentence; empty if the text does not say. */
  public String summary() {
    return summary;
  }

  /** Where it comes from; empty if the text does not say. */
  public String reference() {
    return reference;
  }

  /** The numbers that may be set. */
  public List<Hyperparameter> hyperparameters() {
    return hyperparameters;
  }

  /** The choices that may be made. */
  public List<Option> options() {
    return options;
  }

  /**
   * What the rule says of itself, so that it can be compared with others of its family: formulas of
   * hyperparameters, options and {@code t}, by names from {@link #TRAITS}. A trait that is not
   * there is 0. Empty for rules outside the family of RMSProp.
   */
  public Map<String, Formula> traits() {
    return traits;
  }

  /** The rule with all defaults. */
  public ConfiguredRule configured() {
    return ConfiguredRule.of(this);
  }

  /** The lines that compute, as written, without declarations and comments before them. */
  public List<String> formulaLines() {
    List<String> lines = new ArrayList<>();
    for (String line : source.text().split("\n", -1)) {
      String text = line.strip();
      boolean declaration = text.matches("(hyper|hyper_precision|option|require|trait|#)\\b.*|#.*");
      if (!text.isEmpty() && !declaration) {
        lines.add(line.stripTrailing());
      }
    }
    return lines;
  }

  List<State> states() {
    return states;
  }

  List<Requirement> requirements() {
    return requirements;
  }

  /** Where the parameters start, of those that are given; null if there. */
  @Nullable Formula start() {
    return start;
  }

  /** The point found, where that is not the parameters; null where it is. */
  @Nullable Formula report() {
    return report;
  }

  /** Whether what depends on hyperparameters alone is computed in the parameters' type. */
  boolean isNarrow() {
    return narrow;
  }

  List<Statement> body() {
    return body;
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }
}
