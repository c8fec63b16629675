package glissade.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/** One update of many floats by five rules, in nanoseconds per update. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseTransparentHugePages")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class UpdateFamilyBenchmark {
  /** How many parameters there are. */
  @Param({"1000", "100000", "1000000", "33000000"})
  public int size;

  /** Which rule. */
  @Param({"SGD", "MOMENTUM", "RMSPROP", "CENTERED", "ADAM"})
  public String family = "";

  /** How many threads share the work. */
  @Param({"1", "2"})
  public int threads;

  private UpdateLoop loop = UpdateLoop.SGD;
  private final UpdateLoop.Hyperparameters hyper = new UpdateLoop.Hyperparameters();
  private Update update = new Update(loop.rule(), 1, 1);
  private @Nullable SecondThread second;

  /** Makes the arrays. */
  @Setup
  public void makeArrays() {
    loop = UpdateLoop.valueOf(family);
    update = new Update(loop.rule().with("learning_rate", hyper.learningRate), size, threads);
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    update.close();
    if (second != null) {
      second.close();
    }
  }

  /** Glissade. */
  @Benchmark
  public Object updateGlissade() {
    update.step();
    return update.arrays;
  }

  /** By hand. */
  @Benchmark
  public Object updateLoop() {
    if (threads == 1) {
      loop.step(update.arrays, hyper, 0, size);
    } else {
      SecondThread other = second;
      if (other == null) { // only here: where it waits for nothing it takes a core all the same
        other = new SecondThread();
        second = other;
      }
      int half = size / 2;
      other.start(() -> loop.step(update.arrays, hyper, half, size));
      loop.step(update.arrays, hyper, 0, half);
      other.await();
    }
    return update.arrays;
  }
}
