package glissade.formula;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a value: no dimension for a scalar, one for a vector, two for a matrix, whose
 * numbers lie row by row.
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

  /** A matrix. */
  public static Shape matrix(int rows, int columns) {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "a matrix needs at least one row and one column, not %d × %d".formatted(rows, columns));
    }
    return new Shape(List.of(rows, columns));
  }

  /** Whether this has rows and columns. */
  public boolean isMatrix() {
    return dimensions.size() == 2;
  }

  /** Whether this is a single number. */
  public boolean isScalar() {
    return dimensions.isEmpty();
  }

  /** How many numbers a value of this shape holds, or {@link #ANY}. */
  public int size() {
    if (isMatrix()) {
      return Math.multiplyExact(dimensions.get(0), dimensions.get(1));
    }
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

  /** As a person says it: {@code a number}, {@code 3 elements}, {@code 2 × 3 elements}. */
  @Override
  public String toString() {
    if (isScalar()) {
      return "a single number";
    }
    if (isMatrix()) {
      return dimensions.get(0) + " × " + dimensions.get(1) + " elements";
    }
    return size() == 1 ? "1 element" : size() + " elements";
  }
}
