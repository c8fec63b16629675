package glissade.lab;

import glissade.formula.Point;
import glissade.optimize.Minimizer;
import glissade.optimize.Result;
import glissade.optimize.StopReason;

/**
 * One run of one rule from the start of one seed.
 *
 * @param index of the seed, from 0
 * @param start where it began
 * @param best the least loss met
 * @param last the loss at the end of the budget; infinite if the run diverged
 * @param steps how many steps it made
 * @param stepsToTarget after how many steps the target was met; -1 if it was not, or none is set
 * @param secondsToTarget how long that took; NaN if it was not met. Of a rule that reports another
 *     point than it updates, what its steps take, without the looks at that point after each
 * @param outcome how it came out
 * @param reason why, in words; empty for {@link Outcome#REACHED} and {@link Outcome#SPENT}
 * @param trace what it met on its way
 */
public record Trial(
    int index,
    Point start,
    double best,
    double last,
    long steps,
    long stepsToTarget,
    double secondsToTarget,
    Outcome outcome,
    String reason,
    Trace trace) {

  /** A gradient below this has vanished. */
  static final double FLAT = 1e-6;

  /** So many steps without a better loss are a stall. */
  static final long PATIENCE = Minimizer.PATIENCE;

  /** How many gradients it took to meet the target: one at the start and one after each step. */
  public long gradientsToTarget() {
    return stepsToTarget < 0 ? -1 : stepsToTarget + 1;
  }

  /**
   * What came of a run over the whole budget, and of one that ended at the target.
   *
   * @param target NaN for none
   * @param looksApart whether the run to the target also took time for looks at another point
   */
  static Trial of(
      int index,
      Point start,
      double target,
      Result whole,
      Result toTarget,
      boolean looksApart,
      Trace trace) {
    boolean reached = toTarget.stop().reason() == StopReason.TARGET;
    boolean diverged = whole.stop().reason() == StopReason.DIVERGED;
    Outcome outcome = outcome(target, whole, reached);
    return new Trial(
        index,
        start,
        whole.value(),
        diverged || Double.isNaN(whole.lastValue()) ? Double.POSITIVE_INFINITY : whole.lastValue(),
        whole.steps(),
        reached ? toTarget.steps() : -1,
        reached ? nanos(whole, toTarget, looksApart) / 1e9 : Double.NaN,
        outcome,
        reason(outcome, whole),
        trace);
  }

  private static double nanos(Result whole, Result toTarget, boolean looksApart) {
    return looksApart && whole.steps() > 0
        ? (double) whole.nanos() * toTarget.steps() / whole.steps()
        : toTarget.nanos();
  }

  private static Outcome outcome(double target, Result whole, boolean reached) {
    return Outcome.of(
        reached,
        whole.stop().reason() == StopReason.DIVERGED,
        whole.gradientNorm() <= FLAT,
        whole.steps() - whole.bestStep() >= PATIENCE,
        target);
  }

  private static String reason(Outcome outcome, Result whole) {
    return switch (outcome) {
      case REACHED, SPENT -> "";
      case DIVERGED -> whole.stop().message();
      case SETTLED ->
          "the gradient's largest component is %s at a loss of %s"
              .formatted(Numbers.brief(whole.gradientNorm()), Numbers.brief(whole.value()));
      case STALLED ->
          "no better loss than %s in the last %d of %d steps; the gradient's largest component there is %s"
              .formatted(
                  Numbers.brief(whole.value()),
                  whole.steps() - whole.bestStep(),
                  whole.steps(),
                  Numbers.brief(whole.gradientNorm()));
    };
  }
}
