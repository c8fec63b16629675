package glissade.cli;

import glissade.formula.CompileLimits;
import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.formula.Source;
import glissade.optimize.Checkpoint;
import glissade.optimize.Minimizer;
import glissade.optimize.ParameterGroup;
import glissade.optimize.ReduceOnPlateau;
import glissade.optimize.Result;
import glissade.optimize.StopReason;
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
import picocli.CommandLine.Spec;

/** {@code glissade minimize}. */
@Command(
    name = "minimize",
    mixinStandardHelpOptions = true,
    description = {
      "Minimizes a formula from a start, by gradient descent with a rule.",
      "",
      "Without --steps it runs until the gradient is within the tolerance (1e-16 if none is given), the value has not"
          + " improved for 1000 steps, or 100000 steps are made; with --time, until the time is up. With --steps it makes exactly so many, unless it"
          + " reaches a tolerance or target that was asked for. The result is the best point met.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  glissade minimize 'x^2 + y^2' --start x=5,y=4",
      "  glissade minimize 'sum(100*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)' --start 'x[100]=0' \\",
      "      --lr '0.01*0.5*(1 + cos(pi*t/T))' --steps 20000",
      "  glissade minimize 'x^2 + 10*y^2' --start x=5,y=4 --rule momentum --set lr=0.01,mu=0.9 --trace path.csv"
    })
final class MinimizeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private FormulaInput formulaInput = new FormulaInput();
  @Mixin private RuleInput ruleInput = new RuleInput();
  @Mixin private CheckpointInput checkpointInput = new CheckpointInput();
  @Mixin private WatchInput watch = new WatchInput();

  @Option(
      names = "--start",
      paramLabel = "NAME=VALUE,…",
      description =
          "where to start: x=5,y=4 or 'w=[1,2,3]' or 'w[100]=0'; may be given several times")
  private List<String> starts = new ArrayList<>();

  @Option(names = "--steps", paramLabel = "N", description = "make N steps")
  private @Nullable Long steps;

  @Option(
      names = "--tolerance",
      paramLabel = "TOL",
      description = "end when the gradient's largest component is at most TOL")
  private @Nullable Double tolerance;

  @Option(names = "--target", paramLabel = "V", description = "end when the value reaches V")
  private @Nullable Double target;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "end after a time: 30s, 500ms, 2m, 1h")
  private java.time.@Nullable Duration time;

  @Option(
      names = "--every",
      paramLabel = "K",
      description = "show and trace every K-th step (default: trace all, show a few)")
  private @Nullable Long every;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "write the path to a .csv or .jsonl file: step, value, parameters")
  private @Nullable Path trace;

  @Option(
      names = "--group",
      paramLabel = "PATTERN: NAME=VALUE,…",
      description =
          "settings for the parameters whose names match: 'w*: lr=0.01, decay=0.99'; may be given several times, later ones win")
  private List<String> groups = new ArrayList<>();

  @Option(
      names = "--freeze",
      paramLabel = "PATTERN",
      description = "keep the parameters whose names match as they are; may be given several times")
  private List<String> frozen = new ArrayList<>();

  @Option(
      names = "--skip-nonfinite",
      paramLabel = "N",
      description =
          "leave out the update where the value or gradient is not finite, at most N times in a row (default: 0, the run ends)")
  private long skips;

  @Option(
      names = "--plateau",
      paramLabel = "NAME=VALUE,…",
      description =
          "make the learning rate smaller where the loss has not become better for some steps: factor=0.5,patience=100 (also: threshold, absolute, cooldown, minimum, every, hyper)")
  private @Nullable String plateau;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "threads for the rule's updates; the result is the same to the bit (default: 1)")
  private int threads = 1;

  @Option(
      names = "--precision",
      paramLabel = "float|double",
      converter = PrecisionConverter.class,
      description = "the arithmetic to compute in (default: double)")
  private @Nullable Precision precision;

  @Option(names = "--maximize", description = "go uphill instead")
  private boolean maximize;

  @Option(names = "--json", description = "print the result as one JSON object")
  private boolean json;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "write the result to a file instead; as JSON if its name ends in .json")
  private @Nullable Path output;

  @Option(
      names = "--progress",
      paramLabel = "HOW",
      converter = ProgressBar.ModeConverter.class,
      description = "auto, bar, plain, jsonl or none, on standard error (default: auto)")
  private ProgressBar.Mode progress = ProgressBar.Mode.AUTO;

  @Override
  public Integer call() throws Exception {
    Path resume = checkpointInput.resume();
    Minimizer minimizer = resume == null ? fresh() : resumed(resume);
    Formula formula = java.util.Objects.requireNonNull(minimizer.formula());
    Point start = minimizer.startPoint();
    configure(minimizer);
    StepTable table = new StepTable(every);
    boolean asJson = json || output != null && output.toString().endsWith(".json");
    if (!asJson) {
      minimizer.observe(table::next, table);
    }
    try {
      watch.begin(minimizer);
      int code = run(minimizer, formula, start, table, asJson);
      if (code != ExitCode.INTERRUPTED) {
        watch.stay();
      }
      return code;
    } finally {
      watch.close();
    }
  }

  private int run(
      Minimizer minimizer, Formula formula, Point start, StepTable table, boolean asJson)
      throws Exception {
    Interruption interruption = new Interruption(minimizer::interrupt);
    try {
      Result result = run(minimizer, start);
      String text =
          asJson
              ? RunReport.json(formula, minimizer, start, result)
              : RunReport.text(minimizer, table, result);
      write(text);
      warn(result);
      watch.end(result, RunReport.ending(minimizer, result));
      return ExitCode.of(result.stop(), tolerance != null || target != null);
    } finally {
      interruption.done();
    }
  }

  private Minimizer fresh() {
    Formula formula = formulaInput.formula();
    Point start = Points.read("--start", starts, formula);
    return Minimizer.of(formula)
        .start(start)
        .rule(ruleInput.configured())
        .precision(precision == null ? Precision.DOUBLE : precision);
  }

  /**
   * Where the checkpoint was; what the command line changes is said, or refused where it cannot be.
   */
  private Minimizer resumed(Path file) {
    if (!starts.isEmpty()) {
      throw new UsageException(
          "--start does not go with --resume: the checkpoint has the parameters");
    }
    if (!groups.isEmpty() || !frozen.isEmpty()) {
      throw new UsageException(
          "--group and --freeze do not go with --resume: the checkpoint has the groups");
    }
    Checkpoint before = Checkpoint.read(file);
    Formula formula =
        formulaInput.isGiven()
            ? formulaInput.formula()
            : Formula.parse(new Source("formula", before.formula()), CompileLimits.DEFAULT);
    ConfiguredRule rule = before.rule();
    Minimizer minimizer = Minimizer.of(formula).resume(before).rule(ruleInput.resumed(rule));
    if (precision != null) {
      minimizer.precision(precision);
    }
    PrintWriter err = spec.commandLine().getErr();
    err.println("glissade: resuming at step " + before.step());
    before.changes(minimizer.rule()).forEach(change -> err.println("glissade: " + change));
    return minimizer;
  }

  private void configure(Minimizer minimizer) {
    Path checkpoint = checkpointInput.file();
    if (checkpoint != null) {
      minimizer.checkpoint(written -> written.write(checkpoint), checkpointInput.pace());
    }
    groups.forEach(group -> minimizer.group(ParameterGroup.parse(group)));
    frozen.forEach(pattern -> minimizer.group(ParameterGroup.freeze(pattern)));
    if (plateau != null) {
      minimizer.reduceOnPlateau(ReduceOnPlateau.parse(plateau));
    }
    minimizer.skipNonFinite(skips).threads(threads);
    if (maximize) {
      minimizer.maximize();
    }
    if (steps != null) {
      minimizer.steps(steps);
    }
    if (tolerance != null) {
      minimizer.tolerance(tolerance);
    }
    if (target != null) {
      minimizer.target(target);
    }
    if (time != null) {
      minimizer.time(time);
    }
    if (every != null && every < 1) {
      throw new UsageException("--every must be at least 1, not " + every);
    }
  }

  private Result run(Minimizer minimizer, Point start) throws Exception {
    try (TraceWriter writer = trace == null ? null : TraceWriter.open(trace, start);
        ProgressBar bar = new ProgressBar(progress, spec.commandLine().getErr(), steps)) {
      minimizer.heartbeat(bar);
      if (writer != null) {
        minimizer.observe(every == null ? 1 : every, writer.every(every == null ? 1 : every));
      }
      return minimizer.run();
    }
  }

  private void write(String text) {
    PrintWriter out = spec.commandLine().getOut();
    if (output == null) {
      out.println(text);
      out.flush();
    } else {
      OutputFile.write(output, text + "\n");
    }
  }

  private void warn(Result result) {
    PrintWriter err = spec.commandLine().getErr();
    if (result.stop().reason() == StopReason.DIVERGED) {
      err.println("glissade: " + result.stop().message());
    }
  }
}
