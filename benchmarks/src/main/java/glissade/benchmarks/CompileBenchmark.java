package glissade.benchmarks;

import glissade.compile.CompiledKernel;
import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Loss;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a formula's text to its first value and gradient, in milliseconds: read, differentiate,
 * compile, allocate, evaluate once in code that the virtual machine has never seen. The text
 * differs every time, so that nothing comes out of a cache; Glissade itself is warm.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CompileBenchmark {
  private final Point two = Point.empty().with("x", -1.2).with("y", 1);
  private final Point thousand = vector(1000);
  private final Point hundredThousand = vector(100_000);
  private int count;

  /** Rosenbrock's function of two numbers. */
  @Benchmark
  public double rosenbrock2() {
    return firstValue("(1 - x)^2 + %s*(y - x^2)^2", two);
  }

  /** Rosenbrock's function of a vector of 1000. */
  @Benchmark
  public double rosenbrock1000() {
    return firstValue("sum(%s*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)", thousand);
  }

  /** Rosenbrock's function of a vector of 100,000. */
  @Benchmark
  public double rosenbrock100000() {
    return firstValue("sum(%s*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)", hundredThousand);
  }

  /** Rosenbrock's function of 1000 numbers, term by term as a generator writes it. */
  @Benchmark
  public double terms1000() {
    StringBuilder text = new StringBuilder("0");
    for (int i = 0; i < 999; i++) {
      text.append(" + %1$s*(x[").append(i + 1).append("] - x[").append(i).append("]^2)^2");
      text.append(" + (1 - x[").append(i).append("])^2");
    }
    return firstValue(text.toString(), thousand);
  }

  private double firstValue(String format, Point start) {
    String text = format.formatted(100 + ++count * 1e-9);
    CompiledKernel kernel = Loss.of(Formula.parse(text), start).compile(Precision.DOUBLE, false);
    double[] x = start.toArray();
    Object[] arrays = kernel.withScratch(0, x, new double[x.length]);
    double value = kernel.kernel().run(arrays, new double[0], 0, 0);
    if (!Double.isFinite(value)) {
      throw new IllegalStateException(text);
    }
    return value;
  }

  private static Point vector(int size) {
    double[] x = new double[size];
    Arrays.fill(x, -1.2);
    return Point.empty().with("x", x);
  }
}
