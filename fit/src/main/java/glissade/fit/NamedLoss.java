package glissade.fit;

import glissade.formula.CompileLimits;
import glissade.formula.Definition;
import glissade.formula.Formula;
import glissade.formula.Source;
import glissade.formula.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Losses of a row that have names, such as {@code logistic(y, z)}: what the formula of a fit may
 * call. All are formulas, read from one table.
 *
 * @param heading the name with its parameters
 * @param description what it is, and where it comes from
 * @param formula the lines of its formula
 */
public record NamedLoss(String heading, String description, List<String> formula) {
  private static final List<NamedLoss> ALL = new ArrayList<>();
  private static final Map<String, Definition> DEFINITIONS = new LinkedHashMap<>();

  static {
    Definition.table(new Source("losses", text()))
        .forEach(
            (name, entry) -> {
              DEFINITIONS.put(name, entry.definition());
              ALL.add(
                  new NamedLoss(
                      entry.definition().heading(), entry.description(), entry.formula()));
            });
  }

  private static String text() {
    try (InputStream in = NamedLoss.class.getResourceAsStream("losses")) {
      if (in == null) {
        throw new IllegalStateException("missing resource losses");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of them, in the order of the table. */
  public static List<NamedLoss> all() {
    return List.copyOf(ALL);
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
