package glissade.cli;

import glissade.data.Table;
import glissade.fit.FittedModel;
import glissade.fit.Predictions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
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

/** {@code glissade predict}. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = {
      "Predicts with a fitted model: CSV, one prediction a row.",
      "",
      "Of LEFT ~ RIGHT it predicts RIGHT, as predicted_LEFT: of log(y) ~ … the logarithm. Of the losses that have"
          + " names it predicts a probability (logistic), an expectation (poisson), a class (hinge,"
          + " softmax_cross_entropy), and of the others what stands in the place of m. Of any other loss, the loss."
          + " Columns that this does not need may be missing.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  glissade fit 'y ~ a*exp(-b*t) + c' decay.csv --start a=1,b=1,c=0 --json > model.json",
      "  glissade predict model.json new.csv -o predicted.csv"
    })
final class PredictCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelInput modelInput = new ModelInput();
  @Mixin private TableInput tableInput = new TableInput();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TABLE",
      description = "a CSV, Parquet or JSON file")
  private @Nullable Path file;

  @Option(
      names = "--append",
      description =
          "write the table's own columns, too, and the prediction after them; then a value missing in any of them counts."
              + " Numbers are written as they were read, as doubles: without leading zeros, and with 17 digits at most")
  private boolean append;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "where to write; standard output if it is not given")
  private @Nullable Path output;

  @Override
  public Integer call() {
    FittedModel model = modelInput.model();
    PrintWriter out = spec.commandLine().getOut();
    try (Table table = tableInput.open(file);
        Predictions predictions = model.predict(table, append)) {
      if (predictions.columns().contains(model.column())) {
        throw new UsageException(
            "the table has a column `%s` already: rename it, or leave out --append"
                .formatted(model.column()));
      }
      if (output != null) {
        OutputFile.write(output, writer -> write(model, predictions, writer));
        out.println(predictions.counted().kept() + " predictions written to " + output);
      } else {
        write(model, predictions, out);
      }
      if (predictions.counted().dropped() > 0) {
        spec.commandLine().getErr().println(predictions.counted());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ExitCode.OK;
  }

  private static void write(FittedModel model, Predictions predictions, Writer writer)
      throws IOException {
    List<Object> header = new ArrayList<>(predictions.columns());
    header.add(model.column());
    writer.write(line(header));
    predictions.forEach(
        (columns, prediction) -> {
          List<Object> cells = new ArrayList<>(columns);
          cells.add(prediction);
          try {
            writer.write(line(cells));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static String line(List<Object> cells) {
    StringBuilder line = new StringBuilder();
    for (Object cell : cells) {
      line.append(line.isEmpty() ? "" : ",").append(text(cell));
    }
    return line.append('\n').toString();
  }

  private static String text(Object cell) {
    if (cell instanceof Double number) {
      boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
      return whole ? String.valueOf(number.longValue()) : Json.shortest(number);
    }
    String text = String.valueOf(cell);
    boolean plain = text.chars().noneMatch(c -> ",\"\n\r".indexOf(c) >= 0) && !text.isBlank();
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
