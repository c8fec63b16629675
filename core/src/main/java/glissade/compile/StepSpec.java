package glissade.compile;

import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A loss of a few numbers together with an update rule.
 *
 * @param parameters the loss's variables, all scalars, in the order of the arrays
 * @param value the loss
 * @param gradient its derivative for each parameter
 * @param rule the rule for one parameter
 * @param precision the type to compute in
 */
public record StepSpec(
    List<Expr> parameters,
    Expr value,
    List<Expr> gradient,
    SymbolicRule rule,
    Precision precision) {
  private static final int MOST_PARAMETERS = 32;

  /**
   * A rule, as expressions of vectors; for one parameter a vector is its element.
   *
   * @param parameter the variable for it
   * @param gradient the variable for its gradient
   * @param states the variables for its states, in the order of the arrays
   * @param newParameter the parameter after a step
   * @param newStates the states after a step
   * @param scalars where hyperparameters and the step {@code t} are
   * @param narrow as in {@link KernelSpec}
   */
  public record SymbolicRule(
      Expr parameter,
      Expr gradient,
      List<Expr> states,
      Expr newParameter,
      List<Expr> newStates,
      Map<String, Integer> scalars,
      boolean narrow) {}

  /** Whether all of it fits one method of numbers: few, no vectors. */
  public boolean isSmall() {
    List<Expr> update = new ArrayList<>(rule.newStates());
    update.add(rule.newParameter());
    List<Expr> loss = new ArrayList<>(gradient);
    loss.add(value);
    List<Expr> updateNodes = Graph.reachable(update);
    List<Expr> lossNodes = Graph.reachable(loss);
    int bytes = Plan.bytes(updateNodes) * parameters.size() + Plan.bytes(lossNodes);
    return parameters.size() <= MOST_PARAMETERS
        && bytes + 60 * parameters.size() < Plan.METHOD_BYTES
        && updateNodes.stream().allMatch(StepSpec::isElementwise)
        && lossNodes.stream().allMatch(Expr::isScalar);
  }

  private static boolean isElementwise(Expr node) {
    return !Plan.isReduction(node)
        && !(node instanceof Expr.Slice)
        && !(node instanceof Expr.Place);
  }
}
