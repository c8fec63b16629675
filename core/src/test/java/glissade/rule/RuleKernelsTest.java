package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.compile.StepSpec.SymbolicRule;
import glissade.formula.Expr;
import glissade.formula.Interpreter;
import glissade.formula.Precision;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However the compiler writes a rule, it computes what the interpreter does, to the bit. */
class RuleKernelsTest {
  private static final double[] HARD = {
    0,
    -0.0,
    1,
    -1,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Float.MAX_VALUE,
    -Float.MIN_NORMAL,
    Double.MAX_VALUE,
    -Double.MIN_NORMAL
  };

  /** Narrow rules compute their scalars as the interpreter does not. */
  static List<String> wideRules() {
    return Rules.names().stream().filter(name -> !Rules.find(name).isNarrow()).toList();
  }

  @ParameterizedTest
  @MethodSource("wideRules")
  void computeWhatTheInterpreterDoes(String name) {
    check(Rules.find(name).configured());
  }

  /** As many operations as the options allow. */
  @ParameterizedTest
  @MethodSource("wideRules")
  void decayed(String name) {
    ConfiguredRule rule = Rules.find(name).configured();
    for (Hyperparameter hyper : rule.rule().hyperparameters()) {
      if (List.of("l2", "weight_decay", "momentum").contains(hyper.name())) {
        rule = rule.with(hyper.name(), 0.125);
      }
    }
    check(rule);
  }

  private static void check(ConfiguredRule rule) {
    for (Precision precision : Precision.values()) {
      CompiledRule compiled = rule.compile(precision);
      Random random = new Random(7);
      List<double[]> before = new ArrayList<>();
      for (int i = 0; i < 2 + compiled.stateNames().size(); i++) {
        before.add(Precision.doubles(precision.array(values(random))));
      }
      List<Object> arrays = new ArrayList<>();
      before.forEach(numbers -> arrays.add(precision.array(numbers)));
      int size = before.get(0).length;
      var piece = new ParameterArray.Piece(arrays.get(0), arrays.get(1), 0, size);
      ParameterArray array = ParameterArray.of("w", List.of(piece));
      try (Updater updater = new Updater(List.of(new Updater.Part(array, rule)), precision, 1)) {
        for (int i = 2; i < arrays.size(); i++) {
          String state = compiled.stateNames().get(i - 2);
          Object own = Objects.requireNonNull(updater.state(state, arrays.get(0)));
          System.arraycopy(arrays.get(i), 0, own, 0, size);
          arrays.set(i, own);
        }
        updater.step(3, 100);
      }
      double[] scalars = compiled.scalarsAt(3, 100);
      List<double[]> after = interpreted(rule, compiled, precision, before, scalars);
      for (int i = 0; i < after.size(); i++) {
        assertThat(Precision.doubles(arrays.get(i == 0 ? 0 : i + 1))).containsExactly(after.get(i));
      }
    }
  }

  /** The parameters and states after a step. */
  private static List<double[]> interpreted(
      ConfiguredRule rule,
      CompiledRule compiled,
      Precision precision,
      List<double[]> before,
      double[] scalars) {
    List<String> states = compiled.stateNames();
    SymbolicRule symbolic = RuleCompiler.symbolic(rule, states, Shape.vector(before.get(0).length));
    List<Expr> roots = new ArrayList<>(List.of(symbolic.newParameter()));
    roots.addAll(symbolic.newStates());
    Map<Expr, double[]> values =
        new Interpreter(precision, symbolic.scalars().keySet())
            .evaluate(
                roots,
                variable -> {
                  Integer scalar = symbolic.scalars().get(variable.name());
                  return scalar != null
                      ? new double[] {scalars[scalar]}
                      : variable.name().equals("w")
                          ? before.get(0)
                          : variable.name().equals("g")
                              ? before.get(1)
                              : before.get(2 + states.indexOf(variable.name()));
                });
    return roots.stream().map(root -> Objects.requireNonNull(values.get(root))).toList();
  }

  private static double[] values(Random random) {
    double[] values = new double[500];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          random.nextInt(4) == 0
              ? HARD[random.nextInt(HARD.length)]
              : random.nextGaussian() * Math.pow(2, random.nextInt(20) - 10);
    }
    return values;
  }
}
