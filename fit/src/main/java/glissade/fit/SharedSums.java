package glissade.fit;

import glissade.compile.Workers;
import glissade.formula.Reductions;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums over the rows of a batch, cut along the tree of {@link Reductions#sum} and joined along it.
 * Of kernels, every thread sums a part, and the bits are those of one kernel for all rows; but rows
 * that are no more than a leaf of that tree are two parts, if there is enough to do. Others sum
 * pieces of a fixed size. Of runs of rows, each is a part. So the bits do not depend on the number
 * of threads.
 */
final class SharedSums implements RowSums, Workers.Work {
  /**
   * Numbers that a kernel reads and makes, from which on two threads are worthwhile: about two
   * microseconds of work.
   */
  private static final int SHARED_FROM = 4096;

  /** Fewer rows are not cut in halves, however much there is to do. */
  private static final int LEAST_HALVED = 2 * Reductions.LANES;

  /** Elements between what different threads write, so that no cache line has both. */
  private static final int APART = 16;

  private final List<RowSums> own;
  private final int piece;
  private final int levels;
  private final int each;
  private final int numbers;

  /**
   * Of each part, the sums of the derivatives, then that of the losses. No part has the first or
   * the last array, which may lie next to what all threads read.
   */
  private final double[][] gradients;

  private final @Nullable Workers workers;

  // How a number of rows is cut: known from the call before, mostly.
  private int cut = -1;
  private int parts;
  private int joins;
  private final int[] begins;
  private final int[] ends;
  private final int[] lefts;
  private final int[] rights;

  // Of the call at hand. What does not change is not written, and stays in the threads' caches.
  private double[] parameters = {};
  private double[][] rows = {};

  private SharedSums(List<RowSums> own, int numbers, int piece, int levels, int most, int each) {
    this.own = List.copyOf(own);
    this.piece = piece;
    this.levels = levels;
    this.each = each;
    this.numbers = numbers;
    this.gradients = new double[most + 2][numbers + 1 + APART];
    this.begins = new int[most];
    this.ends = new int[most];
    this.lefts = new int[most];
    this.rights = new int[most];
    this.workers = own.size() > 1 && most > 1 ? new Workers(own.size()) : null;
  }

  /**
   * Sums by kernels.
   *
   * @param own one for each thread
   * @param numbers how many numbers the parameters have
   * @param columns how many numbers a row has
   * @param rows how many there are at most
   */
  static SharedSums ofKernels(List<RowSums> own, int numbers, int columns, int rows) {
    int levels = Integer.SIZE - Integer.numberOfLeadingZeros(own.size() - 1); // as many parts
    int most = Math.max(RowRuns.most(rows), 1 << levels);
    return new SharedSums(own, numbers, Reductions.LEAF, levels, most, 1 + numbers + columns);
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
    int most = Math.max(RowRuns.most(rows), 2 * ((rows + piece - 1) / piece));
    int each = SHARED_FROM; // a row of a network is much already
    return new SharedSums(own, numbers, piece, Integer.SIZE, most, each);
  }

  @Override
  public double add(double[] parameters, double[][] rows, int from, int to, double[] gradient) {
    if (to - from != cut) {
      cut(to - from);
    }
    if (parts == 1) {
      return own.get(0).add(parameters, rows, from, to, gradient);
    }
    sum(parameters, rows, from, to - from);
    joinAll();
    return addPart(0, gradient);
  }

  /**
   * Sums over runs of rows, one after the other; threads take some each.
   *
   * @param from the first row of each run
   * @param to after the last row of each run
   * @param count how many runs there are
   */
  double add(
      double[] parameters, double[][] rows, int[] from, int[] to, int count, double[] gradient) {
    if (count == 1) {
      return add(parameters, rows, from[0], to[0], gradient);
    }
    cut = -1;
    parts = 0;
    int all = 0;
    for (int i = 0; i < count; i++) {
      part(from[i], to[i]);
      all += to[i] - from[i];
    }
    sum(parameters, rows, 0, all);
    double value = 0;
    for (int p = 0; p < count; p++) {
      value += addPart(p, gradient);
    }
    return value;
  }

  private boolean isMuch(int count) {
    return (long) count * each >= SHARED_FROM;
  }

  private void sum(double[] parameters, double[][] rows, int first, int count) {
    if (this.parameters != parameters || this.rows != rows) {
      this.parameters = parameters;
      this.rows = rows;
    }
    if (workers == null || !isMuch(count)) {
      share(0, 0, parts, first);
    } else {
      workers.run(this, own.size(), first);
    }
  }

  /** Returns the sum of the losses. */
  private double addPart(int part, double[] gradient) {
    double[] sums = gradients[1 + part];
    for (int k = 0; k < numbers; k++) {
      gradient[k] += sums[k];
    }
    return sums[numbers];
  }

  private void cut(int count) {
    cut = count;
    parts = 0;
    joins = 0;
    if (piece == Reductions.LEAF && count <= piece && count >= LEAST_HALVED && isMuch(count)) {
      part(0, half(count));
      part(half(count), count);
      join(0, 1);
    } else {
      cut(0, count, levels);
    }
  }

  /** In whole turns of a kernel. */
  private static int half(int count) {
    return (count / 2 + Reductions.LANES - 1) / Reductions.LANES * Reductions.LANES;
  }

  private void cut(int start, int end, int deeper) {
    if (end - start <= piece || deeper == 0) {
      part(start, end);
      return;
    }
    boolean isLong = end - start > Reductions.LEAF;
    int middle = isLong ? (int) Reductions.middle(start, end) : start + piece;
    int left = parts;
    cut(start, middle, deeper - 1);
    int right = parts;
    cut(middle, end, deeper - 1);
    join(left, right);
  }

  private void part(int start, int end) {
    begins[parts] = start;
    ends[parts++] = end;
  }

  private void join(int left, int right) {
    lefts[joins] = left;
    rights[joins++] = right;
  }

  @Override
  public void run(int thread, int first) {
    int threads = own.size();
    share(thread, parts * thread / threads, parts * (thread + 1) / threads, first);
  }

  private void share(int thread, int from, int to, int first) {
    for (int p = from; p < to; p++) {
      double[] sums = gradients[1 + p];
      Arrays.fill(sums, 0, numbers, 0);
      sums[numbers] =
          own.get(thread).add(parameters, rows, first + begins[p], first + ends[p], sums);
    }
  }

  /** Adds up the parts, in the first of them. */
  private void joinAll() {
    for (int j = 0; j < joins; j++) {
      double[] left = gradients[1 + lefts[j]];
      double[] right = gradients[1 + rights[j]];
      for (int k = 0; k <= numbers; k++) {
        left[k] += right[k];
      }
    }
  }

  @Override
  public void close() {
    if (workers != null) {
      workers.close();
    }
  }
}
