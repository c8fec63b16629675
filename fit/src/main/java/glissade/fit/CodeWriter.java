package glissade.fit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a module of one of the {@linkplain ExportLanguage languages}: numbers with names, and a
 * function {@code predict} of statements.
 */
abstract class CodeWriter {
  private static final Pattern WORD = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*");

  /** The functions that code may call, by name. */
  private final Map<String, String> functions = new LinkedHashMap<>();

  private final Set<String> taken = new HashSet<>();

  /**
   * An argument of {@code predict}.
   *
   * @param name in the code
   * @param kind what it is
   * @param description for its reader
   */
  record Argument(String name, Kind kind, String description) {
    enum Kind {
      NUMBER,
      TEXT,
      NUMBERS
    }
  }

  final List<Argument> arguments = new ArrayList<>();
  final List<String> statements = new ArrayList<>();
  final List<String> constants = new ArrayList<>();

  /**
   * A writer.
   *
   * @param resource the functions, each after an empty line
   * @param definition what a function begins with; its name is a group
   * @param reserved words that no name may be
   */
  CodeWriter(String resource, Pattern definition, String reserved) {
    for (String entry : Resources.text(resource).split("\n\n(?=\\S)", -1)) {
      Matcher matcher = definition.matcher(entry);
      if (!matcher.find()) {
        throw new IllegalStateException(resource + ": " + entry);
      }
      functions.put(matcher.group(1), entry.strip());
    }
    taken.addAll(functions.keySet());
    taken.addAll(List.of(reserved.split(" ", -1)));
  }

  static CodeWriter of(ExportLanguage language, String name) {
    return language == ExportLanguage.JAVA ? new JavaCode(name) : new PythonCode();
  }

  /** A name for the code that is like a wanted one, and no other's. */
  final String name(String wanted) {
    StringBuilder name = new StringBuilder(wanted.replaceAll("[^\\p{L}\\p{N}_]", "_"));
    if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
      name.insert(0, '_');
    }
    // Python takes names for the same that differ only in such ways.
    String folded = java.text.Normalizer.normalize(name, java.text.Normalizer.Form.NFKC);
    String free = folded;
    for (int k = 2; !taken.add(free); k++) {
      free = folded + "_" + k;
    }
    return free;
  }

  /** A number as the language writes it. */
  abstract Term literal(double value);

  /** A text as the language writes it. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (Character.isISOControl(c)) {
        quoted.append(String.format(Locale.ROOT, "\\%03o", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** The lines of a text, without characters that end a comment's line. */
  static List<String> comment(String text) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      lines.add(line.replaceAll("\\p{Cntrl}", " ").stripTrailing());
    }
    return lines;
  }

  /** Gives a number a name. */
  abstract void constant(String name, double value);

  /**
   * Gives numbers a name.
   *
   * @param width how many stand in a line
   */
  abstract void constant(String name, double[] values, int width);

  /** Gives texts a name. */
  abstract void constant(String name, List<String> texts);

  /** Gives a number a name. */
  abstract void number(String name, String value);

  /** Gives numbers a name. */
  abstract void numbers(String name, String values);

  /** Gives numbers a name, of which each is the same expression of the index {@code i}. */
  abstract void each(String name, String value, int size);

  /** Lays numbers, or a number, into others that have a name. */
  abstract void lay(String name, int from, String value, int size, boolean single);

  /** A call for its effect. */
  abstract void call(String call);

  /** Zeros. */
  abstract String zeros(int size);

  /**
   * The whole.
   *
   * @param formula what was fitted
   * @param predicts what is predicted
   * @param text whether the value is a text
   * @param value the value
   */
  abstract String module(String formula, String predicts, boolean text, String value);

  /** The functions that code calls, and those that they call. */
  final List<String> called(String code) {
    Set<String> names = new LinkedHashSet<>();
    collect(code, names);
    List<String> called = new ArrayList<>();
    functions.forEach(
        (name, text) -> {
          if (names.contains(name)) {
            called.add(text);
          }
        });
    return called;
  }

  private void collect(String code, Set<String> names) {
    Matcher word = WORD.matcher(code);
    while (word.find()) {
      String text = functions.get(word.group());
      if (text != null && names.add(word.group())) {
        collect(text, names);
      }
    }
  }
}
