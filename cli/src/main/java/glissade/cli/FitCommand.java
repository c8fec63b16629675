package glissade.cli;

import glissade.data.Missing;
import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.fit.Fit;
import glissade.fit.FitResult;
import glissade.fit.NamedLoss;
import glissade.formula.Formula;
import glissade.formula.Source;
import glissade.rule.ConfiguredRule;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code glissade fit}. */
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    description = {
      "Fits a formula to a table.",
      "",
      "FORMULA is LEFT ~ RIGHT for least squares, or the loss of a row, whose mean over the rows is minimized."
          + " Names that the table has are columns; all others are parameters and need a start.",
      "",
      "First a rule descends over all rows, in units of the start values. Then second-order steps go on from there"
          + " and from the start; the lowest point counts.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  glissade fit 'y ~ a*exp(-b*t) + c' decay.csv --start a=1,b=1,c=0",
      "  glissade fit 'logistic(late, a + b*distance/1000)' --data \"SELECT delay > 15 AS late, distance FROM 'flights.parquet'\" --start a=0,b=0"
    })
final class FitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RuleInput ruleInput = new RuleInput();

  @Parameters(
      index = "0",
      paramLabel = "FORMULA",
      description = "what to fit, such as 'y ~ a + b*x'")
  private String formula = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TABLE",
      description = "a CSV, Parquet or JSON file")
  private @Nullable Path file;

  @Option(
      names = "--data",
      paramLabel = "SQL",
      description = "a query over files instead of TABLE: SELECT … FROM 'x.parquet' WHERE …")
  private @Nullable String query;

  @Option(
      names = "--start",
      paramLabel = "NAME=VALUE,…",
      description = "where to start; may be given several times")
  private List<String> starts = new ArrayList<>();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "steps of descent over all rows (default: 1000)")
  private long steps = Fit.DEFAULT_STEPS;

  @Option(
      names = "--weights",
      paramLabel = "COLUMN",
      description = "a row with the weight 2 counts twice")
  private @Nullable String weights;

  @Option(
      names = "--missing",
      paramLabel = "error|drop",
      converter = MissingConverter.class,
      description = "what to do with rows that lack a value (default: error)")
  private Missing missing = Missing.ERROR;

  @Option(
      names = "--no-polish",
      description = "descend by the rule alone, without second-order steps after it")
  private boolean plain;

  @Option(names = "--json", description = "print the result as one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    if ((file == null) == (query == null)) {
      throw new UsageException("name a table, or give a query with --data: one of the two");
    }
    Formula text = NamedLoss.parse(new Source("formula", formula));
    TableOptions options = TableOptions.defaults().withMissing(missing);
    try (Table table =
        file != null ? Tables.open(file, options) : Tables.query(String.valueOf(query), options)) {
      Fit fit =
          Fit.of(text, table).start(Points.read("--start", starts)).steps(steps).polish(!plain);
      if (ruleInput.isGiven()) {
        ConfiguredRule rule = ruleInput.configured();
        fit.rule(rule);
      }
      if (weights != null) {
        fit.weights(weights);
      }
      FitResult result = fit.run();
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? FitReport.json(text, result) : FitReport.text(text, result));
      return ExitCode.of(result.stop(), false);
    }
  }
}
