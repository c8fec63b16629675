package glissade.fit;

import glissade.autodiff.Derivative;
import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Operator;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model written out in single numbers, for all rows at hand: what differs from row to row is a
 * vector as long as the rows, and each number of each parameter is a number. So everything that the
 * language can derive and compile is there: second derivatives, and the residuals' Jacobian.
 */
final class RowFormula {
  private final Graph graph = new Graph();
  private final RowModel model;

  /** The parameters' numbers as vectors, so that derivatives are of each row. */
  private final List<Expr> perRow = new ArrayList<>();

  private final Map<Expr, List<Expr>> written = new IdentityHashMap<>();
  private final Map<Expr, Expr> hoisted = new IdentityHashMap<>();
  private final Expr row;
  private final @Nullable Expr residual;
  private final @Nullable Expr left;
  private final @Nullable Expr beyondLoss;

  /**
   * Writes a model out.
   *
   * @throws glissade.formula.LimitException if it is too large
   */
  RowFormula(RowModel model) {
    this.model = model;
    for (int k = 0; k < model.layout().size(); k++) {
      perRow.add(graph.variable("parameter " + k, Shape.vector(Shape.ANY)));
    }
    Expr ofResidual = model.residual();
    Expr ofLeft = model.left();
    this.row = inRows(model.row());
    this.residual = ofResidual == null ? null : inRows(ofResidual);
    this.left = ofLeft == null ? null : inRows(ofLeft);
    Expr ofBeyond = model.beyondLoss();
    this.beyondLoss = ofBeyond == null ? null : inRows(ofBeyond);
  }

  /** As a vector with a value for each row. */
  private Expr inRows(Expr root) {
    for (Expr node : Graph.reachable(List.of(root))) {
      written.computeIfAbsent(node, this::numbers);
    }
    return graph.fill(numbersOf(root).get(0), Shape.ANY);
  }

  private List<Expr> numbersOf(Expr node) {
    return Objects.requireNonNull(written.get(node));
  }

  private List<Expr> numbers(Expr node) {
    List<Expr> numbers = new ArrayList<>();
    int size = node.shape().size();
    if (node instanceof Expr.Constant constant) {
      numbers.add(graph.constant(constant.value()));
    } else if (node instanceof Expr.Variable variable) {
      numbers.addAll(variable(variable.name()));
    } else if (node instanceof Expr.Slice slice) {
      numbers.addAll(numbersOf(slice.vector()).subList(slice.from(), slice.from() + size));
    } else if (node instanceof Expr.Product product) {
      product(product, numbers);
    } else if (node instanceof Expr.Gather gather) {
      gather(gather, numbers);
    } else if (node instanceof Expr.Place place) {
      for (int i = 0; i < size; i++) {
        numbers.add(graph.constant(0));
      }
      for (int k = 0; k < place.offsets().size(); k++) {
        List<Expr> piece = numbersOf(place.arguments().get(k));
        for (int i = 0; i < piece.size(); i++) {
          numbers.set(place.offsets().get(k) + i, piece.get(i));
        }
      }
    } else if (node instanceof Expr.Apply apply && apply.operator().isReduction()) {
      numbers.add(reduced(apply.operator(), numbersOf(apply.arguments().get(0))));
    } else {
      for (int i = 0; i < size; i++) {
        int at = i;
        List<Expr> arguments =
            node.arguments().stream()
                .map(this::numbersOf)
                .map(of -> of.get(of.size() == 1 ? 0 : at))
                .toList();
        numbers.add(
            node instanceof Expr.Apply apply
                ? graph.apply(apply.operator(), arguments)
                : arguments.get(0));
      }
    }
    return numbers;
  }

  private List<Expr> variable(String name) {
    List<Integer> inputs = model.names().places().get(name);
    if (inputs != null) {
      return inputs.stream().map(i -> graph.variable(input(i), Shape.vector(Shape.ANY))).toList();
    }
    for (Layout.Parameter parameter : model.layout().parameters()) {
      if (parameter.name().equals(name)) {
        int from = parameter.offset();
        return perRow.subList(from, from + parameter.shape().size());
      }
    }
    throw new IllegalStateException(name);
  }

  private void product(Expr.Product node, List<Expr> numbers) {
    List<Expr> left = numbersOf(node.left());
    List<Expr> right = numbersOf(node.right());
    int inner = node.right().shape().dimensions().get(0);
    int columns = right.size() / inner;
    for (int i = 0; i < node.shape().size(); i++) {
      List<Expr> terms = new ArrayList<>();
      for (int k = 0; k < inner; k++) {
        Expr a = left.get(i / columns * inner + k);
        terms.add(graph.apply(Operator.MULTIPLY, a, right.get(k * columns + i % columns)));
      }
      numbers.add(chain(Operator.ADD, terms));
    }
  }

  private void gather(Expr.Gather node, List<Expr> numbers) {
    List<Expr> from = numbersOf(node.from());
    Expr index = numbersOf(node.index()).get(0);
    int size = node.shape().size();
    for (int i = 0; i < size; i++) {
      Expr chosen = graph.constant(Double.NaN);
      for (int k = from.size() / size - 1; k >= 0; k--) {
        Expr here = graph.apply(Operator.EQUAL, index, graph.constant(k));
        chosen = graph.apply(Operator.WHERE, here, from.get(k * size + i), chosen);
      }
      numbers.add(chosen);
    }
  }

  private Expr reduced(Operator operator, List<Expr> terms) {
    return switch (operator) {
      case SUM -> chain(Operator.ADD, terms);
      case MEAN ->
          graph.apply(Operator.DIVIDE, chain(Operator.ADD, terms), graph.constant(terms.size()));
      case SMALLEST -> chain(Operator.MINIMUM, terms);
      case LARGEST -> chain(Operator.MAXIMUM, terms);
      case NORM -> // not the root of a sum of squares: these overflow, and it has no slope at zero
          terms.size() == 1
              ? graph.apply(Operator.ABS, terms.get(0))
              : chain(Operator.HYPOT, terms);
      default -> throw new IllegalStateException(operator.symbol());
    };
  }

  private Expr chain(Operator operator, List<Expr> terms) {
    Expr whole = terms.get(0);
    for (Expr term : terms.subList(1, terms.size())) {
      whole = graph.apply(operator, whole, term);
    }
    return whole;
  }

  RowModel model() {
    return model;
  }

  Graph graph() {
    return graph;
  }

  /** How many numbers the parameters have. */
  int parameters() {
    return perRow.size();
  }

  /** What each number of the parameters is called. */
  List<String> elements() {
    return model.layout().elements();
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

  /** What each row's loss leaves out of minus a log-likelihood. */
  Expr beyondLoss() {
    return hoisted(Objects.requireNonNull(beyondLoss));
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
    Derivative derivative = Derivative.of(graph, graph.apply(Operator.SUM, vector), perRow);
    return perRow.stream().map(derivative::gradient).toList();
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
      int parameter = perRow.indexOf(variable);
      return parameter < 0
          ? node
          : graph.fill(graph.variable(scalar(parameter), Shape.SCALAR), Shape.ANY);
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

  /** What a number of the parameters is called: no name in a formula has a space. */
  static String scalar(int parameter) {
    return "number " + parameter;
  }

  /** What a number of the rows is called. */
  static String input(int position) {
    return "input " + position;
  }
}
