package glissade.functions;

import glissade.formula.Formula;
import glissade.formula.Point;
import java.util.List;

/**
 * A function with its known minima. Immutable.
 *
 * @param name what to find it by
 * @param title what to print
 * @param formula the function, as text
 * @param start where to start, as text; it also says which parameters there are
 * @param low the lower bound of its domain, for every number
 * @param high the upper bound of its domain, for every number
 * @param minima the points of the domain where the least value is taken, as text
 * @param value the least value
 * @param kink why the gradient at the minima is not zero; empty where it is
 * @param noise the standard deviation of what is to be added to each number of each gradient; 0 for
 *     none
 * @param source where it comes from, or what it shows
 */
public record TestFunction(
    String name,
    String title,
    String formula,
    String start,
    double low,
    double high,
    List<String> minima,
    double value,
    String kink,
    double noise,
    String source) {

  /** A function. */
  public TestFunction {
    minima = List.copyOf(minima);
  }

  /** The function, parsed. */
  public Formula parsedFormula() {
    return Formula.parse(formula);
  }

  /** Where to start. */
  public Point startPoint() {
    return Point.parse(start);
  }

  /** Where the least value is taken. */
  public List<Point> minimumPoints() {
    return minima.stream().map(Point::parse).toList();
  }
}
