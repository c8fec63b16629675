package glissade.fit;

import glissade.formula.Expr;
import glissade.formula.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Makes the steps of a {@link Tape}, with all arrays that they work on. */
final class TapeBuilder {
  private final RowModel model;
  private final int chunk;
  private final TapeGroups groups;
  private final Set<Expr> usedElsewhere = new HashSet<>();
  private final Map<Expr, FixedValues> fixed = new IdentityHashMap<>();
  private final Map<Expr, RowValues> rows = new IdentityHashMap<>();

  /** By input of the rows, its part of the chunk; null where the formula does not need it. */
  private final double[][] columns;

  private final Map<String, FixedValues> parameters = new HashMap<>();
  private final Steps fixedSteps = new Steps(new ArrayList<>(), new ArrayList<>());
  private final Steps rowSteps = new Steps(new ArrayList<>(), new ArrayList<>());
  private final List<FixedValues> ownFixed = new ArrayList<>();
  private final List<double[]> ownAdjoints = new ArrayList<>();
  private final RowValues loss;

  /**
   * Steps in order of evaluation.
   *
   * @param forward all
   * @param back those that a parameter matters to
   */
  record Steps(List<TapeStep> forward, List<TapeStep> back) {
    private void add(TapeStep step, boolean active) {
      forward.add(step);
      if (active) {
        back.add(step);
      }
    }
  }

  /**
   * Steps.
   *
   * @param chunk how many rows are computed at once at most
   */
  TapeBuilder(RowModel model, int chunk) {
    this.model = model;
    this.chunk = chunk;
    this.columns = new double[model.names().inputs().size()][chunk];
    Expr root = model.row();
    this.groups =
        new TapeGroups(root, variable -> model.names().places().containsKey(variable.name()));
    Map<Expr, List<Expr>> groupOf = new IdentityHashMap<>();
    groups.groups().forEach(group -> group.forEach(node -> groupOf.put(node, group)));
    usedElsewhere.add(root);
    for (Expr node : groups.nodes()) {
      for (Expr argument : node.arguments()) {
        if (groupOf.get(argument) != groupOf.get(node)) {
          usedElsewhere.add(argument);
        }
      }
    }
    for (List<Expr> group : groups.groups()) {
      if (TapeGroups.isElementwise(group.get(0))) {
        cell(group);
      } else if (groups.isOfRows(group.get(0))) {
        rows.put(group.get(0), ofRows(group.get(0)));
      } else {
        fixed.put(group.get(0), fixedValue(group.get(0)));
      }
    }
    this.loss = inRows(root);
  }

  private void cell(List<Expr> nodes) {
    int size = nodes.get(0).shape().size();
    boolean ofRows = groups.isOfRows(nodes.get(0));
    List<Expr> results = nodes.stream().filter(usedElsewhere::contains).toList();
    CellCode code =
        new CellCode(
            nodes,
            results,
            input -> ofRows ? groups.isOfRows(input) : input.shape().size() == size,
            groups::isActive,
            groups.conditional());
    List<FixedValues> numbers = code.numbers().stream().map(this::fixed).toList();
    boolean active = results.stream().anyMatch(groups::isActive);
    if (ofRows) {
      List<RowValues> stored = new ArrayList<>();
      for (Expr result : results) {
        rows.put(result, newRows(size, groups.isActive(result)));
        stored.add(rows(result));
      }
      while (stored.size() < code.stored()) {
        stored.add(newRows(size, false));
      }
      List<RowValues> vectors = code.vectors().stream().map(this::rows).toList();
      rowSteps.add(new RowCell(code, vectors, numbers, stored, results.size(), chunk), active);
    } else {
      List<FixedValues> stored = new ArrayList<>();
      for (Expr result : results) {
        fixed.put(result, newFixed(size, groups.isActive(result)));
        stored.add(fixed(result));
      }
      while (stored.size() < code.stored()) {
        stored.add(newFixed(size, false));
      }
      List<FixedValues> vectors = code.vectors().stream().map(this::fixed).toList();
      fixedSteps.add(new FixedCell(code, vectors, numbers, stored, results.size()), active);
    }
  }

  private FixedValues fixedValue(Expr node) {
    if (node instanceof Expr.Constant constant) {
      return new FixedValues(new double[] {constant.value()}, false);
    }
    if (node instanceof Expr.Variable variable) {
      FixedValues parameter = new FixedValues(node.shape().size());
      parameters.put(variable.name(), parameter);
      return parameter;
    }
    FixedValues result = newFixed(node.shape().size(), groups.isActive(node));
    List<FixedValues> arguments = node.arguments().stream().map(this::fixed).toList();
    fixedSteps.add(new FixedStep(node, arguments, result), result.isActive());
    return result;
  }

  private RowValues ofRows(Expr node) {
    if (node instanceof Expr.Variable variable) {
      return column(variable);
    }
    if (node instanceof Expr.Slice slice) {
      int from = slice.from();
      return rows(slice.vector()).part(from, from + node.shape().size());
    }
    if (node instanceof Expr.Fill fill) {
      return rows(fill.value()).repeated(node.shape().size());
    }
    if (node instanceof Expr.Place place) {
      return placed(place);
    }
    RowValues result = newRows(node.shape().size(), groups.isActive(node));
    rowSteps.add(step(node, result), result.isActive());
    return result;
  }

  private RowValues column(Expr.Variable variable) {
    List<Integer> inputs = Objects.requireNonNull(model.names().places().get(variable.name()));
    double[][] values = inputs.stream().map(i -> columns[i]).toArray(double[][]::new);
    return new RowValues(values, new double[0][]);
  }

  /** The arrays of the pieces side by side, and zeros between them. */
  private RowValues placed(Expr.Place place) {
    RowValues whole = newRows(place.shape().size(), groups.isActive(place));
    for (int k = 0; k < place.offsets().size(); k++) {
      RowValues piece = inRows(place.arguments().get(k));
      int at = place.offsets().get(k);
      System.arraycopy(piece.values(), 0, whole.values(), at, piece.size());
      System.arraycopy(piece.adjoints(), 0, whole.adjoints(), at, piece.adjoints().length);
    }
    return whole;
  }

  private TapeStep step(Expr node, RowValues result) {
    boolean conditional = groups.conditional().contains(node);
    if (node instanceof Expr.Apply apply) {
      Operator operator = apply.operator();
      return new RowReduction(operator, rows(apply.arguments().get(0)), result);
    }
    if (node instanceof Expr.Gather gather) {
      RowValues index = inRows(gather.index());
      return groups.isOfRows(gather.from())
          ? new RowSelect(rows(gather.from()), index, result)
          : new RowGather(fixed(gather.from()), index, result);
    }
    Expr.Product product = (Expr.Product) node;
    int inner = product.right().shape().dimensions().get(0);
    if (!groups.isOfRows(product.left())) {
      return RowLinear.ofLeft(
          fixed(product.left()), rows(product.right()), result, inner, conditional);
    }
    return groups.isOfRows(product.right())
        ? new RowProduct(rows(product.left()), rows(product.right()), result, inner, conditional)
        : RowLinear.ofRight(
            rows(product.left()), fixed(product.right()), result, inner, conditional);
  }

  private FixedValues fixed(Expr node) {
    return Objects.requireNonNull(fixed.get(node));
  }

  private RowValues rows(Expr node) {
    return Objects.requireNonNull(rows.get(node));
  }

  /** As values of each row, whatever they depend on. */
  private RowValues inRows(Expr node) {
    if (groups.isOfRows(node)) {
      return rows(node);
    }
    RowValues copies = newRows(node.shape().size(), groups.isActive(node));
    rowSteps.add(new RowCopies(fixed(node), copies), copies.isActive());
    return copies;
  }

  private RowValues newRows(int size, boolean active) {
    RowValues values = RowValues.allocate(size, active, chunk);
    ownAdjoints.addAll(List.of(values.adjoints()));
    return values;
  }

  private FixedValues newFixed(int size, boolean active) {
    FixedValues values = new FixedValues(new double[size], active);
    ownFixed.add(values);
    return values;
  }

  /** Steps before the first chunk of rows. */
  Steps fixedSteps() {
    return fixedSteps;
  }

  /** Steps of each chunk of rows. */
  Steps rowSteps() {
    return rowSteps;
  }

  /** By input, its part of the chunk. */
  double[][] columns() {
    return columns;
  }

  /** By name; none for a parameter that the loss does not need. */
  Map<String, FixedValues> parameters() {
    return parameters;
  }

  /** What is the same in all rows and no parameter itself. */
  List<FixedValues> ownFixed() {
    return ownFixed;
  }

  /** The adjoints of all that depends on rows. */
  List<double[]> adjoints() {
    return ownAdjoints;
  }

  /** The loss of each row. */
  RowValues loss() {
    return loss;
  }
}
