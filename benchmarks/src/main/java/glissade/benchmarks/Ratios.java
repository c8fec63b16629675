package glissade.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs benchmarks, one virtual machine after the other, and prints medians and ratios.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar glissade.benchmarks.Ratios [--quick] [NAME …]
 * </pre>
 *
 * <p>A method called {@code squareGlissade} is compared with all others whose names begin with
 * {@code square}, at equal parameters. A figure is the median over forks of each fork's median.
 */
public final class Ratios {
  private static final String SUBJECT = "Glissade";

  /** So that one that is slowed down for a moment does not count. */
  private static final int FORKS = 5;

  private Ratios() {}

  /**
   * Runs.
   *
   * @param arguments {@code --quick} for one fork; names of benchmarks, all if there is none
   * @throws RunnerException if a benchmark fails
   */
  public static void main(String[] arguments) throws RunnerException {
    List<String> names = new ArrayList<>(List.of(arguments));
    boolean quick = names.remove("--quick");
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(quick ? 1 : FORKS)
            .warmupIterations(3)
            .warmupTime(TimeValue.milliseconds(500))
            .measurementIterations(5)
            .measurementTime(TimeValue.milliseconds(500))
            .shouldFailOnError(true);
    names.forEach(options::include);
    Collection<RunResult> results = new Runner(options.build()).run();
    print(figures(results), System.out);
  }

  /**
   * What was measured of one method.
   *
   * @param median of the forks' medians
   * @param least of the forks' medians
   * @param greatest of the forks' medians
   * @param unit of all three
   */
  record Figure(double median, double least, double greatest, String unit) {
    static Figure of(List<Double> medians, String unit) {
      double[] sorted = medians.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      return new Figure(Ratios.median(sorted), sorted[0], sorted[sorted.length - 1], unit);
    }
  }

  /** By benchmark with its parameters, and in it by method. */
  private static Map<String, Map<String, Figure>> figures(Collection<RunResult> results) {
    Map<String, Map<String, Figure>> figures = new TreeMap<>();
    for (RunResult result : results) {
      List<Double> medians = new ArrayList<>();
      for (BenchmarkResult fork : result.getBenchmarkResults()) {
        medians.add(
            median(
                fork.getIterationResults().stream()
                    .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                    .toArray()));
      }
      List<String> name = List.of(result.getParams().getBenchmark().split("\\."));
      String method = name.get(name.size() - 1);
      StringBuilder group = new StringBuilder(name.get(name.size() - 2).replace("Benchmark", ""));
      group.append(' ').append(method.replaceAll("[A-Z].*", ""));
      for (String key : result.getParams().getParamsKeys()) {
        group.append(' ').append(result.getParams().getParam(key));
      }
      figures
          .computeIfAbsent(group.toString(), g -> new LinkedHashMap<>())
          .put(method, Figure.of(medians, result.getPrimaryResult().getScoreUnit()));
    }
    return figures;
  }

  /** As a table that Markdown understands. */
  static void print(Map<String, Map<String, Figure>> figures, PrintStream out) {
    out.println();
    out.println("| benchmark | method | median | forks from … to | Glissade / this |");
    out.println("|---|---|---|---|---|");
    figures.forEach(
        (group, methods) -> {
          double subject =
              methods.entrySet().stream()
                  .filter(entry -> entry.getKey().endsWith(SUBJECT))
                  .mapToDouble(entry -> entry.getValue().median())
                  .findFirst()
                  .orElse(Double.NaN);
          methods.forEach((method, figure) -> out.println(line(group, method, figure, subject)));
        });
  }

  private static String line(String group, String method, Figure figure, double subject) {
    boolean compared = !method.endsWith(SUBJECT) && !Double.isNaN(subject);
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s %s | %s … %s | %s |",
        group,
        method,
        digits(figure.median()),
        figure.unit(),
        digits(figure.least()),
        digits(figure.greatest()),
        compared ? String.format(Locale.ROOT, "%.2f", subject / figure.median()) : "");
  }

  /** Three digits, without an exponent. */
  private static String digits(double value) {
    return new java.math.BigDecimal(value).round(new java.math.MathContext(3)).toPlainString();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
