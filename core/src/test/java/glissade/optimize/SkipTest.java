package glissade.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Updates after a value or gradient that is not finite are left out, and counted. */
class SkipTest {
  @TempDir Path folder = Path.of(".");

  /** x^2, whose gradient is NaN at some calls. */
  private static final class Noisy implements Objective {
    private final int from;
    private final int to;
    private int calls;

    Noisy(int from, int to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public double value(double[] x) {
      return x[0] * x[0];
    }

    @Override
    public void gradient(double[] x, double[] gradient) {
      gradient[0] = calls >= from && calls < to ? Double.NaN : 2 * x[0];
      calls++;
    }
  }

  private static Minimizer noisy(int from, int to) {
    return Minimizer.of(new Noisy(from, to)).start(5).rule("adam").set("lr", "0.1/sqrt(t)");
  }

  /** The rule does not count what is left out, and nothing of it gets into its states. */
  @Test
  void skippedStepsLeaveNoTrace() {
    Result plain = noisy(0, 0).steps(17).run();
    Result skipping = noisy(5, 8).steps(20).skipNonFinite(3).run();
    assertThat(skipping.last()).isEqualTo(plain.last());
    assertThat(skipping.skipped()).isEqualTo(3);
    assertThat(skipping.stop().message())
        .isEqualTo(
            plain.stop().message().replace("17", "20")
                + "; 3 updates left out, because the value or gradient was not finite");
  }

  @Test
  void tooManyInARowEndTheRun() {
    Result result = noisy(5, 9).steps(20).skipNonFinite(3).run();
    assertThat(result.stop().reason()).isEqualTo(StopReason.DIVERGED);
    assertThat(result.stop().message())
        .isEqualTo(
            "diverged at step 8: the gradient with respect to `x[0]` is NaN; 3 updates left out, because the value or gradient was not finite");
    assertThat(result.value()).isFinite();
    assertThat(noisy(5, 6).steps(20).run().stop().reason()).isEqualTo(StopReason.DIVERGED);
    assertThatThrownBy(() -> noisy(0, 0).skipNonFinite(-1))
        .hasMessage("the number of updates left out in a row must be at least 0, not -1");
  }

  /** A formula has the same value again, so it ends when the patience does. */
  @Test
  void aFormulaIsNotTriedForever() {
    Result result = Minimizer.of("log(x)").start("x=0.3").rule("sgd").skipNonFinite(7).run();
    assertThat(result.stop().reason()).isEqualTo(StopReason.DIVERGED);
    assertThat(result.skipped()).isEqualTo(7);
  }

  @Test
  void countsGoOnAfterAResume() {
    Path file = folder.resolve("run.safetensors");
    noisy(5, 8).steps(12).skipNonFinite(3).checkpoint(file, 1).run();
    Result rest =
        Minimizer.of(new Noisy(0, 0))
            .resume(Checkpoint.read(file))
            .steps(20)
            .skipNonFinite(3)
            .run();
    assertThat(rest.last()).isEqualTo(noisy(5, 8).steps(20).skipNonFinite(3).run().last());
    assertThat(rest.skipped()).isEqualTo(3);
  }

  /** However far from a bad point it is cut: the step that is left out is counted once. */
  @Test
  void countsGoOnAfterAResumeInBetween() {
    Result whole = noisy(5, 8).steps(20).skipNonFinite(3).run();
    for (int cut = 4; cut < 10; cut++) {
      Path file = folder.resolve("cut" + cut + ".safetensors");
      noisy(5, 8).steps(cut).skipNonFinite(3).checkpoint(file, 1).run();
      // what is evaluated again after the cut is the call of that step
      Noisy rest = new Noisy(5 - cut, 8 - cut);
      Result resumed =
          Minimizer.of(rest).resume(Checkpoint.read(file)).steps(20).skipNonFinite(3).run();
      assertThat(resumed.last()).as("cut at %d", cut).isEqualTo(whole.last());
      assertThat(resumed.skipped()).isEqualTo(3);
    }
  }

  /** Of a formula nothing changes while updates are left out. */
  @Test
  void aFormulaThatStaysBadHasDiverged() {
    Result result =
        Minimizer.of("log(x)")
            .start("x=1")
            .rule("sgd")
            .set("lr", 1)
            .steps(12)
            .skipNonFinite(100)
            .run();
    assertThat(result.stop().reason()).isEqualTo(StopReason.DIVERGED);
    assertThat(result.stop().message()).startsWith("diverged at step 12: the value is -Infinity");
  }
}
