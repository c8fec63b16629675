package glissade.optimize;

import glissade.formula.Point;
import glissade.formula.Precision;
import java.util.List;
import java.util.function.DoubleSupplier;

/** A run as an observer sees it, between two steps. Valid only while the observer is called. */
public final class Progress {
  private final RunState state;
  private final Point start;
  private final double sign;

  private final DoubleSupplier reportedValue;

  Progress(RunState state, Point start, double sign, DoubleSupplier reportedValue) {
    this.state = state;
    this.start = start;
    this.sign = sign;
    this.reportedValue = reportedValue;
  }

  /** How many updates have been made; 0 at the start. */
  public long step() {
    return state.step;
  }

  /** The loss here. */
  public double value() {
    return sign * state.value;
  }

  /**
   * The loss at the point that the rule reports, where that is another than the parameters, such as
   * their average: computed anew by each call. Else {@link #value}.
   */
  public double reportedValue() {
    return reportedValue.getAsDouble();
  }

  /** The gradient's largest component here. */
  public double gradientNorm() {
    return state.gradientNorm;
  }

  /** The smallest loss so far (largest, when maximizing). */
  public double bestValue() {
    return sign * state.bestValue;
  }

  /**
   * A hyperparameter's value at the last step; before the first step, at that. Of groups of
   * parameters with values of their own, that of the others.
   *
   * @param name its name or one of its other names
   * @throws glissade.rule.SettingsException if the rule has none of that name
   */
  public double hyperparameter(String name) {
    long t = Math.max(1, state.step - state.skipped);
    return state.settings.rule().valueAt(name, t, state.total);
  }

  /**
   * Sets a hyperparameter or option of all parameters, from the next step on. A checkpoint has it.
   *
   * @param name its name or one of its other names
   * @param value a number or a formula of {@code t} and {@code T}; on or off for an option
   * @throws glissade.rule.SettingsException if the rule has none of that name, the value is not
   *     allowed, or the rule would need other states than it has
   * @throws glissade.formula.FormulaException if the value cannot be read
   */
  public void set(String name, String value) {
    state.settings.set(name, value);
  }

  /** How many numbers the parameters are. */
  public int size() {
    return start.size();
  }

  /** One of the parameters' numbers, by its position in {@link Point#toArray}. */
  public double parameter(int position) {
    return Elements.get(state.parameters(), position);
  }

  /** One of the gradient's numbers here, by the position of its parameter. */
  public double gradient(int position) {
    return sign * Elements.get(state.gradient(), position);
  }

  /** The states that the rules remember, such as {@code s}; empty for a rule that has none. */
  public List<String> stateNames() {
    return state.updater.stateNames();
  }

  /**
   * One of a state's numbers, by the position of its parameter; 0 where the parameter's rule has no
   * such state.
   *
   * @param name one of {@link #stateNames}
   */
  public double state(String name, int position) {
    return Elements.get(state.state(name), position);
  }

  /** The parameters, by name. */
  public Point parameters() {
    return start.withArray(Precision.doubles(state.parameters()));
  }
}
