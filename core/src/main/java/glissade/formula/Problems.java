package glissade.formula;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with a text, up to the limit, to report it all at once. */
final class Problems extends AbstractList<Problem> {
  private final Source source;
  private final int limit;
  private final List<Problem> found = new ArrayList<>();

  Problems(Source source, CompileLimits limits) {
    this.source = source;
    this.limit = limits.problems();
  }

  /** Notes a problem; a second one at the same place adds nothing. */
  @Override
  public boolean add(Problem problem) {
    if (found.stream().anyMatch(other -> other.span().start() == problem.span().start())) {
      return false;
    }
    found.add(problem);
    if (found.size() >= limit) {
      throwIfAny();
    }
    return true;
  }

  /** Reports them, in the order of the text. */
  void throwIfAny() {
    if (!found.isEmpty()) {
      found.sort(Comparator.comparingInt(problem -> problem.span().start()));
      throw new FormulaException(source, found);
    }
  }

  @Override
  public Problem get(int index) {
    return found.get(index);
  }

  @Override
  public int size() {
    return found.size();
  }
}
