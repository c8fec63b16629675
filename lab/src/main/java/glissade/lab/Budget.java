package glissade.lab;

import glissade.optimize.Minimizer;
import glissade.rule.SettingsException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What each run may spend: steps or time. A step takes one gradient, whatever the rule.
 *
 * @param steps how many steps; 0 where time counts
 * @param time how long; null where steps count
 */
public record Budget(long steps, @Nullable Duration time) {

  /** So many steps, at least 1. */
  public static Budget ofSteps(long number) {
    if (number < 1) {
      throw new SettingsException("the budget must be at least 1 step, not " + number);
    }
    return new Budget(number, null);
  }

  /** So much time, above 0. */
  public static Budget ofTime(Duration time) {
    if (time.isZero() || time.isNegative()) {
      throw new SettingsException("the budget must be a time above 0");
    }
    return new Budget(0, time);
  }

  Minimizer limit(Minimizer minimizer) {
    return time == null ? minimizer.steps(steps) : minimizer.time(time);
  }

  /** Such as {@code 1000 steps} or {@code 2.5 s}. */
  @Override
  public String toString() {
    return time != null
        ? Numbers.brief(time.toNanos() / 1e9) + " s"
        : steps + (steps == 1 ? " step" : " steps");
  }
}
