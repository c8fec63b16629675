package glissade.rule;

import glissade.compile.CompiledKernel;
import glissade.compile.StepSpec;
import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Interpreter;
import glissade.formula.Precision;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A rule as code: one pass over parameters, gradient and states, in place, after one for each
 * {@code norm(g)} and the like. An {@link Updater} runs it. Immutable and safe for use by several
 * threads.
 */
public final class CompiledRule {
  private final ConfiguredRule configured;
  private final List<Pass> passes;
  private final Precision precision;
  private final List<String> stateNames;
  private final Map<String, Formula> initial;
  private final int numbers;
  private final int arrays;

  /**
   * A rule as code.
   *
   * @param numbers how many numbers the passes make of arrays
   * @param arrays how many arrays they work on, before scratch
   */
  CompiledRule(
      ConfiguredRule configured,
      List<Pass> passes,
      Precision precision,
      List<String> stateNames,
      Map<String, Formula> initial,
      int numbers,
      int arrays) {
    this.configured = configured;
    this.passes = List.copyOf(passes);
    this.precision = precision;
    this.stateNames = List.copyOf(stateNames);
    this.initial = initial;
    this.numbers = numbers;
    this.arrays = arrays;
  }

  /** What was compiled. */
  public ConfiguredRule configured() {
    return configured;
  }

  /** The states in use: those that the options leave without effect take no memory. */
  public List<String> stateNames() {
    return stateNames;
  }

  /** Whether a step needs all parameters of an array at once, as {@code norm(g)} does. */
  public boolean reduces() {
    return passes.size() > 1;
  }

  List<Pass> passes() {
    return passes;
  }

  /** The rule as expressions of vectors, the same that the code was compiled from. */
  @SuppressWarnings("exports") // for the modules that glissade.compile is exported to
  public StepSpec.SymbolicRule symbolic() {
    return RuleCompiler.symbolic(configured, stateNames, Shape.vector(Shape.ANY));
  }

  /** The arrays beside parameters, gradient and states that a pass needs for {@code length}. */
  void addWorkspace(Object[] view, int length) {
    for (Pass pass : passes) {
      for (Pass.Reduction reduction : pass.reductions()) {
        if (view[reduction.array()] == null) {
          view[reduction.array()] = precision.array(length);
        }
      }
      CompiledKernel kernel = pass.kernel();
      for (int i = 0; kernel != null && i < kernel.scratchArrays(); i++) {
        if (view[arrays + i] == null) {
          view[arrays + i] = kernel.newScratch(i, length);
        }
      }
    }
  }

  /** Room for all arrays of a pass: parameters, gradient, states, numbers, what they are of. */
  Object[] newView() {
    int scratch = 0;
    for (Pass pass : passes) {
      CompiledKernel kernel = pass.kernel();
      scratch = Math.max(scratch, kernel == null ? 0 : kernel.scratchArrays());
    }
    return new Object[arrays + scratch];
  }

  /** The array of the numbers made of arrays, to be put at {@link #numbersArray}. */
  Object newNumbers() {
    return precision.array(numbers);
  }

  /** Where the numbers made of arrays are in a view. */
  int numbersArray() {
    return RuleCompiler.STATES + stateNames.size();
  }

  /** Where a state's array is in a view. */
  int stateArray(String state) {
    return RuleCompiler.STATES + stateNames.indexOf(state);
  }

  /**
   * The point that the rule has found, where that is not the parameters: an average, say.
   *
   * @param values after a step: {@code w}, and the states by name
   * @param scalars of that step
   * @return null if it is the parameters
   */
  double @Nullable [] reported(Map<String, double[]> values, double[] scalars) {
    if (!configured.reports()) {
      return null;
    }
    Map<String, double[]> all = new HashMap<>(values);
    List<String> names = new ArrayList<>();
    configured.rule().hyperparameters().forEach(hyper -> names.add(hyper.name()));
    for (int i = 0; i < names.size(); i++) {
      all.put(names.get(i), new double[] {scalars[i]});
    }
    all.put("t", new double[] {scalars[configured.stepPosition()]});
    int length = Objects.requireNonNull(values.get("w")).length;
    return RuleCompiler.reported(configured, all, length, precision);
  }

  /**
   * The first values of a state, for the parameters given.
   *
   * @param total the number of steps, where a schedule needs it
   */
  double[] initialState(String state, double[] parameters, long total) {
    return first(Objects.requireNonNull(initial.get(state)), parameters, total);
  }

  /**
   * Where parameters start.
   *
   * @param given of one array, all of them
   * @param total the number of steps, where a schedule needs it
   * @return null if there
   */
  double @Nullable [] start(double[] given, long total) {
    Formula start = configured.rule().start();
    return start == null ? null : first(start, given, total);
  }

  /** What a formula of parameters and settings is before the first step. */
  private double[] first(Formula formula, double[] parameters, long total) {
    Graph graph = new Graph();
    Map<String, Expr> meanings = new HashMap<>();
    for (Hyperparameter hyper : configured.rule().hyperparameters()) {
      if (formula.names().contains(hyper.name())) {
        meanings.put(hyper.name(), graph.constant(configured.valueAt(hyper.name(), 1, total)));
      }
    }
    configured
        .rule()
        .options()
        .forEach(
            option ->
                meanings.put(
                    option.name(), graph.constant(configured.isOn(option.name()) ? 1 : 0)));
    meanings.put("w", graph.variable("w", Shape.vector(parameters.length)));
    Expr root = graph.fill(formula.bind(graph, meanings).root(), parameters.length);
    return Objects.requireNonNull(
        new Interpreter(precision).evaluate(List.of(root), variable -> parameters).get(root));
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
