package glissade.compile;

import glissade.formula.Precision;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A kernel with what its callers need to know.
 *
 * @param kernel the code
 * @param precision the element type of its arrays
 * @param scratch lengths of the scratch arrays it needs, {@link glissade.formula.Shape#ANY} for as
 *     long as the inputs
 * @param laneSums how long one more array of doubles must be, by the length of the inputs; null for
 *     none. A kernel that has one is for one thread, with arrays of its own
 * @param reduces whether it needs all elements at once, so that open lengths cannot be cut in parts
 * @param bytecodes size of the class file
 * @param methods how many methods the work was split into
 */
public record CompiledKernel(
    Kernel kernel,
    Precision precision,
    List<Integer> scratch,
    @Nullable IntUnaryOperator laneSums,
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
    Object[] all = Arrays.copyOf(arrays, arrays.length + scratchArrays());
    for (int i = 0; i < scratchArrays(); i++) {
      all[arrays.length + i] = newScratch(i, length);
    }
    return all;
  }

  /** How many arrays it needs beside those of its specification. */
  public int scratchArrays() {
    return scratch.size() + (laneSums == null ? 0 : 1);
  }

  /**
   * One of these.
   *
   * @param length of scratch arrays whose length is open
   */
  public Object newScratch(int i, int length) {
    IntUnaryOperator size = laneSums;
    if (size != null && i == scratch.size()) {
      return new double[size.applyAsInt(length)];
    }
    return precision.array(scratch.get(i) < 0 ? length : scratch.get(i));
  }

  /** The same with other code, and with what a plan for vector registers needs beside. */
  CompiledKernel with(Kernel other, Plan plan) {
    List<Integer> more = new ArrayList<>(scratch);
    int length = plan.passesByChunk() ? plan.chunk() : Shape.ANY;
    more.addAll(Collections.nCopies(plan.passed(), length));
    return new CompiledKernel(
        other,
        precision,
        List.copyOf(more),
        plan.laneSums(1) > 0 ? plan::laneSums : null,
        reduces,
        bytecodes,
        methods);
  }
}
