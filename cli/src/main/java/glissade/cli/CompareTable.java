package glissade.cli;

import glissade.lab.ComparisonResult;
import glissade.lab.RowComparisonResult;
import glissade.lab.RowSummary;
import glissade.lab.Suite;
import glissade.lab.SuiteSummary;
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

  /** One problem. */
  List<String> lines(ComparisonResult result) {
    Summary summary = new Summary(result, !markdown);
    return lines(
        result.problem().name(),
        summary.terms(),
        table(summary.headings(), summary.rows()),
        summary.failures());
  }

  /** A loss over rows. */
  List<String> lines(RowComparisonResult result) {
    RowSummary summary = new RowSummary(result, !markdown);
    return lines(
        result.terms().name(),
        summary.terms(),
        table(summary.headings(), summary.rows()),
        summary.failures());
  }

  private List<String> lines(
      String name, List<String> terms, List<String> table, List<String> failures) {
    List<String> lines = new ArrayList<>();
    if (!markdown) {
      lines.addAll(name.lines().toList());
    }
    terms.forEach(term -> lines.add((markdown ? "- " : "  ") + term));
    lines.add("");
    lines.addAll(table);
    if (!failures.isEmpty()) {
      lines.add("");
      failures.forEach(failure -> lines.add(markdown ? "- " + failure : failure));
    }
    return lines;
  }

  /** Every function, then the profile. */
  List<String> lines(Suite suite) {
    SuiteSummary summary = new SuiteSummary(suite);
    List<String> lines = new ArrayList<>();
    lines.add(summary.stepsTitle());
    lines.add("");
    lines.addAll(table(summary.stepsHeadings(), summary.stepsRows()));
    lines.add("");
    lines.add(summary.profileTitle());
    lines.add("");
    lines.addAll(table(summary.profileHeadings(), summary.profileRows()));
    lines.add("");
    summary.terms().forEach(term -> lines.add(markdown ? "- " + term : term));
    return lines;
  }

  private List<String> table(List<String> headings, List<List<String>> rows) {
    TextTable table = new TextTable(headings, rows);
    return markdown ? table.markdown() : table.text();
  }
}
