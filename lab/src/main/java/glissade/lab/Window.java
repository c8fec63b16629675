package glissade.lab;

import java.util.List;

/** The part of an axis that shows where runs went, but not how far away they diverged. */
record Window(double low, double high) {
  /** How many times the way from starts to ends may be shown. */
  private static final double WIDEST = 2.5;

  /**
   * The window of some numbers.
   *
   * @param anchors numbers that must be seen
   * @param others numbers that should, if they are not far
   */
  static Window of(List<Double> anchors, List<Double> others) {
    double low = anchors.stream().mapToDouble(x -> x).min().orElse(0);
    double high = anchors.stream().mapToDouble(x -> x).max().orElse(0);
    double middle = low / 2 + high / 2;
    double half = Math.max(high / 2 - low / 2, 0.05 * Math.max(1e-3, Math.abs(middle)));
    low = middle - half;
    high = middle + half;
    for (double other : others) {
      if (Math.abs(other - middle) <= WIDEST * half) {
        low = Math.min(low, other);
        high = Math.max(high, other);
      }
    }
    double margin = 0.12 * (high - low);
    return new Window(low - margin, high + margin);
  }

  /** The number, or NaN where it is so far out that a line to it would tell nothing. */
  double seen(double x) {
    return Math.abs(x - low) <= 10 * (high - low) ? x : Double.NaN;
  }

  double[] grid(int number) {
    double[] grid = new double[number];
    for (int i = 0; i < number; i++) {
      grid[i] = low + (high - low) * i / (number - 1);
    }
    return grid;
  }
}
