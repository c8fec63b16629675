package glissade.lab;

import glissade.compile.CompiledKernel;
import glissade.optimize.Objective;
import java.util.SplittableRandom;

/** A loss whose gradients are off by normal noise, drawn anew at each. Its values are exact. */
record NoisyLoss(CompiledKernel kernel, double deviation, SplittableRandom random)
    implements Objective {

  @Override
  public double value(double[] x) {
    return exact(x, new double[x.length]);
  }

  @Override
  public void gradient(double[] x, double[] gradient) {
    double unused = valueAndGradient(x, gradient);
  }

  @Override
  public double valueAndGradient(double[] x, double[] gradient) {
    double value = exact(x, gradient);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] += deviation * random.nextGaussian();
    }
    return value;
  }

  private double exact(double[] x, double[] gradient) {
    return kernel.kernel().run(kernel.withScratch(0, x, gradient), new double[0], 0, 0);
  }
}
