package glissade.optimize;

import glissade.autodiff.Derivative;
import glissade.formula.Bound;
import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Interpreter;
import glissade.formula.Operator;
import glissade.formula.Point;
import glissade.formula.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the first term that is not finite: the one whose own inputs still are. */
final class Diagnosis {
  private final Bound bound;
  private final Derivative derivative;
  private final Point layout;
  private final Map<Expr, double[]> values;
  private final List<Expr> nodes;

  Diagnosis(Bound bound, Derivative derivative, Point layout, Point at) {
    this.bound = bound;
    this.derivative = derivative;
    this.layout = layout;
    this.nodes = Graph.reachable(List.of(bound.root()));
    Interpreter interpreter = new Interpreter(Precision.DOUBLE);
    java.util.function.Function<Expr.Variable, double[]> inputs =
        variable -> at.get(variable.name());
    interpreter.evaluate(nodes, inputs);
    List<Expr> adjoints = nodes.stream().map(derivative::adjoint).filter(Objects::nonNull).toList();
    this.values = interpreter.evaluate(adjoints, inputs);
  }

  String message() {
    if (!isFinite(bound.root())) {
      for (Expr node : nodes) {
        if (!isFinite(node)) {
          return valueMessage(node);
        }
      }
    }
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Expr adjoint = derivative.adjoint(nodes.get(i));
      if (adjoint != null && isFinite(adjoint)) {
        for (Expr argument : nodes.get(i).arguments()) {
          Expr inner = derivative.adjoint(argument);
          if (inner != null && !isFinite(inner)) {
            return derivativeMessage(nodes.get(i), argument, inner);
          }
        }
      }
    }
    return "";
  }

  private String valueMessage(Expr node) {
    if (node instanceof Expr.Variable variable) {
      int element = firstBad(node);
      return "`%s` is %s"
          .formatted(
              layout.elementName(layout.offset(variable.name()) + element), of(node)[element]);
    }
    int element = firstBad(node);
    return "`%s`%s is %s where %s%s"
        .formatted(
            text(node),
            place(node, element),
            of(node)[element],
            inputs(node, element),
            Remedy.of(nodes, node, this::text));
  }

  private String derivativeMessage(Expr node, Expr argument, Expr inner) {
    int element = firstBad(inner);
    return "the derivative of `%s`%s is %s where %s%s"
        .formatted(
            text(node),
            place(node, element),
            of(inner)[element],
            inputs(node, element),
            Remedy.of(nodes, argument, this::text));
  }

  private static String place(Expr node, int element) {
    return node.isScalar() ? "" : ", element " + element + ",";
  }

  /** The values of what a term is made of. */
  private String inputs(Expr node, int element) {
    List<String> parts =
        node.arguments().stream()
            .filter(argument -> !(argument instanceof Expr.Constant))
            .distinct()
            .map(argument -> "`" + text(argument) + "` = " + number(argument, element))
            .toList();
    return parts.isEmpty() ? "it stands" : String.join(" and ", parts);
  }

  private String number(Expr argument, int element) {
    double[] numbers = of(argument);
    if (numbers.length == 1) {
      return String.valueOf(numbers[0]);
    }
    return element < numbers.length ? numbers[element] + " (element " + element + ")" : "…";
  }

  private String text(Expr node) {
    @Nullable String written = bound.text(node);
    String text = written != null ? written : node.toString().replaceAll("(?s).*\n", "");
    return text.length() > 60 ? text.substring(0, 59) + "…" : text;
  }

  private boolean isFinite(Expr node) {
    return Arrays.stream(of(node)).allMatch(Double::isFinite);
  }

  private int firstBad(Expr node) {
    return Elements.firstNonFinite(of(node));
  }

  private double[] of(Expr node) {
    return Objects.requireNonNull(values.get(node));
  }

  /** Formulas that overflow as written, and the function that does not. */
  private static final class Remedy {
    static String of(List<Expr> nodes, Expr bad, java.util.function.Function<Expr, String> text) {
      for (Expr node : nodes) {
        Expr power = exponentOfLogOnePlusExp(node);
        if (power != null && uses(node, bad)) {
          return "; write `softplus(%s)` for `%s`".formatted(text.apply(power), text.apply(node));
        }
        power = exponentOfLogistic(node);
        if (power != null && uses(node, bad)) {
          return "; write `sigmoid(%s)` for `%s`".formatted(text.apply(power), text.apply(node));
        }
        Expr vector = vectorOfLogSumExp(node);
        if (vector != null && uses(node, bad)) {
          String v = text.apply(vector);
          return "; write `max(%1$s) + log(sum(exp(%1$s - max(%1$s))))` for `%2$s`"
              .formatted(v, text.apply(node));
        }
      }
      return "";
    }

    private static boolean uses(Expr node, Expr bad) {
      return Graph.reachable(List.of(node)).contains(bad);
    }

    private static @Nullable Expr exponentOfLogOnePlusExp(Expr node) {
      Expr inner = argument(node, Operator.LOG);
      if (inner != null) {
        return exponentOfOnePlusExp(inner);
      }
      Expr power = argument(node, Operator.LOG1P);
      return power == null ? null : argument(power, Operator.EXP);
    }

    private static @Nullable Expr exponentOfOnePlusExp(Expr node) {
      if (node instanceof Expr.Apply sum && sum.operator() == Operator.ADD) {
        Expr a = sum.arguments().get(0);
        Expr b = sum.arguments().get(1);
        Expr power = a.isConstant(1) ? b : b.isConstant(1) ? a : null;
        return power == null ? null : argument(power, Operator.EXP);
      }
      return null;
    }

    private static @Nullable Expr exponentOfLogistic(Expr node) {
      if (!(node instanceof Expr.Apply quotient) || quotient.operator() != Operator.DIVIDE) {
        return null;
      }
      Expr numerator = quotient.arguments().get(0);
      Expr power = exponentOfOnePlusExp(quotient.arguments().get(1));
      if (power != null && numerator.isConstant(1)) {
        return argument(power, Operator.NEGATE);
      }
      return power != null && argument(numerator, Operator.EXP) == power ? power : null;
    }

    private static @Nullable Expr vectorOfLogSumExp(Expr node) {
      Expr sum = argument(node, Operator.LOG);
      Expr exponentials = sum == null ? null : argument(sum, Operator.SUM);
      return exponentials == null ? null : argument(exponentials, Operator.EXP);
    }

    private static @Nullable Expr argument(Expr node, Operator operator) {
      return node instanceof Expr.Apply apply && apply.operator() == operator
          ? apply.arguments().get(0)
          : null;
    }
  }
}
