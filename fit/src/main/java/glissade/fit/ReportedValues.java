package glissade.fit;

import glissade.autodiff.Derivative;
import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Interpreter;
import glissade.formula.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The parameters as people know them, of the free numbers that a fit varies. */
final class ReportedValues {
  private final RowModel model;

  ReportedValues(RowModel model) {
    this.model = model;
  }

  private Map<String, double[]> inputs(double[] free) {
    Map<String, double[]> inputs = new HashMap<>();
    for (Layout.Parameter parameter : model.layout().parameters()) {
      int from = parameter.offset();
      inputs.put(parameter.name(), Arrays.copyOfRange(free, from, from + parameter.shape().size()));
    }
    return inputs;
  }

  /** The values, laid out as they are reported. */
  double[] of(double[] free) {
    if (model.constraints().isEmpty()) {
      return free.clone();
    }
    Map<String, double[]> inputs = inputs(free);
    Map<Expr, double[]> values =
        new Interpreter(Precision.DOUBLE)
            .evaluate(model.values(), v -> Objects.requireNonNull(inputs.get(v.name())));
    double[] all = new double[model.reported().size()];
    int at = 0;
    for (Expr value : model.values()) {
      double[] numbers = Objects.requireNonNull(values.get(value));
      System.arraycopy(numbers, 0, all, at, numbers.length);
      at += numbers.length;
    }
    return all;
  }

  /** How each reported number changes with each free one. */
  double[][] jacobian(double[] free) {
    double[][] jacobian = new double[model.reported().size()][free.length];
    if (model.constraints().isEmpty()) {
      for (int k = 0; k < free.length; k++) {
        jacobian[k][k] = 1;
      }
      return jacobian;
    }
    Graph graph = model.graph();
    Map<String, double[]> inputs = inputs(free);
    List<Expr> variables = new ArrayList<>();
    for (Layout.Parameter parameter : model.layout().parameters()) {
      variables.add(graph.variable(parameter.name(), parameter.shape()));
    }
    int row = 0;
    for (Expr value : model.values()) {
      for (int i = 0; i < value.shape().size(); i++) {
        Expr number = value.isScalar() ? value : graph.element(value, i);
        Derivative derivative = Derivative.of(graph, number, variables);
        for (int v = 0; v < variables.size(); v++) {
          Expr slope = derivative.gradient(variables.get(v));
          double[] slopes =
              new Interpreter(Precision.DOUBLE)
                  .evaluate(List.of(slope), n -> Objects.requireNonNull(inputs.get(n.name())))
                  .get(slope);
          int offset = model.layout().parameters().get(v).offset();
          System.arraycopy(Objects.requireNonNull(slopes), 0, jacobian[row], offset, slopes.length);
        }
        row++;
      }
    }
    return jacobian;
  }

  /** The free numbers of given values; NaN where none are given. */
  double[] free(double[] given) {
    double[] free = given.clone();
    for (Layout.Parameter parameter : model.layout().parameters()) {
      Constraints.Bound bound = model.constraints().bound(parameter.name());
      int end = parameter.offset() + parameter.shape().size();
      for (int k = parameter.offset(); bound != null && k < end; k++) {
        if (!Double.isNaN(given[k])) {
          free[k] = bound.free(given[k]);
        }
      }
    }
    return free;
  }

  /**
   * What to say of each reported number: its bound where that holds it, or what it is tied to.
   *
   * @param errors the standard errors of the values; NaN where they are not known
   */
  List<String> notes(double[] values, double[] errors) {
    List<String> notes = new ArrayList<>();
    for (Layout.Parameter parameter : model.reported().parameters()) {
      Constraints.Bound bound = model.constraints().bound(parameter.name());
      var tie = model.constraints().tie(parameter.name());
      for (int k = 0; k < parameter.shape().size(); k++) {
        int at = parameter.offset() + k;
        if (tie != null) {
          notes.add(tie.names().isEmpty() ? "fixed" : "= " + tie);
        } else {
          boolean held = bound != null && bound.holds(values[at], errors[at]);
          notes.add(held ? "at its bound, " + bound : "");
        }
      }
    }
    return notes;
  }
}
