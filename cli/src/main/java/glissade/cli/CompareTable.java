package glissade.cli;

import glissade.lab.ComparisonResult;
import glissade.lab.Numbers;
import glissade.lab.PerformanceProfile;
import glissade.lab.RuleResult;
import glissade.lab.Suite;
import glissade.lab.Summary;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of a comparison, for people: as text, or as Markdown with nothing in it that differs
 * from machine to machine.
 *
 * @param markdown whether as Markdown
 */
record CompareTable(boolean markdown) {
  /** The factors at which a profile is shown; the last is for whatever was solved. */
  private static final double[] FACTORS = {1, 1.5, 2, 5, 10, 100, Double.POSITIVE_INFINITY};

  /** One problem. */
  List<String> lines(ComparisonResult result) {
    Summary summary = new Summary(result, !markdown);
    List<String> lines = new ArrayList<>();
    if (markdown) {
      summary.terms().forEach(term -> lines.add("- " + term));
    } else {
      lines.addAll(result.problem().name().lines().toList());
      summary.terms().forEach(term -> lines.add("  " + term));
    }
    lines.add("");
    TextTable table = new TextTable(summary.headings());
    summary.rows().forEach(table::row);
    lines.addAll(lines(table));
    if (!summary.failures().isEmpty()) {
      lines.add("");
      summary.failures().forEach(failure -> lines.add(markdown ? "- " + failure : failure));
    }
    return lines;
  }

  private List<String> lines(TextTable table) {
    return markdown ? table.markdown() : table.text();
  }

  /** Every function, then the profile. */
  List<String> lines(Suite suite) {
    ComparisonResult any = suite.results().get(0);
    List<String> lines = new ArrayList<>();
    lines.add(
        "Median steps to the target, and in brackets how many of %d seeds met it"
            .formatted(any.seeds()));
    lines.add("");
    List<String> headings = new ArrayList<>(List.of("function", "target"));
    headings.addAll(suite.profile().names());
    TextTable steps = new TextTable(headings);
    for (ComparisonResult result : suite.results()) {
      List<String> cells = new ArrayList<>();
      cells.add(result.problem().name());
      cells.add(Numbers.brief(result.target()));
      for (RuleResult rule : result.rules()) {
        cells.add(Summary.count(rule.steps().median()) + " (" + rule.reached() + ")");
      }
      steps.row(cells);
    }
    lines.addAll(lines(steps));
    lines.add("");
    lines.addAll(profile(suite.profile()));
    lines.add("");
    Summary summary = new Summary(any, false);
    lines.add(
        "each run has %s; seed 1 starts as the function says, the others %s"
            .formatted(any.budget(), summary.away()));
    lines.add(summary.rates());
    return lines;
  }

  private List<String> profile(PerformanceProfile profile) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Performance profile over %d functions and seeds: the part solved in at most so many times the steps of the best rule"
            .formatted(profile.problems()));
    lines.add("");
    List<String> headings = new ArrayList<>(List.of("rule"));
    for (double factor : FACTORS) {
      headings.add(Double.isInfinite(factor) ? "at all" : "×" + Numbers.brief(factor));
    }
    TextTable table = new TextTable(headings);
    for (int r = 0; r < profile.names().size(); r++) {
      List<String> cells = new ArrayList<>(List.of(profile.names().get(r)));
      for (double factor : FACTORS) {
        cells.add("%.2f".formatted(profile.at(r, factor)));
      }
      table.row(cells);
    }
    lines.addAll(lines(table));
    return lines;
  }
}
