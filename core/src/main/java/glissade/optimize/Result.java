package glissade.optimize;

import glissade.formula.Point;

/**
 * What a run found.
 *
 * @param parameters the best point met
 * @param value the loss there
 * @param gradientNorm the gradient's largest component there
 * @param bestStep after how many updates it was met
 * @param steps how many updates were made, or left out
 * @param skipped how many of them were left out, because the value or gradient was not finite
 * @param last the point at which the run ended, or what the rule reports there in its place, such
 *     as an average
 * @param lastValue the loss there; if the run diverged, that at the parameters, which is not finite
 * @param stop why it ended
 * @param nanos how long it took
 */
public record Result(
    Point parameters,
    double value,
    double gradientNorm,
    long bestStep,
    long steps,
    long skipped,
    Point last,
    double lastValue,
    Stop stop,
    long nanos) {

  /** One of the parameters, where it is a single number. */
  public double get(String name) {
    return parameters.number(name);
  }

  /** The result in one line. */
  @Override
  public String toString() {
    return "%s at %s after %d steps (%s)".formatted(value, parameters, steps, stop.message());
  }
}
