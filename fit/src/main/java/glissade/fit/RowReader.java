package glissade.fit;

import glissade.data.Block;
import glissade.data.BlockReader;
import glissade.data.Blocks;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Reads the rows of one part, block by block, as the arrays that sums are made of; shuffled where
 * that is wanted. For one thread.
 */
final class RowReader {
  private final Blocks blocks;
  private final BlockReader reader;
  private final RowArrays values;
  private final Split split;
  private final Split.Part part;
  private final double[][] chosen;
  private final boolean weighted;
  private double[][] arrays = {};
  private long sample = -1;

  RowReader(
      RowNames names,
      Blocks blocks,
      Map<String, List<String>> labels,
      boolean weighted,
      Split split,
      Split.Part part) {
    this.blocks = blocks;
    this.reader = blocks.reader();
    this.values = new RowArrays(names, blocks, labels, weighted);
    this.split = split;
    this.part = part;
    this.weighted = weighted;
    this.chosen = new double[values.count() + 1][];
  }

  /**
   * Gives each row, from now on, a weight that says how often it was drawn: as many rows as there
   * are are drawn with replacement, nearly. The number of times is then a Poisson variable.
   *
   * @param number of the sample; negative for the rows as they are
   */
  void sample(long number) {
    sample = number;
  }

  int blocks() {
    return blocks.count();
  }

  /** How many rows of a block are read at most. */
  int blockRows() {
    return blocks.blockRows();
  }

  /** How many rows the part has in all. */
  long rows() {
    long whole = blocks.rows() / blocks.blockRows();
    int rest = (int) (blocks.rows() % blocks.blockRows());
    return whole * split.rows(blocks.blockRows(), part) + (rest == 0 ? 0 : split.rows(rest, part));
  }

  /** The rows that were read last. */
  double[][] arrays() {
    return arrays;
  }

  /** Reads a block; returns how many rows of the part it has. */
  int read(int index) {
    Block block = reader.read(index);
    double[][] all = sampled(values.of(block), index, block.rows());
    int fitting = split.rows(block.rows(), Split.Part.FITTING);
    if (part == Split.Part.FITTING) {
      arrays = all;
      return fitting;
    }
    choose(all.length);
    int count = block.rows() - fitting;
    for (int c = 0; c < all.length; c++) {
      System.arraycopy(all[c], fitting, arrays[c], 0, count);
    }
    return count;
  }

  /** Reads a block of rows for fitting, in an order drawn from a seed. */
  int readShuffled(int index, long seed) {
    Block block = reader.read(index);
    double[][] all = sampled(values.of(block), index, block.rows());
    int count = split.rows(block.rows(), Split.Part.FITTING);
    choose(all.length);
    int[] places = Split.identity(count);
    Split.shuffle(places, new SplittableRandom(seed));
    int c = 0;
    for (; c < all.length - 1; c += 2) {
      place(all[c], arrays[c], all[c + 1], arrays[c + 1], places);
    }
    if (c < all.length) {
      place(all[c], arrays[c], places);
    }
    return count;
  }

  /** The places of so many rows that were read from a block, in the table's order. */
  int[] inTableOrder(int block, int rows) {
    int first = first(block);
    return Arrays.stream(blocks.places(block))
        .map(place -> place - first)
        .filter(place -> place >= 0 && place < rows)
        .toArray();
  }

  /** What to call a row that was read from a block in a message. */
  String rowName(int block, int place) {
    return blocks.rowName(block, first(block) + place);
  }

  private int first(int block) {
    if (part == Split.Part.FITTING) {
      return 0;
    }
    long left = blocks.rows() - (long) block * blocks.blockRows();
    return split.rows((int) Math.min(blocks.blockRows(), left), Split.Part.FITTING);
  }

  private double[][] sampled(double[][] all, int index, int rows) {
    if (sample < 0) {
      return all;
    }
    double[][] with = Arrays.copyOf(all, weighted ? all.length : all.length + 1);
    double[] weights = new double[blocks.blockRows()];
    double[] given = weighted ? all[all.length - 1] : weights;
    // Not its own increment: then the next sample would be this one, moved by a row.
    SplittableRandom random = new SplittableRandom(sample * 0xBF58476D1CE4E5B9L + index);
    for (int r = 0; r < rows; r++) {
      double left = random.nextDouble();
      double share = 0.36787944117144233; // exp(-1)
      int times = 0;
      while (left >= share && times < 20) {
        left -= share;
        times++;
        share /= times;
      }
      weights[r] = weighted ? times * given[r] : times;
    }
    with[with.length - 1] = weights;
    return with;
  }

  /** Arrays of this reader's own for what is read. */
  private void choose(int count) {
    if (arrays.length != count || arrays[0] != chosen[0]) {
      arrays = Arrays.copyOf(chosen, count);
    }
    for (int c = 0; c < count; c++) {
      if (chosen[c] == null) {
        chosen[c] = new double[blocks.blockRows() + Block.apart(c, blocks.blockRows())];
        arrays[c] = chosen[c];
      }
    }
  }

  /**
   * Puts each row in its place. Read in order and written at random, as what is written is in a
   * core's cache and what is read need not be.
   */
  private static void place(double[] from, double[] to, int[] places) {
    for (int r = 0; r < places.length; r++) {
      to[places[r]] = from[r];
    }
  }

  /** Two columns in a turn, which share the look-up. */
  private static void place(
      double[] from, double[] to, double[] from2, double[] to2, int[] places) {
    for (int r = 0; r < places.length; r++) {
      int place = places[r];
      to[place] = from[r];
      to2[place] = from2[r];
    }
  }
}
