package glissade.fit;

import glissade.formula.Reductions;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;
import org.jspecify.annotations.Nullable;

/**
 * How well the rows determine the parameters, at an optimum. For least squares: the residuals'
 * variance times the inverse of JᵀJ, as usual. For other losses: the sandwich of the loss's
 * curvature and the spread of its gradient over the rows, which holds whatever the rows are
 * distributed like (Huber, "The behavior of maximum likelihood estimates under nonstandard
 * conditions", 1967).
 */
final class Uncertainty {
  private static final double LEVEL = 0.975;

  private final RowLoss loss;
  private final double[] at;
  private final List<String> elements;
  private final List<String> warnings = new ArrayList<>();
  private double @Nullable [][] covariance;
  private FitResult.@Nullable Squares squares;

  Uncertainty(RowLoss loss, double[] at, double meanLoss) {
    this.loss = loss;
    this.at = at;
    this.elements = loss.model().layout().elements();
    if (!loss.isWrittenOut()) {
      warnings.add("standard errors are not computed for a model of this size");
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
    long freedom = loss.rows() - n;
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
      warnings.add("there are no more rows than parameters, so there are no standard errors");
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
    double[] products = new double[1];
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
          products[0] += rows;
        });
    double rows = products[0];
    try {
      LUDecomposition curvature =
          new LUDecomposition(new Array2DRowRealMatrix(loss.hessian(at), false), 0);
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
      warnings.add(
          "the loss has no curvature in some direction at the estimates, so there are no standard errors");
    }
  }

  FitResult.@Nullable Squares squares() {
    return squares;
  }

  List<String> warnings() {
    return warnings;
  }

  List<FitResult.Estimate> estimates(double[] start) {
    List<FitResult.Estimate> estimates = new ArrayList<>();
    double factor = Double.NaN;
    long freedom = loss.rows() - at.length;
    if (freedom > 0) {
      factor = new TDistribution(freedom).inverseCumulativeProbability(LEVEL);
    }
    double[][] known = covariance;
    for (int k = 0; k < at.length; k++) {
      double error = known == null ? Double.NaN : Math.sqrt(known[k][k]);
      estimates.add(
          new FitResult.Estimate(
              elements.get(k),
              start[k],
              at[k],
              error,
              at[k] - factor * error,
              at[k] + factor * error));
    }
    return estimates;
  }

  List<List<Double>> correlations() {
    double[][] known = covariance;
    List<List<Double>> rows = new ArrayList<>();
    for (int i = 0; known != null && i < at.length; i++) {
      List<Double> row = new ArrayList<>();
      for (int j = 0; j <= i; j++) {
        row.add(known[i][j] / Math.sqrt(known[i][i] * known[j][j]));
      }
      rows.add(row);
    }
    return rows;
  }
}
