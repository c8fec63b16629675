package glissade.lab;

import glissade.rule.SettingsException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What each run over the rows of a table may spend: passes over the rows, or time. Steps are no
 * measure of it, since a step of one row and a step of all rows are not the same work.
 *
 * @param passes how often every row is used; 0 where time counts
 * @param time how long, without what it takes to look at the loss; null where passes count
 */
public record RowBudget(long passes, @Nullable Duration time) {

  private static final long MOST_PASSES = 1_000_000_000; // steps are then still counted exactly

  /** So many passes over the rows, from 1 to a thousand million. */
  public static RowBudget ofPasses(long number) {
    if (number < 1 || number > MOST_PASSES) {
      throw new SettingsException(
          "the budget must be from 1 to %d passes over the rows, not %d"
              .formatted(MOST_PASSES, number));
    }
    return new RowBudget(number, null);
  }

  /** So much time, above 0. */
  public static RowBudget ofTime(Duration time) {
    Budget checked = Budget.ofTime(time);
    return new RowBudget(0, checked.time());
  }

  /** Such as {@code 20 passes over the rows} or {@code 2.5 s}. */
  @Override
  public String toString() {
    return time != null
        ? Numbers.brief(time.toNanos() / 1e9) + " s"
        : passes + (passes == 1 ? " pass" : " passes") + " over the rows";
  }
}
