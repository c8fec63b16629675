package glissade.rule;

import glissade.compile.CompiledKernel;
import glissade.compile.KernelSpec;
import glissade.compile.Kernels;
import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Precision;
import glissade.formula.Shape;
import java.util.List;
import java.util.Map;

/**
 * A hyperparameter's value as a formula of the step {@code t}, from 1, and the total number of
 * steps {@code T}. It has no memory, so a resumed run is exact. Immutable and safe for use by
 * several threads.
 */
final class Schedule {
  private static final List<String> NAMES = List.of("t", "T");

  private static final Object[] NO_ARRAYS = {};

  private final Formula formula;
  private final CompiledKernel kernel;

  /**
   * A schedule that finds its inputs among a rule's scalars.
   *
   * @param formula of {@code t} and {@code T} alone
   * @param position of {@code t}; {@code T} follows
   * @throws glissade.formula.FormulaException if it has other names
   */
  Schedule(Formula formula, int position) {
    this.formula = formula;
    formula.requireNoRuleFunctions();
    List<String> unknown = formula.names().stream().filter(name -> !NAMES.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw formula.problem(
          unknown,
          "unknown name `%s`; a schedule is made of `t`, the step, and `T`, the number of steps");
    }
    Graph graph = new Graph();
    Expr root =
        formula.bindVariables(graph, Map.of("t", Shape.SCALAR, "T", Shape.SCALAR)).scalarRoot();
    Map<String, KernelSpec.Location> inputs =
        Map.of(
            "t", new KernelSpec.Location(KernelSpec.Location.SCALARS, position),
            "T", new KernelSpec.Location(KernelSpec.Location.SCALARS, position + 1));
    this.kernel =
        Kernels.compile(
            List.of("schedule", formula.toString(), position),
            () -> new KernelSpec(root, List.of(), inputs, 0, Precision.DOUBLE, false));
  }

  /** The value, with {@code t} and {@code T} among the scalars. */
  double at(double[] scalars) {
    return kernel.kernel().run(NO_ARRAYS, scalars, 0, 0);
  }

  /** Whether the total number of steps must be known. */
  boolean needsTotal() {
    return formula.names().contains("T");
  }

  /** Whether the value is the same at every step. */
  boolean isConstant() {
    return NAMES.stream().noneMatch(formula.names()::contains);
  }

  /** The formula. */
  @Override
  public String toString() {
    return formula.toString().strip();
  }
}
