package glissade.formula;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A formula with its names given meaning.
 *
 * @param source the text
 * @param graph where the expression lives
 * @param root the formula's value
 * @param spans where each subexpression is written first
 */
public record Bound(Source source, Graph graph, Expr root, Map<Expr, Span> spans) {

  /**
   * The formula as a loss, which must be one number.
   *
   * @throws FormulaException if it is a vector
   */
  public Expr scalarRoot() {
    if (!root.isScalar()) {
      Span span = spans.getOrDefault(root, new Span(0, source.text().length()));
      throw new FormulaException(
          source,
          java.util.List.of(
              new Problem(
                  span,
                  "the formula must be a single number, but this has %s; wrap it in `sum(…)` or `mean(…)`"
                      .formatted(root.shape()))));
    }
    return root;
  }

  /** The text of a subexpression; null if it is not written as such. */
  public @Nullable String text(Expr expr) {
    Span span = spans.get(expr);
    return span == null ? null : source.text(span);
  }
}
