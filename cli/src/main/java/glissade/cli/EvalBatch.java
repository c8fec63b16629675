package glissade.cli;

import glissade.formula.CompileLimits;
import glissade.formula.Formula;
import glissade.formula.FormulaException;
import glissade.formula.LimitException;
import glissade.formula.Point;
import glissade.formula.Problem;
import glissade.formula.Source;
import glissade.formula.Suggestion;
import glissade.optimize.Loss;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Evaluates {@code {"formula": …, "at": {…}}} line by line, one JSON answer each. */
final class EvalBatch {
  /** A line may hold a formula and a point of the longest kinds, but not eat the memory. */
  private static final int MOST_CHARACTERS = 64 << 20;

  private final boolean hessian;
  private final JsonMapper mapper =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  EvalBatch(boolean hessian) {
    this.hessian = hessian;
  }

  void run(String file, InputStream standard, PrintWriter out) {
    try (InputStream in = file.equals("-") ? standard : Files.newInputStream(Path.of(file));
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = readLine(reader); line != null; line = readLine(reader)) {
        if (!line.isBlank()) {
          out.println(Json.line(answer(line)));
          if (out.checkError()) {
            return; // nobody reads on
          }
        }
      }
    } catch (NoSuchFileException e) {
      throw new UsageException("no batch file " + file);
    } catch (IOException e) {
      throw new UsageException("cannot read the batch file " + file + ": " + e.getMessage());
    }
  }

  private static @Nullable String readLine(BufferedReader reader) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = reader.read();
    if (c < 0) {
      return null;
    }
    for (; c >= 0 && c != '\n'; c = reader.read()) {
      if (line.length() < MOST_CHARACTERS) {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private Map<String, Object> answer(String line) {
    try {
      JsonNode request = mapper.readTree(line);
      JsonNode text = request.path("formula");
      if (!text.isString()) {
        return error("expected {\"formula\": \"…\", \"at\": {…}}", 1, 1);
      }
      Formula formula =
          Formula.parse(new Source("formula", text.asString()), CompileLimits.DEFAULT);
      Point point = point(request.path("at"));
      for (String name : point.names()) {
        if (!formula.names().contains(name)) {
          return error(
              "the formula has no parameter `%s`%s"
                  .formatted(name, Suggestion.didYouMean(name, formula.names())),
              1,
              1);
        }
      }
      return EvalCommand.answer(Loss.of(formula, point), point, hessian);
    } catch (FormulaException e) {
      Problem first = e.problems().get(0);
      List<String> all = e.problems().stream().map(Problem::message).toList();
      int start = first.span().start();
      return error(String.join("; ", all), e.source().line(start), e.source().column(start));
    } catch (JacksonException e) {
      int column = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
      String reason = String.valueOf(e.getOriginalMessage()).split("[:;\n]", 2)[0];
      return error("not JSON: " + reason, 1, column);
    } catch (LimitException | IllegalArgumentException e) {
      return error(String.valueOf(e.getMessage()), 1, 1);
    }
  }

  private static Point point(JsonNode at) {
    if (!at.isObject() && !at.isMissingNode()) {
      throw new IllegalArgumentException("`at` must be an object such as {\"x\": 3}");
    }
    Point point = Point.empty();
    for (Map.Entry<String, JsonNode> entry : at.properties()) {
      JsonNode value = entry.getValue();
      if (value.isArray() && !value.isEmpty()) {
        double[] vector = new double[value.size()];
        for (int i = 0; i < vector.length; i++) {
          vector[i] = number(entry.getKey(), value.get(i));
        }
        point = point.with(entry.getKey(), vector);
      } else {
        point = point.with(entry.getKey(), number(entry.getKey(), value));
      }
    }
    return point;
  }

  private static double number(String name, JsonNode value) {
    if (value.isNumber()) {
      double number = value.asDouble();
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException(
            "`%s` is too large: a double reaches 1.7976931348623157e308".formatted(name));
      }
      return number;
    }
    return switch (value.isString() ? value.asString() : "") {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default ->
          throw new IllegalArgumentException(
              "`%s` must be a number or an array of numbers".formatted(name));
    };
  }

  private static Map<String, Object> error(String message, int line, int column) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("message", message);
    error.put("line", line);
    error.put("column", column);
    return Map.of("error", error);
  }
}
