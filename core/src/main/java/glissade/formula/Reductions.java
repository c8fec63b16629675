package glissade.formula;

/**
 * Vector to number, in a fixed order of operations: leaves of {@value #LEAF} elements, each summed
 * in {@value #LANES} interleaved accumulators, joined by a balanced tree. The order depends on the
 * length alone, so the interpreter, every kernel and any number of threads agree to the bit, and
 * the error grows with the logarithm of the length. Floats are accumulated in double.
 *
 * <p>Public only so that compiled kernels can call it.
 */
public final class Reductions {
  private static final int LEAF = 512;
  private static final int LANES = 4;

  private Reductions() {}

  /** The sum of {@code a[from..to)}. */
  public static double sum(double[] a, int from, int to) {
    if (to - from > LEAF) {
      int middle = (int) middle(from, to);
      return sum(a, from, middle) + sum(a, middle, to);
    }
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      s0 += a[i];
      s1 += a[i + 1];
      s2 += a[i + 2];
      s3 += a[i + 3];
    }
    double rest = 0;
    for (; i < to; i++) {
      rest += a[i];
    }
    return ((s0 + s1) + (s2 + s3)) + rest;
  }

  /** The sum of {@code a[from..to)}, accumulated in double. */
  public static double sum(float[] a, int from, int to) {
    if (to - from > LEAF) {
      int middle = (int) middle(from, to);
      return sum(a, from, middle) + sum(a, middle, to);
    }
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      s0 += a[i];
      s1 += a[i + 1];
      s2 += a[i + 2];
      s3 += a[i + 3];
    }
    double rest = 0;
    for (; i < to; i++) {
      rest += a[i];
    }
    return ((s0 + s1) + (s2 + s3)) + rest;
  }

  /** The mean of {@code a[from..to)}. */
  public static double mean(double[] a, int from, int to) {
    return sum(a, from, to) / (to - from);
  }

  /** The mean of {@code a[from..to)}, accumulated in double. */
  public static double mean(float[] a, int from, int to) {
    return sum(a, from, to) / (to - from);
  }

  /** The least of {@code a[from..to)}; NaN if any is. */
  public static double min(double[] a, int from, int to) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = from; i < to; i++) {
      least = Math.min(least, a[i]);
    }
    return least;
  }

  /** The least of {@code a[from..to)}; NaN if any is. */
  public static double min(float[] a, int from, int to) {
    float least = Float.POSITIVE_INFINITY;
    for (int i = from; i < to; i++) {
      least = Math.min(least, a[i]);
    }
    return least;
  }

  /** The greatest of {@code a[from..to)}; NaN if any is. */
  public static double max(double[] a, int from, int to) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      greatest = Math.max(greatest, a[i]);
    }
    return greatest;
  }

  /** The greatest of {@code a[from..to)}; NaN if any is. */
  public static double max(float[] a, int from, int to) {
    float greatest = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      greatest = Math.max(greatest, a[i]);
    }
    return greatest;
  }

  /**
   * The Euclidean norm of {@code a[from..to)}; scaled where the plain sum of squares would overflow
   * or lose digits to underflow.
   */
  public static double norm(double[] a, int from, int to) {
    double squares = sumOfSquares(a, 1, from, to);
    if (isPlainNorm(squares)) {
      return Math.sqrt(squares);
    }
    double largest = largestMagnitude(a, from, to);
    double scale = scale(largest);
    return scale == 0 ? largest : Math.sqrt(sumOfSquares(a, scale, from, to)) / scale;
  }

  /** Whether a sum of squares has neither overflowed nor lost digits to underflow. */
  public static boolean isPlainNorm(double squares) {
    return squares > 0x1p-960 && squares <= Double.MAX_VALUE || Double.isNaN(squares);
  }

  /** The power of two to scale numbers by; 0 where the norm is the largest magnitude itself. */
  public static double scale(double largest) {
    return largest == 0 || largest == Double.POSITIVE_INFINITY
        ? 0
        : Math.scalb(1.0, -Math.max(Math.getExponent(largest), -1000));
  }

  /** The largest magnitude of {@code a[from..to)}. */
  public static double largestMagnitude(double[] a, int from, int to) {
    double largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(a[i]));
    }
    return largest;
  }

  /** The Euclidean norm of {@code a[from..to)}, accumulated in double, where no float overflows. */
  public static double norm(float[] a, int from, int to) {
    return Math.sqrt(sumOfSquares(a, from, to));
  }

  /** The sum of the squares of {@code scale*a[from..to)}, in the order of {@link #sum}. */
  public static double sumOfSquares(double[] a, double scale, int from, int to) {
    if (to - from > LEAF) {
      int middle = (int) middle(from, to);
      return sumOfSquares(a, scale, from, middle) + sumOfSquares(a, scale, middle, to);
    }
    double s0 = 0;
    double s1 = 0;
    int i = from;
    for (; i <= to - 2; i += 2) {
      double x = a[i] * scale;
      double y = a[i + 1] * scale;
      s0 += x * x;
      s1 += y * y;
    }
    if (i < to) {
      double x = a[i] * scale;
      s0 += x * x;
    }
    return s0 + s1;
  }

  /** The sum of the squares of {@code a[from..to)}, accumulated in double. */
  public static double sumOfSquares(float[] a, int from, int to) {
    if (to - from > LEAF) {
      int middle = (int) middle(from, to);
      return sumOfSquares(a, from, middle) + sumOfSquares(a, middle, to);
    }
    double s0 = 0;
    double s1 = 0;
    int i = from;
    for (; i <= to - 2; i += 2) {
      s0 += (double) a[i] * a[i];
      s1 += (double) a[i + 1] * a[i + 1];
    }
    if (i < to) {
      s0 += (double) a[i] * a[i];
    }
    return s0 + s1;
  }

  /**
   * The number that, subtracted from all of {@code a[from..to)}, leaves positive parts that add up
   * to 1: what projects onto the simplex. By sorting: Held, Wolfe &amp; Crowder, "Validation of
   * subgradient optimization", 1974. NaN if any element is NaN or the largest is not finite.
   */
  public static double simplexThreshold(double[] a, int from, int to) {
    double[] sorted = java.util.Arrays.copyOfRange(a, from, to);
    java.util.Arrays.sort(sorted); // NaN last
    double sum = 0;
    double threshold = Double.NaN;
    for (int i = sorted.length - 1; i >= 0; i--) {
      sum += sorted[i];
      double next = (sum - 1) / (sorted.length - i);
      if (!(sorted[i] > next)) {
        break;
      }
      threshold = next;
    }
    return threshold;
  }

  /** Halfway, at a whole number of leaves from the start: the tree depends on the length alone. */
  public static long middle(long from, long to) {
    long leaves = (to - from + LEAF - 1) / LEAF;
    return from + (leaves + 1) / 2 * LEAF;
  }
}
