package glissade.lab;

import java.util.Arrays;
import java.util.List;

/**
 * How often each rule is within a factor of the best. Dolan and Moré, "Benchmarking optimization
 * software with performance profiles", 2002. Immutable.
 *
 * <p>A problem that no rule solves counts against all of them.
 */
public final class PerformanceProfile {
  private final List<String> names;

  /** For each rule its ratios to the best of each problem, rising; infinite where it failed. */
  private final double[][] ratios;

  private PerformanceProfile(List<String> names, double[][] ratios) {
    this.names = names;
    this.ratios = ratios;
  }

  /**
   * From costs.
   *
   * @param names of the rules
   * @param costs a row for each problem with the cost of each rule, above 0; infinite or NaN where
   *     it failed
   * @throws IllegalArgumentException if there is no problem, or a row has another length
   */
  public static PerformanceProfile of(List<String> names, double[][] costs) {
    if (costs.length == 0 || Arrays.stream(costs).anyMatch(row -> row.length != names.size())) {
      throw new IllegalArgumentException(
          "a profile needs problems, each with the costs of %d rules".formatted(names.size()));
    }
    double[][] ratios = new double[names.size()][costs.length];
    for (int p = 0; p < costs.length; p++) {
      double best = Arrays.stream(costs[p]).filter(Double::isFinite).min().orElse(Double.NaN);
      for (int r = 0; r < ratios.length; r++) {
        double ratio = costs[p][r] / best;
        ratios[r][p] = Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : ratio;
      }
    }
    Arrays.stream(ratios).forEach(Arrays::sort);
    return new PerformanceProfile(List.copyOf(names), ratios);
  }

  /** The rules. */
  public List<String> names() {
    return names;
  }

  /** How many problems there are. */
  public int problems() {
    return ratios[0].length;
  }

  /**
   * The part of all problems that a rule solved at no more than a factor times the best rule's
   * cost.
   *
   * @param rule its place among the names
   * @param factor at least 1; infinite for the part that it solved at all
   */
  public double at(int rule, double factor) {
    long within =
        Arrays.stream(ratios[rule]).filter(r -> Double.isFinite(r) && r <= factor).count();
    return (double) within / problems();
  }

  /** The factors at which any rule's part grows, rising. */
  public double[] factors() {
    return Arrays.stream(ratios)
        .flatMapToDouble(Arrays::stream)
        .filter(Double::isFinite)
        .sorted()
        .distinct()
        .toArray();
  }
}
