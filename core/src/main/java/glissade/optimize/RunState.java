package glissade.optimize;

import glissade.rule.Updater;
import java.util.Objects;

/** Everything that changes while a run goes on. */
final class RunState {
  /** What the objective's kernel works on: parameters, gradient, scratch. */
  final Object[] objectiveArrays;

  /** What changes the parameters, and remembers states. */
  final Updater updater;

  final LiveSettings settings;
  final ReduceOnPlateau.Memory plateau = new ReduceOnPlateau.Memory();

  /** How many steps there will be, for schedules. */
  final long total;

  /** The parameters at the best value. */
  final Object best;

  /** Updates done. */
  long step;

  /** The loss at the parameters, and the gradient's largest component. */
  double value = Double.NaN;

  double gradientNorm = Double.NaN;

  double bestValue = Double.POSITIVE_INFINITY;
  double bestGradientNorm = Double.NaN;
  long bestStep;

  /**
   * Updates left out because the value or the gradient was not finite: all, and the last in a row.
   */
  long skipped;

  long skippedInRow;

  /** Where {@link #referenceStep} and {@link #referenceValue} measure improvement from. */
  long referenceStep;

  double referenceValue = Double.POSITIVE_INFINITY;

  RunState(
      Object[] objectiveArrays, Updater updater, LiveSettings settings, long total, Object best) {
    this.objectiveArrays = objectiveArrays;
    this.updater = updater;
    this.settings = settings;
    this.total = total;
    this.best = best;
  }

  Object parameters() {
    return objectiveArrays[0];
  }

  Object gradient() {
    return objectiveArrays[1];
  }

  /** A state's array; parameters whose rule has no such state have zeros there. */
  Object state(String name) {
    return Objects.requireNonNull(updater.state(name, parameters()));
  }
}
