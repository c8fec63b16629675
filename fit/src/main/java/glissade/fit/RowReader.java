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
    if (split.share() == 0 && part == Split.Part.FITTING) {
      arrays = all;
      return block.rows();
    }
    place(all, split.places(index, block.rows(), part));
    return split.rows(block.rows(), part);
  }

  /** Reads a block, its rows in an order drawn from a seed. */
  int readShuffled(int index, long seed) {
    Block block = reader.read(index);
    double[][] all = sampled(values.of(block), index, block.rows());
    int count = split.rows(block.rows(), part);
    int[] order = Split.identity(count);
    Split.shuffle(order, new SplittableRandom(seed));
    if (count == block.rows()) {
      place(all, order);
    } else {
      int[] places = split.places(index, block.rows(), part);
      for (int r = 0; r < places.length; r++) {
        places[r] = places[r] < count ? order[places[r]] : places[r];
      }
      place(all, places);
    }
    return count;
  }

  private double[][] sampled(double[][] all, int index, int rows) {
    if (sample < 0) {
      return all;
    }
    double[][] with = Arrays.copyOf(all, weighted ? all.length : all.length + 1);
    double[] weights = new double[blocks.blockRows()];
    double[] given = weighted ? all[all.length - 1] : weights;
    SplittableRandom random = new SplittableRandom(sample * 0x9E3779B97F4A7C15L + index);
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

  /**
   * Puts each row in its place. Read in order and written at random, as what is written is in a
   * core's cache and what is read need not be; two columns in a turn, which share the look-up.
   */
  private void place(double[][] all, int[] places) {
    if (arrays.length != all.length || arrays[0] != chosen[0]) {
      arrays = Arrays.copyOf(chosen, all.length);
    }
    for (int c = 0; c < all.length; c++) {
      if (chosen[c] == null) {
        chosen[c] = new double[blocks.blockRows()];
        arrays[c] = chosen[c];
      }
    }
    int c = 0;
    for (; c < all.length - 1; c += 2) {
      place(all[c], arrays[c], all[c + 1], arrays[c + 1], places);
    }
    if (c < all.length) {
      place(all[c], arrays[c], places);
    }
  }

  private static void place(double[] from, double[] to, int[] places) {
    for (int r = 0; r < places.length; r++) {
      to[places[r]] = from[r];
    }
  }

  private static void place(
      double[] from, double[] to, double[] from2, double[] to2, int[] places) {
    for (int r = 0; r < places.length; r++) {
      int place = places[r];
      to[place] = from[r];
      to2[place] = from2[r];
    }
  }
}
