package glissade.cli;

import glissade.formula.Point;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.NumberOutput;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes maps, lists, texts and numbers as JSON. Numbers are in the shortest form that reads back
 * as the same; those that JSON lacks are the strings {@code "NaN"}, {@code "Infinity"} and {@code
 * "-Infinity"}.
 */
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** One object on one line, without the line's end. */
  static String line(Map<String, ?> object) {
    java.io.StringWriter text = new java.io.StringWriter();
    write(text, object);
    return text.toString();
  }

  private static void write(Writer writer, Object value) {
    try (JsonGenerator generator =
        FACTORY.createGenerator(tools.jackson.core.ObjectWriteContext.empty(), writer)) {
      write(generator, value);
    }
  }

  private static void write(JsonGenerator generator, Object value) {
    if (value instanceof Map<?, ?> map) {
      generator.writeStartObject();
      map.forEach(
          (key, element) -> {
            generator.writeName(String.valueOf(key));
            write(generator, element);
          });
      generator.writeEndObject();
    } else if (value instanceof List<?> list) {
      generator.writeStartArray();
      list.forEach(element -> write(generator, element));
      generator.writeEndArray();
    } else if (value instanceof double[] numbers) {
      write(generator, Arrays.stream(numbers).boxed().collect(Collectors.toList()));
    } else if (value instanceof Double number) {
      if (Double.isFinite(number)) {
        generator.writeRawValue(shortest(number));
      } else {
        generator.writeString(number.toString());
      }
    } else if (value instanceof Boolean truth) {
      generator.writeBoolean(truth);
    } else if (value instanceof Number whole) {
      generator.writeNumber(whole.longValue());
    } else {
      generator.writeString(String.valueOf(value));
    }
  }

  /** A number in the shortest form that reads back as the same; Java 17's own is not always so. */
  static String shortest(double number) {
    return NumberOutput.toString(number, true);
  }

  /** A point by name: a number or an array each. */
  static Map<String, Object> of(Point point) {
    Map<String, Object> values = new java.util.LinkedHashMap<>();
    for (String name : point.names()) {
      values.put(
          name, point.shape(name).isScalar() ? (Object) point.number(name) : point.get(name));
    }
    return values;
  }
}
