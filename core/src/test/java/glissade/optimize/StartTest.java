package glissade.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import glissade.formula.Point;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a rule makes of the start, of its states' first values, and of schedules in these. */
class StartTest {
  @TempDir Path folder = Path.of(".");

  /** The first values are of no step, so a schedule need not make sense where nothing asks it. */
  @Test
  void schedulesOfTheTotalAreAskedWithTheTotal() {
    for (String rate : List.of("0.1*(T - t)/(T - 1)", "linear(0.1, 0, T - 1)")) {
      Result result =
          Minimizer.of("x^2").start("x=5").rule("rmsprop").set("lr", rate).steps(100).run();
      assertThat(result.steps()).isEqualTo(100);
      assertThat(result.get("x")).isLessThan(5);
    }
    // the first step is as long as the rate says: 0.1*(1 - 1/100)
    List<Double> met = new ArrayList<>();
    Minimizer.of("x^2")
        .start("x=5")
        .rule("rprop")
        .set("lr", "0.1*(1 - t/T)")
        .steps(100)
        .observe(1, progress -> met.add(progress.parameter(0)))
        .run();
    assertThat(met.get(0) - met.get(1)).isCloseTo(0.099, within(1e-12));
  }

  /** A point that a projection does not allow is not the minimum, however low. */
  @Test
  void projectionsHoldAtTheStart() {
    Result box =
        Minimizer.of("x^2")
            .start("x=0.5")
            .rule("sgd+project-box")
            .set("low", 1)
            .set("high", 2)
            .steps(50)
            .run();
    assertThat(box.get("x")).isEqualTo(1);
    assertThat(box.value()).isEqualTo(1);
    Result simplex =
        Minimizer.of("sum(w^2)")
            .start(Point.parse("w[3]=0"))
            .rule("rmsprop+project-simplex")
            .steps(200)
            .run();
    assertThat(simplex.parameters().get("w"))
        .containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-9));
    Result both =
        Minimizer.of("sum((w - 3)^2)")
            .start("w=[-5, 9]")
            .rule("sgd+project-nonnegative+project-ball")
            .set("radius", 2)
            .steps(0)
            .run();
    assertThat(both.parameters().get("w")).containsExactly(new double[] {0, 2}, within(1e-12));
  }

  /** The average of a run that begins outside begins inside. */
  @Test
  void statesBeginWhereTheRuleStarts() {
    List<Double> averages = new ArrayList<>();
    Minimizer.of("x^2")
        .start("x=-50")
        .rule("sgd+project-box+average")
        .set("low", 1)
        .set("high", 2)
        .steps(3)
        .observe(1, progress -> averages.add(progress.state("average", 0)))
        .run();
    assertThat(averages).allSatisfy(average -> assertThat(average).isBetween(1.0, 2.0));
  }

  @Test
  void aRunGoesOnFromWhereItWasNotFromTheStart() {
    Path file = folder.resolve("run.safetensors");
    String rule = "adam+project-simplex";
    Minimizer.of("(w[0] - 3)^2 + (w[1] - 1)^2 + (w[2] - 2)^2")
        .start("w=[7, -2, 5]")
        .rule(rule)
        .steps(20)
        .checkpoint(file, 20)
        .run();
    Result resumed =
        Minimizer.of("(w[0] - 3)^2 + (w[1] - 1)^2 + (w[2] - 2)^2")
            .resume(Checkpoint.read(file))
            .steps(40)
            .run();
    Result whole =
        Minimizer.of("(w[0] - 3)^2 + (w[1] - 1)^2 + (w[2] - 2)^2")
            .start("w=[7, -2, 5]")
            .rule(rule)
            .steps(40)
            .run();
    assertThat(resumed.last()).isEqualTo(whole.last());
  }
}
