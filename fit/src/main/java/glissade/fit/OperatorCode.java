package glissade.fit;

import glissade.formula.Operator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each operator is in the languages of an export: the one table of that, {@code operators}
 * beside the functions that it calls.
 */
final class OperatorCode {
  private static final Pattern BINARY = Pattern.compile("\\{a\\} ([-+*/]) \\{b\\}");
  private static final Pattern ARGUMENT = Pattern.compile("(\\(|, )?\\{([abc])\\}(?=([,)])?)");
  private static final Map<Operator, Row> ROWS = new EnumMap<>(Operator.class);

  /** What an operator is in each language, with {@code {a}} and so on for its arguments. */
  record Row(String java, String python) {
    String in(ExportLanguage language) {
      return language == ExportLanguage.JAVA ? java : python;
    }
  }

  static {
    for (String line : Resources.text("export/operators").split("\n", -1)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] cells = line.strip().split("\\s+\\| ", -1);
        ROWS.put(Operator.valueOf(cells[0]), new Row(cells[1], cells[2]));
      }
    }
  }

  private OperatorCode() {}

  /** The operators that the table has. */
  static Map<Operator, Row> rows() {
    return ROWS;
  }

  /** An operator's value in a language. */
  static Term of(Operator operator, ExportLanguage language, List<Term> arguments) {
    String template = Objects.requireNonNull(ROWS.get(operator)).in(language);
    Matcher binary = BINARY.matcher(template);
    if (binary.matches()) {
      int rank = "+-".contains(binary.group(1)) ? Term.SUM : Term.PRODUCT;
      String left = arguments.get(0).within(rank);
      return new Term(left + " " + binary.group(1) + " " + arguments.get(1).within(rank + 1), rank);
    }
    Matcher argument = ARGUMENT.matcher(template);
    StringBuilder text = new StringBuilder();
    while (argument.find()) {
      Term term = arguments.get("abc".indexOf(argument.group(2)));
      String before = argument.group(1) == null ? "" : argument.group(1);
      boolean alone = !before.isEmpty() && argument.group(3) != null;
      String code = before + (alone ? term.text() : term.within(Term.ATOM));
      argument.appendReplacement(text, Matcher.quoteReplacement(code));
    }
    argument.appendTail(text);
    return new Term(text.toString(), template.startsWith("-") ? Term.SIGNED : Term.ATOM);
  }
}
