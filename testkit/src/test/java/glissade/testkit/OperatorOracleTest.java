package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.autodiff.Derivative;
import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Interpreter;
import glissade.formula.Operator;
import glissade.formula.Precision;
import glissade.formula.Shape;
import java.util.*;
import org.junit.jupiter.api.Test;

class OperatorOracleTest {
  @Test
  void measure() {
    Map<String, String> worst = new TreeMap<>();
    Map<String, Double> errors = new TreeMap<>();
    for (OperatorOracle.Row row : OperatorOracle.rows()) {
      Graph graph = new Graph();
      List<Expr> variables = new ArrayList<>();
      for (int i = 0; i < row.operator().arity(); i++) {
        variables.add(graph.variable("abc".substring(i, i + 1), Shape.SCALAR));
      }
      Expr root = graph.apply(row.operator(), variables);
      note(worst, errors, row, "0value", at(root, row), row.value());
      Derivative d = Derivative.of(graph, root, variables);
      for (int i = 0; i < variables.size(); i++) {
        note(worst, errors, row, "1partial" + i, at(d.gradient(variables.get(i)), row), row.partials().get(i));
      }
      if (!row.second().isEmpty()) {
        Derivative dd = Derivative.of(graph, d.gradient(variables.get(0)), variables);
        note(worst, errors, row, "2second", at(dd.gradient(variables.get(0)), row), row.second());
      }
    }
    worst.forEach((k, v) -> System.out.println(k + " " + errors.get(k) + "    " + v));
  }
  private static void note(Map<String, String> worst, Map<String, Double> errors, OperatorOracle.Row row, String what, double actual, String exact) {
    double e = Ulps.error(actual, exact);
    String key = what + " " + row.operator();
    if (e > errors.getOrDefault(key, 0.4)) {
      errors.put(key, e);
      worst.put(key, Arrays.toString(row.arguments()) + " got " + actual + " want " + exact);
    }
  }

  private static double at(Expr root, OperatorOracle.Row row) {
    return new Interpreter(Precision.DOUBLE)
        .scalar(root, v -> new double[] {row.arguments()["abc".indexOf(v.name())]});
  }
}
