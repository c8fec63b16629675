package glissade.compile;

/**
 * Whole steps of a small run, with all numbers in local variables: update, evaluate, keep the best.
 * It does exactly what update and loss kernels do one after the other, to the bit. Safe for use by
 * several threads as long as no two share arrays.
 */
public interface StepKernel {
  /** Positions in {@code numbers}: the loss, and the largest component of its gradient. */
  int VALUE = 0;

  int NORM = 1;

  /** The best loss so far, and the largest component of the gradient there. */
  int BEST_VALUE = 2;

  int BEST_NORM = 3;

  /** When to return: a gradient, or a loss, at most this. */
  int TOLERANCE = 4;

  int TARGET = 5;

  /** How many {@code numbers} there are. */
  int NUMBERS = 6;

  /** Positions in {@code steps}: updates done, and at the best loss. */
  int STEP = 0;

  int BEST_STEP = 1;

  /** When to return: at this step, or so many steps after the best. */
  int UNTIL = 2;

  int PATIENCE = 3;

  /** How many {@code steps} there are. */
  int STEPS = 4;

  /**
   * Makes at least one step, and more until there is a reason to look: a limit is met, or a loss or
   * gradient is not finite.
   *
   * @param arrays parameters, gradient, best parameters, then states
   * @param scalars the rule's hyperparameters
   * @param numbers read and written
   * @param steps read and written
   */
  void run(Object[] arrays, double[] scalars, double[] numbers, long[] steps);
}
