package glissade.lab;

import glissade.lab.Trace.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The loss of a rule step by step: its median and quartiles over the seeds.
 *
 * @param steps the steps, from 1
 * @param low lower quartiles
 * @param median medians
 * @param high upper quartiles
 */
record Curve(double[] steps, double[] low, double[] median, double[] high) {

  /** Of a rule's runs; it ends where the first run that did not diverge ends. */
  static Curve of(RuleResult rule, DoubleUnaryOperator shown) {
    List<List<Place>> traces = rule.trials().stream().map(trial -> trial.trace().places()).toList();
    int longest = traces.stream().mapToInt(List::size).max().orElse(0);
    List<double[]> rows = new ArrayList<>();
    for (int k = 1; k < longest; k++) {
      double[] values = new double[traces.size()];
      long step = 0;
      boolean whole = true;
      for (int i = 0; i < values.length; i++) {
        List<Place> trace = traces.get(i);
        boolean diverged = rule.trials().get(i).outcome() == Outcome.DIVERGED;
        if (k < trace.size() && (step == 0 || trace.get(k).step() == step)) {
          step = trace.get(k).step();
          values[i] = trace.get(k).value();
        } else if (diverged) {
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

  private static double[] column(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }
}
