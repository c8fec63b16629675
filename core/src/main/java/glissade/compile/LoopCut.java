package glissade.compile;

import glissade.compile.KernelSpec.Location;
import glissade.formula.Emission;
import glissade.formula.Expr;
import glissade.formula.Operator;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Cuts the loop of an update rule in two where it is so large that HotSpot would leave it scalar:
 * the first computes states, the second reads them back. It is cut only where nothing but results
 * passes from one to the other, so that no memory is needed, and only where the second does not
 * read what the first overwrites.
 */
final class LoopCut {
  /** Found by trying with JDK 17 and 25: loops of 26 are vectorized, loops of 28 are not. */
  private static final int LARGEST = 27;

  private final Plan plan;
  private final KernelSpec spec;
  private final List<Expr> all;

  LoopCut(Plan plan, List<Expr> all) {
    this.plan = plan;
    this.spec = plan.spec();
    this.all = all;
  }

  /**
   * How many nodes of a loop to compute in a loop of their own first; 0 if it cannot be cut, or
   * need not be.
   */
  int position(List<Expr> loop) {
    int best = 0;
    int least = size(loop);
    if (!isTooLarge(loop) || spec.outputs().stream().noneMatch(KernelSpec.Output::inPlace)) {
      return 0;
    }
    for (int p = 1; p < loop.size(); p++) {
      int larger = Math.max(size(loop.subList(0, p)), size(loop.subList(p, loop.size())));
      if (larger < least && isAllowed(loop, p)) {
        best = p;
        least = larger;
      }
    }
    return best;
  }

  /** Whether HotSpot would leave a loop scalar. */
  boolean isTooLarge(List<Expr> loop) {
    return size(loop) > LARGEST;
  }

  /**
   * Whether HotSpot would vectorize a loop of rows no more with one node more: because it becomes
   * too large, or calls methods where the rest is arithmetic. What passes to the next loop has to
   * be stored, which is worth it where all results are sums, since what these are made of is stored
   * anyway.
   */
  static boolean isFull(Plan.Loop loop, Expr node) {
    if (loop.nodes().isEmpty() || loop.length() != Shape.ANY) {
      return false;
    }
    List<Expr> nodes = new ArrayList<>(loop.nodes());
    boolean isPlain = isPlain(nodes.get(0));
    nodes.add(node);
    Set<Expr> computed = identitySet(nodes);
    int read = Plan.inputs(nodes, a -> !a.isScalar() && !computed.contains(a)).size();
    return isPlain(node) != isPlain || isPlain && nodes.size() + read > LARGEST - 2;
  }

  /** Whether HotSpot has a vector instruction for it, whatever its version. */
  private static boolean isPlain(Expr node) {
    Expr.Apply apply = (Expr.Apply) node;
    return apply.operator().emission() instanceof Emission.Instruction
        || apply.operator() == Operator.SQRT
        || apply.operator() == Operator.ABS
        || apply.operator() == Operator.POWER && apply.wholeExponent() != 0;
  }

  private boolean isAllowed(List<Expr> loop, int position) {
    Set<Expr> first = identitySet(loop.subList(0, position));
    Set<Expr> results = identitySet(List.of());
    Set<Location> overwritten = new LinkedHashSet<>();
    for (KernelSpec.Output output : spec.outputs()) {
      if (first.contains(output.expr())) {
        if (!results.add(output.expr())) {
          return false; // the same result twice: it could be read from one place only
        }
        overwritten.add(output.to());
      }
    }
    for (Expr node : all) {
      if (!first.contains(node)) {
        for (Expr argument : plan.madeOf(node)) {
          if (first.contains(argument) && !results.contains(argument)
              || isAt(argument, overwritten)) {
            return false;
          }
        }
      }
    }
    return spec.outputs().stream().noneMatch(output -> isAt(output.expr(), overwritten));
  }

  private boolean isAt(Expr node, Set<Location> places) {
    return node instanceof Expr.Variable variable
        && places.contains(spec.inputs().get(variable.name()));
  }

  /** Operations, arrays read and arrays written. */
  private int size(List<Expr> loop) {
    Set<Expr> computed = identitySet(loop);
    Set<Expr> read = identitySet(List.of());
    loop.forEach(
        node ->
            node.arguments().stream()
                .map(Plan::unfilled)
                .filter(argument -> !argument.isScalar() && !computed.contains(argument))
                .forEach(read::add));
    long written = spec.outputs().stream().filter(o -> computed.contains(o.expr())).count();
    return loop.size() + read.size() + (int) written;
  }

  private static Set<Expr> identitySet(Collection<Expr> nodes) {
    Set<Expr> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(nodes);
    return set;
  }
}
