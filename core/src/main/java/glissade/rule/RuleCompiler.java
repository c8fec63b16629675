package glissade.rule;

import glissade.compile.KernelSpec;
import glissade.compile.KernelSpec.Location;
import glissade.compile.StepSpec.SymbolicRule;
import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Interpreter;
import glissade.formula.Precision;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a rule's statements over symbols: options and conditions are decided here, states that the
 * parameters do not depend on are left out, and what remains is one kernel.
 */
final class RuleCompiler {
  /** The arrays of an update kernel: parameters, gradient, then states. */
  static final int PARAMETERS = 0;

  static final int GRADIENT = 1;
  static final int STATES = 2;

  private final ConfiguredRule configured;
  private final Graph graph = new Graph();
  private final Map<String, Expr> scope = new HashMap<>();

  private final Shape shape;
  private final Map<String, Integer> scalars = new HashMap<>();
  private final Map<String, Expr> before = new LinkedHashMap<>();

  /**
   * Runs the rule's statements.
   *
   * @param shape of parameters, gradient and states
   */
  private RuleCompiler(ConfiguredRule configured, Shape shape) {
    this.configured = configured;
    this.shape = shape;
    Rule rule = configured.rule();
    for (Hyperparameter hyper : rule.hyperparameters()) {
      addScalar(hyper.name(), scalars.size());
    }
    addScalar("t", configured.stepPosition());
    rule.options()
        .forEach(
            option ->
                scope.put(option.name(), graph.constant(configured.isOn(option.name()) ? 1 : 0)));
    before.put("w", graph.variable("w", shape));
    rule.states().forEach(state -> before.put(state.name(), graph.variable(state.name(), shape)));
    scope.putAll(before);
    scope.put("g", graph.variable("g", shape));
    run(rule.body());
  }

  private void addScalar(String name, int position) {
    scope.put(name, graph.variable(name, Shape.SCALAR));
    scalars.put(name, position);
  }

  static CompiledRule compile(ConfiguredRule configured, Precision precision) {
    return new RuleCompiler(configured, Shape.vector(Shape.ANY)).compile(precision);
  }

  /**
   * The rule as expressions.
   *
   * @param stateNames the states in use, as {@link CompiledRule} has them
   * @param shape of parameters, gradient and states
   */
  static SymbolicRule symbolic(ConfiguredRule configured, List<String> stateNames, Shape shape) {
    RuleCompiler one = new RuleCompiler(configured, shape);
    return new SymbolicRule(
        one.old("w"),
        one.graph.variable("g", shape),
        stateNames.stream().map(one::old).toList(),
        one.value("w"),
        stateNames.stream().map(one::value).toList(),
        one.scalars,
        configured.rule().isNarrow());
  }

  private Expr old(String name) {
    return Objects.requireNonNull(before.get(name));
  }

  private CompiledRule compile(Precision precision) {
    Rule rule = configured.rule();
    Map<String, Location> inputs = new HashMap<>();
    scalars.forEach((name, position) -> inputs.put(name, new Location(Location.SCALARS, position)));
    Set<String> live = live();
    inputs.put("w", new Location(PARAMETERS, 0));
    inputs.put("g", new Location(GRADIENT, 0));
    List<KernelSpec.Output> outputs = new ArrayList<>();
    outputs.add(new KernelSpec.Output(value("w"), new Location(PARAMETERS, 0), true));
    List<String> names = new ArrayList<>();
    Map<String, Formula> initial = new HashMap<>();
    for (Rule.State state : rule.states()) {
      if (live.contains(state.name())) {
        Location location = new Location(STATES + names.size(), 0);
        inputs.put(state.name(), location);
        outputs.add(new KernelSpec.Output(value(state.name()), location, true));
        names.add(state.name());
        initial.put(state.name(), state.initial());
      }
    }
    List<String> updates = outputs.stream().map(output -> output.expr().toString()).toList();
    PassWriter writer =
        new PassWriter(
            graph,
            inputs,
            outputs,
            STATES + names.size(),
            precision,
            rule.isNarrow(),
            List.of(rule.source().text(), updates, names, precision));
    List<Pass> passes = writer.write();
    return new CompiledRule(
        configured, passes, precision, names, initial, writer.numbers(), writer.arrays());
  }

  private void run(List<Statement> statements) {
    for (Statement statement : statements) {
      if (statement instanceof Statement.Assign assign) {
        scope.put(assign.name(), assign.value().bind(graph, scope).root());
      } else if (statement instanceof Statement.If choice) {
        run(configured.holds(choice.condition()) ? choice.then() : choice.otherwise());
      }
    }
  }

  /** What is reported, in terms of what there is after a step. */
  private Expr report(Formula report) {
    Map<String, Expr> meanings = new HashMap<>(before);
    scalars.keySet().forEach(name -> meanings.put(name, graph.variable(name, Shape.SCALAR)));
    configured
        .rule()
        .options()
        .forEach(
            option ->
                meanings.put(
                    option.name(), graph.constant(configured.isOn(option.name()) ? 1 : 0)));
    return report.bind(graph, meanings).root();
  }

  /**
   * The point to report.
   *
   * @param values of every name: parameters, states, scalars
   * @param length of the parameters
   * @return null if it is the parameters
   */
  static double @Nullable [] reported(
      ConfiguredRule configured, Map<String, double[]> values, int length, Precision precision) {
    Formula report = configured.rule().report();
    if (report == null) {
      return null;
    }
    RuleCompiler sized = new RuleCompiler(configured, Shape.vector(length));
    Expr root = sized.graph.fill(sized.report(report), length);
    return Objects.requireNonNull(
            new Interpreter(precision, sized.scalars.keySet())
                .evaluate(
                    List.of(root), variable -> Objects.requireNonNull(values.get(variable.name())))
                .get(root))
        .clone();
  }

  /** A value as wide as the parameters, also where a rule gives the same number to all. */
  private Expr value(String name) {
    Expr value = Objects.requireNonNull(scope.get(name));
    return shape.isScalar() ? value : graph.fill(value, shape.size());
  }

  /** The states that the new parameters depend on, through any number of steps. */
  private Set<String> live() {
    Set<String> live = new LinkedHashSet<>(Set.of("w"));
    int size;
    do {
      size = live.size();
      List<Expr> values = new ArrayList<>(live.stream().map(this::value).toList());
      Formula report = configured.rule().report();
      if (report != null) {
        values.add(report(report));
      }
      List<Expr> reachable = Graph.reachable(values);
      before.forEach(
          (name, variable) -> {
            if (reachable.contains(variable)) {
              live.add(name);
            }
          });
    } while (live.size() > size);
    return live;
  }
}
