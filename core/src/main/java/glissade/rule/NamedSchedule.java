package glissade.rule;

import glissade.formula.Definition;
import glissade.formula.Source;
import glissade.formula.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A schedule that has a name, such as {@code cosine(first, last, steps)}: what a hyperparameter's
 * formula may call. All are read from one table.
 *
 * @param heading the name with its parameters
 * @param description what it does, and where it comes from
 * @param formula the lines of its formula, of the parameters, the step {@code t} from 1, and the
 *     total number of steps {@code T}
 */
public record NamedSchedule(String heading, String description, List<String> formula) {
  private static final List<NamedSchedule> ALL = new ArrayList<>();
  private static final Map<String, Definition> DEFINITIONS = new LinkedHashMap<>();

  static {
    Source table = new Source("schedules", Rules.resource("schedules"));
    int at = 0;
    for (String entry : table.text().split("\n\n", -1)) {
      String[] lines = entry.strip().split("\n", -1);
      int body = at + lines[0].length() + 1 + lines[1].length() + 1;
      Span span = new Span(body, at + entry.stripTrailing().length());
      Definition definition = Definition.parse(lines[1], table, span, DEFINITIONS);
      DEFINITIONS.put(definition.name(), definition);
      List<String> formula = List.of(lines).subList(2, lines.length);
      ALL.add(
          new NamedSchedule(
              lines[1], lines[0].substring(2), formula.stream().map(String::strip).toList()));
      at += entry.length() + 2;
    }
  }

  /** All of them, in the order of the table. */
  public static List<NamedSchedule> all() {
    return List.copyOf(ALL);
  }

  /** What a formula calls, by name. */
  static Map<String, Definition> definitions() {
    return DEFINITIONS;
  }
}
