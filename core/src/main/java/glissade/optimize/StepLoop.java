package glissade.optimize;

import glissade.compile.Kernel;
import glissade.rule.CompiledRule;
import org.jspecify.annotations.Nullable;

/** The hot loop: update, evaluate, check. */
final class StepLoop {
  /** How often states are checked for overflow. */
  private static final int STATE_CHECK = 64;

  /** Updates of more elements are cut, so that compiled code is entered anew. */
  private static final int CHUNK = 1 << 16;

  private final RunState state;
  private final Kernel objective;
  private final Kernel update;
  private final CompiledRule rule;
  private final Limits limits;
  private final long total;
  private final boolean scheduled;

  StepLoop(RunState state, Evaluator evaluator, CompiledRule rule, Limits limits) {
    this.state = state;
    this.objective = evaluator.kernel();
    this.update = rule.kernel();
    this.rule = rule;
    this.limits = limits;
    this.total = limits.steps();
    this.scheduled = rule.configured().isScheduled();
    rule.setScalars(state.scalars, 1, total);
  }

  /**
   * Makes steps until {@code until} are made, or there is a reason to stop.
   *
   * @return the reason; null for none
   */
  @Nullable StopReason advance(long until) {
    RunState s = state;
    int size = java.lang.reflect.Array.getLength(s.parameters());
    boolean whole = size <= CHUNK || rule.reduces();
    while (s.step < until) {
      if (scheduled) {
        rule.setScalars(s.scalars, s.step + 1, total);
      } else {
        s.scalars[s.scalars.length - 1] = s.step + 1;
      }
      if (whole) {
        update.run(s.ruleArrays, s.scalars, 0, size);
      } else {
        updateInChunks(size);
      }
      s.step++;
      StopReason reason = evaluate();
      if (reason != null) {
        return reason;
      }
    }
    return null;
  }

  private void updateInChunks(int size) {
    for (int from = 0; from < size; from += CHUNK) {
      update.run(state.ruleArrays, state.scalars, from, Math.min(size, from + CHUNK));
    }
  }

  /** Evaluates where the parameters are, keeps the best, and looks for reasons to stop. */
  @Nullable StopReason evaluate() {
    RunState s = state;
    double value = objective.run(s.objectiveArrays, s.scalars, 0, 0);
    double norm = Elements.maxAbs(s.objectiveArrays[1]);
    s.value = value;
    s.gradientNorm = norm;
    if (!(Math.abs(value) <= Double.MAX_VALUE && norm <= Double.MAX_VALUE)) {
      return StopReason.DIVERGED;
    }
    if (value < s.bestValue) {
      s.bestValue = value;
      s.bestStep = s.step;
      s.bestGradientNorm = norm;
      Elements.copy(s.objectiveArrays[0], s.best);
    }
    if (value <= limits.target()) {
      return StopReason.TARGET;
    }
    if (norm <= limits.tolerance()) {
      return StopReason.GRADIENT;
    }
    if ((s.step & (STATE_CHECK - 1)) == 0 && !statesAreFinite()) {
      return StopReason.DIVERGED;
    }
    if (s.step - s.bestStep >= limits.patience()) {
      return StopReason.STALLED;
    }
    if (s.step - s.referenceStep >= limits.window() && !improved()) {
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

  private boolean statesAreFinite() {
    for (int i = 0; i < rule.stateNames().size(); i++) {
      if (!(Elements.maxAbs(state.ruleArrays[rule.stateArray(rule.stateNames().get(i))])
          <= Double.MAX_VALUE)) {
        return false;
      }
    }
    return true;
  }
}
