package glissade.optimize;

import java.util.Arrays;

/** Arrays of {@code double} or {@code float}, whichever a run computes in. */
final class Elements {
  private Elements() {}

  static Object slice(Object array, int from, int size) {
    return array instanceof double[] doubles
        ? Arrays.copyOfRange(doubles, from, from + size)
        : Arrays.copyOfRange((float[]) array, from, from + size);
  }

  static void clear(Object array, int from, int to) {
    if (array instanceof double[] doubles) {
      Arrays.fill(doubles, from, to, 0);
    } else {
      Arrays.fill((float[]) array, from, to, 0);
    }
  }

  static double get(Object array, int position) {
    return array instanceof double[] doubles ? doubles[position] : ((float[]) array)[position];
  }

  static void copy(Object from, Object to) {
    if (from instanceof double[] doubles) {
      double[] target = (double[]) to;
      for (int i = 0; i < doubles.length; i++) {
        target[i] = doubles[i];
      }
    } else {
      float[] floats = (float[]) from;
      System.arraycopy(floats, 0, to, 0, floats.length);
    }
  }

  /**
   * The largest magnitude; NaN if any element is NaN. It compares bit patterns, in which NaN stands
   * above infinity, so that one comparison serves for both.
   */
  static double maxAbs(Object array) {
    return array instanceof double[] doubles ? maxAbs(doubles) : maxAbs((float[]) array);
  }

  private static double maxAbs(double[] a) {
    long m0 = 0;
    long m1 = 0;
    long m2 = 0;
    long m3 = 0;
    int i = 0;
    for (; i <= a.length - 4; i += 4) {
      m0 = Math.max(m0, Double.doubleToRawLongBits(a[i]) & Long.MAX_VALUE);
      m1 = Math.max(m1, Double.doubleToRawLongBits(a[i + 1]) & Long.MAX_VALUE);
      m2 = Math.max(m2, Double.doubleToRawLongBits(a[i + 2]) & Long.MAX_VALUE);
      m3 = Math.max(m3, Double.doubleToRawLongBits(a[i + 3]) & Long.MAX_VALUE);
    }
    for (; i < a.length; i++) {
      m0 = Math.max(m0, Double.doubleToRawLongBits(a[i]) & Long.MAX_VALUE);
    }
    return Double.longBitsToDouble(Math.max(Math.max(m0, m1), Math.max(m2, m3)));
  }

  private static double maxAbs(float[] a) {
    int m0 = 0;
    int m1 = 0;
    int i = 0;
    for (; i <= a.length - 2; i += 2) {
      m0 = Math.max(m0, Float.floatToRawIntBits(a[i]) & Integer.MAX_VALUE);
      m1 = Math.max(m1, Float.floatToRawIntBits(a[i + 1]) & Integer.MAX_VALUE);
    }
    for (; i < a.length; i++) {
      m0 = Math.max(m0, Float.floatToRawIntBits(a[i]) & Integer.MAX_VALUE);
    }
    return Float.intBitsToFloat(Math.max(m0, m1));
  }

  /** The first element that is NaN or infinite; -1 if there is none. */
  static int firstNonFinite(Object array) {
    int length = java.lang.reflect.Array.getLength(array);
    for (int i = 0; i < length; i++) {
      if (!Double.isFinite(get(array, i))) {
        return i;
      }
    }
    return -1;
  }
}
