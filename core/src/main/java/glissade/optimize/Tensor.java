package glissade.optimize;

import glissade.formula.Precision;
import glissade.formula.Shape;

/**
 * An array as a file holds it.
 *
 * @param array {@code double[]} or {@code float[]}, at least one number
 * @param shape what it is an array of: a single number or a vector
 */
public record Tensor(Object array, Shape shape) {

  /** A vector, of at least one number. */
  public static Tensor of(double... numbers) {
    return new Tensor(numbers, Shape.vector(numbers.length));
  }

  Precision precision() {
    return array instanceof double[] ? Precision.DOUBLE : Precision.FLOAT;
  }

  long bytes() {
    return (long) shape.size() * (precision() == Precision.DOUBLE ? 8 : 4);
  }
}
