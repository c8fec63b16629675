package glissade.rule;

import glissade.formula.Precision;
import java.util.List;
import java.util.Objects;

/**
 * A rule over one array, stepped by hand: gradients in, parameters out, as doubles. Close it if it
 * has threads.
 */
final class TrialRun {
  private final Updater updater;
  private final Object parameters;
  private final Object gradient;
  private final Precision precision;
  private long t;

  TrialRun(ConfiguredRule configured, Precision precision, double[] start) {
    this(configured, precision, start, 1, RuleGroup.PIECE);
  }

  /** With several threads, and work cut in pieces of at most so many elements. */
  TrialRun(ConfiguredRule configured, Precision precision, double[] start, int threads, int piece) {
    this.precision = precision;
    this.parameters = precision.array(start);
    this.gradient = precision.array(start.length);
    ParameterArray.Piece whole = new ParameterArray.Piece(parameters, gradient, 0, start.length);
    ParameterArray array = ParameterArray.of("w", List.of(whole));
    this.updater =
        new Updater(
            List.of(new Updater.Part(array, configured)),
            precision,
            threads,
            Long.MAX_VALUE,
            piece);
  }

  /** One step. */
  void step(double[] numbers) {
    System.arraycopy(precision.array(numbers), 0, gradient, 0, numbers.length);
    updater.step(++t, Long.MAX_VALUE);
  }

  /** The parameters. */
  double[] w() {
    return Precision.doubles(parameters);
  }

  /** The point found. */
  double[] reported() {
    double[] found = updater.reported(t, Long.MAX_VALUE);
    return found == null ? w() : found;
  }

  /** Goes on from where another run of the same rule is. */
  void goOnFrom(TrialRun other) {
    System.arraycopy(other.parameters, 0, parameters, 0, w().length);
    for (String name : updater.stateNames()) {
      Object from = Objects.requireNonNull(other.updater.state(name, other.parameters));
      Object to = Objects.requireNonNull(updater.state(name, parameters));
      System.arraycopy(from, 0, to, 0, w().length);
    }
    t = other.t;
  }

  /** A state. */
  double[] state(String name) {
    return Precision.doubles(Objects.requireNonNull(updater.state(name, parameters)));
  }

  void close() {
    updater.close();
  }
}
