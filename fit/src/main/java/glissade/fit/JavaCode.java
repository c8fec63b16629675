package glissade.fit;

import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/** Writes Java. */
final class JavaCode extends CodeWriter {
  private static final String RESERVED =
      "abstract assert boolean break byte case catch char class const continue default do double"
          + " else enum extends final finally float for goto if implements import instanceof int"
          + " interface long native new package private protected public return short static"
          + " strictfp super switch synchronized this throw throws transient try void volatile"
          + " while true false null var yield record _ java Math Double String System"
          + " IllegalArgumentException predict i";

  /** A class begins with a method of at most 64 kB, and each number of a list takes 8 bytes. */
  private static final int MOST_IN_A_CLASS = 1000;

  /** So long a list stands among the others, without a class of its own. */
  private static final int SHORT = 100;

  /** A method may have 255 arguments, and a double counts twice. */
  private static final int MOST_ARGUMENTS = 120;

  private final String className;

  JavaCode(String className) {
    super(
        "export/functions.java",
        Pattern.compile("^private static (?:final )?[\\w\\[\\]]+ (\\w+)"),
        RESERVED + " " + className);
    if (!SourceVersion.isIdentifier(className)
        || RESERVED.matches("(.* )?" + Pattern.quote(className) + "( .*)?")) {
      throw new SettingsException(
          "`%s` cannot be the name of a class in Java; write one such as Decay"
              .formatted(className));
    }
    this.className = className;
  }

  @Override
  Term literal(double value) {
    if (Double.isNaN(value)) {
      return Term.atom("Double.NaN");
    }
    String text =
        Double.isInfinite(value) ? "Double.POSITIVE_INFINITY" : Double.toString(Math.abs(value));
    boolean negative = Math.copySign(1, value) < 0;
    return negative ? new Term("-" + text, Term.SIGNED) : Term.atom(text);
  }

  @Override
  void constant(String name, double value) {
    constants.add("private static final double %s = %s;".formatted(name, literal(value).text()));
  }

  @Override
  void constant(String name, double[] values, int width) {
    List<String> lines = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (int from = 0; from < values.length; from += width) {
      int to = Math.min(values.length, from + width);
      for (int at = from; at < to; at += MOST_IN_A_CLASS) {
        int end = Math.min(to, at + MOST_IN_A_CLASS);
        lines.add(
            Arrays.stream(values, at, end)
                .mapToObj(value -> literal(value).text())
                .collect(Collectors.joining(", ", "", ",")));
        sizes.add(end - at);
      }
    }
    list(name, "double[]", "joined", lines, sizes);
  }

  @Override
  void constant(String name, List<String> texts) {
    List<String> lines = texts.stream().map(text -> quoted(text) + ",").toList();
    list(name, "String[]", "joinedTexts", lines, texts.stream().map(text -> 1).toList());
  }

  /** A list, in classes of its own where it is long. */
  private void list(
      String name, String type, String joining, List<String> lines, List<Integer> sizes) {
    int size = sizes.stream().mapToInt(Integer::intValue).sum();
    if (size <= SHORT) {
      constants.add("private static final %s %s = {".formatted(type, name));
      lines.forEach(line -> constants.add("  " + line));
      constants.add("};");
      return;
    }
    List<String> parts = new ArrayList<>();
    int held = MOST_IN_A_CLASS;
    for (int k = 0; k < lines.size(); k++) {
      if (held + sizes.get(k) > MOST_IN_A_CLASS) {
        if (!parts.isEmpty()) {
          constants.addAll(List.of("  };", "}"));
        }
        String part = name("Part_" + name);
        parts.add(part + ".VALUES");
        constants.add("private static final class %s {".formatted(part));
        constants.add("  private static final %s VALUES = {".formatted(type));
        held = 0;
      }
      held += sizes.get(k);
      constants.add("    " + lines.get(k));
    }
    constants.addAll(List.of("  };", "}"));
    constants.add(
        "private static final %s %s = %s(%s);"
            .formatted(type, name, joining, String.join(", ", parts)));
  }

  @Override
  void number(String name, String value) {
    statements.add("double %s = %s;".formatted(name, value));
  }

  @Override
  void numbers(String name, String values) {
    statements.add("double[] %s = %s;".formatted(name, values));
  }

  @Override
  void each(String name, String value, int size) {
    statements.add("double[] %s = new double[%d];".formatted(name, size));
    statements.add("for (int i = 0; i < %d; i++) {".formatted(size));
    statements.add("  %s[i] = %s;".formatted(name, value));
    statements.add("}");
  }

  @Override
  void lay(String name, int from, String value, int size, boolean single) {
    statements.add(
        single
            ? "%s[%d] = %s;".formatted(name, from, value)
            : "System.arraycopy(%s, 0, %s, %d, %d);".formatted(value, name, from, size));
  }

  @Override
  void call(String call) {
    statements.add(call + ";");
  }

  @Override
  String zeros(int size) {
    return "new double[" + size + "]";
  }

  @Override
  String module(String formula, String predicts, boolean text, String value) {
    if (arguments.size() > MOST_ARGUMENTS) {
      throw new SettingsException(
          "a method in Java takes at most %d columns, not %d: write many as one, columns('x*')"
              .formatted(MOST_ARGUMENTS, arguments.size()));
    }
    List<String> lines = new ArrayList<>(List.of("/**"));
    lines.addAll(List.of(" * A formula with the values of a fit:", " *", " * <pre>"));
    comment(formula).forEach(line -> lines.add(" * " + safe(line)));
    lines.addAll(List.of(" * </pre>", " */", "public final class " + className + " {"));
    constants.forEach(line -> lines.add("  " + line));
    lines.addAll(List.of("", "  private " + className + "() {}", "", "  /**"));
    lines.add("   * Predicts.");
    lines.add("   *");
    for (Argument argument : arguments) {
      lines.add(
          "   * @param %s %s"
              .formatted(argument.name(), safe(String.join(" ", comment(argument.description())))));
    }
    lines.addAll(List.of("   * @return " + safe(String.join(" ", comment(predicts))), "   */"));
    lines.add(
        arguments.stream()
            .map(argument -> type(argument.kind()) + " " + argument.name())
            .collect(
                Collectors.joining(
                    ", ", "  public static " + (text ? "String" : "double") + " predict(", ") {")));
    statements.forEach(statement -> lines.add("    " + statement));
    lines.addAll(List.of("    return " + value + ";", "  }"));
    String code = String.join("\n", constants) + String.join("\n", statements) + "\n" + value;
    for (String function : called(code)) {
      lines.add("");
      function.lines().forEach(line -> lines.add(line.isEmpty() ? "" : "  " + line));
    }
    lines.add("}");
    return String.join("\n", lines) + "\n";
  }

  /** As a comment may have it. */
  private static String safe(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("@", "&#64;")
        .replace("\\", "&#92;")
        .replace("*/", "*&#47;");
  }

  private static String type(Argument.Kind kind) {
    return switch (kind) {
      case NUMBER -> "double";
      case TEXT -> "String";
      case NUMBERS -> "double[]";
    };
  }
}
