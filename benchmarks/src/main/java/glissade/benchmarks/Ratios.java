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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs benchmarks, one virtual machine after the other, and prints medians and ratios.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar glissade.benchmarks.Ratios [--quick] [NAME …] [PARAMETER=VALUE,… …]
 * </pre>
 *
 * <p>Each round runs every benchmark once, in a fresh virtual machine, and counts its median; what
 * is compared, one after the other. A method called {@code squareGlissade} is compared with all
 * others of its class whose names begin with {@code square}, at equal parameters and in the same
 * round, so that what else the machine does weighs on both. A benchmark with the parameters {@code
 * rule} and {@code size} runs every rule, its time counts per byte that it moves, and RMSProp is
 * compared with all others. Printed are medians over the rounds.
 */
public final class Ratios {
  private static final String SUBJECT = "Glissade";
  private static final String RULE = "rule";
  private static final String SUBJECT_RULE = "rmsprop";
  private static final String SIZE = "size";
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
    Map<String, List<String>> chosen = new LinkedHashMap<>();
    chosen.put(RULE, EveryRuleBenchmark.rules());
    names.stream()
        .filter(name -> name.contains("="))
        .map(name -> name.split("=", 2))
        .forEach(parameter -> chosen.put(parameter[0], List.of(parameter[1].split(",", -1))));
    names.removeIf(name -> name.contains("="));
    Map<String, Map<String, Figure>> figures = new TreeMap<>();
    List<Options> runs;
    try {
      runs = runs(names, chosen);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    for (int round = 0; round < (quick ? 1 : ROUNDS); round++) {
      for (Options run : runs) {
        new Runner(run).run().forEach(result -> add(figures, result));
      }
    }
    print(figures, System.out);
  }

  /**
   * One for all methods of a class at the same parameters, so that what is compared runs one after
   * the other.
   */
  private static List<Options> runs(List<String> names, Map<String, List<String>> chosen) {
    OutputFormat silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
    Map<String, List<BenchmarkListEntry>> classes = new TreeMap<>();
    for (BenchmarkListEntry entry : BenchmarkList.defaultList().find(silent, names, List.of())) {
      classes.computeIfAbsent(entry.getUserClassQName(), name -> new ArrayList<>()).add(entry);
    }
    if (classes.isEmpty()) {
      throw new IllegalArgumentException("no benchmark is called " + names);
    }
    Set<String> unknown = new TreeSet<>(chosen.keySet());
    unknown.remove(RULE);
    List<Options> runs = new ArrayList<>();
    for (List<BenchmarkListEntry> methods : classes.values()) {
      List<Map<String, List<String>>> points = List.of(Map.of());
      for (var parameter : methods.get(0).getParams().orElse(Map.of()).entrySet()) {
        String name = parameter.getKey();
        unknown.remove(name);
        List<String> values = chosen.getOrDefault(name, List.of(parameter.getValue()));
        points =
            points.stream()
                .flatMap(
                    point ->
                        name.equals(RULE) ? with(point, name, values) : each(point, name, values))
                .toList();
      }
      points.forEach(point -> runs.add(options(methods, point)));
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("no benchmark chosen has a parameter " + unknown);
    }
    return runs;
  }

  private static Stream<Map<String, List<String>>> each(
      Map<String, List<String>> point, String name, List<String> values) {
    return values.stream().flatMap(value -> with(point, name, List.of(value)));
  }

  private static Stream<Map<String, List<String>>> with(
      Map<String, List<String>> point, String name, List<String> values) {
    Map<String, List<String>> more = new TreeMap<>(point);
    more.put(name, values);
    return Stream.of(more);
  }

  private static Options options(
      List<BenchmarkListEntry> methods, Map<String, List<String>> parameters) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .measurementIterations(5)
            .measurementTime(TimeValue.milliseconds(500))
            .shouldFailOnError(true);
    methods.forEach(method -> options.include(Pattern.quote(method.getUsername()) + "$"));
    parameters.forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
    return options.build();
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
    String unit = result.getPrimaryResult().getScoreUnit();
    double bytes = 1;
    for (String key : params.getParamsKeys()) {
      if (key.equals(RULE)) {
        row = params.getParam(key);
        unit = unit.replace("/op", "/byte");
        bytes = Double.parseDouble(params.getParam(SIZE)) * EveryRuleBenchmark.bytes(row);
      } else {
        group.append(' ').append(params.getParam(key));
      }
    }
    double each = bytes;
    String of = unit;
    figures
        .computeIfAbsent(group.toString(), g -> new LinkedHashMap<>())
        .computeIfAbsent(row, r -> new Figure(new ArrayList<>(), of))
        .rounds()
        .add(
            median(
                result.getBenchmarkResults().stream()
                    .flatMap(fork -> fork.getIterationResults().stream())
                    .mapToDouble(iteration -> iteration.getPrimaryResult().getScore() / each)));
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
