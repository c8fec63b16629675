package glissade.rule;

import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Interpreter;
import glissade.formula.Precision;
import java.util.HashMap;
import java.util.Map;

/** Formulas whose names all have numbers. */
final class Settings {
  private Settings() {}

  /**
   * The value of a formula.
   *
   * @param values the number under each of its names
   */
  static double constant(Formula formula, Map<String, Double> values) {
    Graph graph = new Graph();
    Map<String, Expr> meanings = new HashMap<>();
    values.forEach((name, value) -> meanings.put(name, graph.constant(value)));
    Expr root = formula.bind(graph, meanings).scalarRoot();
    return new Interpreter(Precision.DOUBLE).scalar(root, variable -> new double[1]);
  }
}
