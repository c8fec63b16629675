package glissade.fit;

import glissade.data.Column;
import glissade.data.ColumnType;
import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Interpreter;
import glissade.formula.Precision;
import glissade.formula.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** A model over made-up rows of columns x1 to x5, y, two of texts, and a class. */
final class Rows {
  static final Map<String, List<String>> LABELS =
      Map.of(
          "user",
          List.of("ann", "bob", "cy", "dee", "eve", "flo", "gus"),
          "item",
          List.of("ant", "bee", "cat", "dog"),
          "kind",
          List.of("a", "b", "c"));

  final RowModel model;
  final Starts start;
  final double[] parameters;
  final double[][] arrays;
  final int count;
  final boolean weighted;

  Rows(String formula, String starts, int count, boolean weighted, long seed) {
    List<Column> columns = new ArrayList<>();
    for (String name : List.of("x1", "x2", "x3", "x4", "x5", "y")) {
      columns.add(new Column(name, ColumnType.NUMBER));
    }
    LABELS.keySet().stream().sorted().forEach(n -> columns.add(new Column(n, ColumnType.TEXT)));
    Formula parsed = NamedLoss.parse(new Source("formula", formula));
    RowNames names = new RowNames(parsed, columns);
    this.start = Starts.parse(starts);
    this.model = new RowModel(names, LABELS, start, Constraints.none());
    this.count = count;
    this.weighted = weighted;
    this.parameters = start.values(model.layout(), seed, 0);
    Random random = new Random(seed);
    this.arrays = new double[names.inputs().size() + (weighted ? 1 : 0)][count];
    for (int k = 0; k < arrays.length; k++) {
      for (int r = 0; r < count; r++) {
        arrays[k][r] =
            k == names.inputs().size()
                ? 0.5 + random.nextDouble()
                : number(names.inputs().get(k), random);
      }
    }
  }

  private static double number(RowNames.Input input, Random random) {
    return switch (input.use()) {
      case NUMBER -> random.nextGaussian();
      case CODE -> random.nextInt(Objects.requireNonNull(LABELS.get(input.column())).size());
      case MATCH -> random.nextInt(2);
    };
  }

  /** The numbers of a column. */
  double[] array(String column) {
    return arrays[Objects.requireNonNull(model.names().places().get(column)).get(0)];
  }

  Tape tape() {
    return new Tape(model, count, weighted);
  }

  /** The same, written out in single numbers. */
  RowSums writtenOut() {
    RowKernels kernels = new RowKernels(new RowFormula(model), weighted);
    return new KernelSums(kernels.loss(), kernels.rowArrays(), count, parameters.length);
  }

  /** The sum, row by row, by the interpreter. */
  double interpreted(double[] at, int from, int to) {
    double sum = 0;
    for (int r = from; r < to; r++) {
      int row = r;
      double value =
          new Interpreter(Precision.DOUBLE)
              .scalar(model.row(), variable -> given(variable, at, row));
      sum += weighted ? arrays[arrays.length - 1][r] * value : value;
    }
    return sum;
  }

  private double[] given(Expr.Variable variable, double[] at, int row) {
    List<Integer> inputs = model.names().places().get(variable.name());
    if (inputs != null) {
      return inputs.stream().mapToDouble(i -> arrays[i][row]).toArray();
    }
    for (Layout.Parameter parameter : model.layout().parameters()) {
      if (parameter.name().equals(variable.name())) {
        int from = parameter.offset();
        return Arrays.copyOfRange(at, from, from + parameter.shape().size());
      }
    }
    throw new IllegalStateException(variable.name());
  }
}
