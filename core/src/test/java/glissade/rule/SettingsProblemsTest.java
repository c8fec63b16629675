package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.formula.FormulaException;
import glissade.formula.Precision;
import glissade.formula.Source;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a person reads who set something that the rule does not allow. */
class SettingsProblemsTest {
  private final ConfiguredRule rmsprop = Rules.find("rmsprop").configured();

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(SettingsException.class).hasMessage(message);
  }

  private static void unreadable(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(FormulaException.class).hasMessage(message.strip());
  }

  @Test
  void unknownNames() {
    String all =
        "It has: learning_rate, decay, epsilon, momentum, weight_decay, l2, initial_scale, centered, nesterov, bias_correction, epsilon_in_sqrt.";
    refused(
        () -> rmsprop.with("learning_rat", 1),
        "rule `rmsprop` has no hyperparameter `learning_rat`; did you mean `learning_rate`? "
            + all);
    refused(
        () -> rmsprop.with("beta_2", "0.9"),
        "rule `rmsprop` has no hyperparameter `beta_2`. " + all);
  }

  @Test
  void valuesOutOfRange() {
    refused(() -> rmsprop.with("decay", 1.5), "`decay` must be in [0, 1], not 1.5");
    refused(() -> rmsprop.with("rho", "3/2"), "`decay` must be in [0, 1], not 1.5");
    refused(() -> rmsprop.with("momentum", "1"), "`momentum` must be in [0, 1), not 1");
    refused(() -> rmsprop.with("lr", "-1"), "`learning_rate` must be in [0, inf), not -1");
    refused(() -> rmsprop.with("lr", "1/0"), "`learning_rate` must be in [0, inf), not Infinity");
    refused(() -> rmsprop.with("lr", Double.NaN), "`learning_rate` must be in [0, inf), not NaN");
  }

  @Test
  void endsOfRangesAreAllowedWhereTheyAreClosed() {
    assertThat(rmsprop.with("decay", 0).with("decay", 1).with("momentum", 0).settings())
        .containsEntry("decay", "1")
        .containsEntry("momentum", "0");
  }

  /** Not even where a rule says {@code inf]}. */
  @Test
  void infinityIsNeverAllowed() {
    ConfiguredRule rule =
        Rule.parse("mine", new Source("mine.rule", "hyper r = 1 in [0, inf]\nw = w - r*g"))
            .configured();
    refused(() -> rule.with("r", "1/0"), "`r` must be in [0, inf], not Infinity");
  }

  @Test
  void options() {
    refused(() -> rmsprop.with("centered", "maybe"), "option `centered` is on or off, not `maybe`");
    refused(() -> rmsprop.with("centered", 2), "option `centered` is on or off, not `2`");
    assertThat(rmsprop.with("centered", 1).isOn("centered")).isTrue();
    assertThat(rmsprop.with("centered", "on").with("centered", 0).isOn("centered")).isFalse();
  }

  @Test
  void requirements() {
    refused(
        () -> rmsprop.with("nesterov", "on").compile(Precision.DOUBLE),
        "rule `rmsprop` with nesterov=on: nesterov needs a momentum above 0");
    Rule mine =
        Rule.parse("mine", new Source("mine.rule", "hyper r = -1\nrequire r > 0\nw = w - r*g\n"));
    refused(
        () -> mine.configured().compile(Precision.DOUBLE),
        "rule `mine` with its defaults: `r > 0` must hold");
  }

  @Test
  void unreadableValues() {
    unreadable(
        () -> rmsprop.with("lr", "0.1*"),
        """
        lr:1:5: expected a number, a name or `(`, found the end
          0.1*
              ^
        """);
    unreadable(
        () -> rmsprop.with("lr", "0.1/sqrt(step)"),
        """
        lr:1:10: unknown name `step`; a schedule is made of `t`, the step, and `T`, the number of steps
          0.1/sqrt(step)
                   ^^^^
        """);
  }

  @Test
  void scheduleThatLeavesTheRange() {
    CompiledRule rule = rmsprop.with("lr", "0.1 - 0.05*t").compile(Precision.DOUBLE);
    assertThat(rule.scalarsAt(2, 0)).startsWith(0, 0.9, 1e-6, 0);
    refused(
        () -> rule.scalarsAt(4, 0),
        "`learning_rate` must be in [0, inf), not -0.1 (its schedule `0.1 - 0.05*t` at t = 4)");
    CompiledRule undefined = rmsprop.with("decay", "log(1 - t)").compile(Precision.DOUBLE);
    refused(
        () -> undefined.scalarsAt(3, 0),
        "`decay` must be in [0, 1], not NaN (its schedule `log(1 - t)` at t = 3)");
  }

  @Test
  void scheduleIsPrintedAsWritten() {
    ConfiguredRule scheduled = rmsprop.with("lr", " 0.1/sqrt(t) ");
    assertThat(scheduled.settings()).containsEntry("learning_rate", "0.1/sqrt(t)");
    assertThat(scheduled.isScheduled()).isTrue();
    assertThat(scheduled.needsTotal()).isFalse();
    assertThat(rmsprop.with("lr", "0.1*t/T").needsTotal()).isTrue();
    assertThat(scheduled.with("lr", 0.5).isScheduled()).isFalse();
  }
}
