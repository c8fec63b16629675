package glissade.fit;

import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Operator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What of an expression is computed together, in order: connected elementwise operators of one
 * size, and each other node alone.
 */
final class TapeGroups {
  /** More would make code that HotSpot neither vectorizes nor, in the end, compiles. */
  private static final int LARGEST = 32;

  private final List<Expr> nodes;
  private final Set<Expr> rows = new HashSet<>();
  private final Set<Expr> active = new HashSet<>();
  private final Set<Expr> conditional = new HashSet<>();
  private final Map<Expr, Integer> stages = new IdentityHashMap<>();
  private final List<List<Expr>> groups = new ArrayList<>();

  /**
   * Groups.
   *
   * @param isColumn whether a variable differs from row to row; else it is a parameter
   */
  TapeGroups(Expr root, Predicate<Expr.Variable> isColumn) {
    this.nodes = Graph.reachable(List.of(root));
    Map<Expr, List<Expr>> cells = new IdentityHashMap<>();
    for (Expr node : nodes) {
      classify(node, isColumn);
      stages.put(node, stage(node));
      if (isElementwise(node)) {
        join(node, cells);
      } else {
        groups.add(List.of(node));
      }
    }
    Set<Expr> done = new HashSet<>();
    for (Expr node : nodes) {
      List<Expr> cell = cells.get(node);
      if (cell != null && !done.contains(node)) {
        cell.sort(Comparator.comparingInt(Expr::id));
        done.addAll(cell);
        for (int i = 0; i < cell.size(); i += LARGEST) {
          groups.add(List.copyOf(cell.subList(i, Math.min(cell.size(), i + LARGEST))));
        }
      }
    }
    groups.sort(
        Comparator.<List<Expr>>comparingInt(group -> stages.getOrDefault(group.get(0), 0))
            .thenComparingInt(group -> group.get(0).id()));
    findConditional(root);
  }

  private void classify(Expr node, Predicate<Expr.Variable> isColumn) {
    if (node instanceof Expr.Variable variable) {
      (isColumn.test(variable) ? rows : active).add(node);
      return;
    }
    if (node.arguments().stream().anyMatch(rows::contains)) {
      rows.add(node);
    }
    boolean changes =
        node instanceof Expr.Gather gather
            ? active.contains(gather.from())
            : node.arguments().stream().anyMatch(active::contains);
    if (changes) {
      active.add(node);
    }
  }

  static boolean isElementwise(Expr node) {
    return node instanceof Expr.Apply apply && !apply.operator().isReduction();
  }

  private int stage(Expr node) {
    int stage = 0;
    for (Expr argument : node.arguments()) {
      int after = joins(node, argument) ? 0 : 1;
      stage = Math.max(stage, stages.getOrDefault(argument, 0) + after);
    }
    return stage;
  }

  private boolean joins(Expr node, Expr argument) {
    return isElementwise(node)
        && isElementwise(argument)
        && node.shape().size() == argument.shape().size()
        && rows.contains(node) == rows.contains(argument);
  }

  /** What lies between two nodes of a cell is in it, too, or the stages would differ. */
  private void join(Expr node, Map<Expr, List<Expr>> cells) {
    List<Expr> own = new ArrayList<>(List.of(node));
    cells.put(node, own);
    for (Expr argument : node.arguments()) {
      if (joins(node, argument) && Objects.equals(stages.get(argument), stages.get(node))) {
        List<Expr> other = Objects.requireNonNull(cells.get(argument));
        if (other != own) {
          List<Expr> larger = other.size() > own.size() ? other : own;
          List<Expr> smaller = larger == own ? other : own;
          larger.addAll(smaller);
          smaller.forEach(moved -> cells.put(moved, larger));
          own = larger;
        }
      }
    }
  }

  /** A node counts in all rows if any of its uses does, and branches count in some. */
  private void findConditional(Expr root) {
    Set<Expr> always = new HashSet<>(Set.of(root));
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Expr node = nodes.get(i);
      if (!always.contains(node)) {
        conditional.add(node);
      } else if (!(node instanceof Expr.Apply apply && apply.operator() == Operator.WHERE)) {
        for (int k = 0; k < node.arguments().size(); k++) {
          if (passesOn(node, k)) {
            always.add(node.arguments().get(k));
          }
        }
      }
    }
  }

  private static boolean passesOn(Expr node, int argument) {
    return node instanceof Expr.Apply apply
        ? !apply.operator().derivative(argument).isEmpty()
        : !(node instanceof Expr.Gather && argument == 1);
  }

  /** In order of evaluation. */
  List<List<Expr>> groups() {
    return groups;
  }

  /** All nodes, in order of evaluation. */
  List<Expr> nodes() {
    return nodes;
  }

  /** Whether it differs from row to row. */
  boolean isOfRows(Expr node) {
    return rows.contains(node);
  }

  /** Whether it changes with any parameter. */
  boolean isActive(Expr node) {
    return active.contains(node);
  }

  /** What may count in some rows only: branches of {@code where}. */
  Set<Expr> conditional() {
    return conditional;
  }
}
