package glissade.lab;

/**
 * Is told how a comparison goes: as each run begins, and every now and then within it. It may end
 * the comparison; what came of the rules that were finished is then the result.
 */
@FunctionalInterface
public interface ComparisonObserver {
  /**
   * Where the comparison is.
   *
   * @param run what runs now, in words: {@code rmsprop, seed 2}
   * @param number of the run, from 1
   * @param of how many runs there are
   */
  record Standing(String run, long number, long of) {}

  /** Returns whether to go on. */
  boolean at(Standing standing);
}
