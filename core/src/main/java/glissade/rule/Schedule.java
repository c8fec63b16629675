package glissade.rule;

import glissade.compile.CompiledKernel;
import glissade.compile.KernelSpec;
import glissade.compile.Kernels;
import glissade.formula.CompileLimits;
import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Precision;
import glissade.formula.Shape;
import glissade.formula.Source;
import glissade.formula.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A hyperparameter's value as a formula of the step {@code t}, from 1, and the total number of
 * steps {@code T}, and of {@link NamedSchedule}s. It has no memory, so a resumed run is exact.
 * Immutable and safe for use by several threads.
 */
final class Schedule {
  private static final List<String> NAMES = List.of("t", "T");

  private static final Object[] NO_ARRAYS = {};

  private final Formula formula;
  private final CompiledKernel kernel;
  private final Set<String> used = new HashSet<>();

  /**
   * A schedule that finds its inputs among a rule's scalars.
   *
   * @param source a formula of {@code t} and {@code T} alone, which may call the schedules that
   *     have names
   * @param position of {@code t}; {@code T} follows
   * @throws glissade.formula.FormulaException if it cannot be read, or has other names
   */
  Schedule(Source source, int position) {
    this.formula =
        Formula.parse(
            source,
            new Span(0, source.text().length()),
            CompileLimits.DEFAULT,
            NamedSchedule.definitions());
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
    for (Expr expr : Graph.reachable(List.of(root))) {
      if (expr instanceof Expr.Variable variable) {
        used.add(variable.name());
      }
    }
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
    return used.contains("T");
  }

  /** Whether the value is the same at every step. */
  boolean isConstant() {
    return used.isEmpty();
  }

  /** The formula. */
  @Override
  public String toString() {
    return formula.toString().strip();
  }
}
