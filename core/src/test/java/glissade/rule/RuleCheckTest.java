package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Source;
import glissade.rule.RuleCheck.Finding;
import glissade.rule.RuleCheck.Property;
import glissade.rule.RuleCheck.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule that ships has every property, and each property can be missed. */
class RuleCheckTest {

  static Stream<String> rules() {
    List<String> names = new ArrayList<>(Rules.names());
    Rules.fragmentNames().stream()
        .filter(name -> !name.startsWith("project"))
        .forEach(name -> names.add("rmsprop+" + name));
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void shippedRulesAreSound(String name) {
    RuleCheck check = RuleCheck.of(Rules.find(name).configured());
    assertThat(check.findings()).noneMatch(finding -> finding.verdict() == Verdict.FAIL);
    assertThat(check.findings()).hasSize(Property.values().length);
    assertThat(check.isSound()).isTrue();
    assertThat(check.conclusion())
        .isEqualTo("Nothing is wrong with this rule as far as these runs can tell.");
  }

  private static ConfiguredRule rule(String text) {
    return Rule.parse("r", new Source("r.rule", text)).configured();
  }

  private static void finds(Property property, Verdict verdict, String sentence, String text) {
    assertThat(RuleCheck.finding(rule(text), property))
        .isEqualTo(new Finding(property, verdict, sentence));
  }

  @Test
  void zeroGradientsAreTriedAtOnceAndLater() {
    finds(
        Property.ZERO_GRADIENT,
        Verdict.FAIL,
        "a gradient of zero at the start makes parameters NaN: where the rule divides, add a small number, or use `where`",
        "w = w - 0.1*g/abs(g)");
    finds(
        Property.ZERO_GRADIENT,
        Verdict.FAIL,
        "after other gradients, 2000 of zero make parameters NaN: what fades away must not be divided by alone",
        "state s = 1\ns = 0.5*s\nw = w - 0.1*(g + 0)/s*s");
    finds(
        Property.ZERO_GRADIENT,
        Verdict.PASS,
        "parameters stay finite, but move, as with weight decay",
        "w = 0.9*w - 0.1*g");
  }

  @Test
  void overflowIsSeen() {
    finds(
        Property.FINITE,
        Verdict.FAIL,
        "gradients between 0.01 and 100 in size make parameters NaN or infinite at step 2",
        "w = w - where(t > 1, exp(1000*abs(g)), 0)");
  }

  @Test
  void floatsThatGoAnotherWayAreSeen() {
    Finding finding =
        RuleCheck.finding(
            rule("w = w - 0.1*g/(abs(g) + 1e-60)*((1 + 1e-9*g) - 1)*1e9"), Property.FLOAT);
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.sentence())
        .matches(
            "apart by \\S+ of the way after 30 steps: is a constant too small for float, or a difference of nearly equal numbers taken\\?");
  }

  @Test
  void coordinatesAreToldApart() {
    finds(
        Property.COORDINATES,
        Verdict.NOTE,
        "each parameter's step depends on the whole array, so a step needs a pass more",
        "w = w - 0.1*g/(norm(g) + 1)");
    finds(
        Property.NAN,
        Verdict.NOTE,
        "a gradient of NaN reaches the whole array",
        "w = w - 0.1*mean(g)");
    finds(
        Property.NAN,
        Verdict.PASS,
        "a gradient of NaN stays with its own parameter",
        "w = w - 0.1*g");
  }

  @Test
  void scalesAreToldApart() {
    finds(
        Property.SCALE,
        Verdict.NOTE,
        "a gradient 1000 times as large makes the same step: the learning rate is a length",
        "w = w - 0.1*sign(g)");
    finds(
        Property.SCALE,
        Verdict.NOTE,
        "a gradient 1000 times as large makes a step 1000 times as long: the learning rate must fit the loss",
        "w = w - 0.1*g");
    finds(
        Property.SCALE,
        Verdict.NOTE,
        "a gradient 1000 times as large makes a step 31.6 times as long",
        "w = w - 0.1*sign(g)*sqrt(abs(g))*(t == 1)");
    finds(Property.SCALE, Verdict.NOTE, "the first step does not move", "w = w - 0*g");
  }

  @Test
  void extremesAreNoted() {
    finds(
        Property.EXTREMES,
        Verdict.NOTE,
        "gradients of 1e200 make parameters NaN or infinite; gradients of 1e-200 make parameters NaN or infinite",
        "w = w - g*abs(g)/abs(g)^3");
  }

  @Test
  void climbingIsNotDescent() {
    finds(
        Property.DESCENT,
        Verdict.FAIL,
        "0.1*sum(w^2) and 1*sum(w^2) does not become smaller in 3000 steps with these settings: is the sign right, and the learning rate?",
        "w = w + 0.01*g");
    RuleCheck check = RuleCheck.of(rule("w = w + 0.01*g/abs(g)"));
    assertThat(check.isSound()).isFalse();
    assertThat(check.conclusion()).isEqualTo("To mend: zero gradient, descent.");
  }

  @Test
  void memoryIsCounted() {
    finds(
        Property.MEMORY,
        Verdict.NOTE,
        "s, m: with the parameter, 12 bytes in float and 24 in double",
        "state s = 0\nstate m = 0\nstate idle = 0\ns = s + g\nm = m + s\nw = w - m");
  }

  /** A bound that no usual gradient meets makes the rule no less one of the whole array. */
  @Test
  void aBoundThatIsFarAwayIsMetAllTheSame() {
    RuleCheck check =
        RuleCheck.of(Rules.find("rmsprop+clip-by-norm").configured().with("max_norm", 10_000));
    assertThat(check.isSound()).isTrue();
    assertThat(check.findings())
        .contains(
            new Finding(
                Property.COORDINATES,
                Verdict.NOTE,
                "each parameter's step depends on the whole array, so a step needs a pass more"));
  }
}
