package glissade.formula;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a value: no dimension for a scalar, one for a vector. (Matrices will have two.)
 *
 * @param dimensions the extents, each at least 1, or {@link #ANY}
 */
public record Shape(List<Integer> dimensions) {

  /** An extent known only when the code runs: an update rule serves arrays of every length. */
  public static final int ANY = -1;

  /** A single number. */
  public static final Shape SCALAR = new Shape(List.of());

  /** A vector of {@code length} numbers. */
  public static Shape vector(int length) {
    if (length < 1 && length != ANY) {
      throw new IllegalArgumentException("a vector needs at least one element, not " + length);
    }
    return new Shape(List.of(length));
  }

  /** Whether this is a single number. */
  public boolean isScalar() {
    return dimensions.isEmpty();
  }

  /** How many numbers a value of this shape holds, or {@link #ANY}. */
  public int size() {
    return isScalar() ? 1 : dimensions.get(0);
  }

  // Written out, because the equality that Java makes for records takes milliseconds at first use.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Shape shape && dimensions.equals(shape.dimensions);
  }

  @Override
  public int hashCode() {
    return dimensions.hashCode();
  }

  /** As a person says it: {@code a number}, {@code 3 elements}. */
  @Override
  public String toString() {
    if (isScalar()) {
      return "a single number";
    }
    return size() == 1 ? "1 element" : size() + " elements";
  }
}
