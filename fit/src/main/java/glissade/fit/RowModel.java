package glissade.fit;

import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Mention;
import glissade.formula.Operator;
import glissade.formula.Shape;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A formula as expressions of one row: each column is a number, a group of columns a vector, and
 * the parameters have the shapes that the formula, the start and the table give them.
 */
final class RowModel {
  private final RowNames names;
  private final Graph graph = new Graph();
  private final Constraints constraints;
  private final Layout layout;
  private final Layout reported;
  private final Map<String, Expr> meanings = new HashMap<>();
  private final List<Expr> values = new ArrayList<>();
  private final Expr row;
  private final @Nullable Expr residual;
  private final @Nullable Expr left;

  /**
   * A model.
   *
   * @param names what the names are
   * @param labels by column that is read as a category, its texts
   * @param start what is given of the parameters
   * @throws glissade.formula.FormulaException if shapes do not fit
   */
  RowModel(
      RowNames names, Map<String, List<String>> labels, Starts start, Constraints constraints) {
    this.names = names;
    this.constraints = constraints;
    Formula formula = names.formula();
    formula.requireNoRuleFunctions();
    Map<String, Integer> counts = new HashMap<>();
    labels.forEach((column, texts) -> counts.put(column, Math.max(1, texts.size())));
    Map<String, Shape> known = new LinkedHashMap<>();
    names
        .places()
        .forEach(
            (name, inputs) ->
                known.put(
                    name,
                    Mention.of(name) instanceof Mention.Group
                        ? Shape.vector(inputs.size())
                        : Shape.SCALAR));
    for (String name : names.parameters()) {
      Shape declared = start.shape(name, size -> size(size, counts));
      if (declared != null) {
        known.put(name, declared);
      }
    }
    Map<String, Shape> shapes = formula.shapes(known, counts);
    List<String> free = freeNames(constraints);
    this.layout = layout(free, shapes, labels, start);
    this.reported = layout(names.parameters(), shapes, labels, start);
    names.places().keySet().forEach(name -> variable(name, shapes));
    for (String name : free) {
      Expr variable = variable(name, shapes);
      Constraints.Bound bound = constraints.bound(name);
      if (bound != null) {
        meanings.put(name, Constraints.bounded(graph, bound, variable));
      }
    }
    for (String name : names.parameters()) {
      Formula tie = constraints.tie(name);
      if (tie != null) {
        meanings.put(name, tied(name, tie, shapes));
      }
      values.add(Objects.requireNonNull(meanings.get(name)));
    }
    Formula leftSide = formula.left();
    Formula rightSide = formula.right();
    if (leftSide != null && rightSide != null) {
      this.left = number(leftSide);
      this.residual = graph.apply(Operator.SUBTRACT, this.left, number(rightSide));
      this.row = graph.apply(Operator.POWER, residual, graph.constant(2));
    } else {
      this.left = null;
      this.residual = null;
      this.row = number(formula);
    }
  }

  /** The parameters that are not tied, and what others are tied to. */
  private List<String> freeNames(Constraints constraints) {
    Set<String> free = new LinkedHashSet<>(names.parameters());
    for (String name : names.parameters()) {
      Formula tie = constraints.tie(name);
      if (tie != null) {
        free.remove(name);
        free.addAll(tie.names());
      }
    }
    return List.copyOf(free);
  }

  private Expr variable(String name, Map<String, Shape> shapes) {
    Expr variable = graph.variable(name, shapes.getOrDefault(name, Shape.SCALAR));
    meanings.put(name, variable);
    return variable;
  }

  private Expr tied(String name, Formula tie, Map<String, Shape> shapes) {
    Expr value = bound(tie, false);
    Shape shape = Objects.requireNonNull(shapes.get(name));
    if (value.isScalar() && !shape.isScalar() && !shape.isMatrix()) {
      value = graph.fill(value, shape.size());
    }
    if (!value.shape().equals(shape)) {
      throw new SettingsException(
          "`%s` has %s, and what it is tied to has %s".formatted(name, shape, value.shape()));
    }
    return value;
  }

  private Expr bound(Formula part, boolean overRows) {
    Map<String, Expr> own = new HashMap<>();
    part.names().forEach(name -> own.put(name, Objects.requireNonNull(meanings.get(name))));
    return (overRows ? part.bindOverRows(graph, own) : part.bind(graph, own)).root();
  }

  /** A part of the formula. */
  Expr value(Formula part) {
    return bound(part, true);
  }

  private Expr number(Formula part) {
    Expr root = value(part);
    if (!root.isScalar()) {
      throw new SettingsException(
          "`%s` has %s in each row, and must be a single number".formatted(part, root.shape()));
    }
    return root;
  }

  /** What a size in brackets means: a group's length, or how many texts a column has. */
  private int size(String name, Map<String, Integer> counts) {
    String alias = names.formula().alias(name);
    List<Integer> inputs = names.places().get(alias == null ? name : alias);
    Integer count = counts.get(name);
    if (count != null) {
      return count;
    }
    if (inputs == null) {
      throw new SettingsException(
          "`%s` is no size: write a number, or the name of a group of columns or of a category"
              .formatted(name));
    }
    return inputs.size();
  }

  private Layout layout(
      List<String> parameterNames,
      Map<String, Shape> shapes,
      Map<String, List<String>> labels,
      Starts start) {
    List<Layout.Parameter> parameters = new ArrayList<>();
    Map<String, String> indices = names.formula().indices();
    int offset = 0;
    for (String name : parameterNames) {
      Shape shape = shapes.getOrDefault(name, Shape.SCALAR);
      List<String> sizes = new ArrayList<>(start.sizes(name));
      if (sizes.isEmpty()) {
        sizes.addAll(names.formula().sizes(name));
      }
      String index = indices.get(name);
      if (index != null && sizes.isEmpty()) {
        sizes.add(index);
      }
      List<List<String>> axes = new ArrayList<>();
      List<Integer> beside = List.of();
      for (int k = 0; k < shape.dimensions().size(); k++) {
        int length = shape.dimensions().get(k);
        List<String> texts = k < sizes.size() ? labels.get(sizes.get(k)) : null;
        boolean last = k == shape.dimensions().size() - 1;
        boolean counted = texts != null && texts.size() == length;
        beside = last && !counted ? group(length) : beside;
        axes.add(counted ? texts : axis(length, last ? beside : List.of()));
      }
      parameters.add(new Layout.Parameter(name, shape, offset, axes, beside));
      offset = Math.addExact(offset, shape.size());
    }
    return new Layout(parameters);
  }

  /** The inputs of a group of so many columns; empty if there is none. */
  private List<Integer> group(int length) {
    for (Map.Entry<String, List<Integer>> place : names.places().entrySet()) {
      boolean group = Mention.of(place.getKey()) instanceof Mention.Group;
      if (group && place.getValue().size() == length) {
        return place.getValue();
      }
    }
    return List.of();
  }

  /** What stands beside a group of columns is called by them. */
  private List<String> axis(int length, List<Integer> beside) {
    return beside.isEmpty()
        ? IntStream.range(0, length).mapToObj(String::valueOf).toList()
        : beside.stream().map(i -> names.inputs().get(i).column()).toList();
  }

  RowNames names() {
    return names;
  }

  Graph graph() {
    return graph;
  }

  Constraints constraints() {
    return constraints;
  }

  /** The parameters of the formula, bounded, tied and fixed ones too: as they are reported. */
  Layout reported() {
    return reported;
  }

  /** The value of each of {@link #reported}, as expressions of the free numbers. */
  List<Expr> values() {
    return values;
  }

  /** Where the numbers lie that are free to vary. */
  Layout layout() {
    return layout;
  }

  /** The loss of a row. */
  Expr row() {
    return row;
  }

  /** What is squared, where that is the loss. */
  @Nullable Expr residual() {
    return residual;
  }

  /** What the residual is the difference from. */
  @Nullable Expr left() {
    return left;
  }

  /** What the loss leaves out of minus a log-likelihood; null where it is no such thing. */
  @Nullable Expr beyondLoss() {
    return Prediction.beyondLoss(this);
  }

  /** Whether the loss is the square of a residual. */
  boolean isLeastSquares() {
    return residual != null;
  }

  /** About how many numbers a row's loss is made of, were it written out in single numbers. */
  long writtenOut() {
    long size = 0;
    for (Expr node : Graph.reachable(List.of(row))) {
      long own = node.shape().size();
      if (node instanceof Expr.Product product) {
        own *= product.right().shape().dimensions().get(0);
      } else if (node instanceof Expr.Gather gather) {
        own *= gather.from().shape().size();
      } else if (node instanceof Expr.Apply apply && apply.operator().isReduction()) {
        own = apply.arguments().get(0).shape().size();
      }
      size += own;
    }
    return size;
  }
}
