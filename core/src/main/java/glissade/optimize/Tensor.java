package glissade.optimize;

import glissade.formula.Precision;
import glissade.formula.Shape;

/**
 * An array as a file holds it.
 *
 * @param array {@code double[]} or {@code float[]}
 * @param shape what it is an array of
 */
record Tensor(Object array, Shape shape) {

  Precision precision() {
    return array instanceof double[] ? Precision.DOUBLE : Precision.FLOAT;
  }

  long bytes() {
    return (long) shape.size() * (precision() == Precision.DOUBLE ? 8 : 4);
  }
}
