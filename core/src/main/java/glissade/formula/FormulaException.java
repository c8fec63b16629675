package glissade.formula;

import java.util.List;

/**
 * A text that cannot be understood. The message holds every problem found, each with its line,
 * column and a caret.
 */
public final class FormulaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Source source;
  private final transient List<Problem> problems;

  /**
   * Reports problems of a text.
   *
   * @param source the text
   * @param problems at least one
   */
  public FormulaException(Source source, List<Problem> problems) {
    super(source.render(problems));
    this.source = source;
    this.problems = List.copyOf(problems);
  }

  /** The text at fault. */
  public Source source() {
    return source;
  }

  /** What is wrong, in the order of the text. */
  public List<Problem> problems() {
    return problems;
  }
}
