package glissade.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.formula.CompileLimits;
import glissade.formula.Formula;
import glissade.formula.Precision;
import glissade.formula.Source;
import glissade.formula.Span;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rule;
import glissade.rule.SettingsException;
import org.junit.jupiter.api.Test;

/** Where the same thing is computed in two ways, or two things have much in common. */
class SameBitsTest {

  private static ConfiguredRule rule(String text) {
    return Rule.parse("mine", new Source("mine.rule", text)).configured();
  }

  /** Constants beside a vector must not be folded further in the loop of single numbers. */
  @Test
  void singleNumbersAndVectorsInFloat() {
    ConfiguredRule rule =
        rule("hyper l = 0.1\nw = w - l*clamp(g + tanh(where(0.3 > -0.7, 0.3, w)), -3, 3)\n");
    Result numbers =
        Minimizer.of("sin(y)*x*0.1 + (x - 1)^2*0.5")
            .start("x=1.5, y=-0.3")
            .precision(Precision.FLOAT)
            .rule(rule)
            .steps(30)
            .run();
    Result vector =
        Minimizer.of("sin(v[1])*v[0]*0.1 + (v[0] - 1)^2*0.5")
            .start("v=[1.5, -0.3]")
            .precision(Precision.FLOAT)
            .rule(rule)
            .steps(30)
            .run();
    assertThat(numbers.last().toArray()).containsExactly(vector.last().toArray());
  }

  @Test
  void aRuleWithADotProductTakesSingleNumbers() {
    ConfiguredRule rule = rule("hyper l = 0.001\nw = w - l*g*(g @ g)\n");
    assertThat(Minimizer.of("x^2").start("x=5").rule(rule).steps(1).run().get("x"))
        .isEqualTo(5 - 0.001 * 10 * 100);
  }

  @Test
  void partsOfOneTextAreDifferentFormulas() {
    Source source = new Source("two", "x^2\nx^4");
    Formula square = Formula.parse(source, new Span(0, 3), CompileLimits.DEFAULT);
    Formula fourth = Formula.parse(source, new Span(4, 7), CompileLimits.DEFAULT);
    assertThat(Minimizer.of(square).start("x=3").steps(0).run().value()).isEqualTo(9);
    assertThat(Minimizer.of(fourth).start("x=3").steps(0).run().value()).isEqualTo(81);
  }

  /** A schedule stands for any value inside the range; what that cannot decide is refused. */
  @Test
  void conditionsOnAScheduledHyperparameter() {
    String text =
        """
        hyper momentum = 0 in [0, 1)
        option turbo = off
        if %s
          w = w - 1000*g
        else
          w = w - (0.1 + 0*momentum)*g
        end
        """;
    for (String condition : new String[] {"turbo and momentum > 0", "momentum == 0"}) {
      ConfiguredRule rule = rule(text.formatted(condition)).with("momentum", "0.5 + 0*t");
      assertThat(Minimizer.of("x^2").start("x=5").rule(rule).steps(1).run().last().number("x"))
          .isEqualTo(4);
    }
    ConfiguredRule open = rule(text.formatted("momentum > 0.5")).with("momentum", "0.5 + 0*t");
    assertThatThrownBy(() -> open.compile(Precision.DOUBLE))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "rule `mine` asks whether `momentum > 0.5`, which cannot be told while `momentum` has a schedule: set it to a number");
  }
}
