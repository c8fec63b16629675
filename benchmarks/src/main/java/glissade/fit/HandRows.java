package glissade.fit;

import glissade.formula.LaneMath;

/**
 * Sums over rows by the loops that one would write for them, one element at a time: one array per
 * column and one index, four columns in a pass, so that HotSpot vectorizes what it can.
 */
final class HandRows {
  private final double[] z = new double[RowsBenchmark.BLOCK];

  /** Logistic regression; the target is the last column. */
  double logistic(double[] w, double[][] x, int from, int to, double[] gradient) {
    int n = w.length;
    for (int i = from; i < to; i++) {
      z[i] = 0;
    }
    for (int k = 0; k < n; k += 4) {
      addScaled(
          z, w[k], w[k + 1], w[k + 2], w[k + 3], x[k], x[k + 1], x[k + 2], x[k + 3], from, to);
    }
    double value = activate(z, x[n], from, to);
    for (int k = 0; k < n; k += 4) {
      dot4(z, x[k], x[k + 1], x[k + 2], x[k + 3], from, to, gradient, k);
    }
    return value;
  }

  private static void addScaled(
      double[] z,
      double w0,
      double w1,
      double w2,
      double w3,
      double[] x0,
      double[] x1,
      double[] x2,
      double[] x3,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      z[i] += (w0 * x0[i] + w1 * x1[i]) + (w2 * x2[i] + w3 * x3[i]);
    }
  }

  /** The loss; its derivative goes where the score was. */
  private static double activate(double[] z, double[] y, int from, int to) {
    double value = 0;
    for (int i = from; i < to; i++) {
      double u = LaneMath.expBelow(-Math.abs(z[i]));
      value += Math.max(z[i], 0) + LaneMath.log1pOfFraction(u) - y[i] * z[i];
      z[i] = (z[i] < 0 ? u : 1) / (1 + u) - y[i];
    }
    return value;
  }

  private static void dot4(
      double[] d,
      double[] x0,
      double[] x1,
      double[] x2,
      double[] x3,
      int from,
      int to,
      double[] gradient,
      int k) {
    double g0 = 0;
    double g1 = 0;
    double g2 = 0;
    double g3 = 0;
    for (int i = from; i < to; i++) {
      g0 += d[i] * x0[i];
      g1 += d[i] * x1[i];
      g2 += d[i] * x2[i];
      g3 += d[i] * x3[i];
    }
    gradient[k] += g0;
    gradient[k + 1] += g1;
    gradient[k + 2] += g2;
    gradient[k + 3] += g3;
  }

  /** {@code y ~ a*exp(-b*x) + c}. */
  double decay(double[] w, double[][] x, int from, int to, double[] gradient) {
    double a = w[0];
    double b = w[1];
    double c = w[2];
    double[] xs = x[0];
    double[] ys = x[1];
    double value = 0;
    double ga = 0;
    double gb = 0;
    double gc = 0;
    for (int i = from; i < to; i++) {
      double e = LaneMath.exp(-b * xs[i]);
      double r = a * e + c - ys[i];
      double d = 2 * r;
      value += r * r;
      ga += d * e;
      gb -= d * a * xs[i] * e;
      gc += d;
    }
    gradient[0] += ga;
    gradient[1] += gb;
    gradient[2] += gc;
    return value;
  }
}
