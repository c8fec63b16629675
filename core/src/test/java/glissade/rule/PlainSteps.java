package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Precision;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

/** Compares a rule to steps written by hand, in 50 digits, on gradients of many kinds. */
final class PlainSteps {
  private static final long SEED = 20261210;
  private static final int STEPS = 30;
  private static final double TOLERANCE = 1e-12;

  /** The parameters before the first step. */
  static final double[] START = {1, -2, 0.5, 3, 0, 1e-3};

  private PlainSteps() {}

  /** Large and small, always zero, and zero at every third step. */
  private static double[][] gradients() {
    Random random = new Random(SEED);
    double[][] gradients = new double[STEPS][];
    Arrays.setAll(
        gradients,
        t -> {
          double[] gradient = random.doubles(START.length, -1, 1).toArray();
          gradient[0] *= 1e-3;
          gradient[2] *= 1e3;
          gradient[3] = 0;
          gradient[4] = t % 3 == 2 ? 0 : gradient[4] * 5;
          return gradient;
        });
    return gradients;
  }

  /** A number for each. */
  static Num[] nums(double[] values) {
    return Arrays.stream(values).mapToObj(Num::of).toArray(Num[]::new);
  }

  /** One number for each parameter. */
  static Num[] filled(Num value) {
    return Stream.generate(() -> value).limit(START.length).toArray(Num[]::new);
  }

  /** One step, of all parameters in place. */
  interface Step {
    void apply(Num[] w, Num[] g, int t);
  }

  /** The rule does what the steps do, to 1e-12. */
  static void follows(ConfiguredRule rule, double[] start, Step step) {
    Num[] w = nums(start);
    follows(rule, w, w, step);
  }

  /**
   * From a start, of which the steps make the parameters in one array and the report in another.
   */
  static void follows(ConfiguredRule rule, Num[] w, Num[] reported, Step step) {
    double[] start = Arrays.stream(w).mapToDouble(Num::rounded).toArray();
    TrialRun compiled = new TrialRun(rule, Precision.DOUBLE, start);
    double[][] gradients = gradients();
    for (int t = 1; t <= STEPS; t++) {
      compiled.step(gradients[t - 1]);
      step.apply(w, nums(gradients[t - 1]), t);
      close(compiled.w(), w, "step %d, parameter %d", t);
      close(compiled.reported(), reported, "reported after step %d, parameter %d", t);
    }
  }

  private static void close(double[] actual, Num[] expected, String where, int t) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(expected[i].errorOf(actual[i]))
          .as(where + ": %s, not %s", t, i, actual[i], expected[i].exact())
          .isLessThan(TOLERANCE);
    }
  }
}
