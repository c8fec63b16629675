package glissade.optimize;

/**
 * A loss written in Java. The arrays passed in belong to the caller: read {@code x}, write {@code
 * gradient}, keep neither.
 */
public interface Objective {

  /** The loss at a point. */
  double value(double[] x);

  /**
   * The gradient at a point.
   *
   * @param x the point
   * @param gradient receives the partial derivative for each of the point's numbers
   */
  void gradient(double[] x, double[] gradient);

  /**
   * Both at once; override it where they share work.
   *
   * @param x the point
   * @param gradient receives the partial derivative for each of the point's numbers
   * @return the loss
   */
  default double valueAndGradient(double[] x, double[] gradient) {
    gradient(x, gradient);
    return value(x);
  }
}
