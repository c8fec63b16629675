package glissade.cli;

import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Replay;
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

/** {@code glissade replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {"Drives a rule with recorded gradients, and writes the path it takes.", ""},
    footer = {
      "",
      "Example:",
      "  glissade replay --rule rmsprop-pytorch --set lr=0.01 --start a=1,b=2 --gradients g.csv --trace path.csv",
      "where g.csv has the header a,b and a row of gradients for each step."
    })
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RuleInput ruleInput = new RuleInput();

  @Option(
      names = "--start",
      paramLabel = "NAME=VALUE,…",
      required = true,
      description = "where to start: a=1,b=2 or 'w=[1,2,3]'; may be given several times")
  private List<String> starts = new ArrayList<>();

  @Option(
      names = "--gradients",
      paramLabel = "FILE.csv",
      required = true,
      description = "a header of parameter names (a, w[0], …), then a row a step")
  private Path gradients = Path.of("");

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "write the path to a .csv or .jsonl file: step, value (none here), parameters")
  private @Nullable Path trace;

  @Option(
      names = "--precision",
      paramLabel = "float|double",
      converter = PrecisionConverter.class,
      description = "the arithmetic to compute in (default: double)")
  private Precision precision = Precision.DOUBLE;

  @Override
  public Integer call() throws Exception {
    Point start = Points.read("--start", starts);
    Gradients recorded = Gradients.read(gradients).ordered(start.elementNames());
    Replay replay = new Replay(ruleInput.configured(), start, precision, recorded.rows().size());
    try (TraceWriter writer = trace == null ? null : TraceWriter.open(trace, start)) {
      write(writer, replay, start);
      for (double[] row : recorded.rows()) {
        replay.step(row);
        write(writer, replay, start);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    Point end = start.withArray(replay.parameters());
    out.printf("after %d steps%n", replay.steps());
    end.names().forEach(name -> out.printf("  %s = %s%n", name, RunReport.value(end, name)));
    return ExitCode.OK;
  }

  private static void write(@Nullable TraceWriter writer, Replay replay, Point start) {
    if (writer != null) {
      writer.row(replay.steps(), start.withArray(replay.parameters()));
    }
  }
}
