package glissade.fit;

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

  /** Where each row of a block goes if those of the part come first, in order. */
  int[] places(int block, int rows, Part part) {
    int[] order = identity(rows);
    shuffle(order, new SplittableRandom(seed * 0x9E3779B97F4A7C15L + block));
    boolean[] isKept = new boolean[rows];
    for (int k = kept(rows) - 1; k >= 0; k--) {
      isKept[order[k]] = true;
    }
    int[] places = new int[rows];
    int first = 0;
    int other = rows(rows, part);
    for (int r = 0; r < rows; r++) {
      places[r] = isKept[r] == (part == Part.VALIDATION) ? first++ : other++;
    }
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
