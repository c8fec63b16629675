package glissade.autodiff;

import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Operator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of a scalar expression, as expressions of the same graph, by reverse mode: one
 * sweep from the root down gives the adjoint of every node, each made once and shared.
 *
 * <p>Where a node counts only under a condition (a branch of {@code where}, elements outside a
 * slice), what it passes on is guarded by that condition, so that an infinite or undefined
 * derivative in a place that does not count cannot leak out as {@code 0*Infinity}.
 *
 * <p>Not safe for use by several threads, as its {@link Graph}.
 */
public final class Derivative {
  private final Graph graph;
  private final Set<Expr> active = new HashSet<>();
  private final Map<Expr, Contributions> contributions = new IdentityHashMap<>();
  private final Map<Expr, Expr> adjoints = new IdentityHashMap<>();
  private final Map<Expr, Guard> guards = new IdentityHashMap<>();

  private Derivative(Graph graph, Expr root, Set<? extends Expr> variables) {
    this.graph = graph;
    List<Expr> nodes = Graph.reachable(List.of(root));
    for (Expr node : nodes) {
      if (variables.contains(node) || node.arguments().stream().anyMatch(active::contains)) {
        active.add(node);
      }
    }
    contribute(root, graph.constant(1), Guard.ALWAYS);
    guards.put(root, Guard.ALWAYS);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Expr node = nodes.get(i);
      Contributions received = contributions.remove(node);
      if (received != null) {
        Guard guard = guards.getOrDefault(node, Guard.ALWAYS);
        Expr adjoint = received.total(graph);
        adjoints.put(node, adjoint);
        passOn(node, adjoint, guard, received.under(guard, adjoint));
      }
    }
  }

  /**
   * Differentiates.
   *
   * @param graph of {@code root}; the derivative is made in it
   * @param root a scalar
   * @param variables with respect to which
   */
  public static Derivative of(Graph graph, Expr root, List<? extends Expr> variables) {
    if (!root.isScalar()) {
      throw new IllegalArgumentException("only a scalar has a gradient");
    }
    return new Derivative(graph, root, new HashSet<>(variables));
  }

  /** The gradient with respect to one variable: an expression of the variable's shape. */
  public Expr gradient(Expr variable) {
    Expr adjoint = adjoints.getOrDefault(variable, graph.constant(0));
    return variable.isScalar() ? adjoint : graph.fill(adjoint, variable.shape().size());
  }

  /**
   * How the root changes with any node of it: null where it does not. A number stands for a vector
   * of that number.
   */
  public @Nullable Expr adjoint(Expr node) {
    return adjoints.get(node);
  }

  private void contribute(Expr node, Expr amount, Guard guard) {
    contributions
        .computeIfAbsent(node, n -> new Contributions())
        .whole
        .add(new Contributions.Amount(amount, guard));
  }

  /**
   * Passes a node's adjoint on to its arguments.
   *
   * @param inside equals the adjoint where the guard holds, and may be anything elsewhere
   */
  private void passOn(Expr node, Expr adjoint, Guard guard, Expr inside) {
    if (node instanceof Expr.Apply apply) {
      for (int k = 0; k < apply.arguments().size(); k++) {
        Expr argument = apply.arguments().get(k);
        String formula = active.contains(argument) ? apply.operator().derivative(k) : "";
        if (!formula.isEmpty()) {
          boolean branch = apply.operator() == Operator.WHERE;
          Guard counts = branch ? branch(apply, k, guard) : guard;
          Expr amount = branch ? inside : Templates.instantiate(formula, graph, apply, inside);
          if (argument.isScalar() && !node.isScalar()) {
            contribute(
                argument, collapsed(counts.apply(graph, amount), node, argument), Guard.ALWAYS);
          } else {
            contribute(argument, amount, counts);
          }
          guard(argument, counts);
        }
      }
    } else if (node instanceof Expr.Slice slice && active.contains(slice.vector())) {
      contributions
          .computeIfAbsent(slice.vector(), n -> new Contributions())
          .add(slice, slice.isScalar() ? adjoint : graph.fill(adjoint, slice.shape().size()));
      guard(slice.vector(), guard.placed(graph, slice));
    } else if (node instanceof Expr.Fill fill && active.contains(fill.value())) {
      contribute(fill.value(), collapsed(adjoint, node, fill.value()), Guard.ALWAYS);
      guard(fill.value(), guard);
    } else if (node instanceof Expr.Product || node instanceof Expr.Gather) {
      throw new IllegalArgumentException("write out matrices before differentiating: " + node);
    } else if (node instanceof Expr.Place place) {
      for (int k = 0; k < place.arguments().size(); k++) {
        Expr piece = place.arguments().get(k);
        if (active.contains(piece)) {
          int offset = place.offsets().get(k);
          contribute(piece, part(adjoint, offset, piece), Guard.ALWAYS);
          guard(piece, guard.at(condition -> part(condition, offset, piece)));
        }
      }
    }
  }

  /** What a vector contributes to a scalar that stands beside each of its elements is summed. */
  private Expr collapsed(Expr amount, Expr node, Expr argument) {
    if (!argument.isScalar() || node.isScalar() && amount.isScalar()) {
      return amount;
    }
    if (!amount.isScalar()) {
      return graph.apply(Operator.SUM, amount);
    }
    return graph.apply(Operator.MULTIPLY, amount, graph.constant(node.shape().size()));
  }

  private Expr part(Expr whole, int offset, Expr piece) {
    if (whole.isScalar()) {
      return whole;
    }
    return piece.isScalar()
        ? graph.element(whole, offset)
        : graph.slice(whole, offset, offset + piece.shape().size());
  }

  private Guard branch(Expr.Apply node, int argument, Guard guard) {
    Expr condition = node.arguments().get(0);
    return guard.and(
        graph, argument == 1 ? truth(condition) : graph.apply(Operator.NOT, condition));
  }

  /** Conditions are joined by size, so any number that counts as true must become 1. */
  private Expr truth(Expr condition) {
    boolean known = condition instanceof Expr.Apply apply && apply.operator().isTruth();
    return known ? condition : graph.apply(Operator.NOT_EQUAL, condition, graph.constant(0));
  }

  private void guard(Expr node, Guard guard) {
    Guard fitted = node.isScalar() ? guard.any(graph) : guard;
    Guard before = guards.get(node);
    guards.put(node, before == null ? fitted : before.or(graph, fitted));
  }

  /** What a node's users pass to it: whole amounts, and amounts for parts of a vector. */
  private static final class Contributions {
    final List<Amount> whole = new ArrayList<>();
    final Map<Integer, List<Part>> parts = new java.util.TreeMap<>();

    /** What counts where the guard holds. */
    record Amount(Expr expr, Guard guard) {}

    record Part(Expr.Slice slice, Expr amount) {
      int size() {
        return slice.shape().size();
      }
    }

    void add(Expr.Slice slice, Expr amount) {
      List<Part> here = parts.computeIfAbsent(slice.from(), from -> new ArrayList<>());
      here.add(new Part(slice, amount));
    }

    Expr total(Graph graph) {
      List<Expr> amounts = new ArrayList<>();
      whole.forEach(amount -> amounts.add(amount.guard.apply(graph, amount.expr)));
      amounts.addAll(placed(graph));
      Expr total = amounts.get(0);
      for (Expr amount : amounts.subList(1, amounts.size())) {
        total = graph.apply(Operator.ADD, total, amount);
      }
      return total;
    }

    /**
     * The total where {@code guard} holds: a single amount under that guard needs none of its own.
     */
    Expr under(Guard guard, Expr total) {
      boolean single = whole.size() == 1 && parts.isEmpty() && whole.get(0).guard == guard;
      return single ? whole.get(0).expr : total;
    }

    /** Sums parts of the same extent, then lays parts that do not overlap into one vector. */
    private List<Expr> placed(Graph graph) {
      List<Expr> placed = new ArrayList<>();
      List<Part> open = new ArrayList<>();
      parts.values().forEach(here -> open.addAll(summed(graph, here)));
      while (!open.isEmpty()) {
        List<Expr> pieces = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        List<Part> left = new ArrayList<>();
        int end = 0;
        for (Part part : open) {
          if (part.slice.from() >= end) {
            pieces.add(part.amount);
            offsets.add(part.slice.from());
            end = part.slice.from() + part.size();
          } else {
            left.add(part);
          }
        }
        int length = open.get(0).slice.vector().shape().size();
        placed.add(graph.place(length, fitted(graph, pieces, length), offsets));
        open.clear();
        open.addAll(left);
      }
      return placed;
    }

    /** A vector of one element whose only part is that element must still become a vector. */
    private static List<Expr> fitted(Graph graph, List<Expr> pieces, int length) {
      return length == 1 ? List.of(graph.fill(pieces.get(0), 1)) : pieces;
    }

    private static List<Part> summed(Graph graph, List<Part> parts) {
      Map<List<Object>, Part> bySize = new java.util.LinkedHashMap<>();
      for (Part part : parts) {
        bySize.merge(
            List.of(part.size(), part.amount.isScalar()),
            part,
            (a, b) -> new Part(a.slice, graph.apply(Operator.ADD, a.amount, b.amount)));
      }
      return List.copyOf(bySize.values());
    }
  }
}
