package glissade.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every reason to stop, with what it tells. */
class StopTest {
  private static final String MORE =
      "for a smaller gradient, make more steps or change learning_rate";

  /** A run and the end expected of it. */
  private record Case(Minimizer minimizer, long steps, String message, String advice) {}

  private static Minimizer bowl() {
    return Minimizer.of("x^2 + y^2").start("x=5, y=4");
  }

  /** Downhill for ever. */
  private static Minimizer slope() {
    return Minimizer.of("x").start("x=0").rule("sgd").set("lr", 1e-9);
  }

  private static Case of(StopReason reason) {
    return switch (reason) {
      case GRADIENT ->
          new Case(
              bowl().tolerance(1e-3),
              81,
              "the gradient's largest component, 7.83298747528765e-4, is within 0.001",
              "");
      case IMPROVEMENT ->
          new Case(
              Minimizer.of("x^2 + y^2 + 1").start("x=5, y=4").improvement(1e-3, 20),
              100,
              "the value improved by less than a fraction of 0.001 in 20 steps",
              "");
      case TARGET -> new Case(bowl().target(1e-3), 69, "the value reached the target 0.001", "");
      case STEPS ->
          new Case(
              bowl().steps(5),
              5,
              "all 5 steps made; the gradient's largest component is 7.952307705414398",
              MORE);
      case TIME ->
          new Case(
              slope().steps(Long.MAX_VALUE).time(Duration.ofMillis(20)),
              -1,
              "the time was up; the gradient's largest component is 1",
              MORE);
      case STALLED ->
          new Case(
              Minimizer.of("abs(x)").start("x=5").rule("sgd").set("lr", 0.3),
              1017,
              "no improvement for 1000 steps; the gradient's largest component is 1",
              "the steps may be too long to settle: try a smaller learning rate, or one that falls, such as 0.1/sqrt(t)");
      case DIVERGED ->
          new Case(
              Minimizer.of("x^4 + exp(x)").start("x=3").rule("sgd").set("lr", 10),
              2,
              "diverged at step 2: the value is Infinity: `exp(x)` is Infinity where `x` = 8.346513323567915E10",
              "the steps may be too long: try a tenth of the learning rate");
      case INTERRUPTED -> {
        Minimizer interrupted = slope();
        interrupted.observe(10, progress -> interruptAt(interrupted, progress, 20));
        yield new Case(interrupted, 20, "interrupted after 20 steps", "");
      }
    };
  }

  private static void interruptAt(Minimizer minimizer, Progress progress, long step) {
    if (progress.step() == step) {
      minimizer.interrupt();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyReasonIsReached(StopReason reason) {
    Case expected = of(reason);
    Result result = expected.minimizer.run();
    assertThat(result.stop()).isEqualTo(new Stop(reason, expected.message, expected.advice));
    if (expected.steps >= 0) {
      assertThat(result.steps()).isEqualTo(expected.steps);
    }
  }

  @Test
  void convergedIsWhatFoundWhatItSought() {
    assertThat(StopReason.values())
        .filteredOn(StopReason::isConverged)
        .containsExactly(StopReason.GRADIENT, StopReason.IMPROVEMENT, StopReason.TARGET);
  }

  /** The same limits where the parameters are a vector, which runs in another loop. */
  @Test
  void vectorsStopAtTheSameSteps() {
    Minimizer vector = Minimizer.of("sum(x^2)").start("x=[5, 4]");
    assertThat(vector.tolerance(1e-3).run().steps()).isEqualTo(81);
    assertThat(vector.target(1e-3).run().steps()).isEqualTo(69);
    Minimizer flat = Minimizer.of("sum(x^2) + 1").start("x=[5, 4]").improvement(1e-3, 20);
    assertThat(flat.run().steps()).isEqualTo(100);
    Minimizer stalled = Minimizer.of("sum(abs(x))").start("x=[5]").rule("sgd").set("lr", 0.3);
    assertThat(stalled.run().steps()).isEqualTo(1017);
  }

  @Test
  void targetOfMaximizingIsReachedFromBelow() {
    Result result = Minimizer.of("1 - x^2 - y^2").start("x=5, y=4").maximize().target(0.5).run();
    assertThat(result.stop())
        .isEqualTo(new Stop(StopReason.TARGET, "the value reached the target 0.5", ""));
    assertThat(result.value()).isGreaterThanOrEqualTo(0.5);
  }

  @Test
  void withoutAnyLimitTheMostStepsAreMade() {
    Result result = slope().run();
    assertThat(result.stop().reason()).isEqualTo(StopReason.STEPS);
    assertThat(result.steps()).isEqualTo(Minimizer.DEFAULT_STEPS);
  }

  /** Where the gradient is small there is nothing to advise. */
  @Test
  void adviceIsGivenOnlyWhereItHelps() {
    assertThat(bowl().steps(101).run().stop().advice()).isEmpty();
    assertThat(bowl().steps(10).run().stop().advice()).isEqualTo(MORE);
  }

  @Test
  @Timeout(60)
  void otherThreadMayInterrupt() throws InterruptedException {
    Minimizer minimizer = slope().steps(Long.MAX_VALUE);
    CountDownLatch running = new CountDownLatch(2);
    minimizer.heartbeat(progress -> running.countDown());
    Thread other =
        new Thread(
            () -> {
              try {
                running.await();
                minimizer.interrupt();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    other.start();
    Result result = minimizer.run();
    other.join();
    assertThat(result.stop())
        .isEqualTo(
            new Stop(
                StopReason.INTERRUPTED,
                "interrupted after %d steps".formatted(result.steps()),
                ""));
    assertThat(result.steps()).isPositive();
    assertThat(result.value()).isEqualTo(result.lastValue()).isNegative();
  }

  /** Not by a number of steps, nor for lack of improvement. */
  @Test
  void timeAloneIsTheOnlyLimit() {
    Minimizer minimizer = Minimizer.of("x + 0*t").start("x=0, t=1").rule("sgd").set("lr", 0);
    Result result = minimizer.time(Duration.ofMillis(100)).run();
    assertThat(result.stop().reason()).isEqualTo(StopReason.TIME);
    assertThat(result.steps()).isGreaterThan(Minimizer.PATIENCE);
    assertThat(result.bestStep()).isZero();
  }

  /** A time longer than a clock can count is no limit. */
  @Test
  void timeMayBeAnyLength() {
    Result result = bowl().time(Duration.ofDays(1_000_000)).run();
    assertThat(result.stop().reason()).isEqualTo(StopReason.GRADIENT);
  }
}
