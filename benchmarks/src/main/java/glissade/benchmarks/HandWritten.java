package glissade.benchmarks;

/**
 * RMSProp as a person writes it in plain Java: the baselines. Each makes exactly the arithmetic of
 * Glissade's rule {@code rmsprop}, in the same order.
 *
 * <p>The checked forms look after the value as Glissade does: they stop where it is not finite and
 * remember the best point. The bare ones do not.
 */
final class HandWritten {
  private HandWritten() {}

  /**
   * The settings of RMSProp.
   *
   * @param learningRate the length of a step
   * @param decay the weight of the past
   * @param epsilon keeps the denominator from zero
   */
  record Settings(double learningRate, double decay, double epsilon) {}

  /** {@code x^2 + y^2} with local variables; returns x and y. */
  static double[] squareBare(double startX, double startY, Settings settings, int steps) {
    double learningRate = settings.learningRate();
    double decay = settings.decay();
    double epsilon = settings.epsilon();
    double x = startX;
    double y = startY;
    double sx = 0;
    double sy = 0;
    for (int t = 0; t < steps; t++) {
      double gx = 2 * x;
      double gy = 2 * y;
      sx = decay * sx + (1 - decay) * (gx * gx);
      sy = decay * sy + (1 - decay) * (gy * gy);
      x = x - learningRate * gx / (Math.sqrt(sx) + epsilon);
      y = y - learningRate * gy / (Math.sqrt(sy) + epsilon);
    }
    return new double[] {x, y};
  }

  /** {@code x^2 + y^2} with local variables; returns x, y, the best x and y, the best value. */
  static double[] squareChecked(double startX, double startY, Settings settings, int steps) {
    double learningRate = settings.learningRate();
    double decay = settings.decay();
    double epsilon = settings.epsilon();
    double x = startX;
    double y = startY;
    double sx = 0;
    double sy = 0;
    double best = x * x + y * y;
    double bestX = x;
    double bestY = y;
    for (int t = 0; t < steps; t++) {
      double gx = 2 * x;
      double gy = 2 * y;
      sx = decay * sx + (1 - decay) * (gx * gx);
      sy = decay * sy + (1 - decay) * (gy * gy);
      x = x - learningRate * gx / (Math.sqrt(sx) + epsilon);
      y = y - learningRate * gy / (Math.sqrt(sy) + epsilon);
      double value = x * x + y * y;
      if (!Double.isFinite(value)) {
        break;
      }
      if (value < best) {
        best = value;
        bestX = x;
        bestY = y;
      }
    }
    return new double[] {x, y, bestX, bestY, best};
  }

  /** {@code x^2 + y^2} with an array for each quantity; returns the last and the best point. */
  static double[][] squareArraysChecked(double[] start, Settings settings, int steps) {
    double[] w = start.clone();
    double[] g = new double[w.length];
    double[] s = new double[w.length];
    double[] bestW = w.clone();
    double best = square(w, g);
    for (int t = 0; t < steps; t++) {
      update(w, g, s, settings);
      double value = square(w, g);
      if (!Double.isFinite(value)) {
        break;
      }
      if (value < best) {
        best = value;
        System.arraycopy(w, 0, bestW, 0, w.length);
      }
    }
    return new double[][] {w, bestW};
  }

  /** {@code x^2 + y^2} with an array for each quantity; returns the last point. */
  static double[] squareArraysBare(double[] start, Settings settings, int steps) {
    double[] w = start.clone();
    double[] g = new double[w.length];
    double[] s = new double[w.length];
    square(w, g);
    for (int t = 0; t < steps; t++) {
      update(w, g, s, settings);
      square(w, g);
    }
    return w;
  }

  /** Rosenbrock's function in any dimension; returns the last and the best point. */
  static double[][] rosenbrockChecked(double[] start, Settings settings, int steps) {
    double[] w = start.clone();
    double[] g = new double[w.length];
    double[] s = new double[w.length];
    double[] bestW = w.clone();
    double best = rosenbrock(w, g);
    for (int t = 0; t < steps; t++) {
      update(w, g, s, settings);
      double value = rosenbrock(w, g);
      if (!Double.isFinite(value)) {
        break;
      }
      if (value < best) {
        best = value;
        System.arraycopy(w, 0, bestW, 0, w.length);
      }
    }
    return new double[][] {w, bestW};
  }

  /** Rosenbrock's function in any dimension; returns the last point. */
  static double[] rosenbrockBare(double[] start, Settings settings, int steps) {
    double[] w = start.clone();
    double[] g = new double[w.length];
    double[] s = new double[w.length];
    rosenbrock(w, g);
    for (int t = 0; t < steps; t++) {
      update(w, g, s, settings);
      rosenbrock(w, g);
    }
    return w;
  }

  /** The value of {@code x^2 + y^2}; its gradient goes into {@code g}. */
  private static double square(double[] w, double[] g) {
    g[0] = 2 * w[0];
    g[1] = 2 * w[1];
    return w[0] * w[0] + w[1] * w[1];
  }

  /** The value of Rosenbrock's function; its gradient goes into {@code g}. */
  static double rosenbrock(double[] w, double[] g) {
    double value = 0;
    g[0] = 0;
    for (int i = 0; i < w.length - 1; i++) {
      double a = w[i + 1] - w[i] * w[i];
      double b = 1 - w[i];
      value += 100 * (a * a) + b * b;
      g[i] += -400 * a * w[i] - 2 * b;
      g[i + 1] = 200 * a;
    }
    return value;
  }

  /** One RMSProp update of all parameters. */
  static void update(double[] w, double[] g, double[] s, Settings settings) {
    double learningRate = settings.learningRate();
    double decay = settings.decay();
    double epsilon = settings.epsilon();
    for (int i = 0; i < w.length; i++) {
      s[i] = decay * s[i] + (1 - decay) * (g[i] * g[i]);
      w[i] = w[i] - learningRate * g[i] / (Math.sqrt(s[i]) + epsilon);
    }
  }

  /** One RMSProp update of all parameters; the settings are rounded to float once. */
  static void update(float[] w, float[] g, float[] s, Settings settings) {
    float learningRate = (float) settings.learningRate();
    float decay = (float) settings.decay();
    float rest = (float) (1 - settings.decay());
    float epsilon = (float) settings.epsilon();
    for (int i = 0; i < w.length; i++) {
      s[i] = decay * s[i] + rest * (g[i] * g[i]);
      w[i] = w[i] - learningRate * g[i] / ((float) Math.sqrt(s[i]) + epsilon);
    }
  }
}
