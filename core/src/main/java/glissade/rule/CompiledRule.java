package glissade.rule;

import glissade.compile.CompiledKernel;
import glissade.compile.Kernel;
import glissade.compile.StepSpec;
import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Interpreter;
import glissade.formula.Precision;
import glissade.formula.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A rule as code: one pass over parameters, gradient and states, in place. Immutable and safe for
 * use by several threads.
 */
public final class CompiledRule {
  /** More elements are cut, so that compiled code is entered anew and not replaced on the stack. */
  private static final int CHUNK = 1 << 16;

  private final ConfiguredRule configured;
  private final CompiledKernel compiled;
  private final List<String> stateNames;
  private final Map<String, Formula> initial;
  private final List<String> listing;

  CompiledRule(
      ConfiguredRule configured,
      CompiledKernel compiled,
      List<String> stateNames,
      Map<String, Formula> initial,
      List<String> listing) {
    this.configured = configured;
    this.compiled = compiled;
    this.stateNames = List.copyOf(stateNames);
    this.initial = initial;
    this.listing = listing;
  }

  /** What was compiled. */
  public ConfiguredRule configured() {
    return configured;
  }

  /** The states in use: those that the options leave without effect take no memory. */
  public List<String> stateNames() {
    return stateNames;
  }

  /** What the code does, in lines that a person can read. */
  public List<String> listing() {
    return listing;
  }

  /** Whether a step needs all parameters of an array at once, as {@code norm(g)} does. */
  public boolean reduces() {
    return compiled.reduces();
  }

  /**
   * The code, for {@code arrays} made by {@link #newArrays} and scalars from {@link #scalarsAt}.
   */
  @SuppressWarnings("exports") // for the modules that glissade.compile is exported to
  public Kernel kernel() {
    return compiled.kernel();
  }

  /**
   * One step, in place.
   *
   * @param arrays made by {@link #newArrays}
   * @param scalars set for the step by {@link #setScalars}
   * @param bounds where each parameter array begins in {@code arrays}, and the last ends: a rule
   *     that reduces, as {@code norm(g)} does, sees each by itself
   */
  public void step(Object[] arrays, double[] scalars, int[] bounds) {
    Kernel kernel = compiled.kernel();
    int end = bounds[bounds.length - 1];
    if (reduces()) {
      for (int i = 0; i + 1 < bounds.length; i++) {
        kernel.run(arrays, scalars, bounds[i], bounds[i + 1]);
      }
    } else {
      for (int from = 0; from < end; from += CHUNK) {
        kernel.run(arrays, scalars, from, Math.min(end, from + CHUNK));
      }
    }
  }

  /** The rule as expressions of vectors, the same that the code was compiled from. */
  @SuppressWarnings("exports") // for the modules that glissade.compile is exported to
  public StepSpec.SymbolicRule symbolic() {
    return RuleCompiler.symbolic(configured, stateNames, Shape.vector(Shape.ANY));
  }

  /**
   * The arrays that the code works on.
   *
   * @param parameters changed in place: {@code double[]} or {@code float[]}, as compiled for
   * @param gradient of the same type and length
   * @return parameters, gradient, states with their initial values, scratch
   */
  public Object[] newArrays(Object parameters, Object gradient) {
    int length = java.lang.reflect.Array.getLength(parameters);
    Object[] arrays = new Object[RuleCompiler.STATES + stateNames.size()];
    arrays[RuleCompiler.PARAMETERS] = parameters;
    arrays[RuleCompiler.GRADIENT] = gradient;
    for (int i = 0; i < stateNames.size(); i++) {
      arrays[RuleCompiler.STATES + i] = initialState(stateNames.get(i), parameters, length);
    }
    return compiled.withScratch(length, arrays);
  }

  /**
   * The point that the rule has found, where that is not the parameters: an average, say.
   *
   * @param arrays after a step
   * @param scalars of that step
   * @return null if it is the parameters
   */
  public double @Nullable [] reported(Object[] arrays, double[] scalars) {
    Map<String, double[]> values = new HashMap<>();
    values.put("w", Precision.doubles(arrays[RuleCompiler.PARAMETERS]));
    stateNames.forEach(name -> values.put(name, Precision.doubles(arrays[stateArray(name)])));
    List<Hyperparameter> hypers = configured.rule().hyperparameters();
    for (int i = 0; i < hypers.size(); i++) {
      values.put(hypers.get(i).name(), new double[] {scalars[i]});
    }
    values.put("t", new double[] {scalars[hypers.size()]});
    return RuleCompiler.reported(
        configured,
        values,
        java.lang.reflect.Array.getLength(arrays[RuleCompiler.PARAMETERS]),
        compiled.precision());
  }

  /** Where a state's array is among {@link #newArrays}. */
  public int stateArray(String state) {
    return RuleCompiler.STATES + stateNames.indexOf(state);
  }

  private Object initialState(String state, Object parameters, int length) {
    Formula formula = Objects.requireNonNull(initial.get(state));
    Graph graph = new Graph();
    Map<String, Expr> meanings = new HashMap<>();
    double[] hypers = scalarsAt(1, 1);
    int i = 0;
    for (Hyperparameter hyper : configured.rule().hyperparameters()) {
      meanings.put(hyper.name(), graph.constant(hypers[i++]));
    }
    configured
        .rule()
        .options()
        .forEach(
            option ->
                meanings.put(
                    option.name(), graph.constant(configured.isOn(option.name()) ? 1 : 0)));
    meanings.put("w", graph.variable("w", Shape.vector(length)));
    Expr root = graph.fill(formula.bind(graph, meanings).root(), length);
    double[] values =
        new Interpreter(compiled.precision())
            .evaluate(List.of(root), variable -> Precision.doubles(parameters))
            .get(root);
    return compiled.precision().array(Objects.requireNonNull(values));
  }

  /**
   * The scalars for a step.
   *
   * @param t the step, from 1
   * @param total the number of steps, where a schedule needs it
   * @throws SettingsException if a schedule leaves its hyperparameter's range
   */
  public double[] scalarsAt(long t, long total) {
    double[] scalars = configured.newScalars();
    setScalars(scalars, t, total);
    return scalars;
  }

  /** Room for the scalars of a step. */
  public double[] newScalars() {
    return configured.newScalars();
  }

  /** As {@link #scalarsAt}, into an array made by it; nothing is allocated. */
  public void setScalars(double[] scalars, long t, long total) {
    configured.setScalars(t, total, scalars);
  }
}
