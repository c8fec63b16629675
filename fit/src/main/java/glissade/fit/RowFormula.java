package glissade.fit;

import glissade.autodiff.Derivative;
import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Operator;
import glissade.formula.Shape;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A formula whose value differs from row to row. Names that are columns of the table have a value
 * in each row, all others are parameters. In the expressions a column is a vector as long as the
 * rows at hand, and a parameter is a number.
 */
final class RowFormula {
  private final Graph graph = new Graph();
  private final Formula formula;
  private final List<String> columns = new ArrayList<>();
  private final List<String> parameters = new ArrayList<>();

  /** The parameters as they were bound, as vectors, so that derivatives are of each row. */
  private final Map<String, Expr> perRow = new HashMap<>();

  private final Map<Expr, Expr> hoisted = new IdentityHashMap<>();
  private final Expr row;
  private final @Nullable Expr residual;
  private final @Nullable Expr left;

  /**
   * A formula for a table.
   *
   * @param formula {@code left ~ right}, whose loss is the squared difference, or a loss
   * @param tableColumns the names that the table has
   * @throws glissade.formula.FormulaException if it cannot be computed
   * @throws SettingsException if it has no parameter, or is the same in every row
   */
  RowFormula(Formula formula, List<String> tableColumns) {
    formula.requireNoRuleFunctions();
    this.formula = formula;
    Map<String, Expr> meanings = new HashMap<>();
    for (String name : formula.names()) {
      Expr variable = graph.variable(name, Shape.vector(Shape.ANY));
      meanings.put(name, variable);
      if (tableColumns.contains(name)) {
        columns.add(name);
      } else {
        parameters.add(name);
        perRow.put(name, variable);
      }
    }
    Formula left = formula.left();
    Formula right = formula.right();
    if (left != null && right != null) {
      this.left = bound(left, meanings);
      this.residual = graph.apply(Operator.SUBTRACT, this.left, bound(right, meanings));
      this.row = graph.apply(Operator.POWER, residual, graph.constant(2));
    } else {
      this.left = null;
      this.residual = null;
      this.row = bound(formula, meanings);
    }
    if (parameters.isEmpty()) {
      throw new SettingsException(
          "every name in the formula is a column of the table: there is nothing to fit");
    }
    if (columns.isEmpty()) {
      throw new SettingsException(
          "the formula names no column of the table, which has: "
              + String.join(", ", tableColumns));
    }
  }

  /** As a vector with a value for each row. */
  private Expr bound(Formula part, Map<String, Expr> meanings) {
    Map<String, Expr> own = new HashMap<>();
    part.names().forEach(name -> own.put(name, Objects.requireNonNull(meanings.get(name))));
    Expr root = graph.fill(part.bind(graph, own).root(), Shape.ANY);
    for (Expr node : Graph.reachable(List.of(root))) {
      if (node instanceof Expr.Apply apply && apply.operator().isReduction()) {
        throw part.problem(
            List.of(part.names().get(0)),
            "`"
                + apply.operator().symbol()
                + "` of what differs from row to row cannot be used here, because a loss is averaged over the rows anyway (near `%s`)");
      }
    }
    return root;
  }

  Formula formula() {
    return formula;
  }

  Graph graph() {
    return graph;
  }

  /** The columns that it uses, in the order of the text. */
  List<String> columns() {
    return columns;
  }

  /** Its parameters, in the order of the text. */
  List<String> parameters() {
    return parameters;
  }

  /** Whether the loss is the square of a residual. */
  boolean isLeastSquares() {
    return residual != null;
  }

  /** The loss of each row. */
  Expr row() {
    return hoisted(row);
  }

  /** What is squared in each row, where that is the loss. */
  Expr residual() {
    return hoisted(Objects.requireNonNull(residual));
  }

  /** What the residual is the difference from, in each row. */
  Expr left() {
    return hoisted(Objects.requireNonNull(left));
  }

  /** How the loss of each row changes with each parameter. */
  List<Expr> rowDerivatives() {
    return derivatives(row).stream().map(this::hoisted).toList();
  }

  /** How the residual of each row changes with each parameter. */
  List<Expr> residualDerivatives() {
    return derivatives(Objects.requireNonNull(residual)).stream().map(this::hoisted).toList();
  }

  /** The second derivatives of each row's loss: row by row, up to the diagonal. */
  List<Expr> rowSecondDerivatives() {
    List<Expr> seconds = new ArrayList<>();
    List<Expr> firsts = derivatives(row);
    for (int i = 0; i < firsts.size(); i++) {
      derivatives(firsts.get(i)).subList(0, i + 1).forEach(second -> seconds.add(hoisted(second)));
    }
    return seconds;
  }

  private List<Expr> derivatives(Expr vector) {
    List<Expr> variables =
        parameters.stream().map(name -> Objects.requireNonNull(perRow.get(name))).toList();
    Derivative derivative = Derivative.of(graph, graph.apply(Operator.SUM, vector), variables);
    return variables.stream().map(derivative::gradient).toList();
  }

  /** With numbers for the parameters: what is made of them alone is computed once, not by row. */
  private Expr hoisted(Expr root) {
    for (Expr node : Graph.reachable(List.of(root))) {
      hoisted.computeIfAbsent(node, this::rebuilt);
    }
    return Objects.requireNonNull(hoisted.get(root));
  }

  private Expr rebuilt(Expr node) {
    if (node instanceof Expr.Variable variable) {
      return perRow.containsKey(variable.name())
          ? graph.fill(graph.variable(scalar(variable.name()), Shape.SCALAR), Shape.ANY)
          : node;
    }
    if (node instanceof Expr.Fill fill) {
      return graph.fill(known(fill.value()), Shape.ANY);
    }
    if (node instanceof Expr.Apply apply) {
      List<Expr> arguments = apply.arguments().stream().map(this::known).toList();
      boolean same =
          !node.isScalar()
              && arguments.stream().allMatch(a -> a.isScalar() || a instanceof Expr.Fill);
      return same
          ? graph.fill(
              graph.apply(
                  apply.operator(),
                  arguments.stream().map(a -> a instanceof Expr.Fill f ? f.value() : a).toList()),
              Shape.ANY)
          : graph.apply(apply.operator(), arguments);
    }
    return node;
  }

  private Expr known(Expr node) {
    return Objects.requireNonNull(hoisted.get(node));
  }

  /** What a parameter is called as a number: no name in a formula has a space. */
  static String scalar(String parameter) {
    return "number " + parameter;
  }
}
