package glissade.fit;

import glissade.data.RowCount;
import glissade.formula.Shape;
import glissade.optimize.Stop;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a fit found.
 *
 * @param parameters each number of each parameter, in the order of the formula
 * @param shapes the parameters' names with their shapes, in the same order; numbers of a matrix lie
 *     row by row
 * @param categories by column that is read as a category, its texts; their positions are their
 *     codes
 * @param loss the mean loss over the rows
 * @param rows how many rows were read, and left out
 * @param columns the names of the formula that are columns
 * @param phases what was done, in order
 * @param stop why it ended, and what to try next
 * @param squares what holds of least squares alone; null for other losses
 * @param likelihood where the loss is the logarithm of one; null for other losses
 * @param correlations of each pair of parameters, row by row up to the diagonal; empty where there
 *     are no standard errors
 * @param warnings what a reader must know before believing the numbers
 * @param notes what was chosen for the caller: a guessed start, a learning rate
 * @param validation the mean loss over the rows that were kept back; NaN where none were
 * @param epochs each epoch of a descent by batches; empty for one over all rows
 * @param nanos how long it took
 */
public record FitResult(
    List<Estimate> parameters,
    Map<String, Shape> shapes,
    Map<String, List<String>> categories,
    double loss,
    RowCount rows,
    List<String> columns,
    List<Phase> phases,
    Stop stop,
    @Nullable Squares squares,
    @Nullable Likelihood likelihood,
    List<List<Double>> correlations,
    List<String> warnings,
    List<String> notes,
    double validation,
    List<Epoch> epochs,
    long nanos) {

  /**
   * A number of a parameter.
   *
   * @param name in the formula: {@code a}, {@code w[age]}, {@code W[0,2]}
   * @param start where the fit began
   * @param value the estimate
   * @param standardError how uncertain it is; NaN where that is not known
   * @param low the lower end of the 95 % interval; NaN where that is not known
   * @param high its upper end
   * @param note that it is fixed, tied or at its bound; empty where there is nothing to say
   */
  public record Estimate(
      String name,
      double start,
      double value,
      double standardError,
      double low,
      double high,
      String note) {}

  /**
   * An epoch: every row was used once.
   *
   * @param number from 1
   * @param loss the mean over its batches, each at the point where it was used
   * @param validation the mean over the rows that were kept back, at its end; NaN where none were
   */
  public record Epoch(long number, double loss, double validation) {}

  /**
   * A part of the way.
   *
   * @param what it was
   * @param loss the mean loss at its end
   * @param detail in words
   */
  public record Phase(String what, double loss, String detail) {}

  /**
   * What least squares tell.
   *
   * @param sum of the squared residuals, weighted
   * @param degreesOfFreedom rows less parameters
   * @param standardError of a residual
   * @param determination R²: the share of the variance that the formula explains
   */
  public record Squares(
      double sum, long degreesOfFreedom, double standardError, double determination) {}

  /**
   * What a likelihood tells: of normal errors for least squares; of the classes for {@code
   * logistic} and {@code softmax_cross_entropy}; of the counts for {@code poisson}.
   *
   * @param log of the likelihood of all rows
   * @param aic Akaike's information criterion: less is better
   * @param bic the Bayesian one
   */
  public record Likelihood(double log, double aic, double bic) {
    /** Of so many parameters that were free to vary, and rows. */
    static Likelihood of(double log, int parameters, double rows) {
      return new Likelihood(log, 2 * parameters - 2 * log, parameters * Math.log(rows) - 2 * log);
    }
  }

  /** A number's estimate, by its name as in {@link Estimate#name}. */
  public double get(String name) {
    return parameters.stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no parameter `" + name + "`"))
        .value();
  }
}
