package glissade.testkit;

import glissade.autodiff.Derivative;
import glissade.compile.CompiledKernel;
import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Interpreter;
import glissade.formula.Point;
import glissade.formula.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A formula's value and gradient, node by node: what every kernel is held against. */
record Interpreted(Graph graph, Expr root, List<Expr> variables, List<Expr> gradients) {

  static Interpreted of(Formula formula, Point layout) {
    Graph graph = new Graph();
    Expr root = formula.bindVariables(graph, layout.shapes()).scalarRoot();
    List<Expr> variables = new ArrayList<>();
    layout.names().forEach(name -> variables.add(graph.variable(name, layout.shape(name))));
    Derivative derivative = Derivative.of(graph, root, variables);
    return new Interpreted(
        graph, root, variables, variables.stream().map(derivative::gradient).toList());
  }

  /** The value, then the gradient as the point is laid out. */
  double[] at(Point point, Precision precision) {
    List<Expr> all = new ArrayList<>(gradients);
    all.add(root);
    Map<Expr, double[]> values =
        new Interpreter(precision).evaluate(all, variable -> point.get(variable.name()));
    double[] flat = new double[1 + point.size()];
    flat[0] = Objects.requireNonNull(values.get(root))[0];
    int offset = 1;
    for (Expr gradient : gradients) {
      double[] part = Objects.requireNonNull(values.get(gradient));
      System.arraycopy(part, 0, flat, offset, part.length);
      offset += part.length;
    }
    for (int i = 0; i < flat.length; i++) {
      flat[i] = precision.round(flat[i]); // a constant is exact until it is stored
    }
    return flat;
  }

  /** The same by a kernel of {@link glissade.optimize.Loss}. */
  static double[] compiled(CompiledKernel kernel, Point point) {
    double[] flat = new double[1 + point.size()];
    double[] at = point.toArray();
    if (kernel.precision() == Precision.DOUBLE) {
      double[] gradient = new double[at.length];
      Object[] arrays = kernel.withScratch(0, at, gradient);
      flat[0] = kernel.kernel().run(arrays, new double[0], 0, 0);
      System.arraycopy(gradient, 0, flat, 1, gradient.length);
      return flat;
    }
    float[] narrow = new float[at.length];
    float[] gradient = new float[at.length];
    for (int i = 0; i < at.length; i++) {
      narrow[i] = (float) at[i];
    }
    flat[0] = kernel.kernel().run(kernel.withScratch(0, narrow, gradient), new double[0], 0, 0);
    for (int i = 0; i < gradient.length; i++) {
      flat[i + 1] = gradient[i];
    }
    return flat;
  }
}
