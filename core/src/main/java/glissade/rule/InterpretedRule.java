package glissade.rule;

import glissade.compile.StepSpec.SymbolicRule;
import glissade.formula.Expr;
import glissade.formula.Interpreter;
import glissade.formula.Precision;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A rule run by the interpreter, the oracle for its kernel. */
final class InterpretedRule {
  private final CompiledRule rule;
  private final SymbolicRule symbolic;
  private final Precision precision;
  private final Set<String> wide;
  private final Map<String, double[]> values = new HashMap<>();
  private long t;

  InterpretedRule(ConfiguredRule configured, Precision precision, double[] start) {
    this.rule = configured.compile(precision);
    this.precision = precision;
    this.symbolic =
        RuleCompiler.symbolic(configured, rule.stateNames(), Shape.vector(start.length));
    this.wide = symbolic.narrow() ? Set.of() : symbolic.scalars().keySet();
    TrialRun compiled = new TrialRun(configured, precision, start);
    values.put("w", compiled.w());
    rule.stateNames().forEach(name -> values.put(name, compiled.state(name)));
  }

  /** One step. */
  void step(double[] gradient) {
    double[] scalars = rule.scalarsAt(++t, Long.MAX_VALUE);
    List<Expr> results = new ArrayList<>(symbolic.newStates());
    results.add(symbolic.newParameter());
    values.put("g", gradient);
    symbolic
        .scalars()
        .forEach((name, position) -> values.put(name, new double[] {scalars[position]}));
    Map<Expr, double[]> computed =
        new Interpreter(precision, wide)
            .evaluate(results, variable -> Objects.requireNonNull(values.get(variable.name())));
    for (int k = 0; k < rule.stateNames().size(); k++) {
      values.put(rule.stateNames().get(k), computed(computed, symbolic.newStates().get(k)));
    }
    values.put("w", computed(computed, symbolic.newParameter()));
  }

  private static double[] computed(Map<Expr, double[]> values, Expr expr) {
    return Objects.requireNonNull(values.get(expr)).clone();
  }

  /** The parameters. */
  double[] w() {
    return Objects.requireNonNull(values.get("w"));
  }
}
