package glissade.fit;

import glissade.formula.Reductions;

/**
 * Loops over rows, so plain that HotSpot makes vector instructions of them: the same index in every
 * array, and no branches where that can be.
 */
final class Loops {
  private Loops() {}

  static void add(double[] to, double[] a, int n) {
    for (int r = 0; r < n; r++) {
      to[r] += a[r];
    }
  }

  static void addScaled(double[] to, double[] a, double factor, int n) {
    for (int r = 0; r < n; r++) {
      to[r] += factor * a[r];
    }
  }

  static void addProduct(double[] to, double[] a, double[] b, int n) {
    for (int r = 0; r < n; r++) {
      to[r] += a[r] * b[r];
    }
  }

  /** Where the adjoint is 0, nothing counts, not even 0 times infinity. */
  static void addProductWhereCounts(double[] to, double[] adjoint, double[] b, int n) {
    for (int r = 0; r < n; r++) {
      if (adjoint[r] != 0) {
        to[r] += adjoint[r] * b[r];
      }
    }
  }

  /** {@code y + sum over k of w[k] * x[k]}, into {@code y}. */
  static void add4(
      double[] y,
      double w0,
      double w1,
      double w2,
      double w3,
      double[] x0,
      double[] x1,
      double[] x2,
      double[] x3,
      int n) {
    for (int r = 0; r < n; r++) {
      y[r] = y[r] + ((w0 * x0[r] + w1 * x1[r]) + (w2 * x2[r] + w3 * x3[r]));
    }
  }

  static void minimum(double[] to, double[] a, int n) {
    for (int r = 0; r < n; r++) {
      to[r] = Math.min(to[r], a[r]);
    }
  }

  static void maximum(double[] to, double[] a, int n) {
    for (int r = 0; r < n; r++) {
      to[r] = Math.max(to[r], a[r]);
    }
  }

  /** The sum, in an order that depends on the length alone. */
  static double sum(double[] a, int n) {
    return Reductions.sum(a, 0, n);
  }

  /** The sum of products, in four interleaved sums. */
  static double dot(double[] a, double[] b, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int r = 0;
    for (; r + 3 < n; r += 4) {
      s0 += a[r] * b[r];
      s1 += a[r + 1] * b[r + 1];
      s2 += a[r + 2] * b[r + 2];
      s3 += a[r + 3] * b[r + 3];
    }
    for (; r < n; r++) {
      s0 += a[r] * b[r];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
