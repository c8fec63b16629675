package glissade.cli;

import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Suggestion;
import glissade.functions.TestFunction;
import glissade.functions.TestFunctions;
import glissade.lab.Budget;
import glissade.lab.Comparison;
import glissade.lab.ComparisonResult;
import glissade.lab.Entrant;
import glissade.lab.Problem;
import glissade.lab.Report;
import glissade.lab.Suite;
import glissade.rule.Rules;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code glissade compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares rules on a formula, or on a test function by its name (`glissade functions`).",
      "",
      "Every rule has the same budget, starts from the same points and meets the same noise. The first seed has the"
          + " start as given, the others have points around it. A run spends its whole budget; when it met the target is found in a"
          + " second run that ends there. Medians and quartiles are over the seeds; a run that diverged has an infinite loss.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  glissade compare 'x^2 + y^2' --start x=5,y=4 --target 1e-8",
      "  glissade compare rosenbrock --rules sgd,momentum,rmsprop,adam --tune --report rosenbrock.html",
      "  glissade compare --suite --rules rmsprop,adam --csv runs.csv"
    })
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private FormulaInput formulaInput = new FormulaInput();

  @Option(
      names = "--start",
      paramLabel = "NAME=VALUE,…",
      description = "where the first seed starts; a test function has a start of its own")
  private List<String> starts = new ArrayList<>();

  @Option(
      names = "--rules",
      paramLabel = "RULE,…",
      description =
          "names from `glissade rules`, or your own .rule files (default: sgd,momentum,rmsprop,adam)")
  private String rules = "sgd,momentum,rmsprop,adam";

  @Option(
      names = "--set",
      paramLabel = "RULE.NAME=VALUE",
      description =
          "a setting of one of the rules, as rmsprop.decay=0.99; may be given several times")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--seeds", paramLabel = "N", description = "from how many starts (default: 5)")
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
      paramLabel = "STEPS|TIME",
      description = "what each run may spend: 10000, or a time such as 30s (default: 10000 steps)")
  private String budget = Long.toString(Comparison.DEFAULT_STEPS);

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

  @Override
  public Integer call() {
    if (json && markdown) {
      throw new UsageException("give --json or --markdown, not both");
    }
    if (report != null && !report.toString().endsWith(".html")) {
      throw new UsageException("--report writes an .html file, not `" + report + "`");
    }
    List<Entrant> entrants = entrants();
    if (suite) {
      runSuite(entrants);
    } else {
      runOne(entrants);
    }
    return ExitCode.OK;
  }

  private void runOne(List<Entrant> entrants) {
    ComparisonResult result = configured(Comparison.of(problem()), entrants).run();
    print(
        json
            ? List.of(Json.line(CompareData.object(result)))
            : new CompareTable(markdown).lines(result));
    write(List.of(result), () -> Report.page(result, command()));
  }

  private void runSuite(List<Entrant> entrants) {
    if (formulaInput.isGiven() || !starts.isEmpty()) {
      throw new UsageException("--suite compares on every test function: leave out the formula");
    }
    if (target != null || noise != null) {
      throw new UsageException(
          "--suite has a target and a noise for each function: leave out --target and --noise");
    }
    PrintWriter err = spec.commandLine().getErr();
    Suite all =
        Suite.run(
            comparison -> configured(comparison, entrants),
            function -> err.println("glissade: " + function.name()));
    print(
        json ? List.of(Json.line(CompareData.object(all))) : new CompareTable(markdown).lines(all));
    write(all.results(), () -> Report.page(all, command()));
  }

  private void print(List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
  }

  private void write(List<ComparisonResult> results, java.util.function.Supplier<String> page) {
    if (csv != null) {
      OutputFile.write(csv, CompareData.csv(results));
    }
    if (report != null) {
      OutputFile.write(report, page.get());
    }
  }

  private Comparison configured(Comparison comparison, List<Entrant> entrants) {
    entrants.forEach(comparison::entrant);
    comparison.seeds(seeds).seed(seed).spread(spread).budget(budget());
    if (target != null) {
      comparison.target(target);
    }
    return tune ? comparison.tune() : comparison;
  }

  private Budget budget() {
    if (budget.matches("\\d{1,18}")) {
      return Budget.ofSteps(Long.parseLong(budget));
    }
    try {
      return Budget.ofTime(new DurationConverter().convert(budget));
    } catch (TypeConversionException e) {
      throw new UsageException(
          "--budget is a number of steps or a time such as 30s, not `" + budget + "`");
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

  private List<Entrant> entrants() {
    List<Entrant> entrants = new ArrayList<>();
    for (String name : rules.split(",", -1)) {
      entrants.add(Entrant.of(Rules.find(name.strip()).configured()));
    }
    settings.forEach(setting -> apply(setting, entrants));
    return entrants;
  }

  /** A setting for the rule whose name it begins with. */
  private void apply(String setting, List<Entrant> entrants) {
    for (int i = 0; i < entrants.size(); i++) {
      Entrant entrant = entrants.get(i);
      String prefix = entrant.name() + ".";
      if (setting.startsWith(prefix)) {
        String own = setting.substring(prefix.length());
        if (tune && entrant.rule().read(own).containsKey(entrant.learningRate())) {
          throw new UsageException(
              "--tune finds the learning rate of `%s`: leave out --set %s"
                  .formatted(entrant.name(), setting));
        }
        entrants.set(i, new Entrant(entrant.name(), entrant.rule().withAll(own)));
        return;
      }
    }
    throw new UsageException(
        "--set %s is for none of the rules; write RULE.NAME=VALUE, where RULE is one of: %s"
            .formatted(
                setting, entrants.stream().map(Entrant::name).collect(Collectors.joining(", "))));
  }

  /** What was typed, such that a shell reads it again. */
  private String command() {
    return spec.root().commandLine().getParseResult().originalArgs().stream()
        .map(
            word -> word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" ", "glissade ", ""));
  }
}
