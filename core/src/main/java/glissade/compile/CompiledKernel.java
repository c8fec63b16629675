package glissade.compile;

import glissade.formula.Precision;
import java.util.List;

/**
 * A kernel with what its callers need to know.
 *
 * @param kernel the code
 * @param precision the element type of its arrays
 * @param scratch lengths of the scratch arrays it needs, {@link glissade.formula.Shape#ANY} for as
 *     long as the inputs
 * @param reduces whether it needs all elements at once, so that open lengths cannot be cut in parts
 * @param bytecodes size of the class file
 * @param methods how many methods the work was split into
 */
public record CompiledKernel(
    Kernel kernel,
    Precision precision,
    List<Integer> scratch,
    boolean reduces,
    int bytecodes,
    int methods) {

  /**
   * The given arrays followed by fresh scratch arrays.
   *
   * @param arrays as the specification says
   * @param length of scratch arrays whose length is open
   */
  public Object[] withScratch(int length, Object... arrays) {
    Object[] all = java.util.Arrays.copyOf(arrays, arrays.length + scratch.size());
    for (int i = 0; i < scratch.size(); i++) {
      int size = scratch.get(i) < 0 ? length : scratch.get(i);
      all[arrays.length + i] = precision == Precision.FLOAT ? new float[size] : new double[size];
    }
    return all;
  }
}
