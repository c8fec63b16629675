package glissade.formula;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A function that is a formula of its parameters, and of names that mean what they mean where it is
 * called. A parameter {@code then(t, T)} stands for a formula of {@code t} and {@code T}, which the
 * body calls with values for them. Immutable and safe for use by several threads.
 */
public final class Definition {
  /** More than a call may come to when written out. */
  static final int MOST_TERMS = 10_000;

  private static final Pattern HEADING = Pattern.compile("(\\w+)\\((.*)\\)");
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)(\\(([^)]*)\\))?\\s*,?\\s*");

  private final String heading;
  private final String name;
  private final List<String> parameters;
  private final @Nullable Formula body;

  private Definition(String heading, String name, List<String> parameters, @Nullable Formula body) {
    this.heading = heading;
    this.name = name;
    this.parameters = List.copyOf(parameters);
    this.body = body;
  }

  /**
   * Reads a definition.
   *
   * @param heading such as {@code cosine(first, last, steps)}
   * @param source the text that has the body
   * @param body where the body is
   * @param functions that the body may call, by name
   * @throws FormulaException if the body cannot be read
   * @throws IllegalArgumentException if the heading has another form
   */
  public static Definition parse(
      String heading, Source source, Span body, Map<String, Definition> functions) {
    Matcher head = HEADING.matcher(heading);
    if (!head.matches()) {
      throw new IllegalArgumentException(
          "a heading is `name(parameter, …)`, not `" + heading + "`");
    }
    Map<String, Definition> known = new LinkedHashMap<>(functions);
    List<String> parameters = new ArrayList<>();
    Matcher parameter = PARAMETER.matcher(head.group(2));
    while (parameter.find()) {
      String name = parameter.group(1);
      parameters.add(name);
      if (parameter.group(3) != null) {
        List<String> of = List.of(parameter.group(3).split("\\s*,\\s*", -1));
        known.put(name, new Definition(name + parameter.group(2), name, of, null));
      }
    }
    Formula formula = Formula.parse(source, body, CompileLimits.DEFAULT, known);
    return new Definition(heading, head.group(1), parameters, formula);
  }

  /**
   * An entry of a table of definitions.
   *
   * @param definition the function
   * @param description what it does, and where it comes from
   * @param notes what else is said of it, by the word before the colon
   * @param formula the lines of its formula
   */
  public record Entry(
      Definition definition, String description, Map<String, String> notes, List<String> formula) {}

  /**
   * Reads a table: entries between empty lines, each a comment, further ones of the form {@code #
   * word: text}, a heading, and the lines of a formula, which may call what stands before it.
   *
   * @throws FormulaException if a formula cannot be read
   * @throws IllegalArgumentException if a heading has another form
   */
  public static Map<String, Entry> table(Source table) {
    Map<String, Definition> known = new LinkedHashMap<>();
    Map<String, Entry> entries = new LinkedHashMap<>();
    int at = 0;
    for (String entry : table.text().split("\n\n", -1)) {
      String[] lines = entry.strip().split("\n", -1);
      int heading = 1;
      int body = at + lines[0].length() + 1;
      Map<String, String> notes = new LinkedHashMap<>();
      for (; lines[heading].startsWith("# "); heading++) {
        String[] note = lines[heading].substring(2).split(": ", 2);
        notes.put(note[0], note[1]);
        body += lines[heading].length() + 1;
      }
      body += lines[heading].length() + 1;
      Span span = new Span(body, at + entry.stripTrailing().length());
      Definition definition = parse(lines[heading], table, span, known);
      known.put(definition.name(), definition);
      List<String> formula =
          List.of(lines).subList(heading + 1, lines.length).stream().map(String::strip).toList();
      entries.put(definition.name(), new Entry(definition, lines[0].substring(2), notes, formula));
      at += entry.length() + 2;
    }
    return entries;
  }

  /** The name with the parameters: {@code cosine(first, last, steps)}. */
  public String heading() {
    return heading;
  }

  /** The name. */
  public String name() {
    return name;
  }

  /** The parameters' names, in order. */
  List<String> parameters() {
    return parameters;
  }

  /** The value of a call; the arguments are as many as the parameters. */
  Expr apply(Graph graph, List<Expr> arguments, Map<String, Expr> scope, boolean overRows) {
    if (body == null) {
      Expr written = Objects.requireNonNull(scope.get(name));
      Map<Expr, Expr> replacements = new HashMap<>();
      for (int i = 0; i < arguments.size(); i++) {
        replacements.put(graph.variable(parameters.get(i), Shape.SCALAR), arguments.get(i));
      }
      return Objects.requireNonNull(graph.replace(List.of(written), replacements).get(written));
    }
    Map<String, Expr> meanings = new HashMap<>(scope);
    for (int i = 0; i < arguments.size(); i++) {
      meanings.put(parameters.get(i), arguments.get(i));
    }
    return (overRows ? body.bindOverRows(graph, meanings) : body.bind(graph, meanings)).root();
  }

  /** The definition as written. */
  @Override
  public String toString() {
    return heading + (body == null ? "" : " = " + body);
  }
}
