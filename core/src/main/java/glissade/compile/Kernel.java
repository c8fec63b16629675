package glissade.compile;

/**
 * Compiled expressions. Which arrays it reads and writes is fixed by its {@link KernelSpec}. Safe
 * for use by several threads as long as no two share arrays.
 */
public interface Kernel {

  /**
   * Computes everything once.
   *
   * @param arrays the arrays of the specification, then scratch arrays, all {@code double[]} or all
   *     {@code float[]}
   * @param scalars the scalar inputs of the specification
   * @param from the first element, where the length is open
   * @param to after the last element, where the length is open
   * @return the value of the specification, or 0 if it has none
   */
  double run(Object[] arrays, double[] scalars, int from, int to);
}
