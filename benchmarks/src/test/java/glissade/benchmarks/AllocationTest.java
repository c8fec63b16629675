package glissade.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import glissade.formula.Precision;
import glissade.optimize.Minimizer;
import glissade.rule.Rules;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A step allocates nothing, so that a run of any length costs the collector nothing. */
class AllocationTest {
  private static final long EXTRA_STEPS = 100_000;

  /** What a run allocates may vary a little: a chunk more or less, a counter of the JVM's. */
  private static final long SLACK = 4096;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @EnumSource
  void formula(Precision precision) {
    check(() -> Minimizer.of("x^2 + y^2").start("x=5, y=4").precision(precision));
  }

  /** Single numbers run in a loop of their own, arrays in another. */
  @ParameterizedTest
  @EnumSource
  void formulaOfVector(Precision precision) {
    String rosenbrock = "sum(100*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)";
    check(
        () ->
            Minimizer.of(rosenbrock)
                .start("x[10]=-1")
                .precision(precision)
                .set("centered", "on")
                .set("momentum", 0.5));
  }

  @Test
  void schedule() {
    check(() -> Minimizer.of("x^2").start("x=5").set("learning_rate", "0.1/sqrt(t)"));
  }

  @Test
  void updateByEveryRule() {
    for (String name : EveryRuleBenchmark.rules()) {
      Update update = new Update(Rules.find(name).configured(), 100, 1);
      assertThat(steps(update)).as("loads and compiles").isLessThan(EXTRA_STEPS);
      assertThat(steps(update)).as(name).isLessThan(SLACK);
    }
  }

  /** On several threads, too, and where arrays are made to numbers. */
  @Test
  void updateOfMuchByThreads() {
    Update update = new Update(Rules.find("lars+clip-by-global-norm").configured(), 100_000, 2);
    steps(update);
    assertThat(steps(update)).isLessThan(SLACK);
    update.close();
  }

  /** What many steps allocate. */
  private long steps(Update update) {
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int step = 0; step < 10_000; step++) {
      update.step();
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private void check(Supplier<Minimizer> minimizer) {
    assertThat(extra(minimizer)).isLessThan(SLACK);
  }

  /** What the extra steps allocate. */
  private long extra(Supplier<Minimizer> minimizer) {
    allocated(minimizer, EXTRA_STEPS); // loads and compiles
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 3; attempt++) { // what is loaded late counts once
      long few = allocated(minimizer, 1000);
      least = Math.min(least, allocated(minimizer, 1000 + EXTRA_STEPS) - few);
    }
    return least;
  }

  private long allocated(Supplier<Minimizer> minimizer, long steps) {
    Minimizer ready = minimizer.get().steps(steps);
    long before = threads.getCurrentThreadAllocatedBytes();
    ready.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
