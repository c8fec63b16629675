package glissade.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Lines of equal height of a grid, found by marching squares: each square between four neighbours
 * is crossed where its edges, taken as straight, have the height. Where a square could be crossed
 * in two ways, the mean of its corners decides. Squares with a corner that is not finite are left
 * out.
 */
public final class Contour {
  private final double[] xs;
  private final double[] ys;
  private final double[][] z;
  private final double level;

  /** The crossings of edges that segments join; an edge has one or two segments. */
  private final Map<Long, List<Long>> neighbours = new HashMap<>();

  private final List<Long> order = new ArrayList<>();

  /** One line: its places. */
  public record Polyline(double[] xs, double[] ys) {}

  private Contour(double[] xs, double[] ys, double[][] z, double level) {
    this.xs = xs;
    this.ys = ys;
    this.z = z;
    this.level = level;
  }

  /**
   * The lines of a height.
   *
   * @param xs the columns' places, rising
   * @param ys the rows' places, rising
   * @param z heights: a row for each of {@code ys} with a number for each of {@code xs}
   * @param level the height
   * @return lines; the first and the last place of one that is closed are the same
   * @throws IllegalArgumentException if the grid's sizes do not fit
   */
  public static List<Polyline> lines(double[] xs, double[] ys, double[][] z, double level) {
    requireGrid(xs, ys, z);
    Contour contour = new Contour(xs, ys, z, level);
    for (int j = 0; j + 1 < ys.length; j++) {
      for (int i = 0; i + 1 < xs.length; i++) {
        contour.square(i, j);
      }
    }
    return contour.joined();
  }

  static void requireGrid(double[] xs, double[] ys, double[][] z) {
    if (z.length != ys.length || Arrays.stream(z).anyMatch(row -> row.length != xs.length)) {
      throw new IllegalArgumentException(
          "heights must have %d rows of %d numbers".formatted(ys.length, xs.length));
    }
  }

  /**
   * Heights that show a landscape from its lowest ground up: their distances from it grow by a
   * constant factor.
   *
   * @param z heights; those that are not finite do not count
   * @param number how many at most
   * @return rising; empty if the landscape is flat
   */
  public static double[] levels(double[][] z, int number) {
    double[] sorted =
        Arrays.stream(z)
            .flatMapToDouble(Arrays::stream)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (sorted.length == 0 || sorted[0] == sorted[sorted.length - 1]) {
      return new double[0];
    }
    double least = sorted[0];
    double range = sorted[sorted.length - 1] / 2 - least / 2; // half, lest it overflow
    double near = Math.max(sorted[sorted.length / 200] / 2 - least / 2, range * 1e-6);
    double[] levels = new double[number];
    for (int k = 0; k < number; k++) {
      levels[k] = least + 2 * near * Math.pow(range / near, (k + 0.5) / number);
    }
    return Arrays.stream(levels).filter(Double::isFinite).distinct().toArray();
  }

  private void square(int i, int j) {
    double a = z[j][i];
    double b = z[j][i + 1];
    double c = z[j + 1][i + 1];
    double d = z[j + 1][i];
    if (!Double.isFinite(a + b + c + d)) {
      return;
    }
    long bottom = edge(i, j, false);
    long right = edge(i + 1, j, true);
    long top = edge(i, j + 1, false);
    long left = edge(i, j, true);
    int corners = bit(a, 1) | bit(b, 2) | bit(c, 4) | bit(d, 8);
    boolean high = a / 4 + b / 4 + c / 4 + d / 4 >= level;
    switch (corners) {
      case 1, 14 -> join(left, bottom);
      case 2, 13 -> join(bottom, right);
      case 4, 11 -> join(right, top);
      case 8, 7 -> join(top, left);
      case 3, 12 -> join(left, right);
      case 6, 9 -> join(bottom, top);
      case 5, 10 -> {
        boolean around = (corners == 5) == high; // whether b and d are cut off
        join(bottom, around ? right : left);
        join(top, around ? left : right);
      }
      default -> {
        // All corners are on one side.
      }
    }
  }

  private int bit(double height, int bit) {
    return height >= level ? bit : 0;
  }

  /** The edge that goes from a corner up, or to the right. */
  private long edge(int i, int j, boolean up) {
    return ((long) j * xs.length + i) * 2 + (up ? 1 : 0);
  }

  private void join(long one, long other) {
    link(one, other);
    link(other, one);
  }

  private void link(long from, long to) {
    neighbours
        .computeIfAbsent(
            from,
            edge -> {
              order.add(edge);
              return new ArrayList<>(2);
            })
        .add(to);
  }

  private List<Polyline> joined() {
    List<Polyline> lines = new ArrayList<>();
    for (boolean open : new boolean[] {true, false}) { // open lines from their ends, then loops
      for (long edge : order) {
        if (of(edge).size() == 1 || !open && !of(edge).isEmpty()) {
          lines.add(walk(edge));
        }
      }
    }
    return lines;
  }

  private Polyline walk(long from) {
    List<Long> way = new ArrayList<>(List.of(from));
    long at = from;
    while (!of(at).isEmpty()) {
      long next = of(at).remove(0);
      of(next).remove((Long) at);
      way.add(next);
      at = next;
    }
    double[] x = new double[way.size()];
    double[] y = new double[way.size()];
    for (int k = 0; k < x.length; k++) {
      long corner = way.get(k) / 2;
      boolean up = way.get(k) % 2 == 1;
      int i = (int) (corner % xs.length);
      int j = (int) (corner / xs.length);
      double here = z[j][i];
      double there = up ? z[j + 1][i] : z[j][i + 1];
      double part = (level - here) / (there - here);
      x[k] = up ? xs[i] : xs[i] + part * (xs[i + 1] - xs[i]);
      y[k] = up ? ys[j] + part * (ys[j + 1] - ys[j]) : ys[j];
    }
    return new Polyline(x, y);
  }

  private List<Long> of(long edge) {
    return Objects.requireNonNull(neighbours.get(edge));
  }
}
