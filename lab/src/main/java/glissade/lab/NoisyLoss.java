package glissade.lab;

import glissade.optimize.Objective;
import java.util.SplittableRandom;

/** A loss whose gradients are off by normal noise, drawn anew at each. Its values are exact. */
record NoisyLoss(Surface exact, double deviation, SplittableRandom random) implements Objective {

  @Override
  public double value(double[] x) {
    return exact.value(x);
  }

  @Override
  public void gradient(double[] x, double[] gradient) {
    double unused = valueAndGradient(x, gradient);
  }

  @Override
  public double valueAndGradient(double[] x, double[] gradient) {
    double value = exact.valueAndGradient(x, gradient);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] += deviation * random.nextGaussian();
    }
    return value;
  }
}
