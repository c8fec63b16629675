package glissade.cli;

import glissade.data.DataException;
import glissade.fit.FittedModel;
import glissade.fit.NamedLoss;
import glissade.formula.Formula;
import glissade.formula.Shape;
import glissade.formula.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The model that a command goes on from: what {@code glissade fit --json} printed. */
final class ModelInput {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "a fitted model: what glissade fit --json printed")
  private Path file = Path.of("");

  /**
   * Reads it.
   *
   * @throws DataException if it is no model
   */
  FittedModel model() {
    JsonNode root = tree();
    if (!root.path("schema").asString("").equals(FitReport.SCHEMA)) {
      throw bad(
          "is no fitted model; write one with: glissade fit … --json > " + file.getFileName());
    }
    Formula formula = NamedLoss.parse(new Source("formula", text(root, "formula")));
    Map<String, FittedModel.Parameter> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.path("parameters").properties()) {
      parameters.put(entry.getKey(), parameter(entry.getKey(), entry.getValue().get("estimate")));
    }
    Map<String, List<String>> categories = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.path("categories").properties()) {
      categories.put(entry.getKey(), texts(entry.getValue()));
    }
    return FittedModel.of(formula, texts(root.path("columns")), parameters, categories);
  }

  private JsonNode tree() {
    try {
      return JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build()
          .readTree(Files.readString(file));
    } catch (IOException e) {
      String why = Files.exists(file) ? OutputFile.reason(e) : "no such file";
      throw bad("the model cannot be read: " + why);
    } catch (JacksonException e) {
      throw bad(
          "is not JSON: line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr());
    }
  }

  private DataException bad(String problem) {
    return new DataException(file.toString(), problem);
  }

  private String text(JsonNode root, String name) {
    JsonNode node = root.get(name);
    if (node == null || !node.isString()) {
      throw bad("`%s` of the model must be a text".formatted(name));
    }
    return node.asString();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(node -> texts.add(node.asString("")));
    return texts;
  }

  private FittedModel.Parameter parameter(String name, @Nullable JsonNode estimate) {
    if (estimate == null || estimate.isArray() && estimate.isEmpty()) {
      throw bad("`parameters.%s.estimate` of the model is missing".formatted(name));
    }
    List<Double> values = new ArrayList<>();
    if (!estimate.isArray()) {
      values.add(number(name, estimate));
      return new FittedModel.Parameter(Shape.SCALAR, values);
    }
    boolean matrix = estimate.get(0).isArray();
    for (JsonNode row : estimate) {
      if (row.isArray() != matrix || matrix && row.size() != estimate.get(0).size()) {
        throw bad("`parameters.%s.estimate` has rows of different lengths".formatted(name));
      }
      if (matrix) {
        row.forEach(node -> values.add(number(name, node)));
      } else {
        values.add(number(name, row));
      }
    }
    if (values.isEmpty()) {
      throw bad("`parameters.%s.estimate` of the model is missing".formatted(name));
    }
    return new FittedModel.Parameter(
        matrix
            ? Shape.matrix(estimate.size(), estimate.get(0).size())
            : Shape.vector(values.size()),
        values);
  }

  /** As {@link Json} writes it: numbers that JSON lacks are texts. */
  private double number(String name, JsonNode node) {
    if (node.isNumber()) {
      return node.asDouble();
    }
    if (node.isString() && List.of("NaN", "Infinity", "-Infinity").contains(node.asString())) {
      return Double.parseDouble(node.asString());
    }
    throw bad("`parameters.%s.estimate` has %s where a number must be".formatted(name, node));
  }
}
