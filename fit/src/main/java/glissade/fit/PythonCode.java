package glissade.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes Python. */
final class PythonCode extends CodeWriter {
  private static final String RESERVED =
      "False None True and as assert async await break class continue def del elif else except"
          + " finally for from global if import in is lambda nonlocal not or pass raise return try"
          + " while with yield match case type print math predict i abs len sum max min range str"
          + " int float any ValueError OverflowError";

  PythonCode() {
    super("export/functions.py", Pattern.compile("^(?:def )?(\\w+)"), RESERVED);
  }

  @Override
  Term literal(double value) {
    if (Double.isNaN(value)) {
      return Term.atom("math.nan");
    }
    String text = Double.isInfinite(value) ? "math.inf" : Double.toString(Math.abs(value));
    boolean negative = Math.copySign(1, value) < 0;
    return negative ? new Term("-" + text, Term.SIGNED) : Term.atom(text);
  }

  @Override
  void constant(String name, double value) {
    constants.add(name + " = " + literal(value).text());
  }

  @Override
  void constant(String name, double[] values, int width) {
    constants.add(name + " = [");
    for (int from = 0; from < values.length; from += width) {
      constants.add(
          Arrays.stream(values, from, Math.min(values.length, from + width))
              .mapToObj(value -> literal(value).text())
              .collect(Collectors.joining(", ", "    ", ",")));
    }
    constants.add("]");
  }

  @Override
  void constant(String name, List<String> texts) {
    constants.add(name + " = [");
    texts.forEach(text -> constants.add("    " + quoted(text) + ","));
    constants.add("]");
  }

  @Override
  void number(String name, String value) {
    statements.add(name + " = " + value);
  }

  @Override
  void numbers(String name, String values) {
    statements.add(name + " = " + values);
  }

  @Override
  void each(String name, String value, int size) {
    statements.add("%s = [%s for i in range(%d)]".formatted(name, value, size));
  }

  @Override
  void lay(String name, int from, String value, int size, boolean single) {
    statements.add(
        single
            ? "%s[%d] = %s".formatted(name, from, value)
            : "%s[%d:%d] = %s".formatted(name, from, from + size, value));
  }

  @Override
  void call(String call) {
    statements.add(call);
  }

  @Override
  String zeros(int size) {
    return "[0.0] * " + size;
  }

  @Override
  String module(String formula, String predicts, boolean text, String value) {
    List<String> body = new ArrayList<>();
    body.add(
        arguments.stream()
            .map(Argument::name)
            .collect(Collectors.joining(", ", "def predict(", "):")));
    comment("The value is " + predicts + ".").forEach(line -> body.add("    # " + line));
    for (Argument argument : arguments) {
      comment(argument.name() + ": " + argument.description())
          .forEach(line -> body.add("    # " + line));
    }
    statements.forEach(statement -> body.add("    " + statement));
    body.add("    return " + value);
    List<String> lines = new ArrayList<>();
    comment(formula).forEach(line -> lines.add("# " + line));
    lines.addAll(List.of("# with the values of a fit.", "", "import math", ""));
    lines.addAll(constants);
    lines.addAll(List.of("", ""));
    lines.addAll(body);
    String code = String.join("\n", constants) + String.join("\n", statements) + "\n" + value;
    called(code).forEach(function -> lines.addAll(List.of("", "", function)));
    return String.join("\n", lines) + "\n";
  }
}
