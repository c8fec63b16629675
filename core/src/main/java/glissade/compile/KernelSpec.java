package glissade.compile;

import glissade.formula.Expr;
import glissade.formula.Precision;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel computes.
 *
 * @param value the number that it returns; null for none
 * @param outputs what it writes to arrays
 * @param inputs where the variables are
 * @param arrays how many arrays it is given, before scratch arrays; no two are the same if one of
 *     them is written
 * @param precision the element type of the arrays
 * @param narrow whether what depends on scalar inputs alone is computed in that type too, rather
 *     than in double
 */
public record KernelSpec(
    @Nullable Expr value,
    List<Output> outputs,
    Map<String, Location> inputs,
    int arrays,
    Precision precision,
    boolean narrow) {

  /**
   * A place in an array.
   *
   * @param array which array, or {@link #SCALARS}
   * @param offset of the first element
   */
  public record Location(int array, int offset) {
    /** The array of scalar inputs, which is always of double. */
    public static final int SCALARS = -1;

    boolean isAt(@Nullable Location other) {
      return other != null && array == other.array && offset == other.offset;
    }

    Location plus(int elements) {
      return new Location(array, offset + elements);
    }
  }

  /**
   * A value to write.
   *
   * @param expr the value
   * @param to where
   * @param inPlace whether an input stands there, so that writing must wait until all is read
   */
  public record Output(Expr expr, Location to, boolean inPlace) {}

  /** How many scalar inputs it reads, counting those before the last. */
  int scalars() {
    return inputs.values().stream()
        .filter(location -> location.array() == Location.SCALARS)
        .mapToInt(location -> location.offset() + 1)
        .max()
        .orElse(0);
  }

  /** The greatest offset in an array of what it reads or writes. */
  int longestOffset() {
    return Stream.concat(inputs.values().stream(), outputs.stream().map(Output::to))
        .mapToInt(Location::offset)
        .max()
        .orElse(0);
  }
}
