package glissade.lab;

import glissade.lab.RowTrial.Look;
import glissade.lab.Trace.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The loss of a rule step by step, or pass by pass: its median and quartiles over the seeds.
 *
 * @param steps the steps, from 1, or passes, above 0
 * @param low lower quartiles
 * @param median medians
 * @param high upper quartiles
 */
record Curve(double[] steps, double[] low, double[] median, double[] high) {

  /**
   * Of a rule's runs; it ends where the first run that did not diverge ends. One that diverged
   * counts as infinite from there on.
   */
  static Curve of(RuleResult rule, DoubleUnaryOperator shown) {
    List<Way> ways = new ArrayList<>();
    for (Trial trial : rule.trials()) {
      List<Place> places = trial.trace().places();
      ways.add(
          new Way(
              trial.outcome() == Outcome.DIVERGED,
              places.stream().mapToDouble(Place::step).toArray(),
              places.stream().mapToDouble(Place::value).toArray()));
    }
    return of(ways, shown);
  }

  /** The same over rows, pass by pass. */
  static Curve of(RowResult entrant, DoubleUnaryOperator shown) {
    List<Way> ways = new ArrayList<>();
    for (RowTrial trial : entrant.trials()) {
      List<Look> looks = trial.looks();
      ways.add(
          new Way(
              trial.outcome() == Outcome.DIVERGED,
              looks.stream().mapToDouble(Look::passes).toArray(),
              looks.stream().mapToDouble(Look::loss).toArray()));
    }
    return of(ways, shown);
  }

  /** The losses of one run, from its start on. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Way(boolean diverged, double[] steps, double[] losses) {}

  private static Curve of(List<Way> ways, DoubleUnaryOperator shown) {
    int longest = ways.stream().mapToInt(way -> way.steps.length).max().orElse(0);
    List<double[]> rows = new ArrayList<>();
    for (int k = 1; k < longest; k++) {
      double[] values = new double[ways.size()];
      double step = step(ways, k);
      boolean whole = true;
      for (int i = 0; i < values.length; i++) {
        Way way = ways.get(i);
        if (k < way.steps.length && way.steps[k] == step) {
          values[i] = way.losses[k];
        } else if (way.diverged) {
          values[i] = Double.POSITIVE_INFINITY;
        } else {
          whole = false;
        }
      }
      if (!whole) {
        break;
      }
      Quartiles quartiles = Quartiles.of(values);
      rows.add(
          new double[] {
            step,
            shown.applyAsDouble(quartiles.low()),
            shown.applyAsDouble(quartiles.median()),
            shown.applyAsDouble(quartiles.high())
          });
    }
    return new Curve(column(rows, 0), column(rows, 1), column(rows, 2), column(rows, 3));
  }

  /** The step of a place: the farthest, since a run that diverged may end before it. */
  private static double step(List<Way> ways, int place) {
    return ways.stream()
        .filter(way -> place < way.steps.length)
        .mapToDouble(way -> way.steps[place])
        .max()
        .orElseThrow();
  }

  private static double[] column(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }
}
