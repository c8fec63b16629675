package glissade.fit;

import glissade.compile.Workers;
import glissade.formula.Reductions;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums over the rows of a batch, made piece by piece by several threads, and joined in the order of
 * {@link Reductions#sum}. So the bits do not depend on the number of threads; where the pieces are
 * the leaves of such a sum, they are also those of one kernel for all rows.
 */
final class SharedSums implements RowSums {
  private final List<RowSums> own;
  private final int piece;
  private final double[][] gradients;
  private final double[] values;
  private final @Nullable Workers workers;

  // Of the call at hand.
  private double[] parameters = {};
  private double[][] rows = {};
  private int from;
  private int to;

  /**
   * Sums.
   *
   * @param own what each thread sums with
   * @param most how many rows there are at most
   * @param numbers how many numbers the parameters have
   * @param piece rows of a piece, which divide {@link Reductions#LEAF} or are a leaf
   */
  SharedSums(List<RowSums> own, int most, int numbers, int piece) {
    int pieces = (most + piece - 1) / piece;
    this.own = List.copyOf(own);
    this.piece = piece;
    this.gradients = new double[pieces][numbers];
    this.values = new double[pieces];
    this.workers = own.size() > 1 && pieces > 1 ? new Workers(own.size()) : null;
  }

  @Override
  public double add(double[] parameters, double[][] rows, int from, int to, double[] gradient) {
    int pieces = (to - from + piece - 1) / piece;
    if (pieces < 2 || workers == null && piece == Reductions.LEAF) { // sums leaves by itself
      return own.get(0).add(parameters, rows, from, to, gradient);
    }
    this.parameters = parameters;
    this.rows = rows;
    this.from = from;
    this.to = to;
    if (workers == null) {
      share(0, 0, pieces);
    } else {
      int threads = own.size();
      workers.run(who -> share(who, pieces * who / threads, pieces * (who + 1) / threads), threads);
    }
    double value = join(0, to - from);
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] += gradients[0][k];
    }
    return value;
  }

  private void share(int who, int first, int end) {
    for (int p = first; p < end; p++) {
      Arrays.fill(gradients[p], 0);
      int start = from + p * piece;
      values[p] =
          own.get(who).add(parameters, rows, start, Math.min(start + piece, to), gradients[p]);
    }
  }

  /** Adds up the pieces of some rows into the first of them. */
  private double join(int start, int end) {
    if (end - start <= piece) {
      return values[start / piece];
    }
    int middle =
        end - start > Reductions.LEAF ? (int) Reductions.middle(start, end) : start + piece;
    double value = join(start, middle) + join(middle, end);
    double[] left = gradients[start / piece];
    double[] right = gradients[middle / piece];
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
