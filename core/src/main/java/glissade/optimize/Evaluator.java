package glissade.optimize;

import glissade.compile.CompiledKernel;
import glissade.compile.Kernel;
import glissade.formula.Precision;
import glissade.rule.ParameterArray;
import java.util.List;

/** What a run minimizes, as a kernel over parameters and gradient. */
interface Evaluator {

  /** Computes the value, and the gradient into the second array. */
  Kernel kernel();

  /** The arrays for the kernel. */
  Object[] arrays(Object parameters, Object gradient);

  /**
   * The value alone; of an objective whose gradients are noisy, nothing of the noise is used up.
   */
  double value(Object parameters);

  /** A compiled formula. */
  record OfFormula(CompiledKernel compiled) implements Evaluator {
    @Override
    public Kernel kernel() {
      return compiled.kernel();
    }

    @Override
    public Object[] arrays(Object parameters, Object gradient) {
      return compiled.withScratch(0, parameters, gradient);
    }

    @Override
    public double value(Object parameters) {
      Object gradient =
          parameters instanceof double[] x
              ? new double[x.length]
              : new float[((float[]) parameters).length];
      return compiled.kernel().run(arrays(parameters, gradient), new double[0], 0, 0);
    }
  }

  /** One of which some parameters are frozen: it does not change with them. */
  record OfFree(Evaluator all, List<ParameterArray.Piece> frozen) implements Evaluator {
    @Override
    public Kernel kernel() {
      Kernel kernel = all.kernel();
      int[] starts = frozen.stream().mapToInt(ParameterArray.Piece::from).toArray();
      int[] ends = frozen.stream().mapToInt(ParameterArray.Piece::to).toArray();
      return (arrays, scalars, from, to) -> {
        double value = kernel.run(arrays, scalars, from, to);
        for (int i = 0; i < starts.length; i++) {
          Elements.clear(arrays[1], starts[i], ends[i]);
        }
        return value;
      };
    }

    @Override
    public Object[] arrays(Object parameters, Object gradient) {
      return all.arrays(parameters, gradient);
    }

    @Override
    public double value(Object parameters) {
      return all.value(parameters);
    }
  }

  /** A Java object; its sign is turned when maximizing. */
  record OfObject(Objective objective, boolean maximize) implements Evaluator {
    @Override
    public Kernel kernel() {
      return (arrays, scalars, from, to) ->
          arrays[0] instanceof double[] x
              ? evaluate(x, (double[]) arrays[1])
              : evaluate((float[]) arrays[0], (float[]) arrays[1]);
    }

    private double evaluate(double[] x, double[] gradient) {
      double value = objective.valueAndGradient(x, gradient);
      if (!maximize) {
        return value;
      }
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = -gradient[i];
      }
      return -value;
    }

    private double evaluate(float[] x, float[] gradient) {
      double[] wide = new double[x.length];
      double value = evaluate(Precision.doubles(x), wide);
      for (int i = 0; i < wide.length; i++) {
        gradient[i] = (float) wide[i];
      }
      return value;
    }

    @Override
    public Object[] arrays(Object parameters, Object gradient) {
      return new Object[] {parameters, gradient};
    }

    @Override
    public double value(Object parameters) {
      double value = objective.value(Precision.doubles(parameters));
      return maximize ? -value : value;
    }
  }
}
