package glissade.optimize;

import glissade.formula.Point;
import glissade.formula.Precision;

/** A run as an observer sees it, between two steps. Valid only while the observer is called. */
public final class Progress {
  private final RunState state;
  private final Point start;
  private final double sign;

  Progress(RunState state, Point start, double sign) {
    this.state = state;
    this.start = start;
    this.sign = sign;
  }

  /** How many updates have been made; 0 at the start. */
  public long step() {
    return state.step;
  }

  /** The loss here. */
  public double value() {
    return sign * state.value;
  }

  /** The gradient's largest component here. */
  public double gradientNorm() {
    return state.gradientNorm;
  }

  /** The smallest loss so far (largest, when maximizing). */
  public double bestValue() {
    return sign * state.bestValue;
  }

  /** How many numbers the parameters are. */
  public int size() {
    return start.size();
  }

  /** One of the parameters' numbers, by its position in {@link Point#toArray}. */
  public double parameter(int position) {
    return Elements.get(state.parameters(), position);
  }

  /** The parameters, by name. */
  public Point parameters() {
    return start.withArray(Precision.doubles(state.parameters()));
  }
}
