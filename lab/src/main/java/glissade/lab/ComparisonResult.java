package glissade.lab;

import java.util.List;

/**
 * What came of a comparison, with everything needed to repeat it.
 *
 * @param problem what was minimized
 * @param seeds from how many starts
 * @param seed where starts and noise come from
 * @param spread how far starts lie apart
 * @param budget what each run could spend
 * @param target the loss to be met; NaN for none
 * @param tuned whether learning rates were found on the grid
 * @param rules what each rule achieved, in the order given
 * @param unfinished the names of those that it was ended before or within; none if it went through
 */
public record ComparisonResult(
    Problem problem,
    int seeds,
    long seed,
    double spread,
    Budget budget,
    double target,
    boolean tuned,
    List<RuleResult> rules,
    List<String> unfinished) {

  /** What came of a comparison. */
  public ComparisonResult {
    rules = List.copyOf(rules);
    unfinished = List.copyOf(unfinished);
  }

  /** Whether there is a target. */
  public boolean hasTarget() {
    return !Double.isNaN(target);
  }
}
