package glissade.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Guesses where to start from what is not given. Matrices are drawn small, by the number of their
 * columns, and what goes with them is zero or drawn too. Of everything else many points are drawn,
 * from zero to the scale of the data and beyond; the lowest are taken further by second-order
 * steps, and the one that gets lowest is the guess. All is drawn from the seed.
 */
final class StartGuess {
  private static final int DRAWN = 300;
  private static final int TAKEN_FURTHER = 4;

  /**
   * Of more rows it takes too long to look at many points: all is zero, and batches find the way.
   */
  private static final long MOST_ROWS = 100_000;

  private final RowLoss loss;
  private final BooleanSupplier interrupted;
  private final SplittableRandom random;

  /** What stands for zero: not zero itself where that is a bound, from which nothing moves away. */
  private final double[] zeros;

  StartGuess(RowLoss loss, long seed, BooleanSupplier interrupted) {
    this.loss = loss;
    this.interrupted = interrupted;
    this.random = new SplittableRandom(seed ^ 0x5DEECE66DL);
    this.zeros = new double[loss.parameters()];
    for (Layout.Parameter parameter : loss.model().layout().parameters()) {
      Constraints.Bound bound = loss.model().constraints().bound(parameter.name());
      if (bound != null && bound.isSingle()) {
        int from = parameter.offset();
        Arrays.fill(zeros, from, from + parameter.shape().size(), 1);
      }
    }
  }

  /** The start with values in place of each NaN. */
  double[] fill(double[] given) {
    if (loss.model().layout().isNetwork() || !Polish.fits(loss)) {
      return drawnSmall(given);
    }
    if (loss.rows() > MOST_ROWS) {
      return filled(given, zeros);
    }
    double scale = Math.sqrt(Math.abs(scale(given)));
    List<double[]> points = new ArrayList<>();
    double[] ones = new double[given.length];
    Arrays.fill(ones, 1);
    points.add(filled(given, zeros));
    points.add(filled(given, ones));
    for (int i = 0; i < DRAWN; i++) {
      points.add(drawn(given, scale));
    }
    List<Tried> tried = new ArrayList<>();
    points.forEach(point -> tried.add(new Tried(point, value(point))));
    tried.sort(Comparator.comparingDouble(Tried::value));
    double[] best = tried.get(0).point;
    double lowest = Double.POSITIVE_INFINITY;
    for (Tried one : tried.subList(0, TAKEN_FURTHER)) {
      if (Double.isFinite(one.value)) {
        double[] point = one.point;
        Polish.Point further = Polish.from(loss, point, interrupted);
        if (further.value() < lowest) {
          lowest = further.value();
          best = point;
        }
      }
    }
    return best;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Tried(double[] point, double value) {}

  private double value(double[] point) {
    double value = loss.sample(point, 1);
    return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
  }

  /** A typical size of what is to be explained. */
  private double scale(double[] given) {
    double value = value(filled(given, zeros));
    return Double.isFinite(value) && value > 0 ? value : 1;
  }

  private static double[] filled(double[] given, double[] with) {
    double[] point = given.clone();
    for (int k = 0; k < point.length; k++) {
      point[k] = Double.isNaN(point[k]) ? with[k] : point[k];
    }
    return point;
  }

  private double[] drawn(double[] given, double scale) {
    double[] point = given.clone();
    for (int k = 0; k < point.length; k++) {
      if (Double.isNaN(point[k])) {
        double size = Math.pow(10, random.nextDouble() * 5 - 3);
        double kind = random.nextDouble();
        point[k] =
            kind < 0.15
                ? zeros[k]
                : (kind < 0.5 ? scale * Math.min(size, 3) : size)
                    * (random.nextDouble() < 0.3 ? -1 : 1);
      }
    }
    return point;
  }

  private double[] drawnSmall(double[] given) {
    double[] point = given.clone();
    double[] scales = loss.scales();
    for (Layout.Parameter parameter : loss.model().layout().parameters()) {
      int axes = parameter.axes().size();
      int inputs = axes == 0 ? 0 : parameter.axes().get(axes - 1).size();
      for (int i = 0; i < parameter.shape().size(); i++) {
        int k = parameter.offset() + i;
        if (Double.isNaN(point[k])) {
          double unit = parameter.input(i) < 0 ? 1 : 1 / scales[parameter.input(i)];
          point[k] = inputs == 0 ? zeros[k] : unit * Starts.normal(random) / Math.sqrt(inputs);
        }
      }
    }
    return point;
  }
}
