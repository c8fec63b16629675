package glissade.fit;

import java.util.SplittableRandom;

/**
 * The rows of a block in the order in which an epoch takes them, as runs of rows that lie side by
 * side: all of them, or pieces in an order drawn at random, which nothing need be copied for.
 */
final class RowRuns {
  /**
   * Rows of a piece. What lies side by side was put there at random ({@link Split#arrange}), so a
   * piece is a sample of its block; which pieces meet in a batch differs from epoch to epoch.
   */
  static final int PIECE = 128;

  private final int[] starts;
  private final int[] ends;
  private final int rows;
  private int run;
  private int row;

  private RowRuns(int[] starts, int[] ends, int rows) {
    this.starts = starts;
    this.ends = ends;
    this.rows = rows;
  }

  /** All rows, as they lie. */
  static RowRuns all(int rows) {
    return new RowRuns(new int[] {0}, new int[] {rows}, rows);
  }

  /** In pieces, shuffled. The last piece may be shorter. */
  static RowRuns shuffled(int rows, long seed) {
    int[] order = Split.identity((rows + PIECE - 1) / PIECE);
    Split.shuffle(order, new SplittableRandom(seed));
    int[] starts = new int[order.length];
    int[] ends = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      starts[i] = order[i] * PIECE;
      ends[i] = Math.min(rows, starts[i] + PIECE);
    }
    return new RowRuns(starts, ends, rows);
  }

  /** How many runs a batch from a block has at most. */
  static int most(int rows) {
    return (rows + PIECE - 1) / PIECE + 1;
  }

  /** How many rows there are. */
  int rows() {
    return rows;
  }

  /** Leaves out so many rows. */
  void skip(int count) {
    take(count, new int[most(rows)], new int[most(rows)]);
  }

  /**
   * Takes the next rows.
   *
   * @param count no more than are left
   * @param from receives the first row of each run
   * @param to receives the row after the last of each run
   * @return how many runs they are
   */
  int take(int count, int[] from, int[] to) {
    int taken = 0;
    int left = count;
    while (left > 0) {
      int start = starts[run] + row;
      int end = Math.min(ends[run], start + left);
      from[taken] = start;
      to[taken++] = end;
      left -= end - start;
      row += end - start;
      if (end == ends[run]) {
        run++;
        row = 0;
      }
    }
    return taken;
  }
}
