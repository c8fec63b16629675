package glissade.lab;

import glissade.functions.TestFunction;
import glissade.functions.TestFunctions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;

/**
 * What came of the same comparison on every test function.
 *
 * @param results one for each function
 * @param profile over all functions and seeds; the cost is the steps to the target, at least 1
 */
public record Suite(List<ComparisonResult> results, PerformanceProfile profile) {

  /** What came of it. */
  public Suite {
    results = List.copyOf(results);
  }

  /**
   * Runs. If a comparison is ended by its observer, that is the end, and the functions that were
   * finished are the result.
   *
   * @param settings gives the comparison on each function its rules and budget, the same for all
   * @throws CancellationException if it was ended before the first function was finished
   */
  public static Suite run(BiFunction<TestFunction, Comparison, Comparison> settings) {
    List<ComparisonResult> results = new ArrayList<>();
    for (TestFunction function : TestFunctions.all()) {
      ComparisonResult result = settings.apply(function, Comparison.of(Problem.of(function))).run();
      if (!result.unfinished().isEmpty()) {
        break;
      }
      results.add(result);
    }
    if (results.isEmpty()) {
      throw new CancellationException("no function is finished");
    }
    return new Suite(results, profile(results));
  }

  private static PerformanceProfile profile(List<ComparisonResult> results) {
    List<String> names =
        results.get(0).rules().stream().map(rule -> rule.entrant().name()).toList();
    List<double[]> costs = new ArrayList<>();
    for (ComparisonResult result : results) {
      for (int index = 0; index < result.seeds(); index++) {
        double[] row = new double[names.size()];
        for (int r = 0; r < row.length; r++) {
          long steps = result.rules().get(r).trials().get(index).stepsToTarget();
          row[r] = steps < 0 ? Double.POSITIVE_INFINITY : Math.max(1, steps);
        }
        costs.add(row);
      }
    }
    return PerformanceProfile.of(names, costs.toArray(double[][]::new));
  }
}
