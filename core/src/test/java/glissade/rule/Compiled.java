package glissade.rule;

import glissade.formula.Precision;

/** A compiled rule with its arrays, stepped by hand: gradients in, parameters out, as doubles. */
final class Compiled {
  private final CompiledRule rule;
  private final Precision precision;
  private final Object[] arrays;
  private final int length;
  private long t;

  Compiled(ConfiguredRule configured, Precision precision, double[] start) {
    this.rule = configured.compile(precision);
    this.precision = precision;
    this.length = start.length;
    this.arrays = rule.newArrays(array(start), array(new double[length]));
  }

  /** One step, in pieces that end where {@code cuts} say and at the end. */
  void step(double[] gradient, int... cuts) {
    arrays[RuleCompiler.GRADIENT] = array(gradient);
    double[] scalars = rule.scalarsAt(++t, Long.MAX_VALUE);
    int from = 0;
    for (int cut : cuts) {
      rule.kernel().run(arrays, scalars, from, cut);
      from = cut;
    }
    rule.kernel().run(arrays, scalars, from, length);
  }

  /** The parameters. */
  double[] w() {
    return doubles(arrays[RuleCompiler.PARAMETERS]);
  }

  /** A state. */
  double[] state(String name) {
    return doubles(arrays[rule.stateArray(name)]);
  }

  private Object array(double[] values) {
    if (precision == Precision.DOUBLE) {
      return values.clone();
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static double[] doubles(Object array) {
    if (array instanceof double[] doubles) {
      return doubles.clone();
    }
    float[] floats = (float[]) array;
    double[] doubles = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      doubles[i] = floats[i];
    }
    return doubles;
  }
}
