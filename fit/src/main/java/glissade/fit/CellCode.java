package glissade.fit;

import glissade.autodiff.Derivative;
import glissade.compile.CompiledKernel;
import glissade.compile.KernelSpec;
import glissade.compile.KernelSpec.Location;
import glissade.compile.Kernels;
import glissade.formula.Emission;
import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Operator;
import glissade.formula.Precision;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The code of a cell: operators that work element by element, joined. It has vectors of any length,
 * and numbers that stand beside each element.
 *
 * <p>The arrays of both directions: the numbers; sums of how the loss changes with the numbers; the
 * vectors; what is stored; adjoints of what is stored; how the loss changes with the vectors.
 */
final class CellCode {
  static final int NUMBERS = 0;
  static final int SUMS = 1;
  static final int VECTORS = 2;

  private static final Shape OPEN = Shape.vector(Shape.ANY);

  private final Graph graph = new Graph();
  private final Map<Expr, Expr> meanings = new IdentityHashMap<>();
  private final List<Expr> vectors = new ArrayList<>();
  private final List<Expr> numbers = new ArrayList<>();
  private final List<Expr> stored;
  private final int results;
  private final List<Integer> passing = new ArrayList<>();
  private final CompiledKernel forward;
  private final @Nullable CompiledKernel backward;

  /**
   * A cell.
   *
   * @param nodes in order of evaluation
   * @param results those that are needed elsewhere
   * @param isVector whether an input is a vector, rather than a number beside each element
   * @param active inputs and nodes with which the loss changes
   * @param conditional results that count in some rows only: where their adjoint is 0, nothing is
   *     passed on, not even 0 times infinity
   */
  CellCode(
      List<Expr> nodes,
      List<Expr> results,
      Predicate<Expr> isVector,
      Predicate<Expr> active,
      Set<Expr> conditional) {
    for (Expr node : nodes) {
      List<Expr> arguments = new ArrayList<>();
      for (Expr argument : node.arguments()) {
        arguments.add(meanings.computeIfAbsent(argument, a -> input(a, isVector.test(a))));
      }
      meanings.put(node, graph.apply(((Expr.Apply) node).operator(), arguments));
    }
    this.results = results.size();
    List<Expr> terms = new ArrayList<>();
    for (int k = 0; k < results.size(); k++) {
      if (active.test(results.get(k))) {
        terms.add(term(adjoint(k), meaning(results.get(k)), conditional.contains(results.get(k))));
      }
    }
    List<Expr> changes = changes(terms, active);
    List<Expr> roots = new ArrayList<>(results.stream().map(this::meaning).toList());
    roots.addAll(changes);
    Map<Expr, Expr> forms = CheapForms.of(graph, roots);
    roots.replaceAll(root -> Objects.requireNonNull(forms.get(root)));
    this.stored = new ArrayList<>(roots.subList(0, results.size()));
    changes = read(roots.subList(results.size(), roots.size()));
    this.forward = compile(forwardOutputs());
    List<KernelSpec.Output> outputs = backwardOutputs(changes);
    this.backward = outputs.isEmpty() ? null : compile(outputs);
  }

  private Expr input(Expr argument, boolean vector) {
    if (argument instanceof Expr.Constant constant) {
      return graph.constant(constant.value());
    }
    List<Expr> among = vector ? vectors : numbers;
    among.add(argument);
    return vector
        ? graph.variable("vector " + (vectors.size() - 1), OPEN)
        : graph.variable("number " + (numbers.size() - 1), Shape.SCALAR);
  }

  private Expr meaning(Expr node) {
    return Objects.requireNonNull(meanings.get(node));
  }

  private Expr adjoint(int result) {
    return graph.variable("adjoint " + result, OPEN);
  }

  private Expr term(Expr adjoint, Expr value, boolean conditional) {
    Expr term = graph.apply(Operator.MULTIPLY, adjoint, value);
    if (conditional) {
      Expr counts = graph.apply(Operator.NOT_EQUAL, adjoint, graph.constant(0));
      term = graph.apply(Operator.WHERE, counts, term, graph.constant(0));
    }
    return graph.apply(Operator.SUM, term);
  }

  /** How the loss changes with vectors, then with numbers; 0 where it does not matter. */
  private List<Expr> changes(List<Expr> terms, Predicate<Expr> active) {
    List<Expr> inputs = new ArrayList<>(vectors);
    inputs.addAll(numbers);
    Expr whole = graph.constant(0);
    for (Expr term : terms) {
      whole = whole.isConstant(0) ? term : graph.apply(Operator.ADD, whole, term);
    }
    List<Expr> wanted = inputs.stream().filter(active).map(this::meaning).toList();
    Derivative derivative = Derivative.of(graph, whole, wanted);
    List<Expr> changes = new ArrayList<>();
    for (Expr input : inputs) {
      boolean changing = active.test(input) && derivative.adjoint(meaning(input)) != null;
      changes.add(changing ? derivative.gradient(meaning(input)) : graph.constant(0));
    }
    return changes;
  }

  /** What is costly and needed on the way back is stored, too, and read there. */
  private List<Expr> read(List<Expr> changes) {
    Set<Expr> needed = Set.copyOf(Graph.reachable(changes));
    for (Expr node : Graph.reachable(stored)) {
      if (!stored.contains(node) && isCostly(node) && needed.contains(node)) {
        stored.add(node);
      }
    }
    Map<Expr, Expr> known = new IdentityHashMap<>();
    for (int k = 0; k < stored.size(); k++) {
      if (stored.get(k) instanceof Expr.Apply apply) {
        known.putIfAbsent(apply, graph.variable("stored " + k, OPEN));
      }
    }
    Map<Expr, Expr> replaced = graph.replace(changes, known);
    return changes.stream().map(change -> Objects.requireNonNull(replaced.get(change))).toList();
  }

  private static boolean isCostly(Expr node) {
    if (!(node instanceof Expr.Apply apply)) {
      return false;
    }
    Emission emission = apply.operator().emission();
    return emission instanceof Emission.StaticCall call && !call.floatToo()
        || emission instanceof Emission.Power && apply.wholeExponent() == 0;
  }

  private List<KernelSpec.Output> forwardOutputs() {
    List<KernelSpec.Output> outputs = new ArrayList<>();
    for (int k = 0; k < stored.size(); k++) {
      Expr value = graph.fill(stored.get(k), Shape.ANY);
      outputs.add(new KernelSpec.Output(value, new Location(storedArray(k), 0), false));
    }
    return outputs;
  }

  private List<KernelSpec.Output> backwardOutputs(List<Expr> changes) {
    List<KernelSpec.Output> outputs = new ArrayList<>();
    for (int k = 0; k < vectors.size(); k++) {
      Expr change = changes.get(k);
      passing.add(passing(change));
      if (passing.get(k) == COMPUTED) {
        outputs.add(new KernelSpec.Output(change, new Location(changeArray(k), 0), false));
      }
    }
    for (int k = 0; k < numbers.size(); k++) {
      Expr change = changes.get(vectors.size() + k);
      if (!change.isConstant(0)) {
        outputs.add(new KernelSpec.Output(change, new Location(SUMS, k), false));
      }
    }
    return outputs;
  }

  /** Nothing is passed to a vector. */
  static final int NOTHING = -2;

  /** What is passed to a vector is computed. */
  static final int COMPUTED = -1;

  private int passing(Expr change) {
    if (change.isConstant(0)) {
      return NOTHING;
    }
    for (int k = 0; k < results; k++) {
      if (change == adjoint(k)) {
        return k;
      }
    }
    return COMPUTED;
  }

  private CompiledKernel compile(List<KernelSpec.Output> outputs) {
    Map<String, Location> inputs = new HashMap<>();
    for (int k = 0; k < numbers.size(); k++) {
      inputs.put("number " + k, new Location(NUMBERS, k));
    }
    for (int k = 0; k < vectors.size(); k++) {
      inputs.put("vector " + k, new Location(VECTORS + k, 0));
    }
    for (int k = 0; k < stored.size(); k++) {
      inputs.put("stored " + k, new Location(storedArray(k), 0));
    }
    for (int k = 0; k < results; k++) {
      inputs.put("adjoint " + k, new Location(adjointArray(k), 0));
    }
    return Kernels.compile(
        new KernelSpec(null, outputs, inputs, arrays(), Precision.DOUBLE, false));
  }

  int arrays() {
    return changeArray(vectors.size());
  }

  int storedArray(int k) {
    return VECTORS + vectors.size() + k;
  }

  int adjointArray(int k) {
    return storedArray(stored.size()) + k;
  }

  int changeArray(int k) {
    return adjointArray(results) + k;
  }

  /** The vectors that it reads. */
  List<Expr> vectors() {
    return vectors;
  }

  /** The numbers that it reads. */
  List<Expr> numbers() {
    return numbers;
  }

  /** How many vectors it stores: the results, then what the way back needs. */
  int stored() {
    return stored.size();
  }

  /** What a vector gains: a result's adjoint, {@link #COMPUTED} or {@link #NOTHING}. */
  int passing(int vector) {
    return passing.get(vector);
  }

  CompiledKernel forward() {
    return forward;
  }

  @Nullable CompiledKernel backward() {
    return backward;
  }
}
