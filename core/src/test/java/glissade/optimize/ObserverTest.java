package glissade.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.formula.Point;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ObserverTest {
  private final List<Long> seen = new ArrayList<>();

  private static Minimizer bowl() {
    return Minimizer.of("x^2 + y^2").start("x=5, y=4");
  }

  @Test
  void calledAtTheStartEveryFewStepsAndAtTheEnd() {
    bowl().steps(25).observe(10, progress -> seen.add(progress.step())).run();
    assertThat(seen).containsExactly(0L, 10L, 20L, 25L);
  }

  @Test
  void calledOnceWhereTheEndIsItsTurn() {
    bowl().steps(20).observe(5, progress -> seen.add(progress.step())).run();
    assertThat(seen).containsExactly(0L, 5L, 10L, 15L, 20L);
  }

  @Test
  void calledOnceWhereTheStartIsTheEnd() {
    bowl().steps(0).observe(5, progress -> seen.add(progress.step())).run();
    assertThat(seen).containsExactly(0L);
  }

  @Test
  void calledWhereTheRunEndsByItself() {
    bowl().observe(40, progress -> seen.add(progress.step())).run();
    assertThat(seen).containsExactly(0L, 40L, 80L, 101L);
  }

  @Test
  void calledWhereItDiverges() {
    Minimizer.of("x^4")
        .start("x=3")
        .rule("sgd")
        .set("lr", 10)
        .observe(
            1000,
            progress -> {
              seen.add(progress.step());
              if (progress.step() > 0) {
                assertThat(progress.value()).isInfinite();
                assertThat(progress.bestValue()).isEqualTo(81);
              }
            })
        .run();
    assertThat(seen).containsExactly(0L, 4L);
  }

  @Test
  void choosesItsSteps() {
    bowl()
        .steps(100)
        .observe(step -> step < 2 ? step + 1 : 2 * step, progress -> seen.add(progress.step()))
        .run();
    assertThat(seen).containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 32L, 64L, 100L);
  }

  @Test
  void severalAreCalledIndependently() {
    List<Long> others = new ArrayList<>();
    bowl()
        .steps(12)
        .observe(5, progress -> seen.add(progress.step()))
        .observe(4, progress -> others.add(progress.step()))
        .run();
    assertThat(seen).containsExactly(0L, 5L, 10L, 12L);
    assertThat(others).containsExactly(0L, 4L, 8L, 12L);
  }

  @Test
  void seesTheRun() {
    List<Point> points = new ArrayList<>();
    Result result =
        bowl()
            .steps(3)
            .observe(
                1,
                progress -> {
                  double x = progress.parameter(0);
                  double y = progress.parameter(1);
                  assertThat(progress.size()).isEqualTo(2);
                  assertThat(progress.parameters())
                      .isEqualTo(Point.parse("x=0, y=0").withArray(new double[] {x, y}));
                  assertThat(progress.value()).isEqualTo(x * x + y * y);
                  assertThat(progress.gradientNorm()).isEqualTo(2 * x);
                  assertThat(progress.bestValue()).isEqualTo(progress.value());
                  points.add(progress.parameters());
                })
            .run();
    assertThat(points).hasSize(4).first().isEqualTo(Point.parse("x=5, y=4"));
    assertThat(points).last().isEqualTo(result.last());
  }

  /** The signs are those of what is maximized. */
  @Test
  void seesWhatIsMaximized() {
    Minimizer.of("7 - x^2")
        .start("x=2")
        .maximize()
        .steps(5)
        .observe(
            1,
            progress -> {
              double x = progress.parameter(0);
              assertThat(progress.value()).isEqualTo(7 - x * x);
              assertThat(progress.bestValue()).isEqualTo(progress.value());
            })
        .run();
  }

  @Test
  void watchingChangesNothing() {
    Minimizer plain = bowl().steps(1000);
    Result unwatched = plain.run();
    for (long every : new long[] {1, 7, 256, 999}) {
      Result watched = bowl().steps(1000).observe(every, progress -> {}).run();
      assertThat(watched.last()).isEqualTo(unwatched.last());
      assertThat(watched.parameters()).isEqualTo(unwatched.parameters());
      assertThat(watched.bestStep()).isEqualTo(unwatched.bestStep());
    }
  }

  @Test
  void heartbeatIsCalledNowAndThen() {
    AtomicLong beats = new AtomicLong();
    bowl().steps(1_000_000).heartbeat(progress -> beats.incrementAndGet()).run();
    assertThat(beats.get()).isBetween(1L, 10_000L);
  }

  @Test
  void everyNoStepsIsRefused() {
    assertThatThrownBy(() -> bowl().observe(0, progress -> {}))
        .isInstanceOf(SettingsException.class)
        .hasMessage("an observer is called every 1 or more steps, not 0");
  }
}
