package glissade.studio;

import glissade.functions.TestFunctions;
import glissade.rule.ConfiguredRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A run as a command for a shell, and as Java: each gives the numbers that the page shows. */
record CommandText(String formula, String start, int steps, ConfiguredRule rule) {

  /** For a POSIX shell. */
  String command() {
    Map<String, String> changed = changed(rule);
    String settings =
        changed.isEmpty()
            ? ""
            : " --set "
                + quoted(
                    changed.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining(",")));
    return "glissade minimize %s --start %s --rule %s%s --steps %d"
        .formatted(loss(formula), quoted(start), rule.rule().name(), settings, steps);
  }

  /** A statement, for which {@code glissade.optimize} is imported. */
  String java() {
    StringBuilder text = new StringBuilder("Result result =\n    Minimizer.of(");
    text.append(literal(formula)).append(")\n        .start(").append(literal(start));
    text.append(")\n        .rule(").append(literal(rule.rule().name())).append(")\n");
    changed(rule)
        .forEach(
            (name, value) ->
                text.append("        .set(")
                    .append(literal(name))
                    .append(", ")
                    .append(literal(value))
                    .append(")\n"));
    return text.append("        .steps(").append(steps).append(")\n        .run();\n").toString();
  }

  /** The settings that are not as the rule has them by itself. */
  static Map<String, String> changed(ConfiguredRule rule) {
    Map<String, String> defaults = rule.rule().configured().settings();
    Map<String, String> changed = new LinkedHashMap<>(rule.settings());
    changed
        .entrySet()
        .removeIf(setting -> setting.getValue().equals(defaults.get(setting.getKey())));
    return changed;
  }

  /** A loss as one word; a space keeps it from being read as an option, or as a function's name. */
  static String loss(String formula) {
    boolean space = formula.startsWith("-") || TestFunctions.names().contains(formula);
    return quoted(space ? " " + formula : formula);
  }

  /** As one word of a shell. */
  static String quoted(String text) {
    return text.matches("[A-Za-z0-9_.,=/-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private static String literal(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
        + '"';
  }
}
