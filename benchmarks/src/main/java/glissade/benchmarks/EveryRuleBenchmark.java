package glissade.benchmarks;

import glissade.formula.Precision;
import glissade.rule.Rules;
import java.util.List;
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
 * One update of floats by a rule as it ships, in nanoseconds. {@link Ratios} divides by the {@link
 * #bytes} that it moves, more with more states.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseTransparentHugePages"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class EveryRuleBenchmark {
  /** How many parameters there are. */
  @Param({"100000", "1000000", "33000000"})
  public int size;

  /** How many threads share the work. */
  @Param({"1", "2"})
  public int threads;

  /** Which rule. {@link Ratios} takes all of {@link #rules}. */
  @Param("rmsprop")
  public String rule = "rmsprop";

  private Update update = new Update(Rules.find(rule).configured(), 1, 1);

  /** The names of all rules that make one pass, without a number made of the whole array. */
  static List<String> rules() {
    return Rules.names().stream()
        .filter(name -> !Rules.find(name).configured().compile(Precision.FLOAT).reduces())
        .toList();
  }

  /** Bytes that a rule moves for each parameter. */
  static int bytes(String rule) {
    return Update.bytes(Rules.find(rule).configured());
  }

  /** Makes the arrays. */
  @Setup
  public void makeArrays() {
    update = new Update(Rules.find(rule).configured(), size, threads);
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    update.close();
  }

  /** One update. */
  @Benchmark
  public Object update() {
    update.step();
    return update.arrays;
  }
}
