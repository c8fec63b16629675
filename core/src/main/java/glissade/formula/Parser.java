package glissade.formula;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads expressions by operator precedence. Loosest first: {@code ~}; {@code or}; {@code and};
 * {@code not}; comparisons, which do not chain; {@code + -}; {@code * / @}; signs; {@code ^}, from
 * the right; calls and subscripts.
 *
 * <p>A problem abandons the statement; the caller goes on with the next, so that all are found.
 */
final class Parser {
  private static final int COMPARISON = 5;
  static final int NOT = 4;
  static final int PRODUCT = 7;
  static final int SIGN = 8;
  private static final int POWER = 9;

  /** How tightly signs between two operands bind. */
  static final Map<String, Integer> BINDING =
      Map.ofEntries(
          Map.entry("~", 1),
          Map.entry("or", 2),
          Map.entry("and", 3),
          Map.entry("<", COMPARISON),
          Map.entry("<=", COMPARISON),
          Map.entry(">", COMPARISON),
          Map.entry(">=", COMPARISON),
          Map.entry("==", COMPARISON),
          Map.entry("!=", COMPARISON),
          Map.entry("+", 6),
          Map.entry("-", 6),
          Map.entry("*", PRODUCT),
          Map.entry("/", PRODUCT),
          Map.entry("@", PRODUCT),
          Map.entry("^", POWER));

  /** Signs of other languages that are two of ours. */
  private static final Map<String, String> MISSPELLED =
      Map.of("<>", "!=", "=<", "<=", "=>", ">=", "===", "==", "!==", "!=");

  private final Source source;
  private final CompileLimits limits;
  private final List<Problem> problems;
  private final List<Problem> lexical;
  private final Set<String> functions;
  private final List<Token> tokens;
  private final List<Node> nodes = new ArrayList<>();
  private int at;
  private int depth;

  /**
   * Starts reading a text.
   *
   * @param problems where problems go; more than the limit end the reading
   */
  Parser(Source source, Span part, CompileLimits limits, List<Problem> problems) {
    this(source, part, limits, problems, Set.of());
  }

  /** Starts reading a text that may call functions beyond those of the language. */
  Parser(
      Source source,
      Span part,
      CompileLimits limits,
      List<Problem> problems,
      Set<String> functions) {
    this.functions = functions;
    this.source = source;
    this.limits = limits;
    this.problems = problems;
    if (source.text().length() > limits.characters()) {
      throw new FormulaException(
          new Source(source.name(), source.text().substring(0, 80)),
          List.of(
              new Problem(
                  new Span(0, 1),
                  "the text is too long: %,d characters; the limit is %,d"
                      .formatted(source.text().length(), limits.characters()))));
    }
    this.tokens = Lexer.read(source, part, problems);
    this.lexical = List.copyOf(problems);
  }

  /** Everything read so far, children first. */
  List<Node> nodes() {
    return nodes;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peekSecond() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  /** Passes empty lines; whether there is anything after them. */
  boolean skipNewlines() {
    while (peek().kind() == Token.Kind.NEWLINE) {
      next();
    }
    return peek().kind() != Token.Kind.END;
  }

  /** Passes the rest of a statement that has a problem. */
  void skipStatement() {
    while (peek().kind() != Token.Kind.NEWLINE && peek().kind() != Token.Kind.END) {
      next();
    }
  }

  /** Passes the end of a statement, which must be here. */
  void endStatement() {
    Token token = peek();
    if (token.is("=")) {
      throw missingOperand(token);
    }
    if (token.kind() != Token.Kind.NEWLINE && token.kind() != Token.Kind.END) {
      throw unexpected(token, "an operator or the end of the line");
    }
    next();
  }

  /** Passes a sign, which must be here. */
  Token expect(String sign, String expected) {
    if (!peek().is(sign)) {
      throw unexpected(peek(), expected);
    }
    return next();
  }

  /** Abandons a statement. What follows an unreadable character in its line is not reported. */
  Abandoned abandon(Span span, String message) {
    boolean follows =
        lexical.stream()
            .mapToInt(problem -> problem.span().start())
            .anyMatch(at -> at <= span.start() && source.line(at) == source.line(span.start()));
    if (!follows) {
      problems.add(new Problem(span, message));
    }
    return new Abandoned();
  }

  private Abandoned unexpected(Token token, String expected) {
    if (at > 0 && startsOperand(token) && isOperand(tokens.get(at - 1))) {
      Token before = tokens.get(at - 1);
      if (before.kind() == Token.Kind.NAME && !Operator.named(before.text()).isEmpty()) {
        return abandon(
            before.span(),
            "`%s` is a function: write `%s(…)`".formatted(before.text(), before.text()));
      }
      return abandon(
          token.span(),
          "expected %s, found %s; write `*` for a product".formatted(expected, token.described()));
    }
    if (token.is(")") || token.is("]")) {
      return abandon(token.span(), "`%s` closes nothing".formatted(token.text()));
    }
    return abandon(token.span(), "expected " + expected + ", found " + token.described());
  }

  private static boolean isOperand(Token token) {
    return token.kind() == Token.Kind.NUMBER
        || token.kind() == Token.Kind.NAME
        || token.is(")")
        || token.is("]");
  }

  private static boolean startsOperand(Token token) {
    return token.kind() == Token.Kind.NAME || token.kind() == Token.Kind.NUMBER || token.is("(");
  }

  /** Reads an expression; returns its position in {@link #nodes}. */
  int expression() {
    return expression(0);
  }

  private int expression(int minimum) {
    if (++depth > limits.depth()) {
      throw fatal(
          peek().span(),
          "nested too deeply: the limit is %d levels of parentheses, powers and calls"
              .formatted(limits.depth()));
    }
    int left = operand();
    while (true) {
      Token sign = peek();
      Integer binding = sign.kind() == Token.Kind.SIGN ? BINDING.get(sign.text()) : null;
      if (binding == null || binding < minimum) {
        break;
      }
      next();
      if (peek().kind() == Token.Kind.TEXT && (sign.is("==") || sign.is("!="))) {
        left = mention(nodes.remove(left), sign, next());
        continue;
      }
      int right = expression(binding == POWER ? SIGN : binding + 1);
      left = add(Node.Kind.CALL, sign.text(), 0, left, right);
      Token following = peek();
      if (binding == COMPARISON
          && following.kind() == Token.Kind.SIGN
          && Integer.valueOf(COMPARISON).equals(BINDING.get(following.text()))) {
        String first = text(nodes.get(left).children()[0]);
        String middle = text(right);
        throw abandon(
            following.span(),
            "comparisons do not chain; write `%s %s %s and %s %s …`"
                .formatted(first, sign.text(), middle, middle, following.text()));
      }
    }
    depth--;
    return left;
  }

  private String text(int node) {
    String text = source.text(nodes.get(node).span());
    return text.length() > 20 ? "…" : text;
  }

  private int operand() {
    Token token = peek();
    if (token.is("-") || token.is("+") || token.is("not")) {
      next();
      int argument = expression(token.is("not") ? NOT : SIGN);
      if (token.is("+")) {
        return argument;
      }
      String name = token.is("-") ? Operator.NEGATE.symbol() : token.text();
      return add(Node.Kind.CALL, name, 0, token.span(), argument);
    }
    int operand;
    if (token.kind() == Token.Kind.NUMBER) {
      next();
      operand = add(Node.Kind.NUMBER, token.text(), token.number(), token.span());
    } else if (token.kind() == Token.Kind.NAME) {
      next();
      boolean group = token.text().equals(Mention.GROUP) && peek().is("(");
      operand =
          group
              ? columns(token)
              : token.text().equals(Mention.CODE) && peek().is("(")
                  ? code(token)
                  : peek().is("(")
                      ? call(token)
                      : add(Node.Kind.NAME, token.text(), 0, token.span());
    } else if (token.kind() == Token.Kind.TEXT) {
      next();
      Token sign = next();
      Token column = peek();
      if (column.kind() != Token.Kind.NAME || !sign.is("==") && !sign.is("!=")) {
        throw abandon(
            token.span(), "text stands beside a column, `C == 'red'`, or in `columns('x*')`");
      }
      next();
      Node name = new Node(Node.Kind.NAME, column.text(), 0, new int[0], column.span());
      operand = mention(name, sign, token);
    } else if (token.is("(")) {
      next();
      operand = expression(0);
      Span closing = peek().span();
      close(token, ")");
      nodes.set(operand, nodes.get(operand).spanning(token.span().to(closing)));
    } else {
      throw missingOperand(token);
    }
    while (peek().is("[")) {
      operand = subscript(operand);
    }
    if (peek().is("(")) {
      throw unexpected(peek(), "an operator");
    }
    return operand;
  }

  /** {@code C == 'red'}: a name of its own, whose value is 1 where the column has the text. */
  private int mention(Node column, Token sign, Token text) {
    if (column.kind() != Node.Kind.NAME || Mention.of(column.name()) instanceof Mention.Group) {
      throw abandon(column.span(), "only a column can be compared with text, as in `C == 'red'`");
    }
    Mention mention = new Mention.Category(column.name(), text.text());
    Span span = column.span().to(text.span());
    span = text.span().start() < span.start() ? text.span().to(column.span()) : span;
    int name = add(Node.Kind.NAME, mention.name(), 0, span);
    return sign.is("==") ? name : add(Node.Kind.CALL, "not", 0, span, name);
  }

  /** {@code columns('x*', 'y')}: a name of its own, whose value is the vector of these columns. */
  private int columns(Token function) {
    Token open = next();
    List<String> patterns = new ArrayList<>();
    do {
      Token pattern = next();
      if (pattern.kind() != Token.Kind.TEXT) {
        throw abandon(
            pattern.span(),
            "expected a pattern in quotes, such as `columns('pixel*')`, found "
                + pattern.described());
      }
      patterns.add(pattern.text());
    } while (peek().is(",") && next() != open);
    Token last = peek();
    close(open, ")");
    return add(
        Node.Kind.NAME, new Mention.Group(patterns).name(), 0, function.span().to(last.span()));
  }

  /** {@code code(C)}: a name of its own. */
  private int code(Token function) {
    Token open = next();
    Token column = next();
    if (column.kind() != Token.Kind.NAME) {
      throw abandon(
          column.span(), "expected a column, such as `code(C)`, found " + column.described());
    }
    Token last = peek();
    close(open, ")");
    String name = new Mention.Code(column.text()).name();
    return add(Node.Kind.NAME, name, 0, function.span().to(last.span()));
  }

  private Abandoned missingOperand(Token token) {
    if (token.is(")") || token.is("]")) {
      return abandon(
          token.span(), "expected a number, a name or `(` before `%s`".formatted(token.text()));
    }
    if (token.is("=")) {
      Token open = tokens.get(Math.max(0, at - 2));
      if (open.kind() == Token.Kind.SIGN
          && source.line(open.span().start()) < source.line(token.span().start())) {
        return abandon( // the next line begins a statement, though this one goes on
            open.span(), "expected a number, a name or `(` after `%s`".formatted(open.text()));
      }
      return abandon(
          token.span(), "`=` gives a name a value, at the start of a line; compare with `==`");
    }
    Token before = tokens.get(Math.max(0, at - 1));
    String instead = MISSPELLED.get(before.text() + token.text());
    if (instead != null && before.span().end() == token.span().start()) {
      Span both = before.span().to(token.span());
      return abandon(both, "`%s` is written `%s`".formatted(source.text(both), instead));
    }
    return abandon(token.span(), "expected a number, a name or `(`, found " + token.described());
  }

  private void close(Token open, String sign) {
    if (peek().is(sign)) {
      next();
      return;
    }
    boolean ended = peek().kind() == Token.Kind.END || peek().kind() == Token.Kind.NEWLINE;
    if (ended || peek().kind() == Token.Kind.NAME && peekSecond().is("=")) {
      throw abandon(open.span(), "`%s` is never closed".formatted(open.text()));
    }
    if (peek().is(")") || peek().is("]")) {
      throw abandon(
          peek().span(),
          "`%s` cannot close `%s`; expected `%s`".formatted(peek().text(), open.text(), sign));
    }
    if (peek().is("=")) {
      throw missingOperand(peek());
    }
    throw unexpected(peek(), "an operator or `" + sign + "`");
  }

  private int call(Token function) {
    Token open = next();
    if (!Binder.isFunction(function.text()) && !functions.contains(function.text())) {
      problems.add(
          new Problem(function.span(), Binder.unknownFunction(function.text(), functions)));
    }
    List<Integer> arguments = new ArrayList<>();
    if (!peek().is(")")) {
      arguments.add(expression(0));
      while (peek().is(",")) {
        next();
        arguments.add(expression(0));
      }
    }
    Token last = peek();
    close(open, ")");
    int[] children = arguments.stream().mapToInt(Integer::intValue).toArray();
    return add(Node.Kind.CALL, function.text(), 0, function.span().to(last.span()), children);
  }

  private int subscript(int vector) {
    Token open = next();
    int from = peek().is(":") ? -1 : expression(0);
    boolean slice = peek().is(":");
    int to = -1;
    if (slice) {
      next();
      to = peek().is("]") ? -1 : expression(0);
    }
    int second = -1;
    if (!slice && peek().is(",")) {
      next();
      second = expression(0);
    }
    Token last = peek();
    close(open, "]");
    Span span = nodes.get(vector).span().to(last.span());
    return slice
        ? add(Node.Kind.SLICE, "", 0, span, vector, from, to)
        : second >= 0
            ? add(Node.Kind.ELEMENT, "", 0, span, vector, from, second)
            : add(Node.Kind.ELEMENT, "", 0, span, vector, from);
  }

  private int add(Node.Kind kind, String name, double number, int left, int right) {
    return add(kind, name, number, nodes.get(left).span().to(nodes.get(right).span()), left, right);
  }

  private int add(Node.Kind kind, String name, double number, Span start, int... children) {
    Span span = start;
    for (int child : children) {
      span = child < 0 ? span : span.to(nodes.get(child).span());
    }
    if (nodes.size() >= limits.nodes()) {
      throw fatal(
          span,
          "too many terms: the limit is %,d numbers, names and operations"
              .formatted(limits.nodes()));
    }
    nodes.add(new Node(kind, name, number, children, span));
    return nodes.size() - 1;
  }

  private FormulaException fatal(Span span, String message) {
    return new FormulaException(source, List.of(new Problem(span, message)));
  }

  /** Reads one expression on its own, for statements that hold one; null if it has a problem. */
  @Nullable Integer expressionOrProblem() {
    depth = 0;
    try {
      return expression();
    } catch (Abandoned abandoned) {
      skipStatement();
      return null;
    }
  }

  /** Thrown to leave a statement whose problem has been noted. */
  static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super(null, null, false, false);
    }
  }
}
