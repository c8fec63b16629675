package glissade.fit;

import glissade.compile.Workers;
import glissade.formula.Reductions;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums over the rows of a batch, cut along the tree of {@link Reductions#sum} and joined along it.
 * Of kernels, every thread sums a part, and the bits are those of one kernel for all rows; others
 * sum pieces of a fixed size. So the bits do not depend on the number of threads.
 */
final class SharedSums implements RowSums, Workers.Work {
  private final List<RowSums> own;
  private final int piece;
  private final int levels;
  private final double[][] gradients;
  private final double[] values;
  private final int[] starts;
  private final @Nullable Workers workers;
  private int parts;

  // Of the call at hand.
  private double[] parameters = {};
  private double[][] rows = {};

  private SharedSums(List<RowSums> own, int numbers, int piece, int levels, int most) {
    this.own = List.copyOf(own);
    this.piece = piece;
    this.levels = levels;
    this.gradients = new double[most][numbers];
    this.values = new double[most];
    this.starts = new int[most + 1];
    this.workers = own.size() > 1 && most > 1 ? new Workers(own.size()) : null;
  }

  /**
   * Sums by kernels.
   *
   * @param own one for each thread
   * @param numbers how many numbers the parameters have
   */
  static SharedSums ofKernels(List<RowSums> own, int numbers) {
    int levels = Integer.SIZE - Integer.numberOfLeadingZeros(own.size() - 1); // as many parts
    return new SharedSums(own, numbers, Reductions.LEAF, levels, 1 << levels);
  }

  /**
   * Sums by what does not add up along the tree itself.
   *
   * @param own one for each thread
   * @param numbers how many numbers the parameters have
   * @param piece rows that one sums at a time: a leaf, or half of one
   * @param rows how many there are at most
   */
  static SharedSums ofPieces(List<RowSums> own, int numbers, int piece, int rows) {
    return new SharedSums(own, numbers, piece, Integer.SIZE, 2 * ((rows + piece - 1) / piece));
  }

  @Override
  public double add(double[] parameters, double[][] rows, int from, int to, double[] gradient) {
    parts = 0;
    cut(from, to, levels);
    starts[parts] = to;
    if (parts == 1) {
      return own.get(0).add(parameters, rows, from, to, gradient);
    }
    this.parameters = parameters;
    this.rows = rows;
    if (workers == null) {
      share(0, 0, parts);
    } else {
      workers.run(this, own.size());
    }
    parts = 0;
    double value = join(from, to, levels);
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] += gradients[0][k];
    }
    return value;
  }

  private void cut(int start, int end, int deeper) {
    if (end - start <= piece || deeper == 0) {
      starts[parts++] = start;
    } else {
      int middle = middle(start, end);
      cut(start, middle, deeper - 1);
      cut(middle, end, deeper - 1);
    }
  }

  private int middle(int start, int end) {
    return end - start > Reductions.LEAF ? (int) Reductions.middle(start, end) : start + piece;
  }

  @Override
  public void run(int thread) {
    int threads = own.size();
    share(thread, parts * thread / threads, parts * (thread + 1) / threads);
  }

  private void share(int thread, int first, int end) {
    for (int p = first; p < end; p++) {
      Arrays.fill(gradients[p], 0);
      values[p] = own.get(thread).add(parameters, rows, starts[p], starts[p + 1], gradients[p]);
    }
  }

  /** Adds up the parts that some rows were cut into, in the first of them. */
  private double join(int start, int end, int deeper) {
    int part = parts;
    if (end - start <= piece || deeper == 0) {
      parts++;
      return values[part];
    }
    int middle = middle(start, end);
    double value = join(start, middle, deeper - 1);
    double[] left = gradients[part];
    double[] right = gradients[parts];
    value += join(middle, end, deeper - 1);
    for (int k = 0; k < left.length; k++) {
      left[k] += right[k];
    }
    return value;
  }

  @Override
  public void close() {
    if (workers != null) {
      workers.close();
    }
  }
}
