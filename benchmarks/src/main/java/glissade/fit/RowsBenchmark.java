package glissade.fit;

import glissade.benchmarks.SecondThread;
import glissade.data.Column;
import glissade.data.ColumnType;
import glissade.formula.Precision;
import glissade.formula.Source;
import glissade.rule.ConfiguredRule;
import glissade.rule.ParameterArray;
import glissade.rule.Rules;
import glissade.rule.Updater;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One pass over rows in memory in batches: loss, gradient, and a step of RMSProp for each batch, in
 * nanoseconds per row. By formula, and by loops written by hand, plain or with Java's vector
 * module.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RowsBenchmark.BLOCK * RowsBenchmark.BLOCKS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class RowsBenchmark {
  /** Rows that lie together, as in a table. */
  static final int BLOCK = 4096;

  /** A million rows in all: 168 MB in 21 columns. */
  static final int BLOCKS = 244;

  /** Which model: 20 columns and a target, or {@code y ~ a*exp(-b*x) + c}. */
  @Param({"logistic", "decay"})
  public String formula = "logistic";

  /** Rows of a batch. */
  @Param({"256", "1024"})
  public int batch = 256;

  /** How many threads share the rows of a batch. */
  @Param({"1", "2"})
  public int threads = 1;

  private double[][][] blocks = {};
  private double[] parameters = {};
  private double[] scaled = {};
  private double[] gradient = {};
  private double[] other = {};
  private Updater updater = updater(new double[1], new double[1]);
  private @Nullable RowSums sums;
  private @Nullable SecondThread second;
  private long step;

  /** Sums over some rows. */
  interface Sums {
    double add(double[] w, double[][] x, int from, int to, double[] gradient);
  }

  private static Updater updater(double[] parameters, double[] gradient) {
    ConfiguredRule rule = Rules.find("rmsprop").configured().with("learning_rate", 1e-4);
    var piece = new ParameterArray.Piece(parameters, gradient, 0, parameters.length);
    ParameterArray array = ParameterArray.of("w", List.of(piece));
    return new Updater(List.of(new Updater.Part(array, rule)), Precision.DOUBLE, 1);
  }

  /** Makes rows, and the kernel. */
  @Setup
  public void makeRows() {
    int columns = formula.equals("logistic") ? 20 : 1;
    SplittableRandom random = new SplittableRandom(20261126);
    blocks = new double[BLOCKS][columns + 1][];
    for (double[][] block : blocks) {
      for (int k = 0; k <= columns; k++) {
        block[k] = new double[BLOCK + 8 * (k % 16)]; // else all columns share a few lines of caches
      }
    }
    for (double[][] block : blocks) {
      for (int r = 0; r < BLOCK; r++) {
        for (int k = 0; k < columns; k++) {
          block[k][r] = 2 * random.nextDouble() - 1;
        }
        double x = block[0][r];
        block[columns][r] =
            columns == 1
                ? 2 * Math.exp(-x) + 0.5 + 0.1 * random.nextDouble()
                : random.nextDouble() < 1 / (1 + Math.exp(-x)) ? 1 : 0;
      }
    }
    parameters = new double[columns == 1 ? 3 : columns];
    Arrays.fill(parameters, 0.1);
    scaled = parameters.clone();
    gradient = new double[parameters.length];
    other = new double[parameters.length];
    updater = updater(scaled, gradient);
    RowKernels kernels = new RowKernels(new RowFormula(model(columns)), false);
    List<RowSums> own = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      own.add(new KernelSums(kernels.loss(), kernels.rowArrays(), BLOCK, parameters.length));
    }
    sums = SharedSums.ofKernels(own, parameters.length, kernels.columns(), BLOCK);
  }

  /** The model for so many columns. */
  static RowModel model(int columns) {
    List<Column> all = new ArrayList<>();
    for (int k = 0; k < columns; k++) {
      all.add(new Column("x" + k, ColumnType.NUMBER));
    }
    all.add(new Column("y", ColumnType.NUMBER));
    String text =
        columns == 1 ? "m = a*exp(-b*x0) + c; y ~ m" : "X = columns('x*'); logistic(y, w @ X)";
    RowNames names = new RowNames(NamedLoss.parse(new Source("formula", text)), all);
    return new RowModel(names, Map.of(), Starts.parse(""), Constraints.none());
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    if (sums != null) {
      sums.close();
    }
    if (second != null) {
      second.close();
    }
  }

  private double pass(Sums by) {
    double value = 0;
    for (double[][] block : blocks) {
      for (int from = 0; from < BLOCK; from += batch) {
        Arrays.fill(gradient, 0);
        value += by.add(parameters, block, from, from + batch, gradient);
        update();
      }
    }
    return value;
  }

  /** As an epoch of a fit makes it. */
  private void update() {
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] /= batch;
    }
    updater.step(++step, Long.MAX_VALUE);
    System.arraycopy(scaled, 0, parameters, 0, scaled.length);
  }

  /** Half of the rows by a second thread, where there are two. */
  private Sums shared(Sums by, Sums byOther) {
    if (threads == 1) {
      return by;
    }
    double[] value = new double[1];
    return (w, x, from, to, sum) -> {
      SecondThread helper = second();
      int middle = (from + to) >>> 1;
      Arrays.fill(other, 0);
      helper.start(() -> value[0] = byOther.add(w, x, middle, to, other));
      double own = by.add(w, x, from, middle, sum);
      helper.await();
      for (int k = 0; k < other.length; k++) {
        sum[k] += other[k];
      }
      return own + value[0];
    };
  }

  /** Waits without sleep, and so is there only once it is used. */
  private SecondThread second() {
    SecondThread helper = second;
    if (helper == null) {
      helper = new SecondThread();
      second = helper;
    }
    return helper;
  }

  /** By formula. */
  @Benchmark
  public double rowsGlissade() {
    RowSums by = java.util.Objects.requireNonNull(sums);
    return pass(by::add);
  }

  /** By plain loops. */
  @Benchmark
  public double rowsPlain(Loops loops) {
    return pass(loops.plain);
  }

  /** By loops over vector registers. */
  @Benchmark
  public double rowsVector(Loops loops) {
    return pass(loops.vector);
  }

  /** By loops over vector registers, with the vector module's own exponential. */
  @Benchmark
  public double rowsVectorModule(Loops loops) {
    return pass(loops.byModule);
  }

  /** The loops by hand. */
  @State(Scope.Benchmark)
  public static class Loops {
    private Sums plain = (w, x, from, to, sum) -> 0;
    private Sums vector = plain;
    private Sums byModule = plain;

    /** For the benchmark's formula and threads. */
    @Setup
    public void make(RowsBenchmark of) {
      boolean logistic = of.formula.equals("logistic");
      HandRows one = new HandRows();
      HandRows two = new HandRows();
      plain =
          logistic ? of.shared(one::logistic, two::logistic) : of.shared(one::decay, two::decay);
      vector = of.vector(logistic, true);
      byModule = of.vector(logistic, false);
    }
  }

  private Sums vector(boolean logistic, boolean ownExp) {
    VectorRows one = new VectorRows(ownExp);
    VectorRows two = new VectorRows(ownExp);
    return logistic ? shared(one::logistic, two::logistic) : shared(one::decay, two::decay);
  }
}
