package glissade.rule;

import glissade.formula.Formula;
import glissade.formula.Span;
import java.util.List;

/** A line of a rule's body. */
sealed interface Statement {

  /** Gives a name a new value. */
  record Assign(String name, Span nameSpan, Formula value) implements Statement {}

  /** Chooses by a condition on options and hyperparameters, when the rule is compiled. */
  record If(Formula condition, List<Statement> then, List<Statement> otherwise)
      implements Statement {}
}
