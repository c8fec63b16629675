package glissade.fit;

import glissade.formula.Reductions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.LUDecomposition;
import org.jspecify.annotations.Nullable;

/**
 * How well the rows determine the parameters, at an optimum. For least squares: the residuals'
 * variance times the inverse of JᵀJ, as usual; a row of the weight 2 is one whose error has half
 * the variance, so if all weights are doubled no error changes. For other losses: the sandwich of
 * the loss's curvature and the spread of its gradient over the rows, which holds whatever the rows
 * are distributed like (Huber, "The behavior of maximum likelihood estimates under nonstandard
 * conditions", 1967).
 */
final class Uncertainty {
  private static final double LEVEL = 0.975;

  /** Curvature that is rounding, beside the largest. */
  private static final double TINY = 1e-11;

  private static final String NO_ERRORS =
      "so there are no standard errors; --bootstrap 200 takes them from samples of the rows";

  private final RowLoss loss;
  private final double[] at;
  private final ReportedValues reported;
  private final List<String> elements;
  private final List<String> warnings = new ArrayList<>();
  private double @Nullable [][] covariance;
  private double @Nullable [][] ofSamples;
  private List<double[]> samples = List.of();
  private FitResult.@Nullable Squares squares;

  Uncertainty(RowLoss loss, double[] at, double meanLoss) {
    this.loss = loss;
    this.at = at;
    this.reported = new ReportedValues(loss.model());
    this.elements = loss.model().layout().elements();
    if (!loss.isWrittenOut()) {
      warnings.add("the model is too large for second derivatives, " + NO_ERRORS);
    } else if (loss.model().isLeastSquares()) {
      ofSquares(meanLoss);
    } else {
      ofOther();
    }
  }

  private void ofSquares(double meanLoss) {
    int n = at.length;
    Triangle triangle = new Triangle(n);
    loss.residuals(at, (values, rows) -> triangle.add(values, 1, rows));
    double sum = meanLoss * loss.weight();
    long freedom = loss.rowsThatCount() - n;
    double variance = freedom > 0 ? sum / freedom : Double.NaN;
    squares = new FitResult.Squares(sum, freedom, Math.sqrt(variance), determination(meanLoss));
    double[][] inverse = triangle.inverseOfProduct();
    if (inverse == null) {
      List<String> names = new ArrayList<>();
      triangle.dependent().forEach(k -> names.add("`" + elements.get(k) + "`"));
      warnings.add(
          names.isEmpty()
              ? "there are too few rows for standard errors"
              : "the rows do not determine %s apart from the parameters before it: fix one of them, or write the formula with fewer"
                  .formatted(String.join(", ", names)));
      return;
    }
    if (freedom <= 0) {
      warnings.add("there are no more rows than parameters, " + NO_ERRORS);
      return;
    }
    for (double[] row : inverse) {
      for (int k = 0; k < n; k++) {
        row[k] *= variance;
      }
    }
    covariance = inverse;
  }

  /** How much of the left side's variance is explained. */
  private double determination(double meanLoss) {
    double variance = loss.varianceOfLeft(at);
    return variance > 0 ? 1 - meanLoss / variance : Double.NaN;
  }

  private void ofOther() {
    int n = at.length;
    double[][] spread = new double[n][n];
    loss.rows(
        at,
        (values, rows) -> {
          double[] product = new double[rows];
          for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
              for (int r = 0; r < rows; r++) {
                product[r] = values[1 + i][r] * values[1 + j][r];
              }
              spread[i][j] += Reductions.sum(product, 0, rows);
            }
          }
        });
    double rows = loss.weight();
    double[][] second = loss.hessian(at);
    String flat = flatDirection(second);
    if (!flat.isEmpty()) {
      warnings.add(flat);
      return;
    }
    try {
      LUDecomposition curvature = new LUDecomposition(new Array2DRowRealMatrix(second, false), 0);
      double[][] inverse = curvature.getSolver().getInverse().getData();
      double[][] result = new double[n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          for (int k = 0; k < n; k++) {
            for (int l = 0; l < n; l++) {
              double entry = k >= l ? spread[k][l] : spread[l][k];
              result[i][j] += inverse[i][k] * entry * inverse[l][j] / (rows * rows);
            }
          }
        }
      }
      for (int k = 0; k < n; k++) {
        if (!(result[k][k] > 0 && Double.isFinite(result[k][k]))) {
          throw new IllegalStateException();
        }
      }
      covariance = result;
    } catch (MathRuntimeException | IllegalStateException singular) {
      warnings.add("the loss has no curvature in some direction at the estimates, " + NO_ERRORS);
    }
  }

  /** What to say of a direction in which the loss does not change; empty if there is none. */
  private String flatDirection(double[][] second) {
    int n = second.length;
    double[][] scaled = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        scaled[i][j] = second[i][j] / Math.sqrt(second[i][i] * second[j][j]);
        if (!Double.isFinite(scaled[i][j])) {
          return ""; // no curvature at all, which is said elsewhere
        }
      }
    }
    try {
      EigenDecompositionSymmetric eigen =
          new EigenDecompositionSymmetric(new Array2DRowRealMatrix(scaled, false));
      int last = n - 1; // the smallest
      if (eigen.getEigenvalue(last) > TINY * eigen.getEigenvalue(0)) {
        return "";
      }
      double[] direction = eigen.getEigenvector(last).toArray();
      List<String> named = new ArrayList<>();
      double largest = Arrays.stream(direction).map(Math::abs).max().orElse(0);
      for (int k = 0; k < n && named.size() < 6; k++) {
        if (Math.abs(direction[k]) > 0.3 * largest) {
          named.add("`" + elements.get(k) + "`");
        }
      }
      return "the rows determine %s only together: fix one of them with -p, or write the formula with fewer; "
              .formatted(String.join(", ", named))
          + NO_ERRORS;
    } catch (MathRuntimeException e) {
      return "";
    }
  }

  /** Whether the curvature gives errors. */
  boolean isKnown() {
    return covariance != null;
  }

  FitResult.@Nullable Squares squares() {
    return squares;
  }

  List<String> warnings() {
    return warnings;
  }

  /** Takes errors, intervals and correlations from samples of the rows. */
  void useSamples(List<double[]> drawn) {
    samples = drawn;
    warnings.removeIf(warning -> warning.endsWith(NO_ERRORS));
    int n = drawn.get(0).length;
    double[] means = new double[n];
    double[] first = drawn.get(0); // what never differs from it has no error at all
    List<double[]> moved = drawn.stream().map(sample -> difference(sample, first)).toList();
    moved.forEach(sample -> add(means, sample, 1.0 / drawn.size()));
    double[][] spread = new double[n][n];
    for (double[] sample : moved) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          spread[i][j] += (sample[i] - means[i]) * (sample[j] - means[j]) / (drawn.size() - 1);
        }
      }
    }
    ofSamples = spread;
  }

  private static double[] difference(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(k -> a[k] - b[k]).toArray();
  }

  private static void add(double[] to, double[] what, double share) {
    for (int k = 0; k < to.length; k++) {
      to[k] += share * what[k];
    }
  }

  /** The number below which a share of the samples lies. */
  private double quantile(int number, double share) {
    double[] sorted = samples.stream().mapToDouble(sample -> sample[number]).sorted().toArray();
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** Of bounded and tied parameters too: by the first derivatives of what they are made of. */
  private double @Nullable [][] ofReported() {
    double[][] known = covariance;
    if (ofSamples != null) {
      return ofSamples;
    }
    if (known == null) {
      return null;
    }
    double[][] jacobian = reported.jacobian(at);
    int n = jacobian.length;
    double[][] result = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < at.length; k++) {
          for (int l = 0; jacobian[i][k] != 0 && l < at.length; l++) {
            result[i][j] += jacobian[i][k] * known[k][l] * jacobian[j][l];
          }
        }
      }
    }
    return result;
  }

  /**
   * Each number with its error.
   *
   * @param start where the fit began, laid out as it is reported
   */
  List<FitResult.Estimate> estimates(double[] start) {
    List<FitResult.Estimate> estimates = new ArrayList<>();
    double factor = Double.NaN;
    long freedom = loss.rowsThatCount() - at.length;
    if (freedom > 0) {
      factor = new TDistribution(freedom).inverseCumulativeProbability(LEVEL);
    }
    double[][] known = ofReported();
    double[] values = reported.of(at);
    List<String> names = loss.model().reported().elements();
    double[] errors = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      errors[k] = known == null ? Double.NaN : Math.sqrt(known[k][k]);
    }
    List<String> notes = reported.notes(values, errors);
    for (int k = 0; k < values.length; k++) {
      double error = errors[k];
      estimates.add(
          new FitResult.Estimate(
              names.get(k),
              start[k],
              values[k],
              error,
              samples.isEmpty() ? values[k] - factor * error : quantile(k, 1 - LEVEL),
              samples.isEmpty() ? values[k] + factor * error : quantile(k, LEVEL),
              notes.get(k)));
    }
    return estimates;
  }

  List<List<Double>> correlations() {
    double[][] known = ofReported();
    List<List<Double>> rows = new ArrayList<>();
    for (int i = 0; known != null && i < known.length; i++) {
      List<Double> row = new ArrayList<>();
      for (int j = 0; j <= i; j++) {
        double scale = Math.sqrt(known[i][i] * known[j][j]);
        row.add(scale > 0 ? known[i][j] / scale : i == j ? 1.0 : 0.0);
      }
      rows.add(row);
    }
    return rows;
  }
}
