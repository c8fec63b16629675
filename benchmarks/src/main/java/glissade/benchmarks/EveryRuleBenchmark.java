package glissade.benchmarks;

import glissade.formula.Precision;
import glissade.rule.ConfiguredRule;
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
 * One update of floats by a rule as it ships, in nanoseconds. All rules move the same number of
 * bytes, so a rule with more states updates fewer parameters, and RMSProp's time divided by a
 * rule's is that rule's share of RMSProp's bytes per second.
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
  /** Bytes to move: for RMSProp, 100,000, 1,000,000 and 33,000,000 parameters. */
  @Param({"2000000", "20000000", "660000000"})
  public int bytes;

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

  /** Makes the arrays. */
  @Setup
  public void makeArrays() {
    ConfiguredRule configured = Rules.find(rule).configured();
    update = new Update(configured, bytes / Update.bytes(configured), threads);
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
