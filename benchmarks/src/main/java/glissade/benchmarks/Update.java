package glissade.benchmarks;

import glissade.formula.Precision;
import glissade.rule.CompiledRule;
import glissade.rule.ConfiguredRule;

/**
 * A rule with parameters, gradient and states of floats, ready for step 5. The gradient stays the
 * same and keeps away from zero, so states settle, and nothing under- or overflows.
 */
final class Update {
  final CompiledRule compiled;
  final Object[] arrays;
  private final double[] scalars;
  private final int[] bounds;

  Update(ConfiguredRule rule, int size) {
    compiled = rule.compile(Precision.FLOAT);
    float[] gradient = new float[size];
    for (int i = 0; i < size; i++) {
      gradient[i] = 0.5f + (i % 1009) / 2018f;
    }
    arrays = compiled.newArrays(new float[size], gradient);
    scalars = compiled.scalarsAt(5, 100);
    bounds = new int[] {0, size};
  }

  /** One step, as a run makes it. */
  void step() {
    compiled.step(arrays, scalars, bounds);
  }

  /** Bytes moved per parameter: what changes is read and written, the gradient is read. */
  static int bytes(CompiledRule compiled) {
    return Float.BYTES * (3 + 2 * compiled.stateNames().size());
  }
}
