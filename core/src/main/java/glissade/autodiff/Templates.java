package glissade.autodiff;

import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The derivative formulas of the operator table, parsed once each. */
final class Templates {
  private static final String[] ARGUMENT_NAMES = {"a", "b", "c"};
  private static final Map<String, Formula> PARSED = new ConcurrentHashMap<>();

  private Templates() {}

  /**
   * A derivative formula with its names replaced.
   *
   * @param formula in terms of the arguments {@code a b c}, the result {@code y}, its adjoint
   *     {@code dy} and the length {@code n}
   */
  static Expr instantiate(String formula, Graph graph, Expr.Apply node, Expr adjoint) {
    Map<String, Expr> meanings = new HashMap<>();
    for (int k = 0; k < node.arguments().size(); k++) {
      meanings.put(ARGUMENT_NAMES[k], node.arguments().get(k));
    }
    meanings.put("y", node);
    meanings.put("dy", adjoint);
    meanings.put("n", graph.constant(node.arguments().get(0).shape().size()));
    return PARSED.computeIfAbsent(formula, Formula::parse).bind(graph, meanings).root();
  }
}
