package glissade.cli;

import glissade.data.Table;
import glissade.fit.MeanLoss;
import glissade.fit.NamedLoss;
import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Suggestion;
import glissade.functions.TestFunction;
import glissade.functions.TestFunctions;
import glissade.lab.Budget;
import glissade.lab.Comparison;
import glissade.lab.ComparisonObserver;
import glissade.lab.ComparisonResult;
import glissade.lab.Entrant;
import glissade.lab.Problem;
import glissade.lab.Report;
import glissade.lab.RowBudget;
import glissade.lab.RowComparison;
import glissade.lab.RowComparisonResult;
import glissade.lab.RowReport;
import glissade.lab.Suite;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code glissade compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares rules on a formula, on a test function by its name (`glissade functions`), or on the rows of a table.",
      "",
      "Every rule has the same budget, starts from the same points and meets the same noise. The first seed has the"
          + " start as given, the others have points around it. A run spends its whole budget; when it met the target is found in a"
          + " second run that ends there. Medians and quartiles are over the seeds; a run that diverged has an infinite loss.",
      "",
      "With DATA the formula is LEFT ~ RIGHT, or the loss of a row, as in `glissade fit`, and each rule takes part with each"
          + " batch size. The budget is a number of passes over the rows, since a step of one row and a step of all rows are not"
          + " the same work. A seed decides the order of the rows, and the start where it is drawn: --start 'a=normal(0,1)'."
          + " What is compared is the mean loss over all rows.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  glissade compare 'x^2 + y^2' --start x=5,y=4 --target 1e-8",
      "  glissade compare rosenbrock --rules sgd,momentum,rmsprop,adam --tune --report rosenbrock.html",
      "  glissade compare 'logistic(late, a + b*distance/1000)' flights.csv --start a=0,b=0 --batch full,256,1 --budget 20",
      "  glissade compare --suite --rules rmsprop,adam --csv runs.csv"
    })
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private FormulaInput formulaInput = new FormulaInput();
  @Mixin private RowsInput rows = new RowsInput();
  @Mixin private EntrantInput entrantInput = new EntrantInput();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DATA",
      description = "a CSV, Parquet or JSON file; the loss is the mean over its rows")
  private @Nullable Path data;

  @Option(
      names = "--start",
      paramLabel = "NAME=VALUE,…",
      description =
          "where the first seed starts; a test function has a start of its own; with DATA, where all start, as in `glissade fit`")
  private List<String> starts = new ArrayList<>();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "from how many starts, or orders of the rows (default: 5)")
  private int seeds = Comparison.DEFAULT_SEEDS;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "which starts and noise (default: 1)")
  private long seed = 1;

  @Option(
      names = "--spread",
      paramLabel = "S",
      description =
          "how far starts lie apart: each number moves by up to S times the larger of 1 and its size (default: 0.2)")
  private double spread = Comparison.DEFAULT_SPREAD;

  @Option(
      names = "--noise",
      paramLabel = "SD",
      description =
          "add normal noise of this deviation to each number of each gradient, as small batches do (default: 0, or the test function's)")
  private @Nullable Double noise;

  @Option(
      names = "--budget",
      paramLabel = "N|TIME",
      description =
          "what each run may spend: steps, or with DATA passes over the rows, or a time such as 30s (default: 10000 steps, 20 passes)")
  private @Nullable String budget;

  @Option(
      names = "--target",
      paramLabel = "V",
      description =
          "the loss to be met (default: for a test function, 1e-5 of the way from its start to its least value is left; 1e-2 with noise)")
  private @Nullable Double target;

  @Option(
      names = "--tune",
      description =
          "find each rule's learning rate on the same grid, 1, 2 and 5 in each decade from 1e-7 to 10, each with the whole budget")
  private boolean tune;

  @Option(
      names = "--suite",
      description = "compare on every test function, and give a performance profile")
  private boolean suite;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Option(
      names = "--markdown",
      description = "print a Markdown table, without seconds, which differ from machine to machine")
  private boolean markdown;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "write a row for each run to a file as well")
  private @Nullable Path csv;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "write a page with charts to a file as well; it needs no network")
  private @Nullable Path report;

  @Option(
      names = "--progress",
      paramLabel = "HOW",
      converter = ProgressBar.ModeConverter.class,
      description = "auto, bar, plain, jsonl or none, on standard error (default: auto)")
  private ProgressBar.Mode progress = ProgressBar.Mode.AUTO;

  private volatile boolean interrupted;

  @Override
  public Integer call() {
    if (json && markdown) {
      throw new UsageException("give --json or --markdown, not both");
    }
    if (report != null && !report.toString().endsWith(".html")) {
      throw new UsageException("--report writes an .html file, not `" + report + "`");
    }
    requireOptionsForRows();
    List<Entrant> entrants = entrantInput.entrants(tune);
    Interruption interruption = new Interruption(() -> interrupted = true);
    try (ProgressBar bar = new ProgressBar(progress, spec.commandLine().getErr(), null)) {
      if (suite) {
        return runSuite(entrants, bar);
      }
      return rows.isGiven(data) ? runRows(entrants, bar) : runOne(entrants, bar);
    } finally {
      interruption.done();
    }
  }

  /** No option is left unused in silence. */
  private void requireOptionsForRows() {
    boolean given = rows.isGiven(data);
    if (given && suite) {
      throw new UsageException("--suite compares on every test function: leave out the table");
    }
    for (String option : given ? List.of("--noise", "--spread") : List.of("--batch", "--missing")) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new UsageException(
            given
                ? option + " is for losses without rows: leave it out, or the table"
                : option + " is for rows: name a table, or give a query with --data");
      }
    }
  }

  private int runOne(List<Entrant> entrants, ProgressBar bar) {
    Comparison comparison = configured(Comparison.of(problem()), entrants);
    ComparisonResult result = comparison.observe(observer("", bar)).run();
    if (!result.rules().isEmpty()) {
      print(
          json
              ? List.of(Json.line(CompareData.object(result)))
              : new CompareTable(markdown).lines(result));
      write(() -> CompareData.csv(List.of(result)), () -> Report.page(result, command()));
    }
    return code(result.rules().size(), entrants.size(), "rules");
  }

  private int runRows(List<Entrant> entrants, ProgressBar bar) {
    String text = formulaInput.text();
    if (text != null && TestFunctions.names().contains(text)) {
      throw new UsageException(
          "`%s` is a test function, which has no rows: leave out the table, or give the loss of a row such as 'y ~ a*x + b'"
              .formatted(text));
    }
    Formula formula = NamedLoss.parse(formulaInput.source());
    try (Table table = rows.open(data);
        MeanLoss loss = MeanLoss.of(formula, table, starts)) {
      RowComparison comparison =
          RowComparison.of(formula.toString().strip(), loss).batches(rows.batches());
      entrants.forEach(comparison::entrant);
      comparison.seeds(seeds).seed(seed).observe(observer("", bar));
      comparison.budget(
          budget(RowComparison.DEFAULT_PASSES, RowBudget::ofPasses, RowBudget::ofTime, "passes"));
      if (target != null) {
        comparison.target(target);
      }
      RowComparisonResult result = (tune ? comparison.tune() : comparison).run();
      int finished = result.entrants().size();
      if (finished > 0) {
        CompareRowData values = new CompareRowData(result, rows.name(data), starts);
        print(
            json ? List.of(Json.line(values.object())) : new CompareTable(markdown).lines(result));
        write(values::csv, () -> RowReport.page(result, rows.name(data), command()));
      }
      return code(finished, finished + result.unfinished().size(), "rules and batch sizes");
    }
  }

  private int runSuite(List<Entrant> entrants, ProgressBar bar) {
    if (formulaInput.isGiven() || !starts.isEmpty()) {
      throw new UsageException("--suite compares on every test function: leave out the formula");
    }
    if (target != null || noise != null) {
      throw new UsageException(
          "--suite has a target and a noise for each function: leave out --target and --noise");
    }
    int functions = TestFunctions.all().size();
    try {
      Suite all =
          Suite.run(
              (function, comparison) ->
                  configured(comparison, entrants).observe(observer(function.name() + ": ", bar)));
      print(
          json
              ? List.of(Json.line(CompareData.object(all)))
              : new CompareTable(markdown).lines(all));
      write(() -> CompareData.csv(all.results()), () -> Report.page(all, command()));
      return code(all.results().size(), functions, "test functions");
    } catch (CancellationException nothing) {
      return code(0, functions, "test functions");
    }
  }

  /** Shows how it goes, and ends it on Ctrl-C. */
  private ComparisonObserver observer(String before, ProgressBar bar) {
    return standing -> {
      bar.show(
          seconds -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("run", before + standing.run());
            row.put("number", standing.number());
            row.put("of", standing.of());
            row.put("seconds", seconds);
            return row;
          },
          seconds ->
              "%srun %d of %d (%d%%): %s  %.1f s"
                  .formatted(
                      before,
                      standing.number(),
                      standing.of(),
                      100 * (standing.number() - 1) / standing.of(),
                      standing.run(),
                      seconds));
      return !interrupted;
    };
  }

  private int code(int finished, int of, String what) {
    if (finished == of) {
      return ExitCode.OK;
    }
    PrintWriter err = spec.commandLine().getErr();
    err.println("glissade: interrupted; %d of %d %s are finished".formatted(finished, of, what));
    return ExitCode.INTERRUPTED;
  }

  private void print(List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
  }

  private void write(Supplier<String> table, Supplier<String> page) {
    if (csv != null) {
      OutputFile.write(csv, table.get());
    }
    if (report != null) {
      OutputFile.write(report, page.get());
    }
  }

  private Comparison configured(Comparison comparison, List<Entrant> entrants) {
    entrants.forEach(comparison::entrant);
    comparison.seeds(seeds).seed(seed).spread(spread);
    comparison.budget(budget(Comparison.DEFAULT_STEPS, Budget::ofSteps, Budget::ofTime, "steps"));
    if (target != null) {
      comparison.target(target);
    }
    return tune ? comparison.tune() : comparison;
  }

  private <T> T budget(
      long usual, LongFunction<T> ofNumber, Function<Duration, T> ofTime, String unit) {
    String text = budget == null ? String.valueOf(usual) : budget;
    if (text.matches("\\d{1,18}")) {
      return ofNumber.apply(Long.parseLong(text));
    }
    try {
      return ofTime.apply(new DurationConverter().convert(text));
    } catch (TypeConversionException e) {
      throw new UsageException(
          "--budget is a number of %s or a time such as 30s, not `%s`".formatted(unit, text));
    }
  }

  private Problem problem() {
    Problem problem;
    String text = formulaInput.text();
    if (text != null && TestFunctions.names().contains(text)) {
      problem = function(text);
    } else {
      Formula formula = formulaInput.formula();
      if (starts.isEmpty() && text != null && text.matches("[a-z-]+")) {
        throw new UsageException(
            "no test function `%s`%s (`glissade functions` lists them); a formula needs --start"
                .formatted(text, Suggestion.didYouMean(text, TestFunctions.names())));
      }
      problem = Problem.of(formula, Points.read("--start", starts, formula));
    }
    return noise == null ? problem : problem.withNoise(noise);
  }

  /** A test function; a start of another length asks for so many dimensions. */
  private Problem function(String name) {
    TestFunction function = TestFunctions.find(name);
    Point start = Points.read("--start", starts, function.parsedFormula());
    Point whole = function.startPoint().with(start);
    if (!whole.shapes().equals(function.startPoint().shapes())) {
      try {
        function = TestFunctions.find(name, whole.size());
      } catch (IllegalArgumentException e) {
        throw new UsageException(String.valueOf(e.getMessage()));
      }
    }
    return Problem.of(function).from(start);
  }

  /** What was typed, such that a shell reads it again. */
  private String command() {
    return spec.root().commandLine().getParseResult().originalArgs().stream()
        .map(
            word -> word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" ", "glissade ", ""));
  }
}
