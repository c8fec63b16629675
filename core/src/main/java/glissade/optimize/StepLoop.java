package glissade.optimize;

import glissade.compile.Kernel;
import glissade.formula.Point;
import glissade.rule.CompiledRule;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The hot loop: update, evaluate, check. */
final class StepLoop {
  /** How often states are checked for overflow. */
  private static final int STATE_CHECK = 256;

  private final RunState state;
  private final Kernel objective;
  private final CompiledRule rule;
  private final Limits limits;
  private final long total;
  private final @Nullable SmallSteps small;

  /** Where each parameter array begins, and the last ends. */
  private final int[] bounds;

  StepLoop(
      Point start,
      RunState state,
      Evaluator evaluator,
      CompiledRule rule,
      Limits limits,
      @Nullable SmallSteps small) {
    this.state = state;
    this.bounds = bounds(start);
    this.objective = evaluator.kernel();
    this.rule = rule;
    this.limits = limits;
    this.total = limits.steps();
    rule.setScalars(state.scalars, 1, total);
    this.small = rule.configured().isScheduled() ? null : small;
  }

  /** Where each parameter array begins, and the last ends. */
  static int[] bounds(Point start) {
    return IntStream.concat(
            start.names().stream().mapToInt(start::offset), IntStream.of(start.size()))
        .toArray();
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
      rule.setScalars(s.scalars, s.step + 1, total);
      rule.step(s.ruleArrays, s.scalars, bounds);
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
    long window = limits.window() - (state.step - state.referenceStep);
    return Math.min(
        Math.min(until, limits.steps()), Math.min(next, state.step + Math.max(1, window)));
  }

  /** Evaluates where the parameters are, keeps the best, and looks for reasons to stop. */
  @Nullable StopReason evaluate() {
    state.value = objective.run(state.objectiveArrays, state.scalars, 0, 0);
    state.gradientNorm = Elements.maxAbs(state.objectiveArrays[1]);
    return judge();
  }

  private @Nullable StopReason judge() {
    RunState s = state;
    if (!(Math.abs(s.value) <= Double.MAX_VALUE && s.gradientNorm <= Double.MAX_VALUE)) {
      return StopReason.DIVERGED;
    }
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
    for (int i = 0; i < rule.stateNames().size(); i++) {
      if (!(Elements.maxAbs(state.ruleArrays[rule.stateArray(rule.stateNames().get(i))])
          <= Double.MAX_VALUE)) {
        return false;
      }
    }
    return true;
  }
}
