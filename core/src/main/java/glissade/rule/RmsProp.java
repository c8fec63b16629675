package glissade.rule;

import glissade.formula.Precision;

/**
 * RMSProp's step as a pure function: from the gradient and the previous running mean of its square
 * to the update and the new mean.
 *
 * <pre>
 * s = ρ·s + (1 − ρ)·g²
 * update = α·g / (√s + ε)          then  w = w − update
 * </pre>
 *
 * <p>It runs the catalogue's {@code rmsprop} rule, so it cannot differ from it. Tieleman &amp;
 * Hinton, "Lecture 6.5", Coursera, 2012. Immutable and safe for use by several threads.
 */
public final class RmsProp {
  private final CompiledRule rule;

  /**
   * RMSProp with its settings.
   *
   * @param learningRate α, at least 0
   * @param rho ρ, the weight of the past, from 0 to 1
   * @param epsilon ε, at least 0
   * @throws SettingsException if a value is out of range
   */
  public RmsProp(double learningRate, double rho, double epsilon) {
    this.rule =
        Rules.find("rmsprop")
            .configured()
            .with("learning_rate", learningRate)
            .with("decay", rho)
            .with("epsilon", epsilon)
            .compile(Precision.DOUBLE);
  }

  /**
   * What one step yields.
   *
   * @param update what to subtract from the parameters
   * @param s the new running mean of the squared gradient
   */
  @SuppressWarnings("ArrayRecordComponent") // the caller's own numbers, never compared
  public record Step(double[] update, double[] s) {}

  /**
   * One step.
   *
   * @param gradient one number for each parameter
   * @param previousS as many; zeros before the first step
   * @return new arrays; the arguments stay as they are
   */
  public Step step(double[] gradient, double[] previousS) {
    if (gradient.length != previousS.length) {
      throw new IllegalArgumentException(
          "the gradient has %d numbers, s has %d".formatted(gradient.length, previousS.length));
    }
    double[] w = new double[gradient.length];
    double[] s = previousS.clone();
    Object[] view = rule.newView();
    view[RuleCompiler.PARAMETERS] = w;
    view[RuleCompiler.GRADIENT] = gradient;
    view[rule.stateArray("s")] = s;
    rule.passes().get(0).run(view, rule.scalarsAt(1, 1), 0, w.length);
    for (int i = 0; i < w.length; i++) {
      w[i] = 0 - w[i]; // w began at 0, so it is now minus the update
    }
    return new Step(w, s);
  }
}
