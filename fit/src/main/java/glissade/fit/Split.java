package glissade.fit;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which rows of each block are for fitting, and which are kept back for validation: the same ones
 * every time.
 *
 * @param share of the rows that is kept back, at least 0 and below 1
 * @param seed from which they are drawn
 */
record Split(double share, long seed) {
  static final Split NONE = new Split(0, 0);

  /** The part of the rows that is meant. */
  enum Part {
    FITTING,
    VALIDATION
  }

  /** How many of a block's rows are kept back; one for fitting remains. */
  private int kept(int rows) {
    return Math.min(rows - 1, (int) Math.round(rows * share));
  }

  int rows(int ofBlock, Part part) {
    return part == Part.VALIDATION ? kept(ofBlock) : ofBlock - kept(ofBlock);
  }

  /** The rows of a block, in order. */
  int[] rows(int block, int rows, Part part) {
    int[] order = identity(rows);
    shuffle(order, new SplittableRandom(seed * 0x9E3779B97F4A7C15L + block));
    int kept = kept(rows);
    int[] chosen =
        part == Part.VALIDATION
            ? Arrays.copyOfRange(order, 0, kept)
            : Arrays.copyOfRange(order, kept, rows);
    Arrays.sort(chosen);
    return chosen;
  }

  static int[] identity(int rows) {
    int[] order = new int[rows];
    for (int r = 0; r < rows; r++) {
      order[r] = r;
    }
    return order;
  }

  static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
  }
}
