package glissade.lab;

import glissade.functions.TestFunction;
import glissade.plot.Chart;
import glissade.plot.Markup;
import glissade.rule.TypesetRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A comparison as one HTML page that needs nothing else: no script, no network, light or dark as
 * the reader likes it, and readable on a phone.
 */
public final class Report {
  private static final int LONGEST_TITLE = 60;

  private final StringBuilder html = new StringBuilder();

  Report() {}

  /**
   * Of one problem.
   *
   * @param command what repeats it
   */
  public static String page(ComparisonResult result, String command) {
    return page(result, command, () -> true);
  }

  /**
   * Of one problem, unless it takes too long: a map of a slow loss takes longer than a run.
   *
   * @param command what repeats it
   * @param goesOn asked every now and then, whether to go on
   * @throws CancellationException if it is not to go on
   */
  public static String page(ComparisonResult result, String command, BooleanSupplier goesOn) {
    Report report = new Report();
    report.head("Rules compared on " + title(result.problem()));
    report.problem(result);
    report.results(result);
    report.charts(
        new ReportCharts(
                result,
                () -> {
                  if (!goesOn.getAsBoolean()) {
                    throw new CancellationException("the report was ended before it was drawn");
                  }
                })
            .all());
    report.rules(result, false);
    report.repeat(List.of(result), command);
    return report.end();
  }

  /**
   * Of every test function, with the performance profile.
   *
   * @param command what repeats it
   */
  public static String page(Suite suite, String command) {
    Report report = new Report();
    report.head("Rules compared on %d test functions".formatted(suite.results().size()));
    report.charts(List.of(profile(suite.profile())));
    SuiteSummary summary = new SuiteSummary(suite);
    report.line("<p>" + text(summary.profileTitle()) + ".</p>");
    report.table(summary.profileHeadings(), summary.profileRows());
    report.line("<h2>The functions</h2><p>" + text(summary.stepsTitle()) + ".</p>");
    report.table(summary.stepsHeadings(), summary.stepsRows());
    report.list(summary.terms());
    for (ComparisonResult result : suite.results()) {
      report.line("<details><summary>" + text(title(result.problem())) + "</summary>");
      report.problem(result);
      report.results(result);
      report.charts(new ReportCharts(result, () -> {}).all());
      report.line("</details>");
    }
    report.rules(suite.results().get(0), true);
    report.repeat(suite.results(), command);
    return report.end();
  }

  private static String title(Problem problem) {
    TestFunction function = problem.function();
    return title(function == null ? problem.name() : function.title());
  }

  /** The first line of a name, cut where it is too long. */
  static String title(String name) {
    String line = name.lines().findFirst().orElse("");
    return line.equals(name) && line.length() <= LONGEST_TITLE
        ? line
        : line.substring(0, Math.min(LONGEST_TITLE, line.length())) + "…";
  }

  private static String profile(PerformanceProfile profile) {
    Chart chart =
        Chart.titled("Performance profile")
            .described(
                "For each rule, the part of %d functions and seeds that it solved in at most so many times the steps of the best rule."
                    .formatted(profile.problems()))
            .x("times the steps of the best rule")
            .y("part solved")
            .logX()
            .guide("", 0)
            .guide("", 1);
    double[] factors = profile.factors();
    for (int r = 0; r < profile.names().size(); r++) {
      double[] xs = new double[2 * factors.length];
      double[] ys = new double[2 * factors.length];
      for (int k = 0; k < factors.length; k++) { // a flight of stairs
        xs[2 * k] = factors[k];
        xs[2 * k + 1] = factors[k];
        ys[2 * k] = k == 0 ? profile.at(r, factors[0]) : profile.at(r, factors[k - 1]);
        ys[2 * k + 1] = profile.at(r, factors[k]);
      }
      chart.line(profile.names().get(r), xs, ys);
    }
    return chart.svg(760, 440);
  }

  void head(String title) {
    line("<!doctype html>");
    line("<html lang=\"en\"><head><meta charset=\"utf-8\">");
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    line(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
    line("<title>" + text(title) + " – Glissade</title>");
    line("<style>\n" + style() + "</style></head><body><main>");
    line("<h1>" + text(title) + "</h1>");
  }

  private static String style() {
    try (InputStream in = Report.class.getResourceAsStream("report.css")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void problem(ComparisonResult result) {
    Problem problem = result.problem();
    line("<pre>" + text(problem.formula().toString().strip()) + "</pre>");
    line("<ul>");
    new Summary(result, true).terms().forEach(term -> line("<li>" + text(term) + "</li>"));
    TestFunction function = problem.function();
    if (function != null) {
      line("<li>least value " + Numbers.brief(function.value()) + "</li>");
    }
    line("</ul>");
    if (function != null) {
      line("<p class=\"source\">" + text(function.source()) + "</p>");
    }
  }

  private void results(ComparisonResult result) {
    Summary summary = new Summary(result, true);
    table(summary.headings(), summary.rows());
    list(summary.failures());
  }

  void list(List<String> items) {
    if (!items.isEmpty()) {
      line("<ul>");
      items.forEach(item -> line("<li>" + text(item) + "</li>"));
      line("</ul>");
    }
  }

  void charts(List<String> charts) {
    line("<div class=\"charts\">");
    charts.forEach(chart -> line("<figure>" + chart + "</figure>"));
    line("</div>");
  }

  private void rules(ComparisonResult result, boolean suite) {
    String tuned = suite && result.tuned() ? "tuned for each function" : "";
    rules(result.rules().stream().map(RuleResult::entrant).toList(), tuned);
  }

  /**
   * Each rule with its settings.
   *
   * @param tuned what stands in place of the learning rates; empty for the rates themselves
   */
  void rules(List<Entrant> rules, String tuned) {
    line("<h2>The rules</h2>");
    for (Entrant entrant : rules) {
      line("<h3>" + text(entrant.name()) + "</h3>");
      line("<p>" + text(entrant.rule().rule().summary()) + "</p>");
      TypesetRule typeset = TypesetRule.of(entrant.rule());
      line("<div class=\"math\">" + typeset.mathml() + "</div>");
      List<List<String>> settings = new ArrayList<>();
      for (Map.Entry<String, String> setting : entrant.rule().settings().entrySet()) {
        boolean rate = !tuned.isEmpty() && setting.getKey().equals(entrant.learningRate());
        String symbol = typeset.symbols().get(setting.getKey());
        String name = setting.getKey() + (symbol == null ? "" : " (" + symbol + ")");
        settings.add(List.of(name, rate ? tuned : setting.getValue()));
      }
      table(List.of("setting", "value"), settings);
      line("<details><summary>The rule as a file</summary>");
      line("<pre>" + text(entrant.rule().rule().source().text()) + "</pre></details>");
    }
  }

  private void repeat(List<ComparisonResult> results, String command) {
    line("<h2>To repeat it</h2>");
    line("<pre>" + text(command) + "</pre>");
    line("<p>" + text(new Summary(results.get(0), true).rates()) + ".</p>");
    line("<details><summary>Every run</summary>");
    for (ComparisonResult result : results) {
      List<List<String>> rows = new ArrayList<>();
      for (RuleResult rule : result.rules()) {
        for (Trial trial : rule.trials()) {
          rows.add(
              List.of(
                  rule.entrant().name(),
                  String.valueOf(trial.index() + 1),
                  Summary.brief(trial.start()),
                  trial.outcome().toString(),
                  trial.stepsToTarget() < 0 ? "–" : String.valueOf(trial.stepsToTarget()),
                  Numbers.brief(trial.best()),
                  Numbers.brief(trial.last()),
                  trial.reason()));
        }
      }
      line("<h3>" + text(title(result.problem())) + "</h3>");
      table(
          List.of("rule", "seed", "start", "outcome", "steps to target", "best", "last", "why"),
          rows);
    }
    line("</details>");
  }

  void table(List<String> headings, List<List<String>> rows) {
    line("<div class=\"table\"><table><thead><tr>");
    headings.forEach(heading -> line("<th scope=\"col\">" + text(heading) + "</th>"));
    line("</tr></thead><tbody>");
    for (List<String> row : rows) {
      line(
          "<tr><th scope=\"row\">"
              + text(row.get(0))
              + "</th>"
              + row.stream()
                  .skip(1)
                  .map(cell -> "<td>" + text(cell) + "</td>")
                  .collect(Collectors.joining())
              + "</tr>");
    }
    line("</tbody></table></div>");
  }

  String end() {
    line("</main></body></html>");
    return html.toString();
  }

  static String text(String content) {
    return Markup.escape(content);
  }

  void line(String content) {
    html.append(content).append('\n');
  }
}
