package glissade.rule;

import glissade.formula.Source;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A part of an update rule that goes around another: it may change the gradient before, and the
 * parameters after. What comes of the two is again a rule. Immutable and safe for use by several
 * threads.
 *
 * <p>A fragment's text is that of a {@link Rule}, with one line {@code rule} where the rule inside
 * runs. Lines before it may change {@code g}, and {@code t}, the step that the rule inside counts;
 * lines after it know {@code w_before} and may change {@code w}. A line {@code report} takes the
 * place of the rule's, which it may name {@code report}; it is then left out where the rule reports
 * its parameters. A line {@code start} moves the start that the rule has. With {@code rule when
 * CONDITION} the parameters and the states of the rule inside stay as they are where the condition
 * does not hold.
 */
public final class Fragment {
  /** The parameters before the rule inside ran. */
  static final String BEFORE = "w_before";

  private final Rule read;

  Fragment(Rule read) {
    this.read = read;
  }

  /**
   * Reads a fragment.
   *
   * @param name what to call it
   * @param source the text
   * @throws glissade.formula.FormulaException if it cannot be read; the message names every problem
   */
  public static Fragment parse(String name, Source source) {
    return RuleReader.readFragment(name, source);
  }

  /** What it is called. */
  public String name() {
    return read.name();
  }

  /** The text. */
  public Source source() {
    return read.source();
  }

  /** What it does, in one sentence; empty if the text does not say. */
  public String summary() {
    return read.summary();
  }

  /** Where it comes from; empty if the text does not say. */
  public String reference() {
    return read.reference();
  }

  /** The numbers that may be set. */
  public List<Hyperparameter> hyperparameters() {
    return read.hyperparameters();
  }

  /** The choices that may be made. */
  public List<Option> options() {
    return read.options();
  }

  /** The lines that compute, as written, without declarations and comments before them. */
  public List<String> formulaLines() {
    return read.formulaLines();
  }

  /**
   * The rule that comes of putting this around another. Names that both use for things of their own
   * are told apart: the fragment's gets its name in front.
   */
  public Rule around(Rule inside) {
    String name = inside.name() + "+" + name();
    String text = new Composition(inside, this).text();
    return Rule.parse(name, new Source(name + ".rule", text));
  }

  /** The names that a rule's text gives meaning to. */
  static Set<String> namesOf(Rule rule) {
    Set<String> names = new LinkedHashSet<>();
    for (Hyperparameter hyper : rule.hyperparameters()) {
      names.add(hyper.name());
      names.addAll(hyper.aliases());
    }
    for (Option option : rule.options()) {
      names.add(option.name());
      names.addAll(option.aliases());
    }
    rule.states().forEach(state -> names.add(state.name()));
    addAssigned(rule.body(), names);
    return names;
  }

  private static void addAssigned(List<Statement> statements, Set<String> names) {
    for (Statement statement : statements) {
      if (statement instanceof Statement.Assign assign) {
        names.add(assign.name());
      } else if (statement instanceof Statement.If choice) {
        addAssigned(choice.then(), names);
        addAssigned(choice.otherwise(), names);
      }
    }
    names.removeAll(List.of("w", "g", "t"));
  }

  Set<String> names() {
    return namesOf(read);
  }
}
