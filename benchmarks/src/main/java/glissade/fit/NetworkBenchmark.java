package glissade.fit;

import glissade.data.Column;
import glissade.data.ColumnType;
import glissade.formula.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
 * Loss and gradient of a network of 64 inputs, 16 hidden units and 10 classes over 4096 rows: by
 * formula, and by the loops that one would write for it. Rows a second, on one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(NetworkBenchmark.ROWS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class NetworkBenchmark {
  static final int ROWS = 4096;
  private static final int INPUTS = 64;
  private static final int HIDDEN = 16;
  private static final int CLASSES = 10;

  private final RowModel model = model();
  private final double[] parameters = new double[model.layout().size()];
  private final double[] gradient = new double[parameters.length];
  private final double[][] columns = new double[model.names().inputs().size()][ROWS];
  private final Tape tape = new Tape(model, ROWS, false);

  private final double[][] rows = new double[ROWS][INPUTS];
  private final int[] classes = new int[ROWS];
  private final double[] hidden = new double[HIDDEN];
  private final double[] hiddenAdjoints = new double[HIDDEN];
  private final double[] scores = new double[CLASSES];
  private final int atW = offset("W");
  private final int atB = offset("b");
  private final int atV = offset("V");
  private final int atD = offset("d");

  /** With random parameters and rows. */
  public NetworkBenchmark() {
    Random random = new Random(20261125);
    for (int k = 0; k < parameters.length; k++) {
      parameters[k] = 0.1 * random.nextGaussian();
    }
    int input = 0;
    for (int k = 0; k < columns.length; k++) {
      boolean isClass = model.names().inputs().get(k).use() == RowNames.Use.CODE;
      for (int r = 0; r < ROWS; r++) {
        columns[k][r] = isClass ? random.nextInt(CLASSES) : random.nextGaussian();
        if (isClass) {
          classes[r] = (int) columns[k][r];
        } else {
          rows[r][input] = columns[k][r];
        }
      }
      input += isClass ? 0 : 1;
    }
  }

  private static RowModel model() {
    List<Column> all = new ArrayList<>();
    IntStream.range(0, INPUTS).forEach(p -> all.add(new Column("p" + p, ColumnType.NUMBER)));
    all.add(new Column("kind", ColumnType.TEXT));
    String formula =
        "X = columns('p*'); softmax_cross_entropy(kind, V @ tanh(W[%d, X] @ X + b) + d)"
            .formatted(HIDDEN);
    List<String> texts = IntStream.range(0, CLASSES).mapToObj(String::valueOf).toList();
    Starts start = Starts.parse("W=0, b=0, V[kind, %d]=0, d=0".formatted(HIDDEN));
    RowNames names = new RowNames(NamedLoss.parse(new Source("formula", formula)), all);
    return new RowModel(names, Map.of("kind", texts), start, Constraints.none());
  }

  private int offset(String name) {
    return model.layout().parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow()
        .offset();
  }

  /** By formula. */
  @Benchmark
  public double formula() {
    Arrays.fill(gradient, 0);
    return tape.add(parameters, columns, 0, ROWS, gradient);
  }

  /** By loops, row by row. */
  @Benchmark
  public double byHand() {
    Arrays.fill(gradient, 0);
    double loss = 0;
    for (int r = 0; r < ROWS; r++) {
      loss += row(rows[r], classes[r]);
    }
    return loss;
  }

  /** Of the latest call. */
  double[] gradient() {
    return gradient.clone();
  }

  private double row(double[] x, int kind) {
    double[] w = parameters;
    for (int h = 0; h < HIDDEN; h++) {
      double sum = w[atB + h];
      for (int i = 0; i < INPUTS; i++) {
        sum += w[atW + h * INPUTS + i] * x[i];
      }
      hidden[h] = Math.tanh(sum);
    }
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < CLASSES; c++) {
      double sum = w[atD + c];
      for (int h = 0; h < HIDDEN; h++) {
        sum += w[atV + c * HIDDEN + h] * hidden[h];
      }
      scores[c] = sum;
      highest = Math.max(highest, sum);
    }
    double own = scores[kind];
    double total = 0;
    for (int c = 0; c < CLASSES; c++) {
      scores[c] = Math.exp(scores[c] - highest);
      total += scores[c];
    }
    back(x, kind, total);
    return highest + Math.log(total) - own;
  }

  private void back(double[] x, int kind, double total) {
    Arrays.fill(hiddenAdjoints, 0);
    for (int c = 0; c < CLASSES; c++) {
      double adjoint = scores[c] / total - (c == kind ? 1 : 0);
      gradient[atD + c] += adjoint;
      for (int h = 0; h < HIDDEN; h++) {
        gradient[atV + c * HIDDEN + h] += adjoint * hidden[h];
        hiddenAdjoints[h] += adjoint * parameters[atV + c * HIDDEN + h];
      }
    }
    for (int h = 0; h < HIDDEN; h++) {
      double adjoint = hiddenAdjoints[h] * (1 - hidden[h] * hidden[h]);
      gradient[atB + h] += adjoint;
      for (int i = 0; i < INPUTS; i++) {
        gradient[atW + h * INPUTS + i] += adjoint * x[i];
      }
    }
  }
}
