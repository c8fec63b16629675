package glissade.benchmarks;

import glissade.formula.Precision;
import glissade.rule.ParameterArray;
import glissade.rule.Rules;
import glissade.rule.Updater;
import java.util.Arrays;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * One RMSProp update of many parameters, in nanoseconds per update. The gradient stays the same, so
 * the running mean settles, and nothing under- or overflows.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class UpdateBenchmark {
  /** How many parameters there are. */
  @Param({"1000", "100000", "1000000"})
  public int size;

  private final HandWritten.Settings settings = new HandWritten.Settings(0.01, 0.9, 1e-6);
  private Rule doubles = new Rule(Precision.DOUBLE, new double[1], new double[1], 1);
  private Rule floats = new Rule(Precision.FLOAT, new float[1], new float[1], 1);
  private double[] doubleW = {};
  private double[] doubleG = {};
  private double[] doubleS = {};
  private float[] floatW = {};
  private float[] floatG = {};
  private float[] floatS = {};

  /** The rule with its arrays. */
  private static final class Rule {
    final Object parameters;
    final Updater updater;

    Rule(Precision precision, Object parameters, Object gradient, int size) {
      this.parameters = parameters;
      var piece = new ParameterArray.Piece(parameters, gradient, 0, size);
      ParameterArray array = ParameterArray.of("w", List.of(piece));
      var rule = Rules.find("rmsprop").configured().with("learning_rate", 0.01);
      updater = new Updater(List.of(new Updater.Part(array, rule)), precision, 1);
    }
  }

  /** Makes the arrays. */
  @Setup
  public void makeArrays() {
    doubleW = new double[size];
    doubleS = new double[size];
    doubleG = new double[size];
    floatW = new float[size];
    floatS = new float[size];
    floatG = new float[size];
    for (int i = 0; i < size; i++) {
      doubleG[i] = 0.5 + Math.sin(i) / 4;
      floatG[i] = (float) doubleG[i];
    }
    doubles = new Rule(Precision.DOUBLE, new double[size], doubleG.clone(), size);
    floats = new Rule(Precision.FLOAT, new float[size], Arrays.copyOf(floatG, size), size);
  }

  /** Glissade in double. */
  @Benchmark
  public Object doublesGlissade() {
    doubles.updater.step(1, 1);
    return doubles.parameters;
  }

  /** By hand in double. */
  @Benchmark
  public Object doublesLoop() {
    HandWritten.update(doubleW, doubleG, doubleS, settings);
    return doubleW;
  }

  /** Glissade in float. */
  @Benchmark
  public Object floatsGlissade() {
    floats.updater.step(1, 1);
    return floats.parameters;
  }

  /** By hand in float. */
  @Benchmark
  public Object floatsLoop() {
    HandWritten.update(floatW, floatG, floatS, settings);
    return floatW;
  }
}
