package glissade.studio;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The JSON object that a call carries, read field by field. */
final class Request {
  private final JsonNode object;

  private Request(JsonNode object) {
    this.object = object;
  }

  /**
   * Reads a call's body.
   *
   * @param limit the most bytes
   * @param fields all that it may have
   */
  static Request read(HttpExchange exchange, int limit, List<String> fields) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      throw new HttpProblem(405, "this call is made with POST");
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new HttpProblem(415, "the body must be application/json");
    }
    byte[] body = exchange.getRequestBody().readNBytes(limit + 1);
    if (body.length > limit) {
      throw new HttpProblem(413, "the request is larger than %,d bytes".formatted(limit));
    }
    try {
      return of(Reply.JSON.readTree(body), fields);
    } catch (JacksonException e) {
      throw new HttpProblem(400, "the body is not JSON: " + e.getOriginalMessage());
    }
  }

  static Request of(JsonNode node, List<String> fields) {
    if (!node.isObject()) {
      throw new HttpProblem(400, "expected a JSON object");
    }
    for (String name : node.propertyNames()) {
      if (!fields.contains(name)) {
        throw new HttpProblem(
            400, "no field `%s` here; there are: %s".formatted(name, String.join(", ", fields)));
      }
    }
    return new Request(node);
  }

  private JsonNode get(String field, String expected, java.util.function.Predicate<JsonNode> fits) {
    JsonNode node = object.get(field);
    if (node == null || !fits.test(node)) {
      throw new HttpProblem(400, "`%s` must be %s".formatted(field, expected));
    }
    return node;
  }

  boolean has(String field) {
    return object.has(field);
  }

  String text(String field) {
    return get(field, "a text", JsonNode::isString).asString();
  }

  /** A whole number between two bounds, both included. */
  int number(String field, int low, int high) {
    return get(
            field,
            "a whole number from %d to %d".formatted(low, high),
            node -> node.isInt() && node.asInt() >= low && node.asInt() <= high)
        .asInt();
  }

  /** The ends of an interval, the lower one first. */
  double[] interval(String field) {
    JsonNode node =
        get(
            field,
            "two finite numbers, the lower one first",
            n ->
                n.size() == 2
                    && n.path(0).isNumber()
                    && n.path(1).isNumber()
                    && Double.isFinite(n.path(0).asDouble())
                    && Double.isFinite(n.path(1).asDouble() - n.path(0).asDouble())
                    && n.path(0).asDouble() < n.path(1).asDouble());
    return new double[] {node.path(0).asDouble(), node.path(1).asDouble()};
  }

  /** Objects, from one to some number of them. */
  List<Request> objects(String field, int most, List<String> fields) {
    JsonNode node =
        get(field, "a list of 1 to " + most, n -> n.isArray() && !n.isEmpty() && n.size() <= most);
    return StreamSupport.stream(node.spliterator(), false).map(each -> of(each, fields)).toList();
  }

  /** The texts of an object by name; numbers count as texts. */
  Map<String, String> texts(String field) {
    JsonNode node =
        get(
            field,
            "an object of texts and numbers",
            n -> n.isObject() && n.valueStream().allMatch(v -> v.isString() || v.isNumber()));
    Map<String, String> texts = new java.util.LinkedHashMap<>();
    node.propertyStream().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString()));
    return texts;
  }
}
