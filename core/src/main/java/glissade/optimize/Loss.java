package glissade.optimize;

import glissade.autodiff.Derivative;
import glissade.compile.CompiledKernel;
import glissade.compile.KernelSpec;
import glissade.compile.Kernels;
import glissade.compile.StepKernel;
import glissade.compile.StepSpec;
import glissade.formula.Bound;
import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Interpreter;
import glissade.formula.LimitException;
import glissade.formula.Operator;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.formula.Printer;
import glissade.rule.CompiledRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A formula as a loss of named parameters: its value, exact gradient and Hessian.
 *
 * <p>Not safe for use by several threads; kernels made by it are.
 */
public final class Loss {
  private final Formula formula;
  private final Point layout;
  private final Bound bound;
  private final Derivative derivative;
  private final List<Expr> variables = new ArrayList<>();

  private Loss(Formula formula, Point layout) {
    this.formula = formula;
    this.layout = layout;
    Graph graph = new Graph();
    this.bound = formula.bindVariables(graph, layout.shapes());
    for (String name : layout.names()) {
      variables.add(graph.variable(name, layout.shape(name)));
    }
    this.derivative = Derivative.of(graph, bound.scalarRoot(), variables);
  }

  /**
   * A loss.
   *
   * @param formula what to compute
   * @param layout the parameters; their numbers do not matter here, their names and shapes do
   * @throws glissade.formula.FormulaException if the formula names a parameter that the layout
   *     lacks, shapes do not fit, or its value is not a single number
   * @throws IllegalArgumentException if the layout has a parameter that the formula does not name
   */
  public static Loss of(Formula formula, Point layout) {
    formula.requireNoRuleFunctions();
    formula.requireNames(layout.names());
    List<String> unused =
        layout.names().stream().filter(name -> !formula.names().contains(name)).toList();
    if (!unused.isEmpty()) {
      String name = unused.get(0);
      throw new IllegalArgumentException(
          "the formula has no parameter `%s`%s"
              .formatted(name, glissade.formula.Suggestion.didYouMean(name, formula.names())));
    }
    return new Loss(formula, layout);
  }

  /** The formula. */
  public Formula formula() {
    return formula;
  }

  /** The value at a point, in double precision. */
  public double value(Point at) {
    return new Interpreter(Precision.DOUBLE).scalar(bound.root(), inputs(at));
  }

  /** The gradient at a point, in double precision: as the point is laid out. */
  public Point gradient(Point at) {
    Interpreter interpreter = new Interpreter(Precision.DOUBLE);
    double[] flat = new double[layout.size()];
    Map<Expr, double[]> values = interpreter.evaluate(gradientExpressions().values(), inputs(at));
    gradientExpressions()
        .forEach(
            (name, expr) -> {
              double[] part = Objects.requireNonNull(values.get(expr));
              System.arraycopy(part, 0, flat, layout.offset(name), part.length);
            });
    return layout.withArray(flat);
  }

  /** The second derivatives at a point, in double precision: row i holds those of component i. */
  public double[][] hessian(Point at) {
    int size = layout.size();
    if (8L * size * size > Runtime.getRuntime().maxMemory() / 4) {
      throw new LimitException(
          "a Hessian of %,d by %,d numbers does not fit in memory".formatted(size, size));
    }
    double[][] rows = new double[size][size];
    Graph graph = bound.graph();
    Interpreter interpreter = new Interpreter(Precision.DOUBLE);
    for (Expr variable : variables) {
      Expr gradient = derivative.gradient(variable);
      for (int i = 0; i < variable.shape().size(); i++) {
        Expr component = variable.isScalar() ? gradient : graph.element(gradient, i);
        Derivative second = Derivative.of(graph, component, variables);
        double[] row = rows[layout.offset(name(variable)) + i];
        for (Expr other : variables) {
          Expr expr = second.gradient(other);
          double[] part =
              Objects.requireNonNull(interpreter.evaluate(List.of(expr), inputs(at)).get(expr));
          System.arraycopy(part, 0, row, layout.offset(name(other)), part.length);
        }
      }
    }
    return rows;
  }

  private static String name(Expr variable) {
    return ((Expr.Variable) variable).name();
  }

  private static java.util.function.Function<Expr.Variable, double[]> inputs(Point at) {
    return variable -> at.get(variable.name());
  }

  /** The gradient as expressions, by parameter. */
  public Map<String, Expr> gradientExpressions() {
    Map<String, Expr> expressions = new LinkedHashMap<>();
    variables.forEach(variable -> expressions.put(name(variable), derivative.gradient(variable)));
    return expressions;
  }

  /**
   * The loss and its gradient as formulas: {@code value = …}, {@code d/dx = …}, and what they
   * share.
   */
  public List<String> formulas() {
    Map<String, Expr> expressions = new LinkedHashMap<>();
    expressions.put("value", bound.root());
    gradientExpressions().forEach((name, expr) -> expressions.put("d/d" + name, expr));
    return Printer.print(expressions);
  }

  /** What the compiled loss does, in lines that a person can read. */
  public List<String> listing() {
    return Kernels.listing(spec(Precision.DOUBLE, false));
  }

  /**
   * Compiles value and gradient: array 0 holds the parameters as {@link Point#toArray} lays them
   * out, array 1 receives the gradient.
   *
   * @param maximize whether to turn the sign of both
   */
  @SuppressWarnings("exports") // for the modules that glissade.compile is exported to
  public CompiledKernel compile(Precision precision, boolean maximize) {
    return Kernels.compile(
        List.of(formula.toString(), layout.names(), layout.shapes(), precision, maximize),
        () -> spec(precision, maximize));
  }

  /**
   * Compiles whole steps with a rule, where the parameters are a few numbers.
   *
   * @return null where they are not
   */
  @Nullable StepKernel compileSteps(CompiledRule rule, Precision precision, boolean maximize) {
    if (layout.shapes().values().stream().anyMatch(shape -> !shape.isScalar())) {
      return null;
    }
    StepSpec steps =
        new StepSpec(
            variables,
            signed(bound.root(), maximize),
            variables.stream().map(v -> signed(derivative.gradient(v), maximize)).toList(),
            rule.symbolic(),
            precision);
    return steps.isSmall()
        ? Kernels.compileSteps(
            List.of(
                formula.toString(),
                layout.names(),
                precision,
                maximize,
                rule.configured().rule().source().text(),
                rule.stateNames(),
                steps.rule().newParameter().toString(),
                steps.rule().newStates().toString()),
            () -> steps)
        : null;
  }

  private KernelSpec spec(Precision precision, boolean maximize) {
    Map<String, KernelSpec.Location> inputs = new HashMap<>();
    List<KernelSpec.Output> outputs = new ArrayList<>();
    for (Expr variable : variables) {
      int offset = layout.offset(name(variable));
      inputs.put(name(variable), new KernelSpec.Location(0, offset));
      outputs.add(
          new KernelSpec.Output(
              signed(derivative.gradient(variable), maximize),
              new KernelSpec.Location(1, offset),
              false));
    }
    return new KernelSpec(signed(bound.root(), maximize), outputs, inputs, 2, precision, false);
  }

  private Expr signed(Expr expr, boolean negative) {
    if (!negative) {
      return expr;
    }
    Expr negated = bound.graph().apply(Operator.NEGATE, expr);
    return expr.isScalar() ? negated : bound.graph().fill(negated, expr.shape().size());
  }

  /**
   * What makes the value or the gradient infinite or NaN at a point, in words, with what to write
   * instead where that is known; empty if both are finite.
   */
  public String diagnose(Point at) {
    return new Diagnosis(bound, derivative, layout, at).message();
  }
}
