package glissade.benchmarks;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.openjdk.jmh.infra.BenchmarkParams;
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
 * java -cp benchmarks/target/benchmarks.jar glissade.benchmarks.Ratios [--quick] [NAME …] [PARAMETER=VALUE,… …]
 * </pre>
 *
 * <p>Each round runs every benchmark once, in a fresh virtual machine, and counts its median. A
 * method called {@code squareGlissade} is compared with all others of its class whose names begin
 * with {@code square}, at equal parameters and in the same round, so that what else the machine
 * does weighs on both. A benchmark with a parameter {@code rule} runs every rule, and RMSProp is
 * compared with all others. Printed are medians over the rounds.
 */
public final class Ratios {
  private static final String SUBJECT = "Glissade";
  private static final String RULE = "rule";
  private static final String SUBJECT_RULE = "rmsprop";
  private static final int ROUNDS = 5;

  private Ratios() {}

  /**
   * Runs.
   *
   * @param arguments {@code --quick} for one round; names of benchmarks, all if there is none;
   *     {@code threads=1} for some values of a parameter only
   * @throws RunnerException if a benchmark fails
   */
  public static void main(String[] arguments) throws RunnerException {
    List<String> names = new ArrayList<>(List.of(arguments));
    boolean quick = names.remove("--quick");
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .measurementIterations(5)
            .measurementTime(TimeValue.milliseconds(500))
            .param(RULE, EveryRuleBenchmark.rules().toArray(String[]::new))
            .shouldFailOnError(true);
    names.stream()
        .filter(name -> name.contains("="))
        .map(name -> name.split("=", 2))
        .forEach(parameter -> options.param(parameter[0], parameter[1].split(",", -1)));
    names.removeIf(name -> name.contains("="));
    names.forEach(options::include);
    Map<String, Map<String, Figure>> figures = new TreeMap<>();
    for (int round = 0; round < (quick ? 1 : ROUNDS); round++) {
      new Runner(options.build()).run().forEach(result -> add(figures, result));
    }
    print(figures, System.out);
  }

  /**
   * What was measured of one method.
   *
   * @param rounds the median of each round
   * @param unit of the medians
   */
  record Figure(List<Double> rounds, String unit) {
    double median() {
      return Ratios.median(rounds.stream().mapToDouble(Double::doubleValue));
    }

    /** How many times as long this takes. */
    double ratioTo(Figure other) {
      return Ratios.median(
          IntStream.range(0, rounds.size())
              .mapToDouble(round -> rounds.get(round) / other.rounds.get(round)));
    }
  }

  /** Adds a round's result, by benchmark with its parameters, and in it by method. */
  private static void add(Map<String, Map<String, Figure>> figures, RunResult result) {
    BenchmarkParams params = result.getParams();
    List<String> name = List.of(params.getBenchmark().split("\\.", -1));
    String method = name.get(name.size() - 1);
    StringBuilder group = new StringBuilder(name.get(name.size() - 2).replace("Benchmark", ""));
    group.append(' ').append(method.replaceAll("[A-Z].*", ""));
    String row = method;
    for (String key : params.getParamsKeys()) {
      if (key.equals(RULE)) {
        row = params.getParam(key);
      } else {
        group.append(' ').append(params.getParam(key));
      }
    }
    figures
        .computeIfAbsent(group.toString(), g -> new LinkedHashMap<>())
        .computeIfAbsent(
            row, r -> new Figure(new ArrayList<>(), result.getPrimaryResult().getScoreUnit()))
        .rounds()
        .add(
            median(
                result.getBenchmarkResults().stream()
                    .flatMap(fork -> fork.getIterationResults().stream())
                    .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())));
  }

  /** As a table that Markdown understands. */
  static void print(Map<String, Map<String, Figure>> figures, PrintStream out) {
    out.println();
    out.println(
        "| benchmark | method or rule | median | rounds from … to | Glissade or rmsprop / this |");
    out.println("|---|---|---|---|---|");
    figures.forEach(
        (group, methods) -> {
          Optional<Figure> subject =
              methods.keySet().stream()
                  .filter(row -> row.endsWith(SUBJECT) || row.equals(SUBJECT_RULE))
                  .findFirst()
                  .map(methods::get);
          methods.forEach(
              (method, figure) -> {
                String ratio =
                    subject
                        .filter(first -> first != figure)
                        .map(first -> String.format(Locale.ROOT, "%.2f", first.ratioTo(figure)))
                        .orElse("");
                out.println(line(group, method, figure, ratio));
              });
        });
  }

  private static String line(String group, String method, Figure figure, String ratio) {
    return "| %s | %s | %s %s | %s … %s | %s |"
        .formatted(
            group,
            method,
            digits(figure.median()),
            figure.unit(),
            digits(Collections.min(figure.rounds())),
            digits(Collections.max(figure.rounds())),
            ratio);
  }

  /** Three digits, without an exponent. */
  private static String digits(double value) {
    return new BigDecimal(value).round(new MathContext(3)).toPlainString();
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
