package glissade.lab;

import java.util.Arrays;

/**
 * Lower quartile, median and upper quartile. Between two numbers they are interpolated; beside an
 * infinite one they are infinite.
 *
 * @param low a quarter is below
 * @param median a half is below
 * @param high three quarters are below
 */
public record Quartiles(double low, double median, double high) {

  /**
   * Of some numbers, at least one; NaN counts as infinite.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Quartiles of(double... numbers) {
    if (numbers.length == 0) {
      throw new IllegalArgumentException("quartiles of no numbers");
    }
    double[] sorted =
        Arrays.stream(numbers)
            .map(number -> Double.isNaN(number) ? Double.POSITIVE_INFINITY : number)
            .sorted()
            .toArray();
    return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
  }

  private static double at(double[] sorted, double part) {
    double place = part * (sorted.length - 1);
    int below = (int) place;
    double over = place - below;
    return over == 0 || sorted[below] == sorted[below + 1]
        ? sorted[below]
        : (1 - over) * sorted[below] + over * sorted[below + 1];
  }
}
