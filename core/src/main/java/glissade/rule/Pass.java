package glissade.rule;

import glissade.compile.CompiledKernel;
import glissade.formula.Operator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a rule's step: first element by element, then whole arrays to numbers, which later
 * passes read. Only the last pass writes parameters and states, so a rule that makes no number of
 * an array is one pass.
 *
 * @param kernel element by element, on any stretch; null for nothing
 * @param reductions the numbers to make of each array afterwards; none in the last pass
 */
record Pass(@Nullable CompiledKernel kernel, List<Reduction> reductions) {

  /**
   * A number made of an array.
   *
   * @param operator how
   * @param array of what, among the rule's arrays
   * @param slot where among the numbers it goes
   * @param text the formula, which says whether two rules mean the same number
   */
  record Reduction(Operator operator, int array, int slot, String text) {
    boolean isGlobal() {
      return operator == Operator.GLOBAL_NORM;
    }
  }

  /** Runs the kernel, if there is one, on a stretch. */
  void run(Object[] view, double[] scalars, int from, int to) {
    if (kernel != null) {
      kernel.kernel().run(view, scalars, from, to);
    }
  }
}
