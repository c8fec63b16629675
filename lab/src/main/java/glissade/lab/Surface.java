package glissade.lab;

import glissade.compile.CompiledKernel;
import glissade.formula.Precision;
import glissade.optimize.Loss;

/** The heights of a loss, and its gradients, as fast as a run computes them. */
final class Surface {
  private final CompiledKernel kernel;
  private final Runnable pulse;

  Surface(Problem problem) {
    this(problem, () -> {});
  }

  /**
   * The heights of a problem.
   *
   * @param pulse called before each height; it may throw, so that no more are computed
   */
  Surface(Problem problem, Runnable pulse) {
    this.pulse = pulse;
    kernel = Loss.of(problem.formula(), problem.start()).compile(Precision.DOUBLE, false);
  }

  double value(double[] x) {
    return valueAndGradient(x, new double[x.length]);
  }

  double valueAndGradient(double[] x, double[] gradient) {
    pulse.run();
    return kernel.kernel().run(kernel.withScratch(0, x, gradient), new double[0], 0, 0);
  }

  /** A row for each of {@code ys}. */
  double[][] grid(Plane plane, double[] xs, double[] ys) {
    double[][] heights = new double[ys.length][xs.length];
    for (int j = 0; j < ys.length; j++) {
      for (int i = 0; i < xs.length; i++) {
        heights[j][i] = value(plane.point(xs[i], ys[j]));
      }
    }
    return heights;
  }
}
