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
    this.arrays = rule.newArrays(precision.array(start), precision.array(new double[length]));
  }

  /** One step, in pieces that end where {@code cuts} say and at the end. */
  void step(double[] gradient, int... cuts) {
    arrays[RuleCompiler.GRADIENT] = precision.array(gradient);
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
    return Precision.doubles(arrays[RuleCompiler.PARAMETERS]);
  }

  /** A state. */
  double[] state(String name) {
    return Precision.doubles(arrays[rule.stateArray(name)]);
  }
}
