package glissade.lab;

import java.util.concurrent.CancellationException;

/** Counts the runs of a comparison for its observer. */
final class Runs {
  private final ComparisonObserver observer;
  private final long of;
  private long number;
  private String run = "warming up";

  Runs(ComparisonObserver observer, long of) {
    this.observer = observer;
    this.of = of;
  }

  /**
   * A run begins.
   *
   * @throws CancellationException if the comparison is to end
   */
  void begin(String what) {
    run = what;
    number++;
    requireGoesOn();
  }

  /** Whether the run under way is to go on; what warms up counts as part of the first. */
  boolean goesOn() {
    return observer.at(new ComparisonObserver.Standing(run, Math.max(1, number), of));
  }

  /**
   * After a run.
   *
   * @throws CancellationException if the comparison is to end
   */
  void requireGoesOn() {
    if (!goesOn()) {
      throw new CancellationException();
    }
  }
}
