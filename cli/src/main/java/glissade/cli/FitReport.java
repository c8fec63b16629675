package glissade.cli;

import glissade.fit.FitResult;
import glissade.formula.Formula;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The result of a fit, for people and for programs. */
final class FitReport {
  static final String SCHEMA = "glissade/fit/1";

  /** Correlations that are worth a line. */
  private static final double NOTABLE = 0.1;

  /** Pairs of parameters that are listed. */
  private static final int MOST_PAIRS = 20;

  /** Columns that are named. */
  private static final int MOST_NAMES = 12;

  /** Numbers that are listed. */
  private static final int MOST_NUMBERS = 40;

  private FitReport() {}

  /** As JSON, schema {@code glissade/fit/1}. */
  static String json(Formula formula, FitResult result) {
    Map<String, Object> fit = new LinkedHashMap<>();
    fit.put("schema", SCHEMA);
    fit.put("formula", formula.toString());
    fit.put("columns", result.columns());
    Map<String, Object> parameters = new LinkedHashMap<>();
    int from = 0;
    for (Map.Entry<String, Shape> entry : result.shapes().entrySet()) {
      Shape shape = entry.getValue();
      List<FitResult.Estimate> own = result.parameters().subList(from, from + shape.size());
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("estimate", shaped(shape, own, FitResult.Estimate::value));
      one.put("standardError", shaped(shape, own, FitResult.Estimate::standardError));
      one.put("start", shaped(shape, own, FitResult.Estimate::start));
      one.put("interval", shaped(shape, own, e -> List.of(e.low(), e.high())));
      if (own.stream().anyMatch(e -> !e.note().isEmpty())) {
        one.put("note", shaped(shape, own, FitResult.Estimate::note));
      }
      if (!shape.isScalar()) {
        one.put("names", own.stream().map(FitResult.Estimate::name).toList());
      }
      parameters.put(entry.getKey(), one);
      from += shape.size();
    }
    fit.put("parameters", parameters);
    fit.put("categories", result.categories());
    fit.put("loss", result.loss());
    fit.put("rows", result.rows().kept());
    fit.put("rowsDropped", result.rows().dropped());
    FitResult.Squares squares = result.squares();
    if (squares != null) {
      fit.put("residualSumOfSquares", squares.sum());
      fit.put("degreesOfFreedom", squares.degreesOfFreedom());
      fit.put("residualStandardError", squares.standardError());
      fit.put("rSquared", squares.determination());
    }
    FitResult.Likelihood likelihood = result.likelihood();
    if (likelihood != null) {
      fit.put("logLikelihood", likelihood.log());
      fit.put("aic", likelihood.aic());
      fit.put("bic", likelihood.bic());
    }
    fit.put("correlations", result.correlations());
    List<Object> phases = new ArrayList<>();
    for (FitResult.Phase phase : result.phases()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("phase", phase.what());
      one.put("loss", phase.loss());
      one.put("detail", phase.detail());
      phases.add(one);
    }
    fit.put("phases", phases);
    fit.put("validationLoss", result.validation());
    List<Object> epochs = new ArrayList<>();
    for (FitResult.Epoch epoch : result.epochs()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("epoch", epoch.number());
      one.put("loss", epoch.loss());
      one.put("validationLoss", epoch.validation());
      epochs.add(one);
    }
    fit.put("epochs", epochs);
    fit.put("notes", result.notes());
    fit.put("warnings", result.warnings());
    Map<String, Object> stop = new LinkedHashMap<>();
    stop.put("reason", result.stop().reason().toString());
    stop.put("message", result.stop().message());
    stop.put("advice", result.stop().advice());
    fit.put("stop", stop);
    fit.put("seconds", result.nanos() / 1e9);
    return Json.line(fit);
  }

  /** A number, a list, or a list of rows. */
  private static Object shaped(
      Shape shape, List<FitResult.Estimate> all, Function<FitResult.Estimate, Object> what) {
    List<Object> values = all.stream().map(what).toList();
    if (shape.isScalar()) {
      return values.get(0);
    }
    if (!shape.isMatrix()) {
      return values;
    }
    List<Object> rows = new ArrayList<>();
    int columns = shape.dimensions().get(1);
    for (int at = 0; at < values.size(); at += columns) {
      rows.add(values.subList(at, at + columns));
    }
    return rows;
  }

  /** As a person reads it. */
  static String text(Formula formula, FitResult result) {
    List<String> lines = new ArrayList<>();
    lines.add(formula.toString());
    lines.add(
        result.rows()
            + "; columns: "
            + shortened(result.columns())
            + "; parameters: "
            + String.join(", ", named(result)));
    result.notes().forEach(lines::add);
    lines.add("");
    lines.addAll(parameters(result.parameters()));
    lines.addAll(correlations(result));
    lines.add("");
    boolean judged = !Double.isNaN(result.validation());
    lines.add(
        "mean loss  "
            + digits(result.loss())
            + (judged ? "  (validation rows: " + digits(result.validation()) + ")" : ""));
    lines.addAll(epochs(result.epochs()));
    FitResult.Squares squares = result.squares();
    if (squares != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "residual standard error %.6g on %d degrees of freedom; R² %.6g",
              squares.standardError(),
              squares.degreesOfFreedom(),
              squares.determination()));
    }
    FitResult.Likelihood likelihood = result.likelihood();
    if (likelihood != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "log-likelihood %.6g; AIC %.6g; BIC %.6g",
              likelihood.log(),
              likelihood.aic(),
              likelihood.bic()));
    }
    for (FitResult.Phase phase : result.phases()) {
      lines.add(
          String.format(
              Locale.ROOT, "  %s: loss %.9g (%s)", phase.what(), phase.loss(), phase.detail()));
    }
    result.warnings().forEach(warning -> lines.add("warning: " + warning));
    lines.add("stopped: " + result.stop().message());
    if (!result.stop().advice().isEmpty()) {
      lines.add("to try:  " + result.stop().advice());
    }
    return String.join("\n", lines);
  }

  private static String digits(double number) {
    return String.format(Locale.ROOT, "%.9g", number);
  }

  private static String shortened(List<String> names) {
    String shown = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
    return names.size() > MOST_NAMES ? shown + ", … (" + names.size() + " in all)" : shown;
  }

  /** The parameters' names, with the sizes of those that are no single numbers. */
  private static List<String> named(FitResult result) {
    List<String> named = new ArrayList<>();
    result
        .shapes()
        .forEach(
            (name, shape) -> {
              String sizes =
                  String.join(", ", shape.dimensions().stream().map(String::valueOf).toList());
              named.add(shape.isScalar() ? name : name + "[" + sizes + "]");
            });
    return named;
  }

  /** A few epochs of many. */
  private static List<String> epochs(List<FitResult.Epoch> epochs) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < epochs.size(); i++) {
      boolean shown =
          i < 3 || i == epochs.size() - 1 || (i + 1) % Math.max(1, epochs.size() / 5) == 0;
      if (shown) {
        FitResult.Epoch epoch = epochs.get(i);
        String kept =
            Double.isNaN(epoch.validation())
                ? ""
                : String.format(Locale.ROOT, ", validation %.6g", epoch.validation());
        lines.add(
            String.format(
                Locale.ROOT, "  epoch %d: loss %.6g%s", epoch.number(), epoch.loss(), kept));
      }
    }
    return lines;
  }

  private static List<String> parameters(List<FitResult.Estimate> estimates) {
    if (estimates.size() > MOST_NUMBERS) {
      return List.of("  %,d numbers; --json has them all".formatted(estimates.size()));
    }
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"", "estimate", "± standard error", "", "95 % interval", "start", ""});
    for (FitResult.Estimate e : estimates) {
      boolean known = !Double.isNaN(e.standardError());
      rows.add(
          new String[] {
            e.name(),
            String.format(Locale.ROOT, "%.9g", e.value()),
            known ? String.format(Locale.ROOT, "± %.4g", e.standardError()) : "± unknown",
            known && e.value() != 0
                ? String.format(
                    Locale.ROOT, "(%.3g %%)", 100 * Math.abs(e.standardError() / e.value()))
                : "",
            known ? String.format(Locale.ROOT, "%.6g … %.6g", e.low(), e.high()) : "",
            Json.shortest(Double.parseDouble(String.format(Locale.ROOT, "%.6g", e.start()))),
            e.note()
          });
    }
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int c = 0; c < row.length; c++) {
        widths[c] = Math.max(widths[c], row[c].length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int c = 0; c < row.length; c++) {
        line.append(row[c]).append(" ".repeat(widths[c] - row[c].length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /** The largest correlations, in the order of the parameters. */
  private static List<String> correlations(FitResult result) {
    List<Double> sizes = new ArrayList<>();
    for (int i = 0; i < result.correlations().size(); i++) {
      result.correlations().get(i).subList(0, i).forEach(r -> sizes.add(Math.abs(r)));
    }
    sizes.removeIf(size -> !(size > NOTABLE));
    sizes.sort(Comparator.reverseOrder());
    List<String> lines = new ArrayList<>();
    double least = sizes.size() > MOST_PAIRS ? sizes.get(MOST_PAIRS - 1) : NOTABLE;
    for (int i = 0; i < result.correlations().size(); i++) {
      for (int j = 0; j < i && lines.size() < MOST_PAIRS; j++) {
        double correlation = result.correlations().get(i).get(j);
        if (Math.abs(correlation) > NOTABLE && Math.abs(correlation) >= least) {
          lines.add(
              String.format(
                  Locale.ROOT,
                  "  correlation of %s and %s: %.3f",
                  result.parameters().get(j).name(),
                  result.parameters().get(i).name(),
                  correlation));
        }
      }
    }
    if (sizes.size() > lines.size()) {
      lines.add("  … and %d smaller ones above 0.1".formatted(sizes.size() - lines.size()));
    }
    if (!lines.isEmpty()) {
      lines.add(0, "");
    }
    return lines;
  }
}
