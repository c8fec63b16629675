package glissade.studio;

import glissade.formula.CompileLimits;
import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Source;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rules;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formulas, starts and rules as the page sends them, within what a page may ask for. */
final class Inputs {
  /** The most numbers that the parameters may be. */
  static final int MOST_NUMBERS = 1000;

  /** Far more than a person types, and compiled in an instant. */
  private static final CompileLimits LIMITS =
      new CompileLimits(10_000, 4_000, 200, 20, 50_000, MOST_NUMBERS);

  private static final Pattern LENGTH = Pattern.compile("(\\S?)\\s*\\[([^\\],\\[]*)\\]");

  private Inputs() {}

  /** A loss. */
  static Formula formula(String text) {
    return Formula.parse(new Source("formula", text), LIMITS);
  }

  /** A formula for a table, whose text must not be longer than a loss may be. */
  static Source tableFormula(String text) {
    if (text.length() > LIMITS.characters()) {
      throw new HttpProblem(
          400, "the formula is longer than %,d characters".formatted(LIMITS.characters()));
    }
    return new Source("formula", text);
  }

  /** A start of any names. Its size is looked at before the numbers are made. */
  static Point start(String text) {
    Matcher matcher = LENGTH.matcher(text.replace('#', ' '));
    double numbers = 0;
    while (matcher.find()) {
      if (!"=".equals(matcher.group(1))) {
        numbers += length(matcher.group(2).strip());
      }
    }
    Point point = numbers > MOST_NUMBERS ? Point.empty() : Point.parse(new Source("start", text));
    if (numbers > MOST_NUMBERS || point.size() > MOST_NUMBERS) {
      throw new HttpProblem(
          400,
          "the studio takes at most %d parameters; `glissade minimize` takes more"
              .formatted(MOST_NUMBERS));
    }
    return point;
  }

  private static double length(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0; // the reader of points says what is wrong with it
    }
  }

  /** A rule from the catalogue; never a file, which the page has no right to read. */
  static ConfiguredRule rule(String name, Map<String, String> settings) {
    if (!Rules.names().contains(name)) {
      throw new HttpProblem(
          400,
          "no rule `%s` in the catalogue; there are: %s"
              .formatted(name, String.join(", ", Rules.names())));
    }
    ConfiguredRule rule = Rules.find(name).configured();
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      if (setting.getValue().length() > LIMITS.characters() / 10) {
        throw new HttpProblem(400, "the value of `%s` is too long".formatted(setting.getKey()));
      }
      rule = rule.with(setting.getKey(), setting.getValue());
    }
    return rule;
  }
}
