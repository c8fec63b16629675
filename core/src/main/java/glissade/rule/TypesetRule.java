package glissade.rule;

import glissade.formula.Formula;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A rule as mathematics: the lines that its settings leave in use, made from what was parsed of it.
 * Settings have the Greek letter that is among their other names.
 *
 * @param lines what each line gives a value, and the value, as MathML to stand inside {@code
 *     <math>}
 * @param symbols by the name of a setting, or of a line, the letter that stands for it
 */
public record TypesetRule(List<Line> lines, Map<String, String> symbols) {
  private static final String GREEK = "[\\u0370-\\u03ff]\\d?";

  private static final Map<String, String> LETTERS =
      Map.of("alpha", "α", "beta", "β", "eta", "η", "mu", "μ", "rho", "ρ", "lambda", "λ");

  /**
   * A line {@code name = value}.
   *
   * @param name as MathML
   * @param value as MathML
   */
  public record Line(String name, String value) {}

  /** A rule as its settings have it. */
  public static TypesetRule of(ConfiguredRule rule) {
    Map<String, String> symbols = symbols(rule.rule());
    List<Line> lines = new ArrayList<>();
    add(rule, rule.rule().body(), symbols, lines);
    return new TypesetRule(lines, symbols);
  }

  private static Map<String, String> symbols(Rule rule) {
    Map<String, String> symbols = new LinkedHashMap<>();
    for (Hyperparameter hyper : rule.hyperparameters()) {
      hyper.aliases().stream()
          .filter(alias -> alias.matches(GREEK))
          .findFirst()
          .ifPresent(letter -> symbols.put(hyper.name(), letter));
    }
    Set<String> names = new TreeSet<>();
    rule.hyperparameters().forEach(hyper -> names.add(hyper.name()));
    assigned(rule.body(), names);
    for (String name : names) {
      String letter = LETTERS.get(name);
      if (letter != null && !symbols.containsKey(name) && !symbols.containsValue(letter)) {
        symbols.put(name, letter);
      }
    }
    return symbols;
  }

  private static void assigned(List<Statement> statements, Set<String> names) {
    for (Statement statement : statements) {
      if (statement instanceof Statement.Assign assign) {
        names.add(assign.name());
      } else if (statement instanceof Statement.If choice) {
        assigned(choice.then(), names);
        assigned(choice.otherwise(), names);
      }
    }
  }

  private static void add(
      ConfiguredRule rule,
      List<Statement> statements,
      Map<String, String> symbols,
      List<Line> lines) {
    for (Statement statement : statements) {
      if (statement instanceof Statement.Assign assign) {
        List<String> value = assign.value().mathml(symbols);
        lines.add(new Line(Formula.mathml(assign.name(), symbols), value.get(value.size() - 1)));
      } else if (statement instanceof Statement.If choice) {
        add(
            rule,
            rule.holds(choice.condition()) ? choice.then() : choice.otherwise(),
            symbols,
            lines);
      }
    }
  }

  /** All of it, as one element {@code <math>}: a row {@code name ← value} for each line. */
  public String mathml() {
    StringBuilder rows = new StringBuilder();
    for (Line line : lines) {
      rows.append("<mtr><mtd>")
          .append(line.name)
          .append("</mtd><mtd><mo>←</mo></mtd><mtd>")
          .append(line.value)
          .append("</mtd></mtr>\n");
    }
    return "<math display=\"block\"><mtable displaystyle=\"true\" columnalign=\"right center left\">\n"
        + rows
        + "</mtable></math>";
  }
}
