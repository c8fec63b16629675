package glissade.compile;

import glissade.formula.Expr;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The scalars that depend on hyperparameters alone. They are computed in double, whatever the type
 * of the arrays, and rounded where they meet an element.
 */
final class WideScalars {
  private WideScalars() {}

  /**
   * Finds them.
   *
   * @param nodes in order of evaluation
   * @param isInput whether a variable is a hyperparameter
   * @param narrow whether only these themselves are wide, and nothing computed from them
   */
  static Set<Expr> of(List<Expr> nodes, Predicate<Expr.Variable> isInput, boolean narrow) {
    Set<Expr> wide = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Expr node : nodes) {
      boolean is =
          node instanceof Expr.Variable variable
              ? isInput.test(variable)
              : !narrow
                  && node.isScalar()
                  && node.arguments().stream().anyMatch(wide::contains)
                  && node.arguments().stream()
                      .allMatch(a -> wide.contains(a) || a instanceof Expr.Constant);
      if (is) {
        wide.add(node);
      }
    }
    return wide;
  }
}
