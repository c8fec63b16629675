package glissade.optimize;

import glissade.compile.Kernel;
import org.jspecify.annotations.Nullable;

/** The hot loop: update, evaluate, check. */
final class StepLoop {
  /** How often states are checked for overflow. */
  private static final int STATE_CHECK = 256;

  private static final double[] NO_SCALARS = {};

  private final RunState state;
  private final Kernel objective;
  private final Object[] stateArrays;
  private final Limits limits;
  private final long total;
  private @Nullable SmallSteps small;

  StepLoop(RunState state, Evaluator evaluator, Limits limits, @Nullable SmallSteps small) {
    this.state = state;
    this.objective = evaluator.kernel();
    this.limits = limits;
    this.total = limits.steps();
    this.small = small;
    this.stateArrays = state.updater.stateNames().stream().map(state::state).toArray();
  }

  /** From now on, makes whole steps so; null for the general way. */
  void use(@Nullable SmallSteps steps) {
    small = steps;
  }

  /**
   * Makes steps until {@code until} are made, or there is a reason to stop.
   *
   * @return the reason; null for none
   */
  @Nullable StopReason advance(long until) {
    RunState s = state;
    while (s.step < until) {
      if (small != null) {
        small.run(s, nextCheck(until));
        StopReason reason = judge();
        if (reason != null) {
          return reason;
        }
        continue;
      }
      if (s.skippedInRow == 0) {
        s.updater.step(s.step + 1 - s.skipped, total);
      }
      s.step++;
      StopReason reason = evaluate();
      if (reason != null) {
        return reason;
      }
    }
    return null;
  }

  /** The next step at which more than value and gradient must be looked at. */
  private long nextCheck(long until) {
    long next = (state.step / STATE_CHECK + 1) * STATE_CHECK;
    long window = Math.max(1, limits.window() - (state.step - state.referenceStep));
    long judged = window > Long.MAX_VALUE - state.step ? Long.MAX_VALUE : state.step + window;
    return Math.min(Math.min(until, limits.steps()), Math.min(next, judged));
  }

  /** Evaluates where the parameters are, keeps the best, and looks for reasons to stop. */
  @Nullable StopReason evaluate() {
    state.value = objective.run(state.objectiveArrays, NO_SCALARS, 0, 0);
    state.gradientNorm = Elements.maxAbs(state.objectiveArrays[1]);
    return judge();
  }

  private @Nullable StopReason judge() {
    RunState s = state;
    if (!(Math.abs(s.value) <= Double.MAX_VALUE && s.gradientNorm <= Double.MAX_VALUE)) {
      return skip();
    }
    s.skippedInRow = 0;
    if (s.value < s.bestValue) {
      s.bestValue = s.value;
      s.bestStep = s.step;
      s.bestGradientNorm = s.gradientNorm;
      Elements.copy(s.objectiveArrays[0], s.best);
    }
    StopReason reason = reasonToStop();
    boolean look = reason != null || (s.step & (STATE_CHECK - 1)) == 0;
    return look && !statesAreFinite() ? StopReason.DIVERGED : reason;
  }

  /** The next update is left out; when that has been done too often, the run ends. */
  private @Nullable StopReason skip() {
    RunState s = state;
    if (s.skippedInRow >= limits.skips()) {
      return StopReason.DIVERGED;
    }
    s.skippedInRow++;
    s.skipped++;
    return s.step >= limits.steps() ? StopReason.STEPS : null;
  }

  private @Nullable StopReason reasonToStop() {
    RunState s = state;
    if (s.value <= limits.target()) {
      return StopReason.TARGET;
    }
    if (s.gradientNorm <= limits.tolerance()) {
      return StopReason.GRADIENT;
    }
    if (s.step - s.bestStep >= limits.patience()) {
      return StopReason.STALLED;
    }
    if (s.step == 0) {
      s.referenceValue = s.bestValue;
    } else if (s.step - s.referenceStep >= limits.window() && !improved()) {
      return StopReason.IMPROVEMENT;
    }
    return s.step >= limits.steps() ? StopReason.STEPS : null;
  }

  private boolean improved() {
    RunState s = state;
    double improvement = s.referenceValue - s.bestValue;
    boolean enough = !(improvement <= limits.improvement() * Math.abs(s.bestValue));
    s.referenceStep = s.step;
    s.referenceValue = s.bestValue;
    return enough;
  }

  /** Whether no state has overflowed. */
  boolean statesAreFinite() {
    for (int i = 0; i < stateArrays.length; i++) {
      if (!(Elements.maxAbs(stateArrays[i]) <= Double.MAX_VALUE)) {
        return false;
      }
    }
    return true;
  }
}
