package glissade.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.rule.Rules;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parameters with settings of their own go their own way, and frozen ones stay. */
class ParameterGroupTest {
  private static final String LOSS = "(a - 1)^2 + sum((w1 - 2)^2) + sum((w2 + 1)^2) + 3*b^2 + a*b";
  private static final Point START = Point.parse("a=5, w1[3]=4, w2[700]=1, b=2");

  @TempDir Path folder = Path.of(".");

  private static Minimizer minimizer(String... groups) {
    Minimizer minimizer = Minimizer.of(LOSS).start(START).steps(40);
    for (String group : groups) {
      minimizer.group(ParameterGroup.parse(group));
    }
    return minimizer;
  }

  /** Parameters that do not meet in the loss go as they go alone. */
  @Test
  void eachGroupGoesByItsSettings() {
    Result all = minimizer("w*: lr=0.05, momentum=0.9", "w2: centered=on").run();
    Result one =
        Minimizer.of("sum((w1 - 2)^2)")
            .start(START.only("w1"))
            .set("lr", 0.05)
            .set("momentum", 0.9)
            .steps(40)
            .run();
    Result other =
        Minimizer.of("sum((w2 + 1)^2)")
            .start(START.only("w2"))
            .set("lr", 0.05)
            .set("momentum", 0.9)
            .set("centered", "on")
            .steps(40)
            .run();
    Result rest =
        Minimizer.of("(a - 1)^2 + 3*b^2 + a*b").start("a=5, b=2").rule("rmsprop").steps(40).run();
    assertThat(all.last().get("w1")).containsExactly(one.last().get("w1"));
    assertThat(all.last().get("w2")).containsExactly(other.last().get("w2"));
    assertThat(all.last().get("a")).containsExactly(rest.last().get("a"));
    assertThat(all.last().get("b")).containsExactly(rest.last().get("b"));
  }

  @Test
  void frozenParametersStay() {
    Result result = minimizer("w*: frozen", "b: lr=0.2").run();
    assertThat(result.last().get("w1")).containsExactly(START.get("w1"));
    assertThat(result.last().get("w2")).containsExactly(START.get("w2"));
    assertThat(result.last().number("a")).isNotEqualTo(5);
    assertThat(result.last().number("b")).isNotEqualTo(2);
  }

  @Test
  void aScheduleMayBeOfAGroup() {
    assertThatThrownBy(
            () -> Minimizer.of("x^2").start("x=1").group(ParameterGroup.parse("x: lr=t/T")).run())
        .hasMessage("a schedule uses T, the total number of steps: set the number of steps");
    assertThat(minimizer("a: lr=0.1*(1 - t/T)").run().last().number("a")).isNotEqualTo(5);
  }

  @Test
  void resumedEqualsUninterrupted() {
    String[] groups = {"w*: lr=0.05, momentum=0.9", "w2: centered=on, lr=0.1/sqrt(t)", "b: frozen"};
    Result whole = minimizer(groups).run();
    for (int cut = 0; cut < 40; cut++) {
      Path file = folder.resolve("run.safetensors");
      minimizer(groups).steps(cut).checkpoint(file, 1000).run();
      Checkpoint checkpoint = Checkpoint.read(file);
      assertThat(checkpoint.groups()).hasSize(3);
      Result rest = Minimizer.of(LOSS).resume(checkpoint).steps(40).threads(2).run();
      assertThat(rest.last().toArray()).containsExactly(whole.last().toArray());
    }
    Checkpoint last = Checkpoint.read(folder.resolve("run.safetensors"));
    Minimizer other = Minimizer.of(LOSS).resume(last).group(ParameterGroup.freeze("a"));
    assertThatThrownBy(() -> other.run())
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "a run goes on with the frozen parameters it had: the checkpoint's are `b`, this run's `b, a`");
  }

  @Test
  void threadsDoNotMatter() {
    String loss = "sum((w - 1)^2*c^2) + c^2";
    Point start = Point.parse("w[100000]=3, c=2");
    for (Precision precision : Precision.values()) {
      for (String rule : List.of("rmsprop", "lars")) {
        Minimizer one = Minimizer.of(loss).start(start).rule(rule).precision(precision).steps(5);
        double[] alone = one.run().last().toArray();
        assertThat(one.threads(2).run().last().toArray()).isEqualTo(alone);
        assertThat(one.threads(5).run().last().toArray()).isEqualTo(alone);
      }
    }
  }

  @Test
  void problemsAreSaid() {
    says("no parameter is called `v*`. The parameters: a, w1, w2, b.", "v*: lr=1");
    says("no parameter is called `w`; did you mean `w1`? The parameters: a, w1, w2, b.", "w: lr=1");
    says("all parameters are frozen: there is nothing to vary", "*: frozen");
    says(
        "a group of parameters is `PATTERN: NAME=VALUE, …` or `PATTERN: frozen`, such as `w*: learning_rate=0.01`; not `w*`",
        "w*");
    says("`decay` must be in [0, 1], not 2", "a: decay=2");
    assertThatThrownBy(() -> minimizer("a: momentum").run())
        .hasMessageStartingWith("a setting is NAME=VALUE, not `momentum`; rule `rmsprop` has: ");
    assertThatThrownBy(() -> minimizer().threads(0))
        .hasMessage("the number of threads must be from 1 to 256, not 0");
  }

  private static void says(String message, String... groups) {
    assertThatThrownBy(() -> minimizer(groups).run()).hasMessage(message);
  }

  @Test
  void differentRulesMayShareARun() {
    assertThat(Rules.find("adam").configured().withAll("lr=0.1, beta1=0.5").settings())
        .containsEntry("learning_rate", "0.1")
        .containsEntry("beta1", "0.5");
  }

  /** What is frozen is a constant: its gradient neither keeps a run going nor ends it. */
  @Test
  void frozenParametersHaveNoGradient() {
    Result result =
        Minimizer.of("x^2 + y^2")
            .start("x=5, y=4")
            .group(ParameterGroup.freeze("y"))
            .tolerance(1e-8)
            .run();
    assertThat(result.stop().reason()).isEqualTo(StopReason.GRADIENT);
    assertThat(result.get("y")).isEqualTo(4);
    Result steep =
        Minimizer.of("x^2 + sqrt(y)").start("x=1, y=0").group(ParameterGroup.freeze("y")).run();
    assertThat(steep.stop().reason()).isNotEqualTo(StopReason.DIVERGED);
    assertThat(steep.get("x")).isCloseTo(0, within(1e-6));
    for (Precision precision : Precision.values()) {
      Result single =
          Minimizer.of("x^2 + sqrt(y)")
              .start("x=1, y=0")
              .group(ParameterGroup.freeze("y"))
              .precision(precision)
              .run();
      assertThat(single.stop().reason()).isNotEqualTo(StopReason.DIVERGED);
    }
  }
}
