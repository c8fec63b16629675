package glissade.fit;

import glissade.data.Blocks;
import java.util.SplittableRandom;

/**
 * Which rows of each block are for fitting, and which are kept back for validation: the same ones
 * every time. The rows of a block lie in an order drawn at random, those for fitting first.
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

  /**
   * Puts the rows of each block in their order. Where there is but one block, and nothing is kept
   * back, they stay in the table's.
   */
  void arrange(Blocks blocks) {
    if (share > 0 || blocks.count() > 1) {
      blocks.arrange(this::places);
    }
  }

  /** How many of a block's rows are kept back; one for fitting remains. */
  private int kept(int rows) {
    return Math.min(rows - 1, (int) Math.round(rows * share));
  }

  int rows(int ofBlock, Part part) {
    return part == Part.VALIDATION ? kept(ofBlock) : ofBlock - kept(ofBlock);
  }

  /** Where each row of a block goes: those that are kept back are last. */
  private int[] places(int block, int rows) {
    int[] places = identity(rows);
    shuffle(places, new SplittableRandom(seed * 0x9E3779B97F4A7C15L + block));
    return places;
  }

  static int[] identity(int rows) {
    int[] order = new int[rows];
    for (int r = 0; r < rows; r++) {
      order[r] = r;
    }
    return order;
  }

  /** Puts numbers in an order drawn at random. */
  static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      // So many times i + 1 out of 2^63: quicker than nextInt(i + 1), which divides.
      int other = (int) Math.multiplyHigh(random.nextLong() >>> 1, 2L * (i + 1));
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
  }
}
