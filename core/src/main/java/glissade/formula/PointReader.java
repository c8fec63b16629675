package glissade.formula;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads named values: {@code x=5, y=4, w=[1, 2, 3], v[100]=0}. */
final class PointReader {
  /** A run holds about sixteen arrays of the parameters' size. */
  private static final int BYTES_PER_ELEMENT = 128;

  private final Source source;
  private final Collection<String> known;
  private final Problems problems;
  private final Parser parser;
  private final List<Formula.Statement> statements = new ArrayList<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private long elements;

  /**
   * One name.
   *
   * @param repeat how many times a single value is repeated; 0 for a scalar; -1 for a list
   * @param first of its values among the statements
   * @param count of values
   */
  private record Entry(int repeat, int first, int count) {}

  /**
   * A reader.
   *
   * @param known the names that may be given a value; none for any
   */
  PointReader(Source source, Collection<String> known) {
    this.source = source;
    this.known = known;
    this.problems = new Problems(source, CompileLimits.DEFAULT);
    this.parser =
        new Parser(source, new Span(0, source.text().length()), CompileLimits.DEFAULT, problems);
  }

  Point read() {
    while (parser.skipNewlines()) {
      try {
        entry();
        if (parser.peek().is(",")) {
          parser.next();
        } else if (parser.peek().kind() == Token.Kind.NAME) {
          Token name = parser.peek();
          throw parser.abandon(name.span(), "expected `,` before " + name.described());
        } else {
          parser.endStatement();
        }
      } catch (Parser.Abandoned abandoned) {
        parser.skipStatement();
      }
    }
    problems.throwIfAny();
    List<Expr> values =
        new Binder(source, new Graph(), CompileLimits.DEFAULT)
            .bindAll(parser.nodes(), statements, Map.of());
    Point point = Point.empty();
    for (Map.Entry<String, Entry> named : entries.entrySet()) {
      Entry entry = named.getValue();
      double[] numbers = new double[entry.count];
      for (int i = 0; i < entry.count; i++) {
        numbers[i] = number(values.get(entry.first + i), statements.get(entry.first + i));
      }
      point = add(point, named.getKey(), entry.repeat, numbers);
    }
    problems.throwIfAny();
    return point;
  }

  private static Point add(Point point, String name, int repeat, double[] numbers) {
    if (repeat == 0) {
      return point.with(name, numbers[0]);
    }
    if (repeat < 0) {
      return point.with(name, numbers);
    }
    double[] vector = new double[repeat];
    Arrays.fill(vector, numbers[0]);
    return point.with(name, vector);
  }

  private double number(Expr value, Formula.Statement statement) {
    if (value instanceof Expr.Constant constant) {
      if (!Double.isFinite(constant.value())) {
        problems.add(
            new Problem(
                parser.nodes().get(statement.root()).span(),
                "the value must be finite, not " + constant.value()));
      }
      return constant.value();
    }
    problems.add(
        new Problem(
            parser.nodes().get(statement.root()).span(),
            "expected a single number; write a vector as `name=[1, 2, 3]` or `name[100]=0`"));
    return 0;
  }

  private void entry() {
    Token name = parser.peek();
    if (name.kind() != Token.Kind.NAME) {
      throw parser.abandon(name.span(), "expected `name=value`, found " + name.described());
    }
    parser.next();
    if (!known.isEmpty() && !known.contains(name.text())) {
      problems.add(
          new Problem(
              name.span(),
              "the formula has no parameter `%s`%s"
                  .formatted(name.text(), Suggestion.didYouMean(name.text(), known))));
    }
    if (Binder.isConstant(name.text())) {
      problems.add(
          new Problem(name.span(), "`%s` is a constant of the language".formatted(name.text())));
    }
    if (entries.containsKey(name.text())) {
      problems.add(new Problem(name.span(), "`%s` already has a value".formatted(name.text())));
    }
    int repeat = parser.peek().is("[") ? length(name) : 0;
    if (!parser.peek().is("=")) {
      Token found = parser.peek();
      throw parser.abandon(
          found.span(),
          "expected `=` and a value for `%s`, found %s".formatted(name.text(), found.described()));
    }
    parser.next();
    int first = statements.size();
    boolean list = parser.peek().is("[");
    if (list) {
      list();
    } else {
      value();
    }
    int count = statements.size() - first;
    if (count == 0) {
      throw parser.abandon(name.span(), "a vector needs at least one element");
    }
    if (list && repeat > 0 && repeat != count) {
      throw parser.abandon(
          name.span(), "`%s[%d]` is given %d values".formatted(name.text(), repeat, count));
    }
    count(name, list ? count : Math.max(1, repeat));
    entries.put(name.text(), new Entry(list ? -1 : repeat, first, count));
  }

  private void count(Token name, int more) {
    elements += more;
    long room = Runtime.getRuntime().maxMemory() / BYTES_PER_ELEMENT;
    if (elements > room) {
      throw parser.abandon(
          name.span(),
          "%,d parameters do not fit in memory: there is room for about %,d (give Java more with -Xmx)"
              .formatted(elements, room));
    }
  }

  private int length(Token name) {
    parser.next();
    Token length = parser.next();
    if (length.kind() != Token.Kind.NUMBER
        || length.number() < 1
        || length.number() != Math.rint(length.number())
        || length.number() > Integer.MAX_VALUE - 8) {
      throw parser.abandon(
          length.span(),
          "expected how many elements `%s` has, such as `%s[100]=0`, found %s"
              .formatted(name.text(), name.text(), length.described()));
    }
    parser.expect("]", "`]`");
    return (int) length.number();
  }

  private void list() {
    parser.next();
    while (!parser.peek().is("]")) {
      value();
      if (!parser.peek().is(",")) {
        break;
      }
      parser.next();
    }
    parser.expect("]", "`,` or `]`");
  }

  private void value() {
    Span span = parser.peek().span();
    @Nullable Integer root = parser.expressionOrProblem();
    if (root == null) {
      throw new Parser.Abandoned();
    }
    statements.add(new Formula.Statement(null, span, root));
  }
}
