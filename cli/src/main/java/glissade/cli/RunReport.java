package glissade.cli;

import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.optimize.Minimizer;
import glissade.optimize.ParameterGroup;
import glissade.optimize.Result;
import glissade.rule.ConfiguredRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The result of a run, for people and for programs. */
final class RunReport {
  private static final int MOST_ELEMENTS = 8;

  private RunReport() {}

  /** As JSON, schema {@code glissade/run/1}. */
  static String json(Formula formula, Minimizer minimizer, Point start, Result result) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("schema", "glissade/run/1");
    run.put("formula", formula.toString());
    run.put("goal", minimizer.isMaximizing() ? "maximize" : "minimize");
    run.put("rule", minimizer.rule().rule().name());
    run.put("hyperparameters", settingsByName(minimizer.rule()));
    if (!minimizer.groups().isEmpty()) {
      run.put("groups", minimizer.groups().stream().map(ParameterGroup::toString).toList());
    }
    if (minimizer.plateau() != null) {
      run.put("plateau", minimizer.plateau().toString());
    }
    run.put("precision", minimizer.precision().toString());
    run.put("start", Json.of(start));
    run.put("steps", result.steps());
    if (result.skipped() > 0) {
      run.put("skipped", result.skipped());
    }
    run.put("value", result.value());
    run.put("parameters", Json.of(result.parameters()));
    run.put("gradientNorm", result.gradientNorm());
    run.put("bestStep", result.bestStep());
    run.put("last", ordered("value", result.lastValue(), "parameters", Json.of(result.last())));
    run.put(
        "stop",
        ordered(
            "reason", result.stop().reason().toString(),
            "message", result.stop().message(),
            "advice", result.stop().advice()));
    run.put("seconds", result.nanos() / 1e9);
    return Json.line(run);
  }

  private static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  /** Numbers as numbers, schedules as texts, options as truths. */
  static Map<String, Object> settingsByName(ConfiguredRule rule) {
    Map<String, Object> settings = new LinkedHashMap<>();
    rule.settings()
        .forEach(
            (name, text) -> {
              if (text.equals("on") || text.equals("off")) {
                settings.put(name, text.equals("on"));
              } else {
                settings.put(name, isNumber(text) ? (Object) Double.valueOf(text) : text);
              }
            });
    return settings;
  }

  private static boolean isNumber(String text) {
    return text.matches("-?[0-9.]+(e-?[0-9]+)?");
  }

  /** A rule with its settings, but for those that are zero or off. */
  static String settings(ConfiguredRule rule) {
    return rule.rule().name()
        + "  "
        + rule.settings().entrySet().stream()
            .filter(entry -> !entry.getValue().equals("0") && !entry.getValue().equals("off"))
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("  "));
  }

  /** As a person reads it. */
  static String text(Minimizer minimizer, StepTable table, Result result) {
    List<String> lines = new ArrayList<>();
    lines.add(settings(minimizer.rule()));
    minimizer.groups().forEach(group -> lines.add("  " + group));
    if (minimizer.plateau() != null) {
      lines.add("  on a plateau: " + minimizer.plateau());
    }
    lines.add("");
    lines.addAll(table.lines(result.parameters().elementNames()));
    lines.add("");
    lines.addAll(ending(minimizer, result));
    return String.join("\n", lines);
  }

  /** What came of it: the point, and why the run ended there. */
  static List<String> ending(Minimizer minimizer, Result result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s  %s   (step %d of %d)"
            .formatted(
                minimizer.isMaximizing() ? "maximum" : "minimum",
                Json.shortest(result.value()),
                result.bestStep(),
                result.steps()));
    for (String name : result.parameters().names()) {
      lines.add("  %s = %s".formatted(name, value(result.parameters(), name)));
    }
    lines.add("stopped: " + result.stop().message());
    if (!result.stop().advice().isEmpty()) {
      lines.add("to try:  " + result.stop().advice());
    }
    return lines;
  }

  static String value(Point point, String name) {
    double[] numbers = point.get(name);
    if (point.shape(name).isScalar()) {
      return Json.shortest(numbers[0]);
    }
    String shown =
        Arrays.stream(numbers)
            .limit(MOST_ELEMENTS)
            .mapToObj(Json::shortest)
            .collect(Collectors.joining(", "));
    return numbers.length > MOST_ELEMENTS
        ? "[%s, …]  (%d elements; all with --json)".formatted(shown, numbers.length)
        : "[" + shown + "]";
  }
}
