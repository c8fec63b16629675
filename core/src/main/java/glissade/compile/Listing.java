package glissade.compile;

import glissade.compile.KernelSpec.Location;
import glissade.formula.Expr;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A plan as a person reads it. */
final class Listing {
  private final Plan plan;
  private final Map<Expr, String> names = new IdentityHashMap<>();

  Listing(Plan plan) {
    this.plan = plan;
  }

  /** The lines. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Plan.Item item : plan.items()) {
      if (item instanceof Plan.Compute compute) {
        lines.add(name(compute.node()) + " = " + text(compute.node()));
      } else if (item instanceof Plan.StoreScalar store) {
        lines.add(text(store.to(), "") + " = " + operand(store.node()));
      } else if (item instanceof Plan.Copy copy) {
        String part = text(copy.from(), "").replace("]", " ..]");
        lines.add("copy " + copy.length() + " of " + part + " to " + text(copy.to(), ""));
      } else if (item instanceof Plan.Loop loop) {
        String end = loop.length() == Shape.ANY ? "to" : String.valueOf(loop.length());
        String start = loop.length() == Shape.ANY ? "from" : "0";
        lines.add("for i in " + start + " ..< " + end);
        for (Expr node : loop.nodes()) {
          lines.add("  " + name(node) + " = " + text(node));
        }
        for (Plan.Store store : loop.stores()) {
          lines.add("  " + text(store.to(), "i") + " = " + operand(store.node()));
        }
      }
    }
    if (plan.spec().value() != null) {
      lines.add("return " + operand(plan.spec().value()));
    }
    return lines;
  }

  private String name(Expr node) {
    return names.computeIfAbsent(node, n -> "t" + (names.size() + 1));
  }

  private String operand(Expr node) {
    if (node.arguments().isEmpty() && node.isScalar()) {
      return node.toString();
    }
    if (node instanceof Expr.Fill fill) {
      return operand(fill.value());
    }
    String name = names.get(node);
    return name != null ? name : text(plan.loopLocation(node), "i");
  }

  private String text(Expr node) {
    if (node instanceof Expr.Slice slice) {
      return text(plan.location(slice.vector()).plus(slice.from()), "");
    }
    Expr.Apply apply = (Expr.Apply) node;
    if (apply.operator().isReduction()) {
      List<String> vectors =
          plan.madeOf(apply).stream().map(v -> text(plan.location(v), "") + " …").toList();
      return apply.operator().symbol() + "(" + String.join("*", vectors) + ")";
    }
    List<String> operands = apply.arguments().stream().map(a -> operand(a)).toList();
    String symbol = apply.operator().symbol();
    boolean infix = operands.size() == 2 && !Character.isLetter(symbol.charAt(0));
    return infix
        ? operands.get(0) + " " + symbol + " " + operands.get(1)
        : symbol + "(" + String.join(", ", operands) + ")";
  }

  private String text(Location location, String index) {
    String array =
        location.array() < plan.spec().arrays()
            ? "array" + location.array()
            : "scratch" + (location.array() - plan.spec().arrays());
    if (index.isEmpty()) {
      return array + "[" + location.offset() + "]";
    }
    return array + "[" + (location.offset() == 0 ? "" : location.offset() + " + ") + index + "]";
  }
}
