package glissade.lab;

import java.util.List;

/**
 * A plane through the space of the parameters.
 *
 * @param origin a point of it
 * @param first a direction of length 1
 * @param second another, at a right angle to the first
 * @param names what the two directions are called
 */
record Plane(double[] origin, double[] first, double[] second, List<String> names) {
  private static final int ROUNDS = 300;

  /** Of two parameters, the whole space. */
  static Plane whole(List<String> names) {
    return new Plane(new double[2], new double[] {1, 0}, new double[] {0, 1}, names);
  }

  /**
   * The plane through a point in which most of what lies around it lies: spanned by the two leading
   * directions of the points, seen from the origin. Found by power iteration.
   *
   * @param origin a point, of more than two numbers
   * @param points others
   * @param pulse called before each round; it may throw, so that there are no more
   */
  static Plane leading(double[] origin, List<double[]> points, Runnable pulse) {
    double[] first = direction(origin, points, new double[origin.length], pulse);
    double[] second = direction(origin, points, first, pulse);
    return new Plane(origin, first, second, List.of("leading direction", "second direction"));
  }

  private static double[] direction(
      double[] origin, List<double[]> points, double[] without, Runnable pulse) {
    double[] direction = new double[origin.length];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = 1 + 0.01 * i; // anything that is hardly at a right angle to the answer
    }
    if (!normalize(direction, without)) { // it was that direction itself
      direction[0] = 1;
      boolean unused = normalize(direction, without);
    }
    for (int round = 0; round < ROUNDS; round++) {
      pulse.run();
      double[] next = new double[direction.length];
      for (double[] point : points) {
        double part = 0;
        for (int i = 0; i < next.length; i++) {
          part += direction[i] * (point[i] - origin[i]);
        }
        for (int i = 0; i < next.length; i++) {
          next[i] += part * (point[i] - origin[i]);
        }
      }
      if (!normalize(next, without)) {
        return direction; // the points lie on a line, or are one: any other direction will do
      }
      direction = next;
    }
    return direction;
  }

  /** Makes it of length 1 and at a right angle to another; false if nothing is left. */
  private static boolean normalize(double[] direction, double[] without) {
    double part = 0;
    double before = 0;
    for (int i = 0; i < direction.length; i++) {
      part += direction[i] * without[i];
      before = Math.hypot(before, direction[i]);
    }
    double length = 0;
    for (int i = 0; i < direction.length; i++) {
      direction[i] -= part * without[i];
      length = Math.hypot(length, direction[i]);
    }
    if (!(length > 1e-12 * before) || !Double.isFinite(length)) {
      return false;
    }
    for (int i = 0; i < direction.length; i++) {
      direction[i] /= length;
    }
    return true;
  }

  double[] point(double x, double y) {
    double[] point = origin.clone();
    for (int i = 0; i < point.length; i++) {
      point[i] += x * first[i] + y * second[i];
    }
    return point;
  }

  /** Where a point's foot in the plane lies along the first direction. */
  double x(double[] point) {
    return along(first, point);
  }

  double y(double[] point) {
    return along(second, point);
  }

  private double along(double[] direction, double[] point) {
    double part = 0;
    for (int i = 0; i < point.length; i++) {
      part += direction[i] * (point[i] - origin[i]);
    }
    return part;
  }
}
