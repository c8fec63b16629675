package glissade.fit;

import glissade.rule.ConfiguredRule;
import glissade.rule.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Fits samples of the rows, each from the estimates on, to see how far they scatter. Efron,
 * "Bootstrap methods: another look at the jackknife", 1979.
 */
final class Bootstrap {
  /** Steps of a descent where there is no curvature to go by. */
  private static final long STEPS = 400;

  private Bootstrap() {}

  /**
   * The reported numbers of each sample.
   *
   * @param loss made to be sampled
   * @param smooth whether second-order steps lead to a sample's optimum
   */
  static List<double[]> samples(
      RowLoss loss,
      double[] at,
      int count,
      boolean smooth,
      Descent descent,
      long seed,
      BooleanSupplier interrupted) {
    ReportedValues reported = new ReportedValues(loss.model());
    List<double[]> samples = new ArrayList<>();
    for (int i = 0; i < count && !interrupted.getAsBoolean(); i++) {
      loss.sample(Math.floorMod(seed * 1_000_003L + i, Long.MAX_VALUE));
      double[] found =
          smooth
              ? Polish.from(loss, at, interrupted).parameters()
              : descent.run(at, falling(), STEPS, 0, STEPS).parameters();
      if (!interrupted.getAsBoolean()) {
        samples.add(reported.of(found));
      }
    }
    return samples;
  }

  private static ConfiguredRule falling() {
    return Rules.find("rmsprop").configured().with("learning_rate", "cosine(0.05, 0, T)");
  }
}
