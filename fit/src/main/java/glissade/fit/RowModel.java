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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A formula as expressions of one row: each column is a number, a group of columns a vector, and
 * the parameters have the shapes that the formula, the start and the table give them.
 */
final class RowModel {
  private final RowNames names;
  private final Graph graph = new Graph();
  private final Layout layout;
  private final Map<String, Expr> meanings = new HashMap<>();
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
  RowModel(RowNames names, Map<String, List<String>> labels, Starts start) {
    this.names = names;
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
    this.layout = layout(shapes, labels, start);
    shapes.forEach((name, shape) -> meanings.put(name, graph.variable(name, shape)));
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

  private Expr number(Formula part) {
    Expr root = value(part);
    if (!root.isScalar()) {
      throw new SettingsException(
          "`%s` has %s in each row, and must be a single number".formatted(part, root.shape()));
    }
    return root;
  }

  /** A part of the formula. */
  Expr value(Formula part) {
    Map<String, Expr> own = new HashMap<>();
    part.names().forEach(name -> own.put(name, Objects.requireNonNull(meanings.get(name))));
    return part.bindOverRows(graph, own).root();
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

  private Layout layout(Map<String, Shape> shapes, Map<String, List<String>> labels, Starts start) {
    List<Layout.Parameter> parameters = new ArrayList<>();
    Map<String, String> indices = names.formula().indices();
    int offset = 0;
    for (String name : names.parameters()) {
      Shape shape = Objects.requireNonNull(shapes.get(name));
      List<String> sizes = new ArrayList<>(start.sizes(name));
      String index = indices.get(name);
      if (index != null && sizes.isEmpty()) {
        sizes.add(index);
      }
      List<List<String>> axes = new ArrayList<>();
      for (int k = 0; k < shape.dimensions().size(); k++) {
        int length = shape.dimensions().get(k);
        List<String> texts = k < sizes.size() ? labels.get(sizes.get(k)) : null;
        boolean last = k == shape.dimensions().size() - 1;
        axes.add(texts != null && texts.size() == length ? texts : axis(length, last));
      }
      parameters.add(new Layout.Parameter(name, shape, offset, axes));
      offset = Math.addExact(offset, shape.size());
    }
    return new Layout(parameters);
  }

  /** What stands beside a group of columns is called by them. */
  private List<String> axis(int length, boolean last) {
    for (Map.Entry<String, List<Integer>> place : names.places().entrySet()) {
      boolean group = Mention.of(place.getKey()) instanceof Mention.Group;
      if (last && group && place.getValue().size() == length) {
        return place.getValue().stream().map(i -> names.inputs().get(i).column()).toList();
      }
    }
    return IntStream.range(0, length).mapToObj(String::valueOf).toList();
  }

  RowNames names() {
    return names;
  }

  Graph graph() {
    return graph;
  }

  /** Where the parameters' numbers lie. */
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
