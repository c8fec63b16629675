package glissade.lab;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How a run came out. */
public enum Outcome {
  /** The target was met. */
  REACHED("reached"),
  /** The budget was spent while the loss was still falling, or no target was set. */
  SPENT("budget spent"),
  /**
   * The loss has long stopped falling, but the gradient has not vanished: the steps are too long.
   */
  STALLED("stalled"),
  /** The gradient has vanished above the target: another minimum, a saddle, or a plain. */
  SETTLED("settled elsewhere"),
  /** A number overflowed. */
  DIVERGED("diverged");

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  /**
   * How a run came out.
   *
   * @param flat whether the gradient has vanished
   * @param rests whether the loss has long stopped falling
   * @param target NaN for none
   */
  static Outcome of(boolean reached, boolean diverged, boolean flat, boolean rests, double target) {
    if (reached) {
      return REACHED;
    }
    if (diverged) {
      return DIVERGED;
    }
    if (flat) {
      return Double.isNaN(target) ? SPENT : SETTLED;
    }
    return rests ? STALLED : SPENT;
  }

  /** The runs that failed, by how. */
  static <T> Map<Outcome, List<T>> failures(List<T> trials, Function<T, Outcome> outcome) {
    Map<Outcome, List<T>> failures = new EnumMap<>(Outcome.class);
    for (T trial : trials) {
      if (outcome.apply(trial).isFailure()) {
        failures.computeIfAbsent(outcome.apply(trial), kind -> new ArrayList<>()).add(trial);
      }
    }
    return failures;
  }

  /** Whether the rule failed, rather than ran out of budget. */
  public boolean isFailure() {
    return this == STALLED || this == SETTLED || this == DIVERGED;
  }

  /** The name in reports. */
  @Override
  public String toString() {
    return label;
  }
}
