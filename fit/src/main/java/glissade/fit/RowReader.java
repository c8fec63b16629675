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
    return choose(all, split.rows(index, block.rows(), part));
  }

  /** Reads a block, its rows in an order drawn from a seed. */
  int readShuffled(int index, long seed) {
    Block block = reader.read(index);
    double[][] all = sampled(values.of(block), index, block.rows());
    int[] order =
        split.share() == 0 ? Split.identity(block.rows()) : split.rows(index, block.rows(), part);
    Split.shuffle(order, new SplittableRandom(seed));
    return choose(all, order);
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

  private int choose(double[][] all, int[] order) {
    if (arrays.length != all.length || arrays[0] != chosen[0]) {
      arrays = Arrays.copyOf(chosen, all.length);
    }
    for (int c = 0; c < all.length; c++) {
      if (chosen[c] == null) {
        chosen[c] = new double[blocks.blockRows()];
        arrays[c] = chosen[c];
      }
      double[] from = all[c];
      double[] to = chosen[c];
      for (int r = 0; r < order.length; r++) {
        to[r] = from[order[r]];
      }
    }
    return order.length;
  }
}
