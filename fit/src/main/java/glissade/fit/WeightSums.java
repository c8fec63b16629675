package glissade.fit;

/** How the loss changes with the weights of a linear map: products of two values, over all rows. */
final class WeightSums {
  private WeightSums() {}

  /** {@code adjoint of w[m, k] += sum over rows of dy[m] * x[k]}. */
  static void add(
      FixedValues weights, double[][] dy, int outputStride, double[][] x, int inputStride, int n) {
    double[] sums = weights.adjoints();
    int m = 0;
    for (; m + 1 < dy.length; m += 2) {
      int a = weights.offset() + m * outputStride;
      int k = 0;
      for (; k + 3 < x.length; k += 4) {
        eightSums(
            sums,
            a + k * inputStride,
            outputStride,
            inputStride,
            dy[m],
            dy[m + 1],
            x[k],
            x[k + 1],
            x[k + 2],
            x[k + 3],
            n);
      }
      for (; k < x.length; k++) {
        sums[a + k * inputStride] += Loops.dot(dy[m], x[k], n);
        sums[a + outputStride + k * inputStride] += Loops.dot(dy[m + 1], x[k], n);
      }
    }
    if (m < dy.length) {
      int a = weights.offset() + m * outputStride;
      for (int k = 0; k < x.length; k++) {
        sums[a + k * inputStride] += Loops.dot(dy[m], x[k], n);
      }
    }
  }

  private static void eightSums(
      double[] sums,
      int at,
      int outputStride,
      int inputStride,
      double[] d,
      double[] e,
      double[] x0,
      double[] x1,
      double[] x2,
      double[] x3,
      int n) {
    double d0 = 0;
    double d1 = 0;
    double d2 = 0;
    double d3 = 0;
    double e0 = 0;
    double e1 = 0;
    double e2 = 0;
    double e3 = 0;
    for (int r = 0; r < n; r++) {
      double a = x0[r];
      double b = x1[r];
      double p = x2[r];
      double q = x3[r];
      d0 += d[r] * a;
      d1 += d[r] * b;
      d2 += d[r] * p;
      d3 += d[r] * q;
      e0 += e[r] * a;
      e1 += e[r] * b;
      e2 += e[r] * p;
      e3 += e[r] * q;
    }
    sums[at] += d0;
    sums[at + inputStride] += d1;
    sums[at + 2 * inputStride] += d2;
    sums[at + 3 * inputStride] += d3;
    int next = at + outputStride;
    sums[next] += e0;
    sums[next + inputStride] += e1;
    sums[next + 2 * inputStride] += e2;
    sums[next + 3 * inputStride] += e3;
  }
}
