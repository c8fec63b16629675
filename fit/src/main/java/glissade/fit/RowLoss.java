package glissade.fit;

import static java.nio.charset.StandardCharsets.UTF_8;

import glissade.compile.CompiledKernel;
import glissade.data.Blocks;
import glissade.data.DataException;
import glissade.formula.Expr;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The mean loss over the rows of a table, with its derivatives. Rows are met in blocks of a fixed
 * size, and the sums of blocks are added in their order, so that the bits depend neither on where
 * the rows come from, nor on whether they are in memory, nor on the number of threads. Used by one
 * thread, which others help.
 */
final class RowLoss implements AutoCloseable {
  /** Numbers that a model may be made of and still be written out. */
  private static final long MOST_WRITTEN_OUT = 2000;

  private static final int MOST_PARAMETERS = 150;

  /** Rows of a batch that one thread takes where a network is summed. */
  private static final int NETWORK_PIECE = 256;

  /** Blocks that a thread takes before the sums are added. */
  private static final int STRIPE = 16;

  private final RowModel model;
  private final Blocks blocks;
  private final Map<String, List<String>> labels;
  private final boolean weighted;
  private final Supplier<RowReader> readers;
  private final @Nullable RowFormula formula;
  private final @Nullable RowKernels kernels;
  private final RowReader reader;
  private final RowWeights weights;
  private final List<Worker> workers = new ArrayList<>();
  private final @Nullable ExecutorService threads;
  private final int threadCount;
  private @Nullable SharedSums ofBatches;
  private final long rowsThatCount;
  private double weight;

  /** What a thread has of its own. */
  private record Worker(RowReader reader, RowSums sums) {}

  /**
   * A loss over rows.
   *
   * @param blocks what {@link RowNames#selection} selects
   * @param labels of categories, as the model has them
   * @param given whether the blocks have weights
   * @param sampled whether it is to be sampled, with weights of its own
   * @param threadCount at least 1
   * @throws DataException if a weight is negative, or all are 0
   */
  RowLoss(
      RowModel model,
      Blocks blocks,
      Map<String, List<String>> labels,
      boolean given,
      boolean sampled,
      Split split,
      Split.Part part,
      int threadCount) {
    this.model = model;
    this.blocks = blocks;
    this.threadCount = threadCount;
    this.labels = labels;
    this.weighted = given || sampled;
    this.readers = () -> new RowReader(model.names(), blocks, labels, given, split, part);
    this.reader = readers.get();
    boolean small =
        model.layout().size() <= MOST_PARAMETERS && model.writtenOut() <= MOST_WRITTEN_OUT;
    this.formula = small ? new RowFormula(model) : null;
    this.kernels = formula == null ? null : new RowKernels(formula, weighted);
    int useful = Math.min(threadCount, blocks.count());
    for (int i = 0; i < useful; i++) {
      workers.add(new Worker(i == 0 ? reader : readers.get(), sums()));
    }
    this.threads = useful < 2 ? null : Executors.newFixedThreadPool(useful, RowLoss::helper);
    this.weights = new RowWeights(reader, blocks, model.names().numbers().size());
    this.weight = given ? weights.checkedTotal() : reader.rows();
    this.rowsThatCount = given ? weights.positive() : reader.rows();
  }

  private static Thread helper(Runnable work) {
    Thread thread = new Thread(work, "glissade-rows");
    thread.setDaemon(true);
    return thread;
  }

  /** What sums over rows, for one thread more. */
  private RowSums sums() {
    RowKernels compiled = kernels;
    if (compiled == null) {
      return new Tape(model, blocks.blockRows(), weighted);
    }
    return new KernelSums(compiled.loss(), compiled.rowArrays(), blocks.blockRows(), parameters());
  }

  /** What sums over the rows of batches, which all threads share. Ends with this loss. */
  SharedSums batchSums() {
    SharedSums known = ofBatches;
    if (known == null) {
      List<RowSums> own = new ArrayList<>();
      for (int i = 0; i < threadCount; i++) {
        own.add(sums());
      }
      known =
          kernels == null
              ? SharedSums.ofPieces(own, parameters(), NETWORK_PIECE, blocks.blockRows())
              : SharedSums.ofKernels(own, parameters(), kernels.columns(), blocks.blockRows());
      ofBatches = known;
    }
    return known;
  }

  private void forEachBlock(RowConsumer use) {
    for (int i = 0; i < blocks.count(); i++) {
      int count = reader.read(i);
      use.accept(reader.arrays(), count);
    }
  }

  RowModel model() {
    return model;
  }

  /** A reader of the same rows, for one thread more. */
  RowReader newReader() {
    return readers.get();
  }

  boolean isWeighted() {
    return weighted;
  }

  /** Whether there are second derivatives and each row's derivatives. */
  boolean isWrittenOut() {
    return formula != null;
  }

  int parameters() {
    return model.layout().size();
  }

  long rows() {
    return reader.rows();
  }

  /** How many rows have a weight above 0, of those that are given. */
  long rowsThatCount() {
    return rowsThatCount;
  }

  /** The sum of the logarithms of the weights that are given, but of those that are 0. */
  double logarithmsOfWeights() {
    return weights.logarithms();
  }

  /** What the mean is divided by: the number of rows, or the sum of their weights. */
  double weight() {
    return weight;
  }

  /**
   * From now on each row counts as often as it was drawn for a sample with replacement.
   *
   * @throws IllegalStateException if it was not made with weights
   */
  void sample(long number) {
    if (!weighted) {
      throw new IllegalStateException("no weights");
    }
    workers.forEach(worker -> worker.reader.sample(number));
    weight = weights.total();
  }

  /** The mean loss; its derivatives into {@code gradient}. */
  double evaluate(double[] parameters, double[] gradient) {
    Arrays.fill(gradient, 0);
    double value = 0;
    int stripe = (int) Math.max(1, Math.min(STRIPE, 4_000_000L / gradient.length));
    int wave = workers.size() * stripe;
    double[][] gradients = new double[Math.min(wave, blocks.count())][gradient.length];
    double[] values = new double[gradients.length];
    for (int from = 0; from < blocks.count(); from += wave) {
      int count = Math.min(wave, blocks.count() - from);
      sumBlocks(parameters, from, count, values, gradients);
      for (int b = 0; b < count; b++) {
        value += values[b];
        for (int k = 0; k < gradient.length; k++) {
          gradient[k] += gradients[b][k];
        }
      }
    }
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] /= weight;
    }
    return value / weight;
  }

  /** The mean loss over the first blocks, so many or until one has weight: a quick look. */
  double sample(double[] parameters, int most) {
    double[] ignored = new double[parameters.length];
    double value = 0;
    double seen = 0;
    for (int b = 0; b < blocks.count() && (b < most || seen == 0); b++) {
      int rows = reader.read(b);
      value += workers.get(0).sums.add(parameters, reader.arrays(), 0, rows, ignored);
      seen += weighted ? weights.of(rows) : rows;
    }
    return value / seen;
  }

  /** Of the first blocks, at most so many, and the last one: other rows have another. */
  String checksum(int most) {
    CRC32C sum = new CRC32C();
    for (int b = 0; b < blocks.count(); b++) {
      if (b < most || b == blocks.count() - 1) {
        int rows = reader.read(b);
        for (double[] values : reader.arrays()) {
          ByteBuffer bytes = ByteBuffer.allocate(rows * Double.BYTES);
          bytes.asDoubleBuffer().put(values, 0, rows);
          sum.update(bytes);
        }
      }
    }
    labels.forEach((column, texts) -> sum.update((column + texts).getBytes(UTF_8)));
    return "crc32c:%08x".formatted(sum.getValue());
  }

  /** The root mean square of each input over the rows of the first block; 1 where it is zero. */
  double[] scales() {
    int rows = reader.read(0);
    double[] scales = new double[model.names().inputs().size()];
    for (int i = 0; i < scales.length; i++) {
      double[] values = reader.arrays()[i];
      for (int r = 0; r < rows; r++) {
        scales[i] += values[r] * values[r] / rows;
      }
      scales[i] = scales[i] == 0 ? 1 : Math.sqrt(scales[i]);
    }
    return scales;
  }

  /**
   * The root mean square of each derivative of the loss over the rows of the first block; empty
   * where rows have no derivatives of their own.
   */
  double[] slopes(double[] parameters) {
    if (kernels == null) {
      return new double[0];
    }
    double[] squares = new double[parameters.length];
    values(
        kernels.rows(),
        parameters,
        1,
        (values, rows) -> {
          for (int k = 0; k < squares.length; k++) {
            for (int r = 0; r < rows; r++) {
              squares[k] += values[1 + k][r] * values[1 + k][r] / rows;
            }
          }
        });
    return Arrays.stream(squares).map(Math::sqrt).toArray();
  }

  /** The sums of some blocks, each on its own; every thread takes each of its stride. */
  private void sumBlocks(
      double[] parameters, int from, int count, double[] values, double[][] gradients) {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int w = 0; w < workers.size(); w++) {
      Worker worker = workers.get(w);
      int first = w;
      tasks.add(
          () -> {
            for (int b = first; b < count; b += workers.size()) {
              Arrays.fill(gradients[b], 0);
              int rows = worker.reader.read(from + b);
              values[b] =
                  worker.sums.add(parameters, worker.reader.arrays(), 0, rows, gradients[b]);
            }
            return null;
          });
    }
    ExecutorService helpers = threads;
    try {
      if (helpers == null) {
        tasks.get(0).call();
        return;
      }
      for (Future<Void> task : helpers.invokeAll(tasks)) {
        task.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The second derivatives of the mean loss. */
  double[][] hessian(double[] parameters) {
    int n = parameters.length;
    double[] packed = new double[n * (n + 1) / 2];
    sums(kernels().secondDerivatives(), parameters, packed);
    double[][] full = new double[n][n];
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        full[i][j] = packed[at++] / weight;
        full[j][i] = full[i][j];
      }
    }
    return full;
  }

  /** The variance of the left side, where the loss is a squared difference. */
  double varianceOfLeft(double[] parameters) {
    double mean = momentsOfLeft(parameters, 0)[0];
    double[] moments = momentsOfLeft(parameters, mean);
    return moments[1] - moments[0] * moments[0];
  }

  /** The mean distance of the left side from a number, and the mean of its square. */
  private double[] momentsOfLeft(double[] parameters, double from) {
    double[] moments = new double[2];
    sums(kernels().left(from), parameters, moments);
    moments[0] /= weight;
    moments[1] /= weight;
    return moments;
  }

  /**
   * What the mean loss leaves out of minus the mean log-likelihood; NaN where it is no such thing,
   * or the model is not written out.
   */
  double beyondLoss(double[] parameters) {
    Expr beyond = model.beyondLoss();
    if (beyond instanceof Expr.Constant constant) {
      return constant.value();
    }
    if (kernels == null || beyond == null) {
      return Double.NaN;
    }
    double[] sum = new double[1];
    sums(kernels.beyondLoss(), parameters, sum);
    return sum[0] / weight;
  }

  private void sums(CompiledKernel kernel, double[] parameters, double[] totals) {
    KernelSums sums =
        new KernelSums(kernel, kernels().rowArrays(), blocks.blockRows(), totals.length);
    forEachBlock((rows, count) -> sums.add(parameters, rows, 0, count, totals));
  }

  /** What is done with the values of the rows of a block: residual, then its derivatives. */
  interface RowConsumer {
    void accept(double[][] values, int rows);
  }

  /** Each row's residual with its derivatives, times the root of the weight, block by block. */
  void residuals(double[] parameters, RowConsumer consumer) {
    values(kernels().residuals(), parameters, blocks.count(), consumer);
  }

  /** Each row's loss with its derivatives, block by block. */
  void rows(double[] parameters, RowConsumer consumer) {
    values(kernels().rows(), parameters, blocks.count(), consumer);
  }

  private void values(CompiledKernel kernel, double[] parameters, int count, RowConsumer consumer) {
    int first = kernels().rowArrays();
    double[][] values = new double[1 + parameters.length][blocks.blockRows()];
    Object[] given = new Object[first + values.length];
    given[RowKernels.PARAMETERS] = parameters;
    given[RowKernels.NUMBERS] = new double[0];
    System.arraycopy(values, 0, given, first, values.length);
    Object[] view = kernel.withScratch(blocks.blockRows(), given);
    for (int b = 0; b < count; b++) {
      int ofBlock = reader.read(b);
      double[][] rows = reader.arrays();
      System.arraycopy(rows, 0, view, RowKernels.COLUMNS, rows.length);
      kernel.kernel().run(view, new double[0], 0, ofBlock);
      consumer.accept(values, ofBlock);
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    ExecutorService helpers = threads;
    if (helpers != null) {
      helpers.shutdown();
    }
    if (ofBatches != null) {
      ofBatches.close();
    }
  }

  private RowKernels kernels() {
    return Objects.requireNonNull(kernels, "not written out");
  }
}
