package glissade.optimize;

import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.rule.ConfiguredRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How two rules differ when driven by the same gradients.
 *
 * @param first where they part, at the first step at which any number differs; null if never
 * @param end where they are furthest apart, relative to their size, after the last step; null if
 *     they are the same there
 */
public record RuleDifference(@Nullable Place first, @Nullable Place end) {

  /**
   * Two values for the same number.
   *
   * @param step after how many updates
   * @param name of the parameter
   * @param a the first rule's value
   * @param b the second rule's value
   * @param ulps how many numbers of the run's precision lie between them, plus one; {@link
   *     Long#MAX_VALUE} if either is not finite
   */
  public record Place(long step, String name, double a, double b, long ulps) {

    /** The difference relative to the larger of the two; NaN if either is not finite. */
    public double relative() {
      double larger = Math.max(Math.abs(a), Math.abs(b));
      return larger == 0 ? 0 : Math.abs(a - b) / larger;
    }
  }

  /**
   * Drives both rules.
   *
   * @param start of both
   * @param gradients one row a step, at least one
   * @throws glissade.rule.SettingsException if a rule's settings do not go together
   */
  public static RuleDifference of(
      ConfiguredRule a,
      ConfiguredRule b,
      Point start,
      List<double[]> gradients,
      Precision precision) {
    Replay one = new Replay(a, start, precision, gradients.size());
    Replay other = new Replay(b, start, precision, gradients.size());
    Place first = null;
    for (double[] gradient : gradients) {
      one.step(gradient);
      other.step(gradient);
      if (first == null) {
        first = furthest(one, other, start, precision);
      }
    }
    return new RuleDifference(first, first == null ? null : furthest(one, other, start, precision));
  }

  /** The number in which they differ most; null if in none. */
  private static @Nullable Place furthest(
      Replay one, Replay other, Point start, Precision precision) {
    double[] a = one.parameters();
    double[] b = other.parameters();
    Place furthest = null;
    for (int i = 0; i < a.length; i++) {
      if (Double.compare(a[i], b[i]) != 0) {
        Place place =
            new Place(one.steps(), start.elementName(i), a[i], b[i], ulps(a[i], b[i], precision));
        if (furthest == null || isFurther(place, furthest)) {
          furthest = place;
        }
      }
    }
    return furthest;
  }

  /** Whether two values are further apart than two others; nothing is further than NaN. */
  private static boolean isFurther(Place place, Place than) {
    return !Double.isNaN(than.relative()) && !(place.relative() <= than.relative());
  }

  private static long ulps(double a, double b, Precision precision) {
    if (!Double.isFinite(a) || !Double.isFinite(b)) {
      return Long.MAX_VALUE;
    }
    if (precision == Precision.FLOAT) {
      return Math.abs(
          (long) ordered(Float.floatToRawIntBits((float) a))
              - ordered(Float.floatToRawIntBits((float) b)));
    }
    long x = Double.doubleToRawLongBits(a);
    long y = Double.doubleToRawLongBits(b);
    x = x < 0 ? Long.MIN_VALUE - x : x;
    y = y < 0 ? Long.MIN_VALUE - y : y;
    long difference = x - y;
    boolean overflow = ((x ^ y) & (x ^ difference)) < 0;
    return overflow ? Long.MAX_VALUE - 1 : Math.abs(difference);
  }

  private static int ordered(int bits) {
    return bits < 0 ? Integer.MIN_VALUE - bits : bits;
  }
}
