package glissade.rule;

import glissade.formula.Definition;
import glissade.formula.Source;
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
    Definition.table(new Source("schedules", Rules.resource("schedules")))
        .forEach(
            (name, entry) -> {
              DEFINITIONS.put(name, entry.definition());
              ALL.add(
                  new NamedSchedule(
                      entry.definition().heading(), entry.description(), entry.formula()));
            });
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
