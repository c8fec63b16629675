package glissade.fit;

import java.util.Arrays;

/** What a step of 1 is for each number of the parameters. */
final class Units {
  private Units() {}

  /**
   * Of a network: what is usual for the columns that a number stands beside. Else the start, or
   * where none is given what changes the loss by about as much as it is.
   */
  static double[] of(RowLoss loss, Starts given, double[] start) {
    Layout layout = loss.model().layout();
    double[] units = new double[start.length];
    Arrays.fill(units, 1);
    if (layout.isNetwork() || !loss.isWrittenOut()) {
      double[] scales = loss.scales();
      for (Layout.Parameter parameter : layout.parameters()) {
        for (int i = 0; !parameter.beside().isEmpty() && i < parameter.shape().size(); i++) {
          units[parameter.offset() + i] = 1 / scales[parameter.input(i)];
        }
      }
      return units;
    }
    double[] slopes = loss.slopes(start);
    double value = Math.abs(loss.sample(start, FitRun.SAMPLE));
    for (Layout.Parameter parameter : layout.parameters()) {
      boolean has = given.has(parameter.name());
      Constraints.Bound bound = loss.model().constraints().bound(parameter.name());
      for (int i = 0; !given.isRandom(parameter.name()) && i < parameter.shape().size(); i++) {
        int k = parameter.offset() + i;
        double steep = value / slopes[k];
        boolean known = steep > 0 && Double.isFinite(steep);
        double size = bound == null ? Math.abs(start[k]) : bound.unit(start[k]);
        if (has && size != 0) {
          units[k] = size;
        } else if (known) {
          units[k] = steep;
        } else if (size != 0) {
          units[k] = size;
        }
      }
    }
    return units;
  }
}
