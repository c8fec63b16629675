package glissade.cli;

import glissade.data.Table;
import glissade.fit.FitResult;
import glissade.fit.FittedModel;
import glissade.fit.Predictions;
import glissade.formula.Formula;
import glissade.plot.Chart;
import glissade.plot.Markup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Charts of a fit: the rows with what the formula says of them, what is left over, and the loss
 * from epoch to epoch.
 */
final class FitPlot {
  /** More rows than that are drawn in part. */
  private static final int MOST_POINTS = 4000;

  private static final int WIDTH = 720;
  private static final int HEIGHT = 440;

  private final Formula formula;
  private final List<double[]> rows = new ArrayList<>();
  private final List<Chart> charts = new ArrayList<>();

  private FitPlot(Formula formula) {
    this.formula = formula;
  }

  /**
   * Draws.
   *
   * @throws UsageException if there is nothing that can be drawn
   */
  static FitPlot of(Formula formula, FitResult result, Table table) {
    FitPlot plot = new FitPlot(formula);
    Formula left = formula.left();
    String observed = left == null ? null : left.name();
    if (observed != null && result.columns().contains(observed)) {
      plot.drawRows(observed, result, table);
    }
    if (result.epochs().size() > 1) {
      plot.drawEpochs(result.epochs());
    }
    if (plot.charts.isEmpty()) {
      throw new UsageException(
          "--plot draws a column and what the formula says of it (`y ~ …`), or the epochs of a descent by batches; here is neither");
    }
    return plot;
  }

  /** The first chart, alone. */
  String svg() {
    return charts.get(0).svg(WIDTH, HEIGHT);
  }

  /** All charts, as a page that needs nothing else. */
  String html() {
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    String title = Markup.escape(formula.toString());
    page.append("<meta charset=\"utf-8\">\n<title>").append(title).append("</title>\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.append(
        "<style>:root { color-scheme: light dark; } body { font: 16px sans-serif; margin: 1.5rem; }");
    page.append(" svg { max-width: 100%; height: auto; }</style>\n</head>\n<body>\n");
    page.append("<h1><code>").append(title).append("</code></h1>\n");
    charts.forEach(chart -> page.append(chart.svg(WIDTH, HEIGHT)).append('\n'));
    return page.append("</body>\n</html>\n").toString();
  }

  private void drawRows(String observed, FitResult result, Table table) {
    FittedModel model = FittedModel.of(formula, result);
    List<String> others =
        result.columns().stream().filter(column -> !column.equals(observed)).toList();
    boolean curve = others.size() == 1 && !result.categories().containsKey(others.get(0));
    long every = Math.max(1, (result.rows().kept() + MOST_POINTS - 1) / MOST_POINTS);
    long[] met = new long[1];
    try (Predictions predictions = model.predict(table, result.columns())) {
      int y = predictions.columns().indexOf(observed);
      int x = curve ? predictions.columns().indexOf(others.get(0)) : y;
      predictions.forEach(
          (columns, prediction) -> {
            if (met[0]++ % every == 0
                && columns.get(y) instanceof Double of
                && columns.get(x) instanceof Double at
                && prediction instanceof Double said) {
              rows.add(new double[] {curve ? at : said, of, said});
            }
          });
    }
    rows.sort(Comparator.comparingDouble(row -> row[0]));
    String across = curve ? others.get(0) : observed + ", as the formula says";
    String part = every == 1 ? "" : ", each " + every + "th row";
    charts.add(
        Chart.titled("Rows and fit" + part)
            .x(across)
            .y(observed)
            .points("rows", column(0), column(1))
            .line("fit", column(0), column(2)));
    double[] over = column(1);
    double[] said = column(2);
    for (int i = 0; i < over.length; i++) {
      over[i] -= said[i];
    }
    charts.add(
        Chart.titled("What is left over" + part)
            .x(across)
            .y("residual")
            .guide("0", 0)
            .points("residuals", column(0), over));
  }

  private double[] column(int which) {
    return rows.stream().mapToDouble(row -> row[which]).toArray();
  }

  private void drawEpochs(List<FitResult.Epoch> epochs) {
    double[] number = epochs.stream().mapToDouble(FitResult.Epoch::number).toArray();
    double[] loss = epochs.stream().mapToDouble(FitResult.Epoch::loss).toArray();
    double[] kept = epochs.stream().mapToDouble(FitResult.Epoch::validation).toArray();
    Chart chart =
        Chart.titled("Loss by epoch").x("epoch").y("mean loss").line("fitting", number, loss);
    charts.add(Double.isNaN(kept[0]) ? chart : chart.line("validation", number, kept));
  }
}
