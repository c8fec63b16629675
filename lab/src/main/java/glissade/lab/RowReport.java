package glissade.lab;

import glissade.lab.RowTrial.Look;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A comparison over rows as one HTML page that needs nothing else, as {@link Report} is. */
public final class RowReport {
  private RowReport() {}

  /**
   * Of a loss over rows.
   *
   * @param data where the rows are from
   * @param command what repeats it
   */
  public static String page(RowComparisonResult result, String data, String command) {
    Report report = new Report();
    RowSummary summary = new RowSummary(result, true);
    report.head("Rules and batch sizes compared on " + Report.title(result.terms().name()));
    report.line("<pre>" + Report.text(result.terms().name()) + "</pre>");
    report.line("<p class=\"source\">" + Report.text(data) + "</p>");
    report.list(summary.terms());
    report.table(summary.headings(), summary.rows());
    report.list(summary.failures());
    report.charts(new RowCharts(result).all());
    Map<String, Entrant> rules = new LinkedHashMap<>();
    result
        .entrants()
        .forEach(e -> rules.putIfAbsent(e.entrant().rule().name(), e.entrant().rule()));
    report.rules(
        List.copyOf(rules.values()), result.terms().tuned() ? "tuned for each batch size" : "");
    report.line("<h2>To repeat it</h2>");
    report.line("<pre>" + Report.text(command) + "</pre>");
    report.line("<details><summary>Every run</summary>");
    report.table(
        List.of(
            "rule",
            "batch",
            "learning rate",
            "seed",
            "outcome",
            "passes to target",
            "best",
            "last",
            "passes",
            "steps",
            "row gradients",
            "seconds",
            "why"),
        runs(result));
    report.line("</details>");
    return report.end();
  }

  private static List<List<String>> runs(RowComparisonResult result) {
    List<List<String>> rows = new ArrayList<>();
    for (RowResult entrant : result.entrants()) {
      for (RowTrial trial : entrant.trials()) {
        Look met = trial.met();
        Look end = trial.end();
        rows.add(
            List.of(
                entrant.entrant().rule().name(),
                entrant.entrant().batchName(),
                entrant.entrant().rule().rate(),
                String.valueOf(trial.index() + 1),
                trial.outcome().toString(),
                met == null ? "–" : Numbers.brief(met.passes()),
                Numbers.brief(trial.best().loss()),
                Numbers.brief(trial.last()),
                Numbers.brief(end.passes()),
                String.valueOf(end.steps()),
                String.valueOf(end.rows()),
                Numbers.brief(end.seconds()),
                trial.reason()));
      }
    }
    return rows;
  }
}
