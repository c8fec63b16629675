package glissade.cli;

import glissade.data.Missing;
import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.fit.Fit;
import glissade.fit.FitCheckpoint;
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
          + " Names that the table has are columns; all others are parameters. columns('x*') is the vector of the columns"
          + " whose names fit, C == 'red' is 1 where a column has a text, u[C] is a parameter of each text,"
          + " and W[16, X] says that W is a matrix of 16 rows as wide as X.",
      "",
      "First a rule descends: over all rows at once, or by batches where there are many. Then second-order steps go on"
          + " from there and from the start; the lowest point counts.",
      "",
      "With --checkpoint a descent can be interrupted: --resume goes on from its file, with the same formula and tables, to"
          + " the same result; --missing is given again, and all other settings of the descent are in the file.",
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
  @Mixin private CheckpointInput checkpointInput = new CheckpointInput();

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
      description =
          "where to start: a=1, w=[1,2], W[16,X]=normal(0,0.1), b=uniform(-1,1); what has no start is guessed; may be given several times")
  private List<String> starts = new ArrayList<>();

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "CONSTRAINT",
      description =
          "what a parameter must keep to: 'a>0', '0<b<1', 'c=2*a', 'd=3'; may be given several times")
  private List<String> constraints = new ArrayList<>();

  @Option(
      names = "--batch",
      paramLabel = "full|N",
      description =
          "rows of a step (default: all; 256 where there are more than 100000 rows, or the model is large)")
  private @Nullable String batch;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "how often a descent by batches uses every row (default: 20, or as often as 1000 steps take)")
  private @Nullable Long epochs;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "steps of the descent, instead of --epochs (default: 1000, where they go over all rows)")
  private @Nullable Long steps;

  @Option(
      names = "--valid",
      paramLabel = "SHARE%|FILE",
      description =
          "rows to judge the points by, such as 20%%, drawn from the table, or a table of their own; the best point counts")
  private @Nullable String valid;

  @Option(
      names = "--early-stop",
      paramLabel = "N",
      description = "end when the loss has not become lower for N epochs")
  private @Nullable Long patience;

  @Option(
      names = "--restarts",
      paramLabel = "N",
      description =
          "descend from N starts; the better half goes on, until one is left (default: 1; 8 for a small network)")
  private @Nullable Integer restarts;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "what random starts, batches and validation rows are drawn from (default: 1)")
  private @Nullable Long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "threads for sums over all rows; the result is the same to the bit (default: 1)")
  private int threads = 1;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = MemoryConverter.class,
      description =
          "memory to use, such as 1g or 500m; rows that need more than half of it are kept in a temporary file (default: Java's heap)")
  private @Nullable Long memory;

  @Option(
      names = "--bootstrap",
      paramLabel = "N",
      description =
          "take errors and intervals from N samples drawn with replacement (default: 0, from the curvature)")
  private @Nullable Integer bootstrap;

  @Option(
      names = "--weights",
      paramLabel = "COLUMN",
      description =
          "a row with the weight 2 counts twice; least squares takes weights for how precise a row is, so its errors stay where all weights are doubled")
  private @Nullable String weights;

  @Option(
      names = "--missing",
      paramLabel = "error|drop",
      converter = MissingConverter.class,
      description = MissingConverter.HELP)
  private Missing missing = Missing.ERROR;

  @Option(
      names = "--polish",
      negatable = true,
      description =
          "whether second-order steps follow the descent (default: yes, unless rows are kept back or the model is large)")
  private @Nullable Boolean polish;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description =
          "draw rows and fit to a .svg file; with residuals and the loss by epoch to a .html file")
  private @Nullable Path plot;

  @Option(names = "--json", description = "print the result as one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    if ((file == null) == (query == null)) {
      throw new UsageException("name a table, or give a query with --data: one of the two");
    }
    if (threads < 1) {
      throw new UsageException("the number of threads must be at least 1, not " + threads);
    }
    if (steps != null && epochs != null) {
      throw new UsageException("--steps and --epochs both say how long: leave out one of the two");
    }
    Formula text = NamedLoss.parse(new Source("formula", formula));
    TableOptions options = TableOptions.defaults().withMissing(missing).withThreads(threads);
    if (memory != null) {
      options = options.withMemory(Math.max(1, memory / 2)); // the rest is for what is made of them
    }
    try (Table table =
        file != null ? Tables.open(file, options) : Tables.query(String.valueOf(query), options)) {
      Fit fit = Fit.of(text, table).threads(threads);
      Path resume = checkpointInput.resume();
      FitCheckpoint before = resume == null ? null : FitCheckpoint.read(resume);
      if (before != null) {
        fit.resume(before);
      }
      starts.forEach(fit::start);
      constraints.forEach(fit::constrain);
      configure(fit, before);
      if (plot != null && !plot.toString().matches(".*\\.(svg|html)")) {
        throw new UsageException(
            "--plot takes a file that ends in .svg or .html, not `" + plot + "`");
      }
      Interruption interruption = new Interruption(fit::interrupt);
      try {
        FitResult result = run(fit, options);
        write(text, result, table);
        return ExitCode.of(result.stop(), false);
      } finally {
        interruption.done();
      }
    }
  }

  private void write(Formula text, FitResult result, Table table) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? FitReport.json(text, result) : FitReport.text(text, result));
    out.flush();
    if (plot != null) {
      FitPlot drawn = FitPlot.of(text, result, table);
      OutputFile.write(plot, plot.toString().endsWith(".svg") ? drawn.svg() : drawn.html());
    }
  }

  private void configure(Fit fit, @Nullable FitCheckpoint before) {
    if (before != null) {
      fit.rule(ruleInput.resumed(before.rule()));
    } else if (ruleInput.isGiven()) {
      ConfiguredRule rule = ruleInput.configured();
      if (ruleInput.setsRate(rule)) {
        fit.rule(rule);
      } else {
        fit.ruleWithoutRate(rule);
      }
    }
    if (batch != null) {
      fit.batch(batch.equals("full") ? Long.MAX_VALUE : number("--batch", batch));
    }
    if (restarts != null) {
      fit.restarts(restarts);
    }
    if (epochs != null) {
      fit.epochs(epochs);
    }
    if (steps != null) {
      fit.steps(steps);
    }
    if (polish != null) {
      fit.polish(polish);
    }
    if (patience != null) {
      fit.patience(patience);
    }
    if (seed != null) {
      fit.seed(seed);
    }
    if (bootstrap != null) {
      fit.bootstrap(bootstrap);
    }
    if (weights != null) {
      fit.weights(weights);
    }
    Path checkpoint = checkpointInput.file();
    if (checkpoint != null) {
      fit.checkpoint(checkpoint, checkpointInput.pace());
    }
    if (before != null) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("glissade: resuming at step " + before.step());
      before.changes(fit).forEach(change -> err.println("glissade: " + change));
    }
  }

  private static long number(String option, String text) {
    if (!text.matches("\\d{1,18}")) {
      throw new UsageException(
          "%s takes `full` or a number of rows, not `%s`".formatted(option, text));
    }
    return Long.parseLong(text);
  }

  private FitResult run(Fit fit, TableOptions options) {
    String rows = valid;
    if (rows == null) {
      return fit.run();
    }
    if (rows.endsWith("%")) {
      return fit.validation(share(rows)).run();
    }
    try (Table kept = Tables.open(Path.of(rows), options)) {
      return fit.validation(kept).run();
    }
  }

  private static double share(String text) {
    try {
      double share = Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
      if (share == 0) {
        throw new UsageException("--valid 0% keeps no rows back: leave it out");
      }
      return share;
    } catch (NumberFormatException e) {
      throw new UsageException("--valid takes a share such as 20%, or a file, not `" + text + "`");
    }
  }
}
