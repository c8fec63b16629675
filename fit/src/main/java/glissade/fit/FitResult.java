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
 * @param correlations of each pair of parameters, row by row up to the diagonal; empty where there
 *     are no standard errors
 * @param warnings what a reader must know before believing the numbers
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
    List<List<Double>> correlations,
    List<String> warnings,
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
   */
  public record Estimate(
      String name, double start, double value, double standardError, double low, double high) {}

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

  /** A number's estimate, by its name as in {@link Estimate#name}. */
  public double get(String name) {
    return parameters.stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no parameter `" + name + "`"))
        .value();
  }
}
