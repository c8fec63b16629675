package glissade.benchmarks;

import glissade.compile.CompiledKernel;
import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Loss;
import glissade.optimize.Minimizer;
import glissade.optimize.Result;
import glissade.rule.CompiledRule;
import glissade.rule.Rules;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whole minimizations with RMSProp, from start to result, in nanoseconds per step.
 *
 * <p>The runs are long, so that what happens once in each (reading the formula, looking up its
 * compiled form) does not show. A learning rate of 0.01 keeps every number normal: the iterates end
 * in a small cycle around the minimum.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StepBenchmark {
  static final String SQUARE = "x^2 + y^2";
  static final String ROSENBROCK = "sum(100*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)";
  static final int SQUARE_STEPS = 500_000;
  static final int ROSENBROCK_STEPS = 50_000;
  static final int DIMENSIONS = 100;

  /** Not final, so that the compiler does not take them for constants. */
  double startX = 5;

  double startY = 4;
  double rosenbrockStart = -1;
  HandWritten.Settings settings = new HandWritten.Settings(0.01, 0.9, 1e-6);

  /**
   * Compiled code lives as long as somebody holds it. These hold it from run to run, so that what
   * the virtual machine's compiler made of it is not lost in between.
   */
  final CompiledKernel square =
      Loss.of(Formula.parse(SQUARE), Point.parse("x=0, y=0")).compile(Precision.DOUBLE, false);

  final CompiledKernel rosenbrock =
      Loss.of(Formula.parse(ROSENBROCK), Point.parse("x[" + DIMENSIONS + "]=0"))
          .compile(Precision.DOUBLE, false);
  final CompiledRule rule = Rules.find("rmsprop").configured().compile(Precision.DOUBLE);

  /** Glissade on {@code x^2 + y^2}. */
  @Benchmark
  @OperationsPerInvocation(SQUARE_STEPS)
  public Result squareGlissade() {
    return run(SQUARE, Point.empty().with("x", startX).with("y", startY), SQUARE_STEPS);
  }

  /** By hand with local variables and the checks. */
  @Benchmark
  @OperationsPerInvocation(SQUARE_STEPS)
  public double[] squareLocals() {
    return HandWritten.squareChecked(startX, startY, settings, SQUARE_STEPS);
  }

  /** By hand with local variables alone. */
  @Benchmark
  @OperationsPerInvocation(SQUARE_STEPS)
  public double[] squareLocalsBare() {
    return HandWritten.squareBare(startX, startY, settings, SQUARE_STEPS);
  }

  /** By hand with arrays and the checks. */
  @Benchmark
  @OperationsPerInvocation(SQUARE_STEPS)
  public double[][] squareArrays() {
    return HandWritten.squareArraysChecked(new double[] {startX, startY}, settings, SQUARE_STEPS);
  }

  /** By hand with arrays alone. */
  @Benchmark
  @OperationsPerInvocation(SQUARE_STEPS)
  public double[] squareArraysBare() {
    return HandWritten.squareArraysBare(new double[] {startX, startY}, settings, SQUARE_STEPS);
  }

  /** Glissade on Rosenbrock's function. */
  @Benchmark
  @OperationsPerInvocation(ROSENBROCK_STEPS)
  public Result rosenbrockGlissade() {
    return run(ROSENBROCK, Point.empty().with("x", rosenbrockPoint()), ROSENBROCK_STEPS);
  }

  /** By hand with arrays and the checks. */
  @Benchmark
  @OperationsPerInvocation(ROSENBROCK_STEPS)
  public double[][] rosenbrockArrays() {
    return HandWritten.rosenbrockChecked(rosenbrockPoint(), settings, ROSENBROCK_STEPS);
  }

  /** By hand with arrays alone. */
  @Benchmark
  @OperationsPerInvocation(ROSENBROCK_STEPS)
  public double[] rosenbrockArraysBare() {
    return HandWritten.rosenbrockBare(rosenbrockPoint(), settings, ROSENBROCK_STEPS);
  }

  Result run(String formula, Point start, int steps) {
    Result result =
        Minimizer.of(formula)
            .start(start)
            .set("learning_rate", settings.learningRate())
            .set("decay", settings.decay())
            .set("epsilon", settings.epsilon())
            .steps(steps)
            .run();
    if (result.steps() != steps) {
      throw new IllegalStateException(result.toString());
    }
    return result;
  }

  double[] rosenbrockPoint() {
    double[] point = new double[DIMENSIONS];
    java.util.Arrays.fill(point, rosenbrockStart);
    return point;
  }
}
