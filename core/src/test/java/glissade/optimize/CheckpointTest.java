package glissade.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointTest {
  private static final int STEPS = 40;
  private static final String SMALL = "(1 - x)^2 + 100*(y - x^2)^2";
  private static final String LARGE = "0.01*sum(100*(w[1:] - w[:-1]^2)^2 + (1 - w[:-1])^2) + a^2";

  @TempDir Path folder = Path.of(".");

  static Stream<ConfiguredRule> rules() {
    List<ConfiguredRule> rules = new ArrayList<>();
    for (String name : Rules.names()) {
      ConfiguredRule rule = Rules.find(name).configured();
      rules.add(rule.with("lr", 1e-3));
      rules.add(rule.with("lr", "1e-3*0.5*(1 + cos(pi*t/T))"));
      rules.add(
          Rules.find(name + "+clip-by-global-norm+accumulate+average")
              .configured()
              .withAll("lr=1e-3/sqrt(t), max_norm=0.1*(1 + t), every=3, average_decay=0.8"));
    }
    ConfiguredRule rmsprop = Rules.find("rmsprop").configured().with("lr", 1e-3);
    rules.add(rmsprop.with("centered", "on").with("momentum", 0.5).with("nesterov", "on"));
    return rules.stream();
  }

  /** Cut at every step, a run goes on to the same bits. */
  @ParameterizedTest
  @MethodSource("rules")
  void resumedEqualsUninterrupted(ConfiguredRule rule) {
    same(SMALL, Point.parse("x=-1.2, y=1"), rule, Precision.DOUBLE, 1);
    same(LARGE, Point.parse("a=2, w[9]=-1"), rule, Precision.DOUBLE, 13);
    same(LARGE, Point.parse("a=2, w[9]=-1"), rule, Precision.FLOAT, 13);
  }

  private void same(String formula, Point start, ConfiguredRule rule, Precision type, int stride) {
    Result whole = Minimizer.of(formula).start(start).rule(rule).precision(type).steps(STEPS).run();
    for (int cut = 0; cut <= STEPS; cut += stride) {
      Path file = folder.resolve("run.safetensors");
      int at = cut;
      Minimizer first = Minimizer.of(formula).start(start).rule(rule).precision(type).steps(STEPS);
      first.checkpoint(file, 1_000_000);
      first.observe(
          1,
          progress -> {
            if (progress.step() == at) {
              first.interrupt();
            }
          });
      assertThat(first.run().steps()).isEqualTo(at);
      Result rest = Minimizer.of(formula).resume(Checkpoint.read(file)).steps(STEPS).run();
      assertThat(rest.last().toArray()).containsExactly(whole.last().toArray());
      assertThat(rest.parameters().toArray()).containsExactly(whole.parameters().toArray());
      assertThat(rest.bestStep()).isEqualTo(whole.bestStep());
      assertThat(rest.value()).isEqualTo(whole.value());
      assertThat(rest.gradientNorm()).isEqualTo(whole.gradientNorm());
    }
  }

  private Path written() {
    Path file = folder.resolve("run.safetensors");
    Minimizer.of(SMALL).start("x=-1.2, y=1").steps(7).checkpoint(file, 5).run();
    return file;
  }

  /** Wherever a file is cut or a byte has another bit, that is said. */
  @Test
  @Tag("once")
  void damageIsSeen() throws IOException {
    byte[] whole = Files.readAllBytes(written());
    Path damaged = folder.resolve("damaged");
    for (int length = 0; length < whole.length; length++) {
      Files.write(damaged, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Checkpoint.read(damaged)).isInstanceOf(CheckpointException.class);
    }
    for (int bit = 0; bit < 8 * whole.length; bit += bit < 512 ? 1 : 7) {
      byte[] turned = whole.clone();
      turned[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(damaged, turned);
      try {
        Checkpoint.read(damaged).write(damaged);
        // Only a spelling was turned, a capital in an escape: what it says is the same.
        assertThat(Files.readAllBytes(damaged)).as("bit %d", bit).isEqualTo(whole);
      } catch (CheckpointException seen) {
        assertThat(seen).hasMessageStartingWith(damaged + " is not a whole checkpoint: ");
      }
    }
  }

  @Test
  void whatIsNotACheckpointIsSaid() throws IOException {
    Path file = folder.resolve("f");
    assertThatThrownBy(() -> Checkpoint.read(file)).hasMessage("no checkpoint " + file);
    Files.writeString(file, "{}");
    assertThatThrownBy(() -> Checkpoint.read(file))
        .hasMessage(file + " is not a whole checkpoint: it has only 2 bytes");
    Files.writeString(file, "PK\3\4 this is another kind of file altogether");
    assertThatThrownBy(() -> Checkpoint.read(file))
        .hasMessage(
            file
                + " is not a whole checkpoint: its header is cut short, or it is another kind of file");
  }

  @Test
  void aRunGoesOnWithWhatItHad() {
    Checkpoint checkpoint = Checkpoint.read(written());
    assertThat(checkpoint.step()).isEqualTo(7);
    assertThat(checkpoint.changes(checkpoint.rule().with("lr", 0.05)))
        .containsExactly("learning_rate: 0.1 before, 0.05 now");
    assertThatThrownBy(() -> Minimizer.of("x^2 + y^2").resume(checkpoint).run())
        .hasMessage(
            "the checkpoint's formula is `%s`, this run's is `x^2 + y^2`; a run goes on with the formula it had",
            SMALL);
    assertThatThrownBy(() -> Minimizer.of(SMALL).resume(checkpoint).rule("sgd").run())
        .hasMessage(
            "the checkpoint is of the rule `rmsprop`, whose text is not that of this run's rule; a run goes on with the rule it had");
    assertThatThrownBy(() -> Minimizer.of(SMALL).resume(checkpoint).set("centered", "on").run())
        .hasMessage("the checkpoint has no `state/m/x`: it was written with other settings");
    assertThatThrownBy(
            () -> Minimizer.of(SMALL).resume(checkpoint).precision(Precision.FLOAT).run())
        .hasMessage(
            "the checkpoint's `x` has a single number in double precision; this run needs a single number in float");
  }

  @Test
  void aRunThatDivergesLeavesTheLastGoodCheckpoint() {
    Path file = folder.resolve("run.safetensors");
    Result result =
        Minimizer.of("x^4").start("x=3").rule("sgd").set("lr", 0.5).checkpoint(file, 1).run();
    assertThat(result.stop().reason()).isEqualTo(StopReason.DIVERGED);
    assertThat(Checkpoint.read(file).step()).isEqualTo(result.steps() - 1);
  }
}
