package glissade.lab;

import glissade.lab.RowTrial.Look;
import glissade.plot.BarChart;
import glissade.plot.Chart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The charts of a comparison over rows. */
final class RowCharts {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 380;

  /** Losses beyond this many times the first are left out. */
  private static final double CEILING = 1e4;

  private final RowComparisonResult result;
  private final List<String> rules;
  private final List<String> batches;

  RowCharts(RowComparisonResult result) {
    this.result = result;
    this.rules = distinct(entrant -> entrant.rule().name());
    this.batches = distinct(RowEntrant::batchName);
  }

  private List<String> distinct(Function<RowEntrant, String> what) {
    return result.entrants().stream().map(RowResult::entrant).map(what).distinct().toList();
  }

  /**
   * The losses of all rules for each batch size, of all batch sizes for each rule, and the bars.
   */
  List<String> all() {
    List<String> charts = new ArrayList<>();
    for (String batch : batches) {
      charts.add(
          losses(
              batch.equals("full") ? "Full batch" : "Batch of " + batch,
              rules,
              entrant -> entrant.batchName().equals(batch),
              entrant -> entrant.rule().name()));
    }
    for (String rule : batches.size() > 1 ? rules : List.<String>of()) {
      charts.add(
          losses(
              rule + ", by batch",
              batches,
              entrant -> entrant.rule().name().equals(rule),
              RowEntrant::batchName));
    }
    if (result.entrants().stream().anyMatch(entrant -> entrant.reached() > 0)) {
      charts.add(bars("Passes to the target", "passes over the rows", Look::passes));
      charts.add(bars("Seconds to the target", "seconds", Look::seconds));
    }
    return charts;
  }

  private String losses(
      String title,
      List<String> order,
      java.util.function.Predicate<RowEntrant> shows,
      Function<RowEntrant, String> name) {
    boolean log = isPositive();
    double first = result.entrants().get(0).trials().get(0).looks().get(0).loss();
    DoubleUnaryOperator shown = value -> value > Math.abs(first) * CEILING ? Double.NaN : value;
    Chart chart =
        Chart.titled(title)
            .described(
                "The mean loss over all rows. The median over the seeds as a line, the quartiles as a band.")
            .x("passes over the rows")
            .y("loss")
            .order(order)
            .logX();
    if (log) {
      chart.logY();
    }
    List<RowResult> those =
        result.entrants().stream().filter(entrant -> shows.test(entrant.entrant())).toList();
    for (RowResult entrant : those) {
      if (result.terms().seeds() > 1) {
        Curve curve = Curve.of(entrant, shown);
        chart.band(name.apply(entrant.entrant()), curve.steps(), curve.low(), curve.high());
      }
    }
    for (RowResult entrant : those) {
      Curve curve = Curve.of(entrant, shown);
      chart.line(name.apply(entrant.entrant()), curve.steps(), curve.median());
    }
    double target = result.terms().target();
    if (result.terms().hasTarget() && (target > 0 || !log)) {
      chart.guide("target", target);
    }
    return chart.svg(WIDTH, HEIGHT);
  }

  private boolean isPositive() {
    return result.entrants().stream()
        .flatMap(entrant -> entrant.trials().stream())
        .flatMap(trial -> trial.looks().stream())
        .noneMatch(look -> look.loss() <= 0);
  }

  private String bars(String title, String unit, ToDoubleFunction<Look> what) {
    BarChart chart =
        BarChart.titled(title)
            .described("Median over the seeds; the whisker spans the quartiles.")
            .x(unit);
    double[] medians =
        result.entrants().stream()
            .mapToDouble(entrant -> entrant.toTarget(what).median())
            .filter(median -> median > 0 && Double.isFinite(median))
            .sorted()
            .toArray();
    if (medians.length > 0 && medians[medians.length - 1] > 20 * medians[0]) {
      chart.log();
    }
    for (RowResult entrant : result.entrants()) {
      Quartiles to = entrant.toTarget(what);
      boolean reached = Double.isFinite(to.median());
      chart.bar(
          entrant.entrant().name(),
          to.median(),
          reached ? to.low() : Double.NaN,
          reached ? to.high() : Double.NaN,
          "%s (%d of %d)"
              .formatted(
                  reached ? Numbers.brief(to.median()) : "not reached",
                  entrant.reached(),
                  result.terms().seeds()));
    }
    return chart.svg(WIDTH);
  }
}
