package glissade.cli;

import glissade.data.Table;
import glissade.fit.FittedModel;
import glissade.fit.Score;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code glissade score}. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Compares a table with what a fitted model says of it: the mean loss; R² of LEFT ~ RIGHT; the share of rows"
          + " whose class is guessed of logistic, hinge and softmax_cross_entropy.",
      ""
    },
    footer = {"", "Example:", "  glissade score model.json new.csv"})
final class ScoreCommand implements Callable<Integer> {
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
      names = "--weights",
      paramLabel = "COLUMN",
      description = "a row with the weight 2 counts twice (default: every row counts once)")
  private @Nullable String weights;

  @Option(names = "--json", description = "print the score as one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    FittedModel model = modelInput.model();
    Score score;
    try (Table table = tableInput.open(file)) {
      score = weights == null ? model.score(table) : model.score(table, weights);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? json(model, score) : text(model, score));
    return ExitCode.OK;
  }

  private static String json(FittedModel model, Score score) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("schema", "glissade/score/1");
    object.put("formula", model.formula().toString());
    object.put("loss", score.loss());
    object.put("rows", score.rows().kept());
    object.put("rowsDropped", score.rows().dropped());
    if (score.determination() != null) {
      object.put("rSquared", score.determination());
    }
    if (score.accuracy() != null) {
      object.put("accuracy", score.accuracy());
    }
    return Json.line(object);
  }

  private static String text(FittedModel model, Score score) {
    StringBuilder text = new StringBuilder();
    text.append(model.formula()).append('\n').append(score.rows()).append('\n');
    text.append("\nmean loss  ").append(Json.shortest(score.loss()));
    if (score.determination() != null) {
      text.append("\nR²         ").append(Json.shortest(score.determination()));
    }
    if (score.accuracy() != null) {
      text.append("\naccuracy   ").append(Json.shortest(score.accuracy()));
    }
    return text.toString();
  }
}
