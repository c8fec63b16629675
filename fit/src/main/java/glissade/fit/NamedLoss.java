package glissade.fit;

import glissade.formula.CompileLimits;
import glissade.formula.Definition;
import glissade.formula.Formula;
import glissade.formula.Source;
import glissade.formula.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Losses of a row that have names, such as {@code logistic(y, z)}: what the formula of a fit may
 * call. All are formulas, read from one table.
 *
 * @param heading the name with its parameters
 * @param description what it is, and where it comes from
 * @param notes by {@code predicts}, what the fitted formula tells of a row: a formula of the
 *     parameters, or {@code name = formula}, of which a vector means the position of its largest
 *     number; by {@code right}, where there is a class to be guessed, when it is; by {@code
 *     likelihood}, where the loss is minus the logarithm of one, what it leaves out
 * @param formula the lines of its formula
 */
public record NamedLoss(
    String heading, String description, Map<String, String> notes, List<String> formula) {
  private static final List<NamedLoss> ALL = new ArrayList<>();
  private static final Map<String, Definition> DEFINITIONS = new LinkedHashMap<>();

  static {
    Definition.table(new Source("losses", Resources.text("losses")))
        .forEach(
            (name, entry) -> {
              DEFINITIONS.put(name, entry.definition());
              ALL.add(
                  new NamedLoss(
                      entry.definition().heading(),
                      entry.description(),
                      entry.notes(),
                      entry.formula()));
            });
  }

  /** All of them, in the order of the table. */
  public static List<NamedLoss> all() {
    return List.copyOf(ALL);
  }

  /** The one of that name; null if there is none. */
  static @Nullable NamedLoss find(@Nullable String name) {
    return ALL.stream()
        .filter(loss -> loss.heading.startsWith(name + "("))
        .findFirst()
        .orElse(null);
  }

  /** The names of its parameters, in order. */
  List<String> parameters() {
    int open = heading.indexOf('(');
    return List.of(heading.substring(open + 1, heading.length() - 1).split(", ", -1));
  }

  /**
   * Reads a formula that may call them.
   *
   * @throws glissade.formula.FormulaException if it cannot be read
   */
  public static Formula parse(Source source) {
    return Formula.parse(
        source, new Span(0, source.text().length()), CompileLimits.DEFAULT, DEFINITIONS);
  }
}
