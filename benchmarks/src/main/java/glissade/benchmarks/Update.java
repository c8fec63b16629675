package glissade.benchmarks;

import glissade.formula.Precision;
import glissade.rule.ConfiguredRule;
import glissade.rule.ParameterArray;
import glissade.rule.Updater;
import java.util.ArrayList;
import java.util.List;

/**
 * A rule with parameters, gradient and states of floats, ready for step 5. The gradient stays the
 * same and keeps away from zero, so states settle, and nothing under- or overflows.
 */
final class Update {
  private static final long STEP = 5;
  private static final long TOTAL = 100;

  /** Parameters, gradient, states. */
  final Object[] arrays;

  private final Updater updater;

  Update(ConfiguredRule rule, int size, int threads) {
    float[] parameters = new float[size];
    float[] gradient = new float[size];
    for (int i = 0; i < size; i++) {
      gradient[i] = 0.5f + (i % 1009) / 2018f;
    }
    var piece = new ParameterArray.Piece(parameters, gradient, 0, size);
    ParameterArray array = ParameterArray.of("w", List.of(piece));
    updater = new Updater(List.of(new Updater.Part(array, rule)), Precision.FLOAT, threads);
    List<Object> all = new ArrayList<>(List.of(parameters, gradient));
    updater.stateNames().forEach(name -> all.add(updater.state(name, parameters)));
    arrays = all.toArray();
  }

  /** One step, as a run makes it. */
  void step() {
    updater.step(STEP, TOTAL);
  }

  /** Ends the threads. */
  void close() {
    updater.close();
  }

  /** Bytes moved per parameter: what changes is read and written, the gradient is read. */
  static int bytes(ConfiguredRule rule) {
    return Float.BYTES * (3 + 2 * rule.compile(Precision.FLOAT).stateNames().size());
  }
}
