package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.FormulaException;
import glissade.formula.Precision;
import glissade.formula.Shape;
import glissade.formula.Source;
import glissade.optimize.Minimizer;
import glissade.optimize.Result;
import glissade.rule.Rule;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs over a few single numbers are compiled as whole steps; the same numbers as a vector are not.
 * With random rules both go the same way, to the bit.
 */
class SmallRunsTest {
  private static final long SEED = 9_000_000;
  private static final int RULES = 12_000; // most have several lines or sums, and are passed over
  private static final int STEPS = 20;
  private static final String LOSS = "0.5*(x - 1)^2 + 0.1*x*sin(y) + log1p(y^2)";

  @ParameterizedTest
  @EnumSource
  void goTheWayOfVectors(Precision precision) {
    Map<String, Shape> names = new LinkedHashMap<>();
    for (String name : new String[] {"w", "g", "s", "l"}) {
      names.put(name, Shape.SCALAR);
    }
    int compared = 0;
    for (long seed = SEED; seed < SEED + RULES; seed++) {
      Formulas formulas = new Formulas(seed, names);
      Rule rule = rule(formulas.next(), formulas.next());
      if (rule == null) {
        continue;
      }
      Result numbers = run(LOSS, "x=1.5, y=-0.3", rule, precision);
      String vector = LOSS.replace("x", "v[0]").replace("y", "v[1]");
      Result elements = run(vector, "v=[1.5, -0.3]", rule, precision);
      String text = "seed " + seed + "\n" + rule.source().text();
      assertThat(numbers.last().toArray()).as(text).containsExactly(elements.last().toArray());
      assertThat(numbers.parameters().toArray())
          .as(text)
          .containsExactly(elements.parameters().toArray());
      assertThat(numbers.steps()).as(text).isEqualTo(elements.steps());
      compared++;
    }
    assertThat(compared).isGreaterThan(RULES / 50);
  }

  private static Result run(String loss, String start, Rule rule, Precision precision) {
    return Minimizer.of(loss).start(start).rule(rule).precision(precision).steps(STEPS).run();
  }

  /** A rule of two random formulas; null where they have several lines or sums. */
  private static @Nullable Rule rule(String state, String update) {
    String text =
        "hyper l = 0.1\nstate s = 0.5\ns = %s\nw = w - l*clamp(%s, -3, 3)\n"
            .formatted(state, update);
    try {
      Rule rule = Rule.parse("random", new Source("random.rule", text));
      return rule.configured().compile(Precision.DOUBLE).reduces() ? null : rule;
    } catch (FormulaException | glissade.rule.SettingsException e) {
      return null;
    }
  }
}
