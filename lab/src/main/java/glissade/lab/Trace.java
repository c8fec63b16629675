package glissade.lab;

import glissade.optimize.Observer;
import glissade.optimize.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run met on its way: every step at first, then pairs of neighbouring steps that lie ever
 * farther apart, and the last.
 */
public final class Trace implements Observer {
  /** Up to here every step is kept. */
  private static final long DENSE = 300;

  /** By how much the distance grows beyond. */
  private static final double GROWTH = 1.02;

  private final boolean points;
  private final List<Place> places = new ArrayList<>();
  private double least = Double.POSITIVE_INFINITY;

  /**
   * One place on the way.
   *
   * @param step after how many updates
   * @param value the loss, at the point that the rule reports
   * @param best the least so far
   * @param parameters laid end to end; empty where they are not kept
   */
  public record Place(long step, double value, double best, double[] parameters) {
    /** Whether the parameters are not kept. */
    boolean isBare() {
      return parameters.length == 0;
    }
  }

  /**
   * An empty trace.
   *
   * @param points whether to keep the parameters
   */
  Trace(boolean points) {
    this.points = points;
  }

  @Override
  public void observe(Progress progress) {
    if (!places.isEmpty() && places.get(places.size() - 1).step == progress.step()) {
      return;
    }
    double[] parameters = new double[points ? progress.size() : 0];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = progress.parameter(i);
    }
    double value = progress.reportedValue();
    least = Math.min(least, Math.min(value, progress.bestValue()));
    places.add(new Place(progress.step(), value, least, parameters));
  }

  /** The step after {@code step} that is kept. */
  static long next(long step) {
    if (step < DENSE) {
      return step + 1;
    }
    long pair = DENSE; // the first of a pair
    while (pair < step) {
      pair = Math.max(pair + 2, (long) (pair * GROWTH));
    }
    return pair == step ? step + 1 : pair;
  }

  /** The places, in order. */
  public List<Place> places() {
    return List.copyOf(places);
  }
}
