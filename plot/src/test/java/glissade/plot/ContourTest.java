package glissade.plot;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.plot.Contour.Polyline;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

class ContourTest {
  private static double[] grid(double low, double high, int n) {
    double[] grid = new double[n];
    for (int i = 0; i < n; i++) {
      grid[i] = low + (high - low) * i / (n - 1);
    }
    return grid;
  }

  private static double[][] heights(double[] xs, double[] ys, DoubleBinaryOperator f) {
    double[][] z = new double[ys.length][xs.length];
    for (int j = 0; j < ys.length; j++) {
      for (int i = 0; i < xs.length; i++) {
        z[j][i] = f.applyAsDouble(xs[i], ys[j]);
      }
    }
    return z;
  }

  @Test
  void aCircleIsOneClosedLine() {
    double[] xs = grid(-2, 2, 41);
    List<Polyline> lines = Contour.lines(xs, xs, heights(xs, xs, (x, y) -> x * x + y * y), 1.0001);
    assertThat(lines).hasSize(1);
    Polyline circle = lines.get(0);
    int last = circle.xs().length - 1;
    assertThat(circle.xs()[last]).isEqualTo(circle.xs()[0]);
    assertThat(circle.ys()[last]).isEqualTo(circle.ys()[0]);
    for (int i = 0; i <= last; i++) {
      assertThat(Math.hypot(circle.xs()[i], circle.ys()[i])).isBetween(0.99, 1.01);
    }
  }

  @Test
  void aPlaneIsCrossedOnceExactly() {
    double[] xs = {0, 1, 3};
    double[] ys = {0, 2};
    List<Polyline> lines = Contour.lines(xs, ys, heights(xs, ys, (x, y) -> y), 0.5);
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).xs()).containsExactly(0, 1, 3);
    assertThat(lines.get(0).ys()).containsExactly(0.5, 0.5, 0.5);
  }

  @Test
  void theMeanDecidesAtASaddle() {
    double[] unit = {0, 1};
    // High at (0,0) and (1,1): the mean is above the level, so the low corners are cut off.
    List<Polyline> high = Contour.lines(unit, unit, new double[][] {{3, 0}, {0, 3}}, 1);
    assertThat(high).hasSize(2);
    assertThat(around(high, 1, 0)).isTrue();
    assertThat(around(high, 0, 1)).isTrue();
    List<Polyline> low = Contour.lines(unit, unit, new double[][] {{3, 0}, {0, 3}}, 2);
    assertThat(around(low, 0, 0)).isTrue();
    assertThat(around(low, 1, 1)).isTrue();
  }

  /** Whether one of the lines joins the two edges that meet at a corner. */
  private static boolean around(List<Polyline> lines, double x, double y) {
    return lines.stream()
        .anyMatch(
            line ->
                (line.xs()[0] == x || line.xs()[1] == x)
                    && (line.ys()[0] == y || line.ys()[1] == y));
  }

  @Test
  void squaresThatAreNotFiniteAreLeftOut() {
    double[] xs = {0, 1, 2, 3};
    double[] ys = {0, 1};
    double[][] z = {{0, 0, Double.NaN, 0}, {1, 1, 1, 1}};
    List<Polyline> lines = Contour.lines(xs, ys, z, 0.5);
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).xs()).containsExactly(0, 1);
  }

  @Test
  void everyPlaceOfARandomLandscapesLinesHasTheirHeight() {
    SplittableRandom random = new SplittableRandom(11);
    for (int k = 0; k < 50; k++) {
      double[] xs = grid(0, 1, 2 + random.nextInt(12));
      double[] ys = grid(0, 1, 2 + random.nextInt(12));
      double[][] z = heights(xs, ys, (x, y) -> random.nextInt(5));
      double level = random.nextInt(4) + 0.5; // no corner has it, so crossings are apart
      int crossings = 0;
      for (Polyline line : Contour.lines(xs, ys, z, level)) {
        boolean closed =
            line.xs()[0] == line.xs()[line.xs().length - 1]
                && line.ys()[0] == line.ys()[line.ys().length - 1]
                && line.xs().length > 2;
        crossings += line.xs().length - (closed ? 1 : 0);
        for (int i = 0; i < line.xs().length; i++) {
          assertThat(height(xs, ys, z, line.xs()[i], line.ys()[i]))
              .isBetween(level - 1e-9, level + 1e-9);
        }
      }
      assertThat(crossings).as("seed 11, landscape %d", k).isEqualTo(edges(z, level));
    }
  }

  /** Between the two neighbours on whose edge the place is. */
  private static double height(double[] xs, double[] ys, double[][] z, double x, double y) {
    double i = x * (xs.length - 1);
    double j = y * (ys.length - 1);
    int left = (int) Math.min(xs.length - 2, Math.floor(i + 1e-9));
    int low = (int) Math.min(ys.length - 2, Math.floor(j + 1e-9));
    double p = i - left;
    double q = j - low;
    double lower = z[low][left] * (1 - p) + z[low][left + 1] * p;
    double upper = z[low + 1][left] * (1 - p) + z[low + 1][left + 1] * p;
    return lower * (1 - q) + upper * q;
  }

  private static int edges(double[][] z, double level) {
    int edges = 0;
    for (int j = 0; j < z.length; j++) {
      for (int i = 0; i < z[0].length; i++) {
        edges += i + 1 < z[0].length && z[j][i] >= level != z[j][i + 1] >= level ? 1 : 0;
        edges += j + 1 < z.length && z[j][i] >= level != z[j + 1][i] >= level ? 1 : 0;
      }
    }
    return edges;
  }

  @Test
  void levelsRiseFromTheLowestGround() {
    double[] xs = grid(-2, 2, 41);
    double[] levels = Contour.levels(heights(xs, xs, (x, y) -> x * x + y * y - 5), 10);
    assertThat(levels).hasSize(10).isSorted();
    assertThat(levels[0]).isBetween(-5.0, -4.8);
    assertThat(levels[9]).isBetween(-1.0, 3.0);
    assertThat(Contour.levels(new double[][] {{1, 1}, {1, Double.NaN}}, 10)).isEmpty();
    assertThat(Contour.levels(new double[0][0], 10)).isEmpty();
  }
}
