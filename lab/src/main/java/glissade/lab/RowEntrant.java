package glissade.lab;

import glissade.rule.SettingsException;

/**
 * A rule that takes part with a batch size.
 *
 * @param rule the rule with its settings
 * @param batch how many rows make a step, at least 1; {@link Long#MAX_VALUE} for all
 */
public record RowEntrant(Entrant rule, long batch) {

  /** A rule that takes part. */
  public RowEntrant {
    if (batch < 1) {
      throw new SettingsException("a batch must be at least 1 row, not " + batch);
    }
  }

  /** Such as {@code rmsprop, full batch}, {@code rmsprop, batch 256}. */
  public String name() {
    return "%s, %s"
        .formatted(rule.name(), batch == Long.MAX_VALUE ? "full batch" : "batch " + batch);
  }

  /** {@code full}, or the number of rows. */
  public String batchName() {
    return batch == Long.MAX_VALUE ? "full" : String.valueOf(batch);
  }

  /** With the full batch in place of one that has all rows. */
  RowEntrant over(long rows) {
    return batch >= rows ? new RowEntrant(rule, Long.MAX_VALUE) : this;
  }

  RowEntrant with(String setting, double value) {
    return new RowEntrant(rule.with(setting, value), batch);
  }
}
