package glissade.fit;

import glissade.data.Blocks;
import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.formula.Source;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * The rows of a table in memory, in batches of 256: loss and gradient of a logistic regression with
 * 20 columns, in the order in which they lie and as an epoch takes them. Nanoseconds per row.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(EpochBenchmark.ROWS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class EpochBenchmark {
  static final int ROWS = 262_144;
  private static final int COLUMNS = 20;
  private static final int BATCH = 256;

  /** Whether code for vector registers is used. */
  @Param({"auto", "never"})
  public String lanes = "auto";

  private final double[] parameters = new double[COLUMNS];
  private final double[] gradient = new double[COLUMNS];
  private @Nullable Path file;
  private @Nullable Blocks blocks;
  private @Nullable RowLoss loss;
  private @Nullable RowReader reader;
  private @Nullable SharedSums sums;
  private final int[] starts = new int[RowRuns.most(FitRun.BLOCK)];
  private final int[] ends = new int[starts.length];
  private long epoch;

  /** Makes the table. */
  @Setup(Level.Trial)
  public void makeTable() throws IOException {
    System.setProperty("glissade.lanes", lanes);
    Path csv = Files.createTempFile("rows", ".csv");
    file = csv;
    SplittableRandom random = new SplittableRandom(20261126);
    try (BufferedWriter out = Files.newBufferedWriter(csv)) {
      for (int k = 0; k < COLUMNS; k++) {
        out.write("x" + k + ",");
      }
      out.write("y\n");
      for (int r = 0; r < ROWS; r++) {
        for (int k = 0; k < COLUMNS; k++) {
          out.write(random.nextInt(-1000, 1000) / 1000.0 + ",");
        }
        out.write(random.nextInt(2) + "\n");
      }
    }
    Table table = Tables.open(csv, TableOptions.defaults());
    Source formula = new Source("formula", "X = columns('x*'); logistic(y, w @ X)");
    RowNames names = new RowNames(NamedLoss.parse(formula), table.columns());
    Blocks all = table.blocks(names.selection(table.name(), null), FitRun.BLOCK);
    blocks = all;
    Split.NONE.arrange(all);
    RowModel model = new RowModel(names, Map.of(), Starts.parse(""), Constraints.none());
    RowLoss of = new RowLoss(model, all, Map.of(), false, false, Split.NONE, Split.Part.FITTING, 1);
    loss = of;
    reader = of.newReader();
    sums = of.batchSums();
    Arrays.fill(parameters, 0.1);
  }

  /** Removes it. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    Objects.requireNonNull(loss).close();
    Objects.requireNonNull(blocks).close();
    Files.deleteIfExists(Objects.requireNonNull(file));
  }

  private double epoch(boolean shuffled) {
    RowReader rows = Objects.requireNonNull(reader);
    SharedSums by = Objects.requireNonNull(sums);
    epoch++;
    double value = 0;
    for (int b = 0; b < rows.blocks(); b++) {
      int count = rows.read(b);
      RowRuns runs = shuffled ? RowRuns.shuffled(count, epoch * 1_000_003 + b) : RowRuns.all(count);
      for (int left = count; left > 0; left -= BATCH) {
        int n = runs.take(Math.min(left, BATCH), starts, ends);
        Arrays.fill(gradient, 0);
        value += by.add(parameters, rows.arrays(), starts, ends, n, gradient);
      }
    }
    return value;
  }

  /** Shuffled, as an epoch is. */
  @Benchmark
  public double epochGlissade() {
    return epoch(true);
  }

  /** In the order in which they lie. */
  @Benchmark
  public double epochInOrder() {
    return epoch(false);
  }
}
