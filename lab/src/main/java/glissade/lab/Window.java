package glissade.lab;

import java.util.DoubleSummaryStatistics;
import java.util.List;

/** The part of an axis that shows where runs went, but not how far away they diverged. */
record Window(double low, double high) {
  /** This part of the other numbers, at either end, need not be seen. */
  private static final double AWAY = 0.03;

  /**
   * The window of some numbers.
   *
   * @param anchors numbers that must be seen, at least one
   * @param others numbers of which most should be seen
   */
  static Window of(List<Double> anchors, List<Double> others) {
    double[] sorted = others.stream().mapToDouble(x -> x).sorted().toArray();
    DoubleSummaryStatistics seen = anchors.stream().mapToDouble(x -> x).summaryStatistics();
    if (sorted.length > 0) {
      int away = (int) (AWAY * sorted.length);
      seen.accept(sorted[away]);
      seen.accept(sorted[sorted.length - 1 - away]);
    }
    double way = seen.getMax() - seen.getMin();
    double margin = way > 0 ? 0.12 * way : 0.1 * Math.max(1, Math.abs(seen.getMin()));
    return new Window(seen.getMin() - margin, seen.getMax() + margin);
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
