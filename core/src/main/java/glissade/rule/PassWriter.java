package glissade.rule;

import glissade.compile.CompiledKernel;
import glissade.compile.KernelSpec;
import glissade.compile.KernelSpec.Location;
import glissade.compile.Kernels;
import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Precision;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Cuts a rule's step into passes, so that each runs on any stretch of an array: a number made of a
 * whole array, such as {@code norm(g)}, ends a pass and is an input of the next.
 */
final class PassWriter {
  private final Map<String, Location> inputs;
  private final List<KernelSpec.Output> outputs;
  private final Precision precision;
  private final boolean narrow;
  private final Object key;

  /** Where the numbers made of arrays are; the arrays for what they are made of follow. */
  private final int numbers;

  /** By how many others must be known first. */
  private final Map<Expr, Integer> levels = new LinkedHashMap<>();

  private final Map<Expr, Expr> replaced;

  /**
   * A step to cut.
   *
   * @param inputs where variables are; arrays are numbered without gaps
   * @param outputs new parameters and states
   * @param key what the expressions are made from, for the cache of kernels
   */
  PassWriter(
      Graph graph,
      Map<String, Location> inputs,
      List<KernelSpec.Output> outputs,
      int arrays,
      Precision precision,
      boolean narrow,
      Object key) {
    this.inputs = new HashMap<>(inputs);
    this.outputs = outputs;
    this.precision = precision;
    this.narrow = narrow;
    this.key = key;
    List<Expr> roots = outputs.stream().map(KernelSpec.Output::expr).toList();
    findLevels(roots);
    this.numbers = arrays;
    Map<Expr, Expr> replacements = new HashMap<>();
    for (Expr reduction : levels.keySet()) {
      String name = "reduced " + replacements.size(); // no name in a formula has a space
      this.inputs.put(name, new Location(numbers, replacements.size()));
      replacements.put(reduction, graph.variable(name, Shape.SCALAR));
    }
    this.replaced = graph.replace(roots, replacements);
  }

  private void findLevels(List<Expr> roots) {
    Map<Expr, Integer> needed = new HashMap<>();
    for (Expr node : Graph.reachable(roots)) {
      int level = 0;
      for (Expr argument : node.arguments()) {
        int below = needed.getOrDefault(argument, 0);
        level = Math.max(level, levels.containsKey(argument) ? below + 1 : below);
      }
      needed.put(node, level);
      if (node instanceof Expr.Apply apply && apply.operator().isReduction()) {
        levels.put(node, level);
      }
    }
  }

  /** How many numbers are made of arrays. */
  int numbers() {
    return levels.size();
  }

  /** How many arrays the passes work on, the numbers' among them, before scratch. */
  int arrays() {
    return levels.isEmpty() ? numbers : numbers + 1 + levels.size();
  }

  List<Pass> write() {
    List<Pass> passes = new ArrayList<>();
    int last = levels.values().stream().mapToInt(level -> level + 1).max().orElse(0);
    for (int level = 0; level < last; level++) {
      passes.add(reducing(level));
    }
    List<KernelSpec.Output> updates =
        outputs.stream()
            .map(out -> new KernelSpec.Output(replaced(out.expr()), out.to(), true))
            .toList();
    passes.add(new Pass(kernel(last, updates), List.of()));
    return passes;
  }

  private Pass reducing(int level) {
    List<Pass.Reduction> reductions = new ArrayList<>();
    List<KernelSpec.Output> stored = new ArrayList<>();
    Map<Expr, Integer> places = new HashMap<>();
    int slot = 0;
    for (Map.Entry<Expr, Integer> entry : levels.entrySet()) {
      if (entry.getValue() == level) {
        Expr.Apply reduction = (Expr.Apply) entry.getKey();
        Expr vector = replaced(reduction.arguments().get(0));
        int beside = numbers + 1 + slot;
        int array = places.computeIfAbsent(vector, made -> place(made, beside, stored));
        reductions.add(new Pass.Reduction(reduction.operator(), array, slot, reduction.toString()));
      }
      slot++;
    }
    return new Pass(stored.isEmpty() ? null : kernel(level, stored), reductions);
  }

  /** The array in which a vector is, or else is stored. */
  private int place(Expr vector, int beside, List<KernelSpec.Output> stored) {
    if (vector instanceof Expr.Variable variable) {
      return Objects.requireNonNull(inputs.get(variable.name())).array();
    }
    stored.add(new KernelSpec.Output(vector, new Location(beside, 0), false));
    return beside;
  }

  private Expr replaced(Expr expr) {
    return Objects.requireNonNull(replaced.get(expr));
  }

  private CompiledKernel kernel(int level, List<KernelSpec.Output> results) {
    return Kernels.compile(
        List.of(key, level, levels.size()),
        () -> new KernelSpec(null, results, inputs, arrays(), precision, narrow));
  }
}
