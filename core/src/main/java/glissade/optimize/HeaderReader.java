package glissade.optimize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the header of a safetensors file: JSON of objects, arrays, strings and whole numbers. Depth
 * is bounded by what such headers hold.
 */
final class HeaderReader {
  private static final int MOST_LEVELS = 4;

  private final String text;
  private int at;

  private HeaderReader(String text) {
    this.text = text;
  }

  /**
   * Reads an object.
   *
   * @throws CheckpointException if the text is anything else
   */
  static Map<?, ?> read(String text) {
    HeaderReader reader = new HeaderReader(text);
    Object value = reader.value(0);
    reader.space();
    if (reader.at < text.length() || !(value instanceof Map<?, ?> object)) {
      throw reader.wrong();
    }
    return object;
  }

  private CheckpointException wrong() {
    return new CheckpointException("its header is damaged at character " + at);
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    space();
    if (at >= text.length()) {
      throw wrong();
    }
    return text.charAt(at);
  }

  private void expect(char c) {
    if (peek() != c) {
      throw wrong();
    }
    at++;
  }

  private Object value(int level) {
    if (level > MOST_LEVELS) {
      throw wrong();
    }
    return switch (peek()) {
      case '{' -> object(level);
      case '[' -> array(level);
      case '"' -> string();
      default -> number();
    };
  }

  private Map<String, Object> object(int level) {
    Map<String, Object> object = new LinkedHashMap<>();
    expect('{');
    if (peek() == '}') {
      at++;
      return object;
    }
    while (true) {
      if (peek() != '"') {
        throw wrong();
      }
      String key = string();
      expect(':');
      if (object.put(key, value(level + 1)) != null) {
        throw wrong();
      }
      if (peek() == '}') {
        at++;
        return object;
      }
      expect(',');
    }
  }

  private List<Object> array(int level) {
    List<Object> array = new ArrayList<>();
    expect('[');
    if (peek() == ']') {
      at++;
      return array;
    }
    while (true) {
      array.add(value(level + 1));
      if (peek() == ']') {
        at++;
        return array;
      }
      expect(',');
    }
  }

  private Long number() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start || at - start > 18) {
      throw wrong();
    }
    return Long.valueOf(text.substring(start, at));
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    expect('"');
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return string.toString();
      }
      string.append(c == '\\' ? escaped() : c);
    }
    throw wrong();
  }

  private char escaped() {
    if (at >= text.length()) {
      throw wrong();
    }
    char c = text.charAt(at++);
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unicode();
      default -> throw wrong();
    };
  }

  private char unicode() {
    if (at + 4 > text.length()) {
      throw wrong();
    }
    try {
      char c = (char) Integer.parseInt(text.substring(at, at + 4), 16);
      at += 4;
      return c;
    } catch (NumberFormatException e) {
      throw wrong();
    }
  }

  /** A string in JSON. */
  static String quoted(String string) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c == '\n') {
        quoted.append("\\n");
      } else if (c < ' ') {
        quoted
            .append("\\u00")
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
