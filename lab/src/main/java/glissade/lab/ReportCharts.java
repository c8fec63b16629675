package glissade.lab;

import glissade.formula.Point;
import glissade.functions.TestFunction;
import glissade.lab.Trace.Place;
import glissade.plot.BarChart;
import glissade.plot.Chart;
import glissade.plot.Contour;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** The charts of a report; all have the rules in the same colours. */
final class ReportCharts {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 400;
  private static final int GRID = 91;
  private static final int LEVELS = 16;

  /** How many decades below the first loss are shown, if the target is not lower. */
  private static final double FLOOR = 1e-14;

  /** Losses beyond this many times the first are left out. */
  private static final double CEILING = 1e4;

  /**
   * An effective rate is the median of this many before and after: one gradient may be near zero.
   */
  private static final int AROUND = 7;

  /** Of so many parameters the effective learning rate is shown. */
  private static final int MOST_RATES = 2;

  private final ComparisonResult result;
  private final Runnable pulse;
  private final List<String> names;

  /**
   * The charts of a comparison.
   *
   * @param pulse called every now and then; it may throw, so that no more is drawn
   */
  ReportCharts(ComparisonResult result, Runnable pulse) {
    this.result = result;
    this.pulse = pulse;
    this.names = result.rules().stream().map(rule -> rule.entrant().name()).toList();
  }

  /** All that can be drawn. */
  List<String> all() {
    List<String> charts = new ArrayList<>();
    int size = result.problem().start().size();
    if (!places(0).get(0).isBare()) {
      charts.add(size == 1 ? line() : landscape(size));
    }
    charts.add(losses());
    if (result.problem().noise() == 0 && !places(0).get(0).isBare()) {
      charts.addAll(rates());
    }
    if (result.rules().stream().anyMatch(rule -> rule.reached() > 0)) {
      charts.add(steps());
    }
    return charts;
  }

  /** The way of a rule from the first seed's start. */
  private List<Place> places(int rule) {
    return result.rules().get(rule).trials().get(0).trace().places();
  }

  private Chart chart(String title) {
    return Chart.titled(title).order(names);
  }

  private String landscape(int size) {
    List<double[]> all = new ArrayList<>();
    List<double[]> anchors = new ArrayList<>(List.of(result.problem().start().toArray()));
    for (int r = 0; r < names.size(); r++) {
      places(r).stream().filter(this::isLow).map(Place::parameters).forEach(all::add);
      anchors.add(lowest(places(r)));
    }
    Plane plane =
        size == 2
            ? Plane.whole(result.problem().start().elementNames())
            : Plane.leading(lowest(), all, pulse);
    Window x =
        Window.of(anchors.stream().map(plane::x).toList(), all.stream().map(plane::x).toList());
    Window y =
        Window.of(anchors.stream().map(plane::y).toList(), all.stream().map(plane::y).toList());
    double[] xs = x.grid(GRID);
    double[] ys = y.grid(GRID);
    double[][] heights = new Surface(result.problem(), pulse).grid(plane, xs, ys);
    Chart chart =
        chart(size == 2 ? "Where the rules went" : "Where the rules went, seen in a plane")
            .described(
                size == 2
                    ? "Lines of equal loss, and the way of each rule from the first start."
                    : "Lines of equal loss in the plane through the lowest point met that holds most of the ways; the ways are seen from straight above it.")
            .tight()
            .x(plane.names().get(0))
            .y(plane.names().get(1))
            .contour(xs, ys, heights, Contour.levels(heights, LEVELS));
    for (int r = 0; r < names.size(); r++) {
      List<double[]> way = places(r).stream().map(Place::parameters).toList();
      chart.path(
          names.get(r),
          way.stream().mapToDouble(plane::x).map(x::seen).toArray(),
          way.stream().mapToDouble(plane::y).map(y::seen).toArray());
    }
    if (size == 2 && result.problem().function() != null) {
      List<double[]> minima =
          result.problem().function().minimumPoints().stream().map(Point::toArray).toList();
      chart.points(
          "least value",
          minima.stream().mapToDouble(plane::x).toArray(),
          minima.stream().mapToDouble(plane::y).toArray());
    }
    return chart.svg(WIDTH, HEIGHT + 60);
  }

  /** Whether a place is no higher than the start, give or take: not one that a rule flew off to. */
  private boolean isLow(Place place) {
    double first = places(0).get(0).value();
    return place.value() <= first + Math.abs(first);
  }

  private static double[] lowest(List<Place> places) {
    return places.stream()
        .filter(place -> Double.isFinite(place.value()))
        .min(Comparator.comparingDouble(Place::value))
        .orElse(places.get(0))
        .parameters();
  }

  private double[] lowest() {
    List<Place> all = new ArrayList<>();
    for (int r = 0; r < names.size(); r++) {
      all.addAll(places(r));
    }
    return lowest(all);
  }

  /** Of one parameter: the loss itself, and the places that were met on it. */
  private String line() {
    List<Double> anchors = new ArrayList<>(List.of(result.problem().start().toArray()[0]));
    List<Double> others = new ArrayList<>();
    for (int r = 0; r < names.size(); r++) {
      anchors.add(lowest(places(r))[0]);
      places(r).stream().filter(this::isLow).forEach(p -> others.add(p.parameters()[0]));
    }
    Window window = Window.of(anchors, others);
    double[] xs = window.grid(400);
    Surface surface = new Surface(result.problem(), pulse);
    double[] ys = java.util.Arrays.stream(xs).map(x -> surface.value(new double[] {x})).toArray();
    Chart chart =
        chart("Where the rules went")
            .described("The loss, and the places that each rule met from the first start.")
            .x(result.problem().start().elementName(0))
            .y("loss");
    for (int r = 0; r < names.size(); r++) {
      List<Place> way = places(r);
      chart.points(
          names.get(r),
          way.stream().mapToDouble(place -> window.seen(place.parameters()[0])).toArray(),
          way.stream().mapToDouble(Place::value).toArray());
    }
    return chart.line("loss", xs, ys).svg(WIDTH, HEIGHT);
  }

  private String losses() {
    TestFunction function = result.problem().function();
    double least = function == null ? 0 : function.value();
    double first = places(0).get(0).value() - least;
    boolean log = function != null || isPositive();
    double goal = result.hasTarget() ? result.target() - least : Double.NaN;
    double floor = Math.min(first * FLOOR, goal > 0 ? goal / 100 : Double.POSITIVE_INFINITY);
    double ceiling = Math.abs(first) * CEILING;
    DoubleUnaryOperator shown =
        value ->
            value - least > ceiling
                ? Double.NaN
                : log ? Math.max(value - least, floor) : value - least;
    Chart chart =
        chart(least == 0 ? "Loss by step" : "Loss above its least value, by step")
            .described(
                "The median over the seeds as a line, the quartiles as a band."
                    + (log
                        ? " Lower losses than " + Numbers.brief(floor) + " are drawn there."
                        : ""))
            .x("step")
            .y("loss")
            .logX();
    if (log) {
      chart.logY();
    }
    List<Curve> curves = result.rules().stream().map(rule -> Curve.of(rule, shown)).toList();
    for (int r = 0; r < curves.size() && result.seeds() > 1; r++) {
      Curve curve = curves.get(r);
      chart.band(names.get(r), curve.steps(), curve.low(), curve.high());
    }
    for (int r = 0; r < curves.size(); r++) {
      chart.line(names.get(r), curves.get(r).steps(), curves.get(r).median());
    }
    if (goal > 0 || result.hasTarget() && !log) {
      chart.guide("target", goal);
    }
    return chart.svg(WIDTH, HEIGHT);
  }

  private boolean isPositive() {
    return result.rules().stream()
        .flatMap(rule -> rule.trials().stream())
        .flatMap(trial -> trial.trace().places().stream())
        .noneMatch(place -> place.value() < 0);
  }

  private String steps() {
    List<RuleResult> rules = result.rules();
    double most =
        rules.stream().mapToDouble(rule -> finite(rule.steps().median(), 0)).max().orElse(0);
    double fewest =
        rules.stream().mapToDouble(rule -> finite(rule.steps().median(), most)).min().orElse(0);
    BarChart chart =
        BarChart.titled("Steps to the target")
            .described("Median over the seeds; the whisker spans the quartiles.")
            .x("steps");
    if (fewest > 0 && most > 20 * fewest) {
      chart.log();
    }
    for (RuleResult rule : rules) {
      Quartiles steps = rule.steps();
      boolean reached = Double.isFinite(steps.median());
      chart.bar(
          rule.entrant().name(),
          steps.median(),
          reached ? steps.low() : Double.NaN,
          reached ? steps.high() : Double.NaN,
          "%s (%d of %d)"
              .formatted(
                  reached ? String.valueOf(Math.round(steps.median())) : "not reached",
                  rule.reached(),
                  result.seeds()));
    }
    return chart.svg(WIDTH);
  }

  private static double finite(double value, double otherwise) {
    return Double.isFinite(value) ? value : otherwise;
  }

  /** How long each step was per unit of gradient, for each parameter. */
  private List<String> rates() {
    List<String> charts = new ArrayList<>();
    Surface surface = new Surface(result.problem(), pulse);
    int size = result.problem().start().size();
    for (int i = 0; i < Math.min(size, MOST_RATES); i++) {
      String name = result.problem().start().elementName(i);
      Chart chart =
          chart("Effective learning rate of " + name)
              .described(
                  "The length of each step per unit of gradient, from the first start; a running median of %d. For RMSProp it is the learning rate over the root of the running mean square."
                      .formatted(2 * AROUND + 1))
              .x("step")
              .y("|step / gradient|")
              .logX()
              .logY();
      for (int r = 0; r < names.size(); r++) {
        List<double[]> rates = rates(surface, places(r), i);
        chart.line(
            names.get(r),
            rates.stream().mapToDouble(rate -> rate[0]).toArray(),
            rates.stream().mapToDouble(rate -> rate[1]).toArray());
      }
      charts.add(chart.svg(WIDTH, HEIGHT));
    }
    return charts;
  }

  private static List<double[]> rates(Surface surface, List<Place> way, int i) {
    List<double[]> rates = new ArrayList<>();
    for (int k = 0; k + 1 < way.size(); k++) {
      Place here = way.get(k);
      Place next = way.get(k + 1);
      if (next.step() == here.step() + 1) {
        double[] gradient = new double[here.parameters().length];
        double unused = surface.valueAndGradient(here.parameters(), gradient);
        double rate = Math.abs((next.parameters()[i] - here.parameters()[i]) / gradient[i]);
        rates.add(new double[] {next.step(), Math.abs(gradient[i]) < 1e-150 ? Double.NaN : rate});
      }
    }
    List<double[]> smooth = new ArrayList<>();
    for (int k = 0; k < rates.size(); k++) {
      double[] near =
          rates.subList(Math.max(0, k - AROUND), Math.min(rates.size(), k + AROUND + 1)).stream()
              .mapToDouble(rate -> rate[1])
              .filter(Double::isFinite)
              .toArray();
      boolean known = Double.isFinite(rates.get(k)[1]);
      smooth.add(new double[] {rates.get(k)[0], known ? Quartiles.of(near).median() : Double.NaN});
    }
    return smooth;
  }
}
