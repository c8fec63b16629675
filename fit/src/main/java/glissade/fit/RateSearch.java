package glissade.fit;

import glissade.rule.ConfiguredRule;
import glissade.rule.SettingsException;
import org.jspecify.annotations.Nullable;

/**
 * Finds a learning rate: a few short descents from the start, each with another rate that falls to
 * zero along a cosine; the rate that led lowest counts.
 */
final class RateSearch {
  private static final double[] RATES = {1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001};
  private static final long STEPS = 60;

  private RateSearch() {}

  /** The rule with a rate that falls to zero; null if it has no learning rate. */
  static @Nullable ConfiguredRule falling(ConfiguredRule rule, double rate) {
    try {
      return rule.with("lr", "cosine(" + rate + ", 0, T)");
    } catch (SettingsException noRate) {
      return null;
    }
  }

  /** The best of the rates; NaN if none leads lower than the start, or the rule has none. */
  static double best(RowLoss loss, Descent descent, ConfiguredRule rule, double[] start) {
    double lowest = loss.sample(start, FitRun.SAMPLE);
    double best = Double.NaN;
    for (double rate : RATES) {
      ConfiguredRule tried = falling(rule, rate);
      if (tried == null) {
        return Double.NaN;
      }
      double[] end = descent.run(start, tried, STEPS, 0, STEPS).parameters();
      double value = loss.sample(end, FitRun.SAMPLE);
      if (value < lowest) {
        lowest = value;
        best = rate;
      }
    }
    return best;
  }
}
