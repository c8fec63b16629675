package glissade.optimize;

import glissade.formula.Precision;
import glissade.rule.CompiledRule;

/** Everything that changes while a run goes on. */
final class RunState {
  /** What the objective's kernel works on: parameters, gradient, scratch. */
  final Object[] objectiveArrays;

  /** What the rule's kernel works on: the same parameters and gradient, states, scratch. */
  final Object[] ruleArrays;

  /** Hyperparameters and the step. */
  final double[] scalars;

  /** The parameters at the best value. */
  final Object best;

  /** Updates done. */
  long step;

  /** The loss at the parameters, and the gradient's largest component. */
  double value = Double.NaN;

  double gradientNorm = Double.NaN;

  double bestValue = Double.POSITIVE_INFINITY;
  double bestGradientNorm = Double.NaN;
  long bestStep;

  /** Where {@link #referenceStep} and {@link #referenceValue} measure improvement from. */
  long referenceStep;

  double referenceValue = Double.POSITIVE_INFINITY;

  RunState(double[] start, CompiledRule rule, Precision precision, Evaluator evaluator) {
    Object parameters = precision.array(start);
    Object gradient = precision.array(new double[start.length]);
    this.objectiveArrays = evaluator.arrays(parameters, gradient);
    this.ruleArrays = rule.newArrays(parameters, gradient);
    this.scalars = rule.newScalars();
    this.best = precision.array(start);
  }

  Object parameters() {
    return objectiveArrays[0];
  }

  Object gradient() {
    return objectiveArrays[1];
  }
}
