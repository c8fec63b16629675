package glissade.optimize;

import glissade.compile.StepKernel;
import java.util.List;

/** Whole steps of a run whose parameters are a few numbers. */
final class SmallSteps {
  private final StepKernel kernel;
  private final Object[] arrays;
  private final double[] scalars;
  private final double[] numbers = new double[StepKernel.NUMBERS];
  private final long[] steps = new long[StepKernel.STEPS];

  SmallSteps(StepKernel kernel, RunState state, Limits limits) {
    this.kernel = kernel;
    this.scalars = state.updater.rules().get(0).scalarsAt(1, limits.steps());
    List<String> states = state.updater.stateNames();
    this.arrays = new Object[3 + states.size()];
    arrays[0] = state.parameters();
    arrays[1] = state.gradient();
    arrays[2] = state.best;
    for (int k = 0; k < states.size(); k++) {
      arrays[3 + k] = state.state(states.get(k));
    }
    numbers[StepKernel.TOLERANCE] = limits.tolerance();
    numbers[StepKernel.TARGET] = limits.target();
    steps[StepKernel.PATIENCE] = limits.patience();
  }

  /** Makes steps until {@code until}, or until there is a reason to look. */
  void run(RunState state, long until) {
    numbers[StepKernel.BEST_VALUE] = state.bestValue;
    numbers[StepKernel.BEST_NORM] = state.bestGradientNorm;
    steps[StepKernel.STEP] = state.step;
    steps[StepKernel.BEST_STEP] = state.bestStep;
    steps[StepKernel.UNTIL] = until;
    kernel.run(arrays, scalars, numbers, steps);
    state.value = numbers[StepKernel.VALUE];
    state.gradientNorm = numbers[StepKernel.NORM];
    state.bestValue = numbers[StepKernel.BEST_VALUE];
    state.bestGradientNorm = numbers[StepKernel.BEST_NORM];
    state.step = steps[StepKernel.STEP];
    state.bestStep = steps[StepKernel.BEST_STEP];
  }
}
