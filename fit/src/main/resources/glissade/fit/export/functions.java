private static double truth(boolean condition) {
  return condition ? 1 : 0;
}

private static double either(double a, double b) {
  return truth(a != 0 || b != 0);
}

private static double log2(double x) {
  if (!(x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE)) {
    return Math.log(x) / LN2;
  }
  int exponent = Math.getExponent(x);
  double mantissa = Math.scalb(x, -exponent);
  if (mantissa > 1.4142135623730951) {
    mantissa *= 0.5;
    exponent++;
  }
  return exponent + Math.log(mantissa) / LN2;
}

private static final double LN2 = 0.6931471805599453;

private static double asinh(double x) {
  double a = Math.abs(x);
  double y = a > 0x1p28 ? Math.log(a) + LN2 : Math.log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
  return Math.copySign(y, x);
}

private static double acosh(double x) {
  double t = x < 1 ? Double.NaN : x - 1;
  return x > 0x1p28 ? Math.log(x) + LN2 : Math.log1p(t + Math.sqrt(2 * t + t * t));
}

private static double atanh(double x) {
  double a = Math.abs(x);
  return Math.copySign(0.5 * Math.log1p(2 * a / (1 - a)), x);
}

private static double sigmoid(double x) {
  if (x >= 0) {
    return 1 / (1 + Math.exp(-x));
  }
  double e = Math.exp(x);
  return e / (1 + e);
}

private static double softplus(double x) {
  return Math.max(x, 0.0) + Math.log1p(Math.exp(-Math.abs(x)));
}

private static double erf(double x) {
  if (Math.abs(x) > 6) {
    return Math.signum(x);
  }
  double term = x;
  double sum = x;
  for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}

private static double lgamma(double x) {
  if (x == Double.POSITIVE_INFINITY) {
    return x;
  }
  if (x <= 0) {
    double beyond = x - Math.rint(x);
    return beyond == 0
        ? Double.NaN
        : Math.log(Math.PI / Math.abs(x * Math.sin(Math.PI * beyond))) - lgamma(-x);
  }
  if (x >= 12) {
    double rest = 0;
    for (int k = BERNOULLI.length; k >= 1; k--) {
      rest = rest / x / x + BERNOULLI[k - 1] / (2 * k * (2 * k - 1.0));
    }
    return (x - 0.5) * (Math.log(x) - 1) + (Math.log(2 * Math.PI) - 1) / 2 + rest / x;
  }
  if (x < 0.5) {
    return nearTwo(x) - Math.log1p(x) - Math.log(x);
  }
  if (x < 1.5) {
    return nearTwo(x - 1) - Math.log1p(x - 1);
  }
  double factors = 1;
  while (x > 2.5) {
    x -= 1;
    factors *= x;
  }
  return nearTwo(x - 2) + Math.log(factors);
}

private static double nearTwo(double w) {
  double sum = 0;
  for (int n = LGAMMA.length - 1; n >= 0; n--) {
    sum = (sum + LGAMMA[n]) * w;
  }
  return (sum + 0.42278433509846713) * w;
}

private static final double[] LGAMMA = {
    0.3224670334241132,
    -0.0673523010531981,
    0.020580808427784546,
    -0.007385551028673986,
    0.0028905103307415234,
    -0.001192753911703261,
    0.0005096695247430425,
    -0.00022315475845357939,
    9.945751278180853e-05,
    -4.492623673813314e-05,
    2.050721277567069e-05,
    -9.439488275268397e-06,
    4.374866789907488e-06,
    -2.039215753801366e-06,
    9.55141213040742e-07,
    -4.492469198764566e-07,
    2.1207184805554665e-07,
    -1.0043224823968099e-07,
    4.7698101693639804e-08,
    -2.2711094608943164e-08,
    1.0838659214896955e-08,
    -5.183475041970047e-09,
    2.4836745438024785e-09,
    -1.1921401405860912e-09,
    5.731367241678862e-10,
    -2.7595228851242334e-10,
    1.330476437424449e-10,
};

private static double digamma(double x) {
  if (!(x > 0) || x == Double.POSITIVE_INFINITY) {
    return x > 0 ? x : Double.NaN;
  }
  double steps = 0;
  for (; x < 12; x++) {
    steps += 1 / x;
  }
  double rest = 0;
  for (int k = BERNOULLI.length; k >= 1; k--) {
    rest = (rest + BERNOULLI[k - 1] / (2 * k)) / x / x;
  }
  return Math.log(x) - 0.5 / x - rest - steps;
}

private static final double[] BERNOULLI = {
  1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66,
  -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798, -174611.0 / 330
};

private static double polygamma(double order, double x) {
  if (!(x > 0) || !(order >= 1 && order <= 100) || order != Math.rint(order)) {
    return Double.NaN;
  }
  int n = (int) order;
  double scale = n % 2 == 0 ? -1 : 1;
  for (int i = 2; i < n; i++) {
    scale *= i;
  }
  double steps = 0;
  for (int limit = 12 + 2 * n; x < limit; x++) {
    steps += Math.pow(x, -(n + 1));
  }
  double series = 1 + n / (2 * x);
  double term = 1;
  for (int k = 0; k < BERNOULLI.length; k++) {
    term *= (2 * k + n) / (2 * k + 1.0) * ((2 * k + n + 1) / (2 * k + 2.0)) / x / x;
    series += BERNOULLI[k] * term;
  }
  return scale * (n * steps + series * Math.pow(x, -n));
}

private static double sum(double[] v) {
  double sum = 0;
  for (double x : v) {
    sum += x;
  }
  return sum;
}

private static double mean(double[] v) {
  return sum(v) / v.length;
}

private static double least(double[] v) {
  double least = Double.POSITIVE_INFINITY;
  for (double x : v) {
    least = Math.min(least, x);
  }
  return least;
}

private static double greatest(double[] v) {
  double greatest = Double.NEGATIVE_INFINITY;
  for (double x : v) {
    greatest = Math.max(greatest, x);
  }
  return greatest;
}

private static double norm(double[] v) {
  double scale = 0;
  for (double x : v) {
    scale = Math.max(scale, Math.abs(x));
  }
  if (scale == 0 || scale == Double.POSITIVE_INFINITY) {
    return scale;
  }
  double sum = 0;
  for (double x : v) {
    sum += (x / scale) * (x / scale);
  }
  return scale * Math.sqrt(sum);
}

private static double[] product(double[] left, double[] right, int inner) {
  int rows = left.length / inner;
  int columns = right.length / inner;
  double[] result = new double[rows * columns];
  for (int i = 0; i < result.length; i++) {
    double sum = 0;
    for (int k = 0; k < inner; k++) {
      sum += left[i / columns * inner + k] * right[k * columns + i % columns];
    }
    result[i] = sum;
  }
  return result;
}

private static double[] row(double[] matrix, double index, int size) {
  double[] result = new double[size];
  if (index >= 0 && index < matrix.length / size && index == Math.rint(index)) {
    System.arraycopy(matrix, (int) index * size, result, 0, size);
  } else {
    java.util.Arrays.fill(result, Double.NaN);
  }
  return result;
}

private static double element(double[] vector, double index) {
  boolean there = index >= 0 && index < vector.length && index == Math.rint(index);
  return there ? vector[(int) index] : Double.NaN;
}

private static void sized(String name, double[] vector, int size) {
  if (vector.length != size) {
    throw new IllegalArgumentException(
        name + " needs " + size + " numbers, not " + vector.length);
  }
}

private static double code(String name, String text, String[] texts) {
  int at = java.util.Arrays.asList(texts).indexOf(text);
  if (at < 0) {
    throw new IllegalArgumentException(
        name + " cannot be '" + text + "'; the fit has met: " + String.join(", ", texts));
  }
  return at;
}

private static double position(double[] scores) {
  int best = 0;
  for (int i = 0; i < scores.length; i++) {
    if (Double.isNaN(scores[i])) {
      return Double.NaN;
    }
    best = scores[i] > scores[best] ? i : best;
  }
  return best;
}

private static String label(double place, String[] texts) {
  return place >= 0 && place < texts.length ? texts[(int) place] : String.valueOf(place);
}

private static double[] joined(double[]... parts) {
  return java.util.Arrays.stream(parts).flatMapToDouble(java.util.Arrays::stream).toArray();
}

private static String[] joinedTexts(String[]... parts) {
  return java.util.Arrays.stream(parts).flatMap(java.util.Arrays::stream).toArray(String[]::new);
}
