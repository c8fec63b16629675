package glissade.fit;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresProblem;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;
import org.jspecify.annotations.Nullable;

/**
 * Goes from near an optimum to its last digits by second-order steps: Levenberg-Marquardt for least
 * squares (Hipparchus, after MINPACK), damped Newton steps for other losses.
 */
final class Polish {
  private static final int MOST_EVALUATIONS = 2000;
  private static final int MOST_NEWTON_STEPS = 200;

  /** Parameters whose exact second derivatives are worth having for a sum of squares, too. */
  private static final int MOST_AFTERWARDS = 12;

  /** Numbers that a Jacobian may have: 160 MB. */
  private static final long LARGEST_JACOBIAN = 20_000_000;

  private final RowLoss loss;
  private final BooleanSupplier interrupted;
  private double[] best;
  private double bestValue = Double.NaN;
  private double bestSlope = Double.POSITIVE_INFINITY;
  private int evaluations;

  /** Whether the last point considered became the best. */
  private boolean offered;

  /** Ends the steps; the best point met stands. */
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private Polish(RowLoss loss, double[] start, BooleanSupplier interrupted) {
    this.loss = loss;
    this.interrupted = interrupted;
    this.best = start.clone();
  }

  /**
   * Where second-order steps lead.
   *
   * @param parameters there
   * @param value the mean loss there
   * @param slope how much the loss would change with the parameter that changes it most, were the
   *     loss straight
   * @param evaluations how often all rows were looked at
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Point(double[] parameters, double value, double slope, int evaluations) {
    /** Whether it is lower, or flatter where both are equally low but for rounding. */
    boolean isBetterThan(double otherValue, double otherSlope) {
      double rounding = 8 * Math.ulp(otherValue);
      return value < otherValue - rounding
          || value <= otherValue + rounding && slope < otherSlope
          || Double.isNaN(otherValue) && !Double.isNaN(value);
    }
  }

  /** Whether second-order steps follow a fit's descent. */
  static boolean follows(Fit fit, RowLoss loss, @Nullable RowLoss validation) {
    Boolean asked = fit.polish;
    boolean deterministic = validation == null && fit.patience == 0;
    return (asked == null ? deterministic : asked) && fits(loss);
  }

  /** Whether the loss is one that can be polished, in size. */
  static boolean fits(RowLoss loss) {
    return loss.isWrittenOut()
        && (!loss.model().isLeastSquares() || loss.rows() * loss.parameters() <= LARGEST_JACOBIAN);
  }

  /** The lowest point met on the way from a start, be it interrupted. */
  static Point from(RowLoss loss, double[] start, BooleanSupplier interrupted) {
    Polish polish = new Polish(loss, start, interrupted);
    polish.consider(start, new double[start.length]);
    try {
      polish.steps(start);
    } catch (Interrupted e) {
      // What was met before stands.
    }
    return new Point(polish.best, polish.bestValue, polish.bestSlope, polish.evaluations);
  }

  private void steps(double[] start) {
    if (!loss.model().isLeastSquares()) {
      newton(start);
      return;
    }
    levenbergMarquardt(start);
    if (start.length <= MOST_AFTERWARDS) {
      newton(best.clone());
    }
  }

  /** Before each look at all rows but the first. */
  private void requireGoesOn() {
    if (interrupted.getAsBoolean()) {
      throw new Interrupted();
    }
  }

  /** Takes a point as the best, if it is. */
  private boolean offer(double[] parameters, double value, double[] gradient) {
    Point point = new Point(parameters, value, slope(parameters, gradient), 0);
    boolean better = point.isBetterThan(bestValue, bestSlope);
    if (better) {
      best = parameters.clone();
      bestValue = value;
      bestSlope = point.slope();
    }
    return better;
  }

  /** The largest derivative in units of its parameter. */
  static double slope(double[] parameters, double[] gradient) {
    double largest = 0;
    for (int k = 0; k < gradient.length; k++) {
      double one = Math.abs(gradient[k]) * Math.max(Math.abs(parameters[k]), 1e-8);
      largest = Double.isNaN(one) ? Double.POSITIVE_INFINITY : Math.max(largest, one);
    }
    return largest;
  }

  private void levenbergMarquardt(double[] start) {
    int rows = (int) loss.rows();
    LeastSquaresProblem problem =
        new LeastSquaresBuilder()
            .start(start)
            .target(new double[rows])
            .model(point -> residuals(point.toArray(), rows))
            .maxEvaluations(MOST_EVALUATIONS)
            .maxIterations(MOST_EVALUATIONS)
            .build();
    try {
      new LevenbergMarquardtOptimizer(100, 1e-15, 1e-15, 1e-15, Double.MIN_NORMAL)
          .optimize(problem);
    } catch (MathRuntimeException e) {
      // No further reduction is possible in double precision, or all evaluations were made: the
      // best point met stands.
    }
  }

  private Pair<RealVector, RealMatrix> residuals(double[] parameters, int rows) {
    requireGoesOn();
    evaluations++;
    int n = parameters.length;
    double[] residuals = new double[rows];
    double[][] jacobian = new double[rows][n];
    int[] at = new int[1];
    double[] squares = new double[1];
    loss.residuals(
        parameters,
        (values, count) -> {
          double ofBlock = 0;
          for (int i = 0; i < count; i++) {
            double residual = values[0][i];
            residuals[at[0] + i] = residual;
            ofBlock += residual * residual;
            for (int k = 0; k < n; k++) {
              jacobian[at[0] + i][k] = values[1 + k][i];
            }
          }
          squares[0] += ofBlock;
          at[0] += count;
        });
    double[] gradient = new double[n];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < n; k++) {
        gradient[k] += 2 * residuals[i] * jacobian[i][k] / loss.weight();
      }
    }
    offer(parameters, squares[0] / loss.weight(), gradient);
    return new Pair<>(
        new ArrayRealVector(residuals, false), new Array2DRowRealMatrix(jacobian, false));
  }

  /** Newton steps, shortened until they lead down; damped where the curvature is not positive. */
  private void newton(double[] start) {
    double[] at = start.clone();
    int n = at.length;
    double[] gradient = new double[n];
    double value = loss.evaluate(at, gradient);
    if (!Double.isFinite(value) || slope(at, gradient) == 0) {
      return;
    }
    double damping = 0;
    for (int step = 0; step < MOST_NEWTON_STEPS && Double.isFinite(value); step++) {
      requireGoesOn();
      double[][] hessian = loss.hessian(at);
      evaluations++;
      boolean lower = false;
      for (int attempt = 0; attempt < 60 && !lower; attempt++) {
        requireGoesOn();
        double[] way = solve(hessian, gradient, damping);
        double[] next = at.clone();
        for (int k = 0; k < way.length; k++) {
          next[k] -= way[k];
        }
        double[] there = new double[n];
        double found = way.length == 0 ? Double.NaN : consider(next, there);
        lower = way.length > 0 && offered;
        if (lower) {
          at = next;
          value = found;
          gradient = there;
          damping /= 10;
        } else {
          damping = Math.max(1e-10, damping * 10);
        }
      }
      if (!lower) {
        return;
      }
    }
  }

  private double consider(double[] parameters, double[] gradient) {
    evaluations++;
    double value = loss.evaluate(parameters, gradient);
    offered = offer(parameters, value, gradient);
    return value;
  }

  /** The step; empty if there is none. */
  private static double[] solve(double[][] hessian, double[] gradient, double damping) {
    int n = gradient.length;
    double[][] damped = new double[n][];
    for (int k = 0; k < n; k++) {
      damped[k] = hessian[k].clone();
      damped[k][k] += damping * Math.max(Math.abs(damped[k][k]), 1e-12);
    }
    try {
      LUDecomposition lu = new LUDecomposition(new Array2DRowRealMatrix(damped, false), 0);
      double[] way = lu.getSolver().solve(new ArrayRealVector(gradient)).toArray();
      double slope = 0;
      for (int k = 0; k < n; k++) {
        slope += way[k] * gradient[k];
      }
      return slope >= 0 && Arrays.stream(way).allMatch(Double::isFinite) ? way : new double[0];
    } catch (MathRuntimeException singular) {
      return new double[0];
    }
  }
}
