package glissade.benchmarks;

import glissade.rule.ConfiguredRule;
import glissade.rule.Rules;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * RMSProp with all that goes around it in practice, in nanoseconds per update, beside RMSProp
 * alone: gradients clipped by their global norm, which takes a read of the gradient before the
 * update, decoupled weight decay, and a rate that follows a schedule.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseTransparentHugePages")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClippedBenchmark {
  /** How many parameters there are. */
  @Param({"100000", "1000000", "33000000"})
  public int size;

  /** How many threads share the work. */
  @Param({"1", "2"})
  public int threads;

  private Update clipped = new Update(plain(), 1, 1);
  private Update plain = clipped;

  private static ConfiguredRule plain() {
    return Rules.find("rmsprop").configured().with("learning_rate", 0.01);
  }

  private static ConfiguredRule clipped() {
    return Rules.find("rmsprop+clip-by-global-norm")
        .configured()
        .withAll("learning_rate=cosine(0.01, 0.001, T), weight_decay=1e-4, max_norm=1");
  }

  /** Makes the arrays. */
  @Setup
  public void makeArrays() {
    clipped = new Update(clipped(), size, threads);
    plain = new Update(plain(), size, threads);
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    clipped.close();
    plain.close();
  }

  /** Clipped, with weight decay and a schedule. */
  @Benchmark
  public Object updateGlissade() {
    clipped.step();
    return clipped.arrays;
  }

  /** RMSProp alone. */
  @Benchmark
  public Object updatePlain() {
    plain.step();
    return plain.arrays;
  }
}
