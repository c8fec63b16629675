package glissade.studio;

import glissade.compile.CompiledKernel;
import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Loss;
import java.util.List;
import java.util.Map;

/**
 * The loss where the first two numbers of the parameters vary and the others are as in the start;
 * where there is only one, over that.
 */
final class Grid {
  static final List<String> FIELDS = List.of("formula", "start", "x", "y", "nx", "ny");

  private static final int MOST = 400;
  private static final long LIMIT_NANOS = 5_000_000_000L;
  private static final double[] NO_SCALARS = {};

  private Grid() {}

  /**
   * Answers with {@link Columns}: the values, row after row from the lowest y. The points are at
   * the ends of the intervals and evenly between them.
   */
  static byte[] answer(Request request) {
    Formula formula = Inputs.formula(request.text("formula"));
    Point start = Inputs.start(request.text("start"));
    formula.requireParameters();
    Loss loss = loss(formula, start);
    int nx = request.number("nx", 2, MOST);
    boolean flat = start.size() > 1;
    int ny = flat ? request.number("ny", 2, MOST) : 1;
    double[] x = request.interval("x");
    double[] y = flat ? request.interval("y") : new double[] {0, 0};

    CompiledKernel kernel = loss.compile(Precision.DOUBLE, false);
    double[] at = start.toArray();
    Object[] arrays = kernel.withScratch(0, at, new double[at.length]);
    double[] values = new double[nx * ny];
    long deadline = System.nanoTime() + LIMIT_NANOS;
    for (int j = 0; j < ny; j++) {
      if (System.nanoTime() > deadline) {
        throw new HttpProblem(400, "this loss takes too long to draw");
      }
      if (flat) {
        at[1] = between(y, j, ny);
      }
      for (int i = 0; i < nx; i++) {
        at[0] = between(x, i, nx);
        values[j * nx + i] = kernel.kernel().run(arrays, NO_SCALARS, 0, 0);
      }
    }
    return Columns.bytes(Map.of("nx", nx, "ny", ny), List.of(values));
  }

  /** A loss whose parameters the start has, and no others. */
  static Loss loss(Formula formula, Point start) {
    try {
      return Loss.of(formula, start);
    } catch (IllegalArgumentException e) {
      throw new HttpProblem(400, String.valueOf(e.getMessage()));
    }
  }

  static double between(double[] ends, int i, int n) {
    return ends[0] + (ends[1] - ends[0]) * i / (n - 1);
  }
}
