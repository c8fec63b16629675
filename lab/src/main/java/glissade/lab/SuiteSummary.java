package glissade.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * A comparison on all test functions in words and cells.
 *
 * @param suite what came of it
 */
public record SuiteSummary(Suite suite) {
  /** The factors at which a profile is shown; the last is for whatever was solved. */
  private static final double[] FACTORS = {1, 1.5, 2, 5, 10, 100, Double.POSITIVE_INFINITY};

  /** The terms on which the rules met. */
  public List<String> terms() {
    ComparisonResult any = suite.results().get(0);
    Summary summary = new Summary(any, false);
    return List.of(
        any.seeds() == 1
            ? "each run has %s, and starts as the function says".formatted(any.budget())
            : "each run has %s; seed 1 starts as the function says, the others %s"
                .formatted(any.budget(), summary.away()),
        summary.rates());
  }

  /** What the table of steps shows. */
  public String stepsTitle() {
    return "Median steps to the target, and in brackets how many of %d seeds met it"
        .formatted(suite.results().get(0).seeds());
  }

  /** The columns of {@link #stepsRows}. */
  public List<String> stepsHeadings() {
    List<String> headings = new ArrayList<>(List.of("function", "target"));
    headings.addAll(suite.profile().names());
    return headings;
  }

  /** A row for each function. */
  public List<List<String>> stepsRows() {
    List<List<String>> rows = new ArrayList<>();
    for (ComparisonResult result : suite.results()) {
      List<String> cells = new ArrayList<>();
      cells.add(result.problem().name());
      cells.add(Numbers.brief(result.target()));
      for (RuleResult rule : result.rules()) {
        cells.add(Summary.count(rule.steps().median()) + " (" + rule.reached() + ")");
      }
      rows.add(cells);
    }
    return rows;
  }

  /** What the profile shows. */
  public String profileTitle() {
    return "Performance profile over %d functions and seeds: the part solved in at most so many times the steps of the best rule"
        .formatted(suite.profile().problems());
  }

  /** The columns of {@link #profileRows}. */
  public List<String> profileHeadings() {
    List<String> headings = new ArrayList<>(List.of("rule"));
    for (double factor : FACTORS) {
      headings.add(Double.isInfinite(factor) ? "at all" : "×" + Numbers.brief(factor));
    }
    return headings;
  }

  /** A row for each rule. */
  public List<List<String>> profileRows() {
    List<List<String>> rows = new ArrayList<>();
    PerformanceProfile profile = suite.profile();
    for (int r = 0; r < profile.names().size(); r++) {
      List<String> cells = new ArrayList<>(List.of(profile.names().get(r)));
      for (double factor : FACTORS) {
        cells.add("%.2f".formatted(profile.at(r, factor)));
      }
      rows.add(cells);
    }
    return rows;
  }
}
