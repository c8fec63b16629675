package glissade.fit;

import glissade.compile.CompiledKernel;
import glissade.compile.KernelSpec;
import glissade.compile.KernelSpec.Location;
import glissade.compile.Kernels;
import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Operator;
import glissade.formula.Precision;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is computed of a block of rows. Array 0 holds the parameters, array 1 receives numbers, then
 * come the columns, the weights if there are any, and arrays that receive a value for each row.
 */
final class RowKernels {
  static final int PARAMETERS = 0;
  static final int NUMBERS = 1;
  static final int COLUMNS = 2;

  /**
   * Where numbers begin in their array, which every call writes: away from its first element, as
   * the cache line of that may have what other threads read.
   */
  static final int FIRST_NUMBER = 16;

  /** No name in a formula has a space. */
  private static final String WEIGHTS = "row weights";

  private final RowFormula formula;
  private final Graph graph;
  private final RowFactors factors;
  private final @Nullable Expr weights;
  private @Nullable CompiledKernel loss;

  RowKernels(RowFormula formula, boolean weighted) {
    this.formula = formula;
    this.graph = formula.graph();
    this.factors = new RowFactors(graph, formula.row());
    this.weights = weighted ? graph.variable(WEIGHTS, Shape.vector(Shape.ANY)) : null;
  }

  /** Where arrays for each row begin. */
  int rowArrays() {
    return COLUMNS + columns();
  }

  /** How many numbers a row has, its weight among them. */
  int columns() {
    return formula.model().names().inputs().size() + (weights == null ? 0 : 1);
  }

  /** The sum of the losses; the sums of their derivatives. The same for all who ask. */
  CompiledKernel loss() {
    CompiledKernel known = loss;
    if (known == null) {
      known = sums(formula.row(), formula.rowDerivatives());
      loss = known;
    }
    return known;
  }

  /** The sums of the second derivatives, row by row up to the diagonal. */
  CompiledKernel secondDerivatives() {
    return sums(null, formula.rowSecondDerivatives());
  }

  /** Each row's residual, and its derivatives, times the root of the weight. */
  CompiledKernel residuals() {
    List<Expr> vectors = new ArrayList<>(List.of(formula.residual()));
    vectors.addAll(formula.residualDerivatives());
    return values(vectors);
  }

  /** The sums of the left side's distances from a number, and of their squares. */
  CompiledKernel left(double from) {
    Expr left = graph.apply(Operator.SUBTRACT, formula.left(), graph.constant(from));
    return sums(null, List.of(left, graph.apply(Operator.POWER, left, graph.constant(2))));
  }

  /** The sum of what the losses leave out of minus a log-likelihood. */
  CompiledKernel beyondLoss() {
    return sums(null, List.of(formula.beyondLoss()));
  }

  /** Each row's loss and its derivatives, times the root of the weight. */
  CompiledKernel rows() {
    List<Expr> vectors = new ArrayList<>(List.of(formula.row()));
    vectors.addAll(formula.rowDerivatives());
    return values(vectors);
  }

  private CompiledKernel values(List<Expr> vectors) {
    if (weights == null) {
      return compiled(null, outputs(vectors));
    }
    Expr root = graph.apply(Operator.SQRT, weights);
    return compiled(
        null, outputs(vectors.stream().map(v -> graph.apply(Operator.MULTIPLY, root, v)).toList()));
  }

  private List<KernelSpec.Output> outputs(List<Expr> vectors) {
    List<KernelSpec.Output> outputs = new ArrayList<>();
    for (Expr vector : vectors) {
      outputs.add(
          new KernelSpec.Output(vector, new Location(rowArrays() + outputs.size(), 0), false));
    }
    return outputs;
  }

  private CompiledKernel sums(@Nullable Expr value, List<Expr> vectors) {
    List<KernelSpec.Output> outputs = new ArrayList<>();
    for (Expr vector : vectors) {
      outputs.add(
          new KernelSpec.Output(
              sum(vector), new Location(NUMBERS, FIRST_NUMBER + outputs.size()), false));
    }
    return compiled(value == null ? null : sum(value), outputs);
  }

  private Expr sum(Expr vector) {
    Expr weighted = weights == null ? vector : graph.apply(Operator.MULTIPLY, weights, vector);
    return factors.sum(weighted);
  }

  private CompiledKernel compiled(@Nullable Expr value, List<KernelSpec.Output> outputs) {
    Map<String, Location> inputs = new HashMap<>();
    for (int i = 0; i < formula.parameters(); i++) {
      inputs.put(RowFormula.scalar(i), new Location(PARAMETERS, i));
    }
    for (int i = 0; i < formula.model().names().inputs().size(); i++) {
      inputs.put(RowFormula.input(i), new Location(COLUMNS + i, 0));
    }
    if (weights != null) {
      inputs.put(WEIGHTS, new Location(rowArrays() - 1, 0));
    }
    int arrays = rowArrays();
    for (KernelSpec.Output output : outputs) {
      arrays = Math.max(arrays, output.to().array() + 1);
    }
    return Kernels.compile(new KernelSpec(value, outputs, inputs, arrays, Precision.DOUBLE, false));
  }
}
