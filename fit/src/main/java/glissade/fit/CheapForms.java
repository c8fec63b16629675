package glissade.fit;

import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Operator;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The activations of networks, with their derivatives, written with one exponential that both
 * share. Exact to some units in the last place, whatever the argument: {@code 1 - y^2} would lose
 * the derivative where the activation saturates.
 */
final class CheapForms {
  private static final Formula TANH_SHARED = Formula.parse("exp(-2*abs(a))");

  /** Near 0 the quotient would cancel, and the series has all its digits. */
  private static final Formula TANH =
      Formula.parse(
          "where(abs(a) < 0.05,"
              + " a*(1 + a^2*(-1/3 + a^2*(2/15 + a^2*(-17/315 + a^2*(62/2835))))),"
              + " sign(a)*((1 - u)/(1 + u)))");

  private static final Formula TANH_DERIVATIVE = Formula.parse("4*u/(1 + u)^2");
  private static final Formula TANH_DERIVATIVE_OF_TABLE =
      Formula.parse("4*sigmoid(2*a)*sigmoid(-2*a)");
  private static final Formula SHARED = Formula.parse("exp(-abs(a))");
  private static final Formula SIGMOID = Formula.parse("where(a >= 0, 1, u)/(1 + u)");
  private static final Formula SIGMOID_OF_NEGATIVE = Formula.parse("where(a <= 0, 1, u)/(1 + u)");
  private static final Formula SOFTPLUS = Formula.parse("max(a, 0) + log1p(u)");

  private final Graph graph;
  private final Map<Expr, Expr> forms = new IdentityHashMap<>();

  private CheapForms(Graph graph, Collection<Expr> roots) {
    this.graph = graph;
    List<Expr> nodes = Graph.reachable(roots);
    for (Expr node : nodes) {
      if (node instanceof Expr.Apply apply && !forms.containsKey(node)) {
        add(apply);
      }
    }
  }

  /** What stands for expressions, and all that they are made of. */
  static Map<Expr, Expr> of(Graph graph, Collection<Expr> roots) {
    return graph.replace(roots, new CheapForms(graph, roots).forms);
  }

  private void add(Expr.Apply node) {
    Expr argument = node.arguments().get(0);
    switch (node.operator()) {
      case TANH -> {
        Expr a = formOf(argument);
        Expr u = bind(TANH_SHARED, a, a);
        forms.put(node, bind(TANH, a, u));
        forms.put(bind(TANH_DERIVATIVE_OF_TABLE, argument, u), bind(TANH_DERIVATIVE, a, u));
      }
      case SIGMOID -> {
        boolean negative = argument instanceof Expr.Apply apply && isNegation(apply);
        Expr a = formOf(negative ? argument.arguments().get(0) : argument);
        Expr u = bind(SHARED, a, a);
        forms.put(node, bind(negative ? SIGMOID_OF_NEGATIVE : SIGMOID, a, u));
      }
      case SOFTPLUS -> {
        Expr a = formOf(argument);
        forms.put(node, bind(SOFTPLUS, a, bind(SHARED, a, a)));
      }
      default -> {
        // as it is
      }
    }
  }

  private static boolean isNegation(Expr.Apply apply) {
    return apply.operator() == Operator.NEGATE;
  }

  private Expr formOf(Expr node) {
    return Objects.requireNonNull(graph.replace(List.of(node), forms).get(node));
  }

  private Expr bind(Formula formula, Expr a, Expr u) {
    return formula.bind(graph, Map.of("a", a, "u", u)).root();
  }
}
