package glissade.optimize;

import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.rule.ConfiguredRule;
import glissade.rule.Updater;
import java.util.List;

/**
 * A rule driven by gradients from elsewhere: recorded ones, or those of another rule's path. Not
 * safe for use by several threads.
 */
public final class Replay {
  private final Updater updater;
  private final Precision precision;
  private final Point start;
  private final Object parameters;
  private final Object gradient;
  private final long total;
  private long steps;

  /**
   * A rule at its start.
   *
   * @param configured the rule
   * @param start the parameters before the first step
   * @param precision the arithmetic
   * @param total how many steps there will be, for schedules of {@code T}
   */
  public Replay(ConfiguredRule configured, Point start, Precision precision, long total) {
    this.precision = precision;
    this.start = start;
    this.total = total;
    this.parameters = precision.array(start.toArray());
    this.gradient = precision.array(start.size());
    this.updater =
        new Updater(
            ParameterGroup.parts(List.of(), configured, start, parameters, gradient),
            precision,
            1,
            total);
  }

  /**
   * One step.
   *
   * @param gradient as many numbers as the parameters have
   */
  public void step(double[] gradient) {
    if (gradient.length != start.size()) {
      throw new IllegalArgumentException(
          "the gradient has %d numbers, the parameters %d"
              .formatted(gradient.length, start.size()));
    }
    Elements.copy(precision.array(gradient), this.gradient);
    updater.step(++steps, total);
  }

  /** How many steps have been made. */
  public long steps() {
    return steps;
  }

  /** The point that the rule has found; for most rules that is where the parameters are. */
  public double[] reported() {
    double[] reported = steps == 0 ? null : updater.reported(steps, total);
    return reported == null ? parameters() : reported;
  }

  /** The parameters, laid out as {@link Point#toArray}. */
  public double[] parameters() {
    return Precision.doubles(parameters);
  }
}
