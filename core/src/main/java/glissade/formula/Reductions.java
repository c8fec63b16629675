package glissade.formula;

/**
 * Vector to number, in a fixed order of operations: leaves of {@value #LEAF} elements, each summed
 * in {@value #LANES} interleaved accumulators, joined by a balanced tree. The order depends on the
 * length alone, so the interpreter, every kernel and any number of threads agree to the bit (but
 * sums of products over rows are for kernels alone), and the error grows with the logarithm of the
 * length. Floats are accumulated in double.
 *
 * <p>Public only so that compiled kernels can call it.
 */
public final class Reductions {
  /** The elements that are added up together, whatever else is cut. */
  public static final int UNIT = 8192;

  /** The elements that are added up without a tree. */
  public static final int LEAF = 512;

  /** Interleaved accumulators of a sum: as many doubles as the widest vector registers hold. */
  public static final int LANES = 8;

  /** Interleaved accumulators of a sum of squares. */
  private static final int SQUARES = 4;

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
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      s0 += a[i];
      s1 += a[i + 1];
      s2 += a[i + 2];
      s3 += a[i + 3];
      s4 += a[i + 4];
      s5 += a[i + 5];
      s6 += a[i + 6];
      s7 += a[i + 7];
    }
    double rest = 0;
    for (; i < to; i++) {
      rest += a[i];
    }
    return (((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))) + rest;
  }

  /**
   * The sum of {@code a[i]*b[i]} for {@code i} in {@code from..to}, in the order of {@link #sum},
   * with products that are not rounded before they are added.
   */
  public static double sumOfProducts(double[] a, double[] b, int from, int to) {
    if (to - from > LEAF) {
      int middle = (int) middle(from, to);
      return sumOfProducts(a, b, from, middle) + sumOfProducts(a, b, middle, to);
    }
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      s0 = Math.fma(a[i], b[i], s0);
      s1 = Math.fma(a[i + 1], b[i + 1], s1);
      s2 = Math.fma(a[i + 2], b[i + 2], s2);
      s3 = Math.fma(a[i + 3], b[i + 3], s3);
      s4 = Math.fma(a[i + 4], b[i + 4], s4);
      s5 = Math.fma(a[i + 5], b[i + 5], s5);
      s6 = Math.fma(a[i + 6], b[i + 6], s6);
      s7 = Math.fma(a[i + 7], b[i + 7], s7);
    }
    double rest = 0;
    for (; i < to; i++) {
      rest = Math.fma(a[i], b[i], rest);
    }
    return (((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))) + rest;
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
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      s0 += a[i];
      s1 += a[i + 1];
      s2 += a[i + 2];
      s3 += a[i + 3];
      s4 += a[i + 4];
      s5 += a[i + 5];
      s6 += a[i + 6];
      s7 += a[i + 7];
    }
    double rest = 0;
    for (; i < to; i++) {
      rest += a[i];
    }
    return (((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))) + rest;
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

  /** The Euclidean norm of {@code a[from..to)}; no float overflows. */
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
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i <= to - SQUARES; i += SQUARES) {
      double x0 = a[i] * scale;
      double x1 = a[i + 1] * scale;
      double x2 = a[i + 2] * scale;
      double x3 = a[i + 3] * scale;
      s0 += x0 * x0;
      s1 += x1 * x1;
      s2 += x2 * x2;
      s3 += x3 * x3;
    }
    double rest = 0;
    for (; i < to; i++) {
      double x = a[i] * scale;
      rest += x * x;
    }
    return ((s0 + s1) + (s2 + s3)) + rest;
  }

  /** As of doubles. */
  public static double simplexThreshold(float[] a, int from, int to) {
    double[] wide = new double[to - from];
    for (int i = from; i < to; i++) {
      wide[i - from] = a[i];
    }
    return simplexThreshold(wide, 0, wide.length);
  }

  /**
   * The sum of the squares of {@code a[from..to)}: in float within units of {@value #UNIT}
   * elements, where that neither overflows nor loses digits to underflow, and in double beyond.
   */
  public static double sumOfSquares(float[] a, int from, int to) {
    if (to - from > UNIT) {
      int middle = (int) middle(from, to);
      return sumOfSquares(a, from, middle) + sumOfSquares(a, middle, to);
    }
    if (to - from >= Lanes.ROUND) {
      double sum = Lanes.OF_THREAD.get().sumOfSquares(a, from, to);
      if (sum > 0x1p-100 && sum <= Float.MAX_VALUE) {
        return sum;
      }
    }
    return sumOfFewSquares(a, from, to);
  }

  private static double sumOfFewSquares(float[] a, int from, int to) {
    if (to - from > LEAF) {
      int middle = (int) middle(from, to);
      return sumOfFewSquares(a, from, middle) + sumOfFewSquares(a, middle, to);
    }
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i <= to - SQUARES; i += SQUARES) {
      s0 += (double) a[i] * a[i];
      s1 += (double) a[i + 1] * a[i + 1];
      s2 += (double) a[i + 2] * a[i + 2];
      s3 += (double) a[i + 3] * a[i + 3];
    }
    double rest = 0;
    for (; i < to; i++) {
      rest += (double) a[i] * a[i];
    }
    return ((s0 + s1) + (s2 + s3)) + rest;
  }

  /**
   * Many sums side by side, which HotSpot adds to with vector instructions. It does so only where
   * the index is the same in every array, so what is added is copied first.
   */
  private static final class Lanes {
    static final ThreadLocal<Lanes> OF_THREAD = ThreadLocal.withInitial(Lanes::new);

    /** Elements that are added at a time; what is left over is added in double. */
    static final int ROUND = 512;

    private static final int COUNT = ROUND / 2;

    private final float[] sums = new float[COUNT];
    private final float[] one = new float[COUNT];
    private final float[] other = new float[COUNT];

    /** The sum of the squares of a unit or less. */
    double sumOfSquares(float[] a, int from, int to) {
      java.util.Arrays.fill(sums, 0);
      int at = from;
      for (; at <= to - ROUND; at += ROUND) {
        System.arraycopy(a, at, one, 0, COUNT);
        System.arraycopy(a, at + COUNT, other, 0, COUNT);
        addSquares(one, other, sums);
      }
      return sum(sums, 0, COUNT) + sumOfFewSquares(a, at, to);
    }

    private static void addSquares(float[] x, float[] y, float[] sums) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += x[i] * x[i] + y[i] * y[i];
      }
    }
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

  /**
   * Halfway, at a whole number of units, or else of leaves, from the start: the tree depends on the
   * length alone.
   */
  public static long middle(long from, long to) {
    int whole = to - from > UNIT ? UNIT : LEAF;
    long wholes = (to - from + whole - 1) / whole;
    return from + (wholes + 1) / 2 * whole;
  }
}
