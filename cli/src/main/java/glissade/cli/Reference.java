package glissade.cli;

import glissade.fit.NamedLoss;
import glissade.formula.Operator;
import glissade.formula.Printer;
import glissade.rule.Fragment;
import glissade.rule.Hyperparameter;
import glissade.rule.NamedSchedule;
import glissade.rule.Option;
import glissade.rule.Rule;
import glissade.rule.Rules;
import java.util.ArrayList;
import java.util.List;

/** The reference pages, in Markdown, made from the operator table and the rules themselves. */
final class Reference {
  private Reference() {}

  /** The formula language: {@code docs/language.md}. */
  static String language() {
    List<String> lines = new ArrayList<>();
    lines.add(
        """
        # The formula language

        <!-- Printed by: glissade language. The build fails if it differs. -->

        A formula is an expression, such as `x^2 + y^2`. Lines before it may give names to parts of it:

            r = y - a*exp(-b*t)
            mean(r^2) + 0.01*(a^2 + b^2)

        - **Names** are letters, digits and `_`; Greek letters are letters. `pi` is a constant. A name that no line
          defines is a parameter: a number, or a vector where its start says so (`w[100]=0`, `w=[1, 2, 3]`).
        - **Operators**, tightest first: `x[i]`, `^` (also `**`; from the right), signs (`-x^2` is `-(x^2)`),
          `* / @`, `+ -`, comparisons (they do not chain), `not`, `and`, `or`.
        - **Vectors** are worked on element by element; a number beside a vector stands beside each element.
          `x[0]` is the first element, `x[-1]` the last, `x[1:]` all but the first, `x[:-1]` all but the last, as in
          NumPy. `a @ b` and `dot(a, b)` are the dot product.
        - **Truth** is 1 or 0. `where(condition, a, b)` is `a` where the condition is not 0, else `b`.
        - **`y ~ m`** is the least-squares loss, `mean((y - m)^2)`.
        - `#` begins a comment. `;` ends a line, as a new line does; after an operator or inside brackets a line goes on.

        What is written is what is computed: IEEE arithmetic in the order written, without fused or reordered
        operations. `x^n` with a whole `n` from 2 to 8 is multiplications, any other power is `pow`. `sum` and its like add
        in a fixed order that depends on the length alone; where a fit adds up products over rows, it does not round
        them before.

        ## Operators and functions

        Each row is one row of the operator table in the code. *Derivative* is what the derivative with respect to
        each argument `a`, `b`, `c` is made from: `y` is the result, `dy` the derivative of the loss with respect to it
        (1 for the plain derivative), `n` the length of the vector. An empty one is zero.

        | name | derivative with respect to a | b | c | smooth where | by convention |
        |---|---|---|---|---|---|""");
    for (Operator operator : Operator.values()) {
      lines.add(row(operator));
    }
    lines.add(
        """

        Also: `pow(a, b)` is `a^b`; `dot(a, b)` is `a @ b`; `fill(a, n)` is a vector of `n` times `a`;
        `place(n, i, a, j, b, …)` is a vector of `n` zeros with `a` laid in at `i` and `b` at `j`. The last two are how
        derivatives of broadcasts and slices print.

        ## Over the rows of a table

        In `glissade fit` a formula is of one row: names that the table has are its columns, and the loss is averaged over
        the rows. There the language knows more:

        - `` `Beak Length (mm)` ``, between backquotes, is a column whose name is no name of the language.
        - `columns('x*', 'z')` is the vector of the columns whose names fit, in the order of the table.
        - `C == 'red'` and `C != 'red'` compare a column of texts with a text. `u[C]` is the number of the parameter `u`
          that belongs to the row's text, and `U[C]` the row of a matrix `U`. `code(C)` is the position of the text
          among the column's texts, from 0.
        - `W[16, X]` is the parameter `W` itself, and says that it is a matrix of 16 rows, as wide as the vector `X`. A
          text column may stand there, too: as many as it has texts. A size in `--start` does the same: `W[16,X]=normal(0,0.1)`.
        - `@` is also the product of a matrix and a vector, of a vector and a matrix, and of two matrices.
          `w @ X` makes `w` as long as `X`; in `W @ X + b`, `b` is as long as what it is added to. Everything else that has
          no shape is a single number.

        These losses of a row have names:

        | loss | is | what it is | predicts |
        |---|---|---|---|""");
    for (NamedLoss loss : NamedLoss.all()) {
      lines.add(
          "| %s | %s | %s | %s |"
              .formatted(
                  code(loss.heading()),
                  code(String.join("; ", loss.formula())),
                  loss.description(),
                  code(loss.notes().getOrDefault("predicts", ""))));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String row(Operator operator) {
    StringBuilder row = new StringBuilder("| " + code(signature(operator)));
    for (int k = 0; k < 3; k++) {
      boolean has = k < operator.arity() && !operator.isForRules();
      row.append(" | ").append(has ? code(operator.derivative(k)) : "");
    }
    String convention = operator.isForRules() ? "in update rules only" : operator.kink();
    return row + " | " + code(operator.domain()) + " | " + convention + " |";
  }

  private static String signature(Operator operator) {
    String symbol = operator.symbol();
    List<String> names = List.of("a", "b", "c").subList(0, operator.arity());
    if (operator == Operator.NEGATE) {
      return "-a";
    }
    boolean word = Character.isLetter(symbol.charAt(0));
    if (operator.arity() == 2 && (!word || operator == Operator.AND || operator == Operator.OR)) {
      return "a " + symbol + " b";
    }
    return operator == Operator.NOT
        ? "not a"
        : symbol
            + "("
            + String.join(", ", names)
            + ")"
            + (operator.isReduction() ? " of a vector" : "");
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  /** The rules: {@code docs/rules.md}. */
  static String rules() {
    List<String> lines = new ArrayList<>();
    lines.add(
        """
        # Update rules

        <!-- Printed by: glissade rules --markdown. The build fails if it differs. -->

        A rule says how a step changes the parameters `w`, given the gradient `g`. It is a text file, and the file is
        the code that runs. `glissade minimize … --rule NAME` takes one of these; `--rule my.rule` takes your own file.

        ## The form of a rule file

            # NAME: what it does.
            # Where it comes from.
            hyper  NAME = NUMBER in [LOW, HIGH)   # also: other, names; what it does
            option NAME = off                     # on or off; what it does
            trait NAME = FORMULA                  # what it says of itself, for `glissade translate`
            state  NAME = FORMULA                 # what is remembered of each parameter, and its first value
            require CONDITION                     # what to tell who breaks it

            NAME = FORMULA
            if CONDITION
              …
            else
              …
            end
            start = FORMULA                       # where parameters start, of those given: w
            report = FORMULA                      # the point found, where that is not w

        Formulas are in [the formula language](language.md), of `w`, `g`, states, hyperparameters, the step `t` (from 1)
        and names assigned before. What `w` and each state were assigned last is their value after the step. Conditions
        are on options and hyperparameters, and are decided before the rule is compiled; a hyperparameter that has a
        schedule stands for any value inside its range, so `momentum > 0` holds. States without effect take no memory. `norm(g)` is over one parameter array,
        `global_norm(g)` over all arrays of a run.
        What depends on hyperparameters alone is computed in double, and rounded where it meets an element.

        A hyperparameter may be set to a number or to a formula of `t` and the total number of steps `T`:
        `--set 'learning_rate=0.1*0.5*(1 + cos(pi*t/T))'`. Such a formula may call [the schedules that have
        names](#schedules): `--set 'learning_rate=warmup(10, cosine(0.1, 0, T))'`.""");
    for (String name : Rules.names()) {
      lines.add("");
      lines.addAll(section(Rules.find(name)));
    }
    lines.add(
        """

        # Fragments

        A fragment goes around a rule: `--rule rmsprop+clip-by-norm+average` is RMSProp on clipped gradients, with the
        average of its path reported. Each goes around all to its left. What comes of them is again one rule, with the
        settings of all; `glissade rules rmsprop+average` shows it. Your own is a `.fragment` file: a rule file with a
        line `rule` where the rule inside runs.

            g = FORMULA           # before: what the rule inside takes for the gradient
            t = FORMULA           # before: what it takes for the step
            rule when CONDITION   # where it does not hold, w and the states inside stay as they are
            w = FORMULA           # after: of w, w_before and whatever is known

        A name that both use for something of their own gets the fragment's name in front: `average_decay` would be
        `average_average_decay`. A `report` of a fragment takes the place of the rule's own. It may
        be made of that, under the name `report`; then it is left out where the rule reports its parameters.""");
    for (String name : Rules.fragmentNames()) {
      Fragment fragment = Rules.fragment(name);
      lines.add("");
      lines.addAll(
          section(
              fragment.name(),
              fragment.summary(),
              fragment.reference(),
              fragment.formulaLines(),
              fragment.hyperparameters(),
              fragment.options()));
    }
    lines.addAll(schedules());
    return String.join("\n", lines) + "\n";
  }

  private static List<String> schedules() {
    List<String> lines = new ArrayList<>();
    lines.add(
        """

        # Schedules

        What a hyperparameter's formula may call, alone or as a part of it. Each has a formula of its parameters, the
        step `t` (from 1) and the number of steps `T`; it is that formula that runs. A parameter `then(t, T)` is
        a schedule itself: it is written as any other, `warmup(10, step(0.1, 0.5, 30))`, and in it `t` counts its own
        steps and `T` is how many it has.""");
    for (NamedSchedule schedule : NamedSchedule.all()) {
      lines.add("");
      lines.add("## " + schedule.heading());
      lines.add("");
      lines.add(schedule.description());
      lines.add("");
      schedule.formula().forEach(line -> lines.add("    " + line));
    }
    return lines;
  }

  private static List<String> section(Rule rule) {
    return section(
        rule.name(),
        rule.summary(),
        rule.reference(),
        rule.formulaLines(),
        rule.hyperparameters(),
        rule.options());
  }

  private static List<String> section(
      String name,
      String summary,
      String reference,
      List<String> formulaLines,
      List<Hyperparameter> hyperparameters,
      List<Option> options) {
    List<String> lines = new ArrayList<>();
    lines.add("## " + name);
    lines.add("");
    lines.add(capitalized(summary));
    if (!reference.isEmpty()) {
      lines.add("");
      lines.add(reference);
    }
    lines.add("");
    formulaLines.forEach(line -> lines.add("    " + line));
    if (hyperparameters.isEmpty() && options.isEmpty()) {
      return lines;
    }
    lines.add("");
    lines.add("| setting | default | range | also | what it does |");
    lines.add("|---|---|---|---|---|");
    for (Hyperparameter hyper : hyperparameters) {
      lines.add(
          "| `%s` | %s | %s | %s | %s |"
              .formatted(
                  hyper.name(),
                  Printer.number(hyper.defaultValue()),
                  hyper.range(),
                  String.join(", ", hyper.aliases()),
                  hyper.description()));
    }
    for (Option option : options) {
      lines.add(
          "| `%s` | %s | on, off | %s | %s |"
              .formatted(
                  option.name(),
                  option.defaultOn() ? "on" : "off",
                  String.join(", ", option.aliases()),
                  option.description()));
    }
    return lines;
  }

  private static String capitalized(String sentence) {
    return sentence.isEmpty()
        ? ""
        : Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
