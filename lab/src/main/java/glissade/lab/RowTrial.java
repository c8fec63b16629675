package glissade.lab;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of one rule with one batch size, from the start and in the order of rows of one seed.
 *
 * @param index of the seed, from 0
 * @param looks at the loss: the first before the first step, the last after the last
 * @param met the first look at which the target was met; null if it was not, or none is set
 * @param outcome how it came out
 * @param reason why, in words; empty for {@link Outcome#REACHED} and {@link Outcome#SPENT}
 */
public record RowTrial(
    int index, List<Look> looks, @Nullable Look met, Outcome outcome, String reason) {

  /** One run. */
  public RowTrial {
    looks = List.copyOf(looks);
  }

  /**
   * A look at the mean loss over all rows.
   *
   * @param passes over the rows so far
   * @param steps so far
   * @param rows of how many rows the gradient was taken so far
   * @param seconds so far, without what looks take
   * @param loss the mean over all rows
   */
  public record Look(double passes, long steps, long rows, double seconds, double loss) {}

  /** The look at the end. */
  public Look end() {
    return looks.get(looks.size() - 1);
  }

  /** The loss at the end of the budget; infinite if the run diverged. */
  public double last() {
    double last = end().loss();
    return outcome == Outcome.DIVERGED || Double.isNaN(last) ? Double.POSITIVE_INFINITY : last;
  }

  /** The look with the least loss, the first of several. */
  public Look best() {
    Look best = looks.get(0);
    for (Look look : looks) {
      best = look.loss() < best.loss() ? look : best;
    }
    return best;
  }
}
