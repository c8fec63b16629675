package glissade.formula;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A formula as written: parsed, but with its names still open. {@link #bind} gives the names
 * meaning and makes it an {@link Expr}.
 *
 * <p>Several lines (or parts between {@code ;}) may precede the formula itself, each giving a name
 * a value: {@code r = x^2 + y^2}. Immutable and safe for use by several threads.
 */
public final class Formula {
  private final Source source;
  private final Span part;
  private final List<Node> nodes;
  private final List<Statement> statements;
  private final List<String> names;
  private final Map<String, Definition> functions;

  private Formula(
      Source source,
      Span part,
      List<Node> nodes,
      List<Statement> statements,
      Map<String, Definition> functions) {
    this.functions = functions;
    this.source = source;
    this.part = part;
    this.nodes = List.copyOf(nodes);
    this.statements = List.copyOf(statements);
    this.names = List.copyOf(freeNames());
  }

  /**
   * One line.
   *
   * @param name what it defines; null for the last line, the formula itself
   * @param nameSpan where the name stands
   * @param root the position of its value among the nodes
   */
  record Statement(@Nullable String name, Span nameSpan, int root) {}

  /**
   * Reads a formula.
   *
   * @throws FormulaException if it cannot be read; the message names every problem
   */
  public static Formula parse(String text) {
    return parse(new Source("formula", text), CompileLimits.DEFAULT);
  }

  /**
   * Reads a formula.
   *
   * @throws FormulaException if it cannot be read; the message names every problem
   */
  public static Formula parse(Source source, CompileLimits limits) {
    return parse(source, new Span(0, source.text().length()), limits);
  }

  /**
   * Reads a formula that is part of a larger text; problems point into the whole.
   *
   * @throws FormulaException if it cannot be read; the message names every problem
   */
  public static Formula parse(Source source, Span part, CompileLimits limits) {
    return parse(source, part, limits, Map.of());
  }

  /**
   * Reads a formula that may call functions beyond those of the language.
   *
   * @param functions by name
   * @throws FormulaException if it cannot be read; the message names every problem
   */
  public static Formula parse(
      Source source, Span part, CompileLimits limits, Map<String, Definition> functions) {
    Problems problems = new Problems(source, limits);
    Parser parser = new Parser(source, part, limits, problems, functions.keySet());
    List<Statement> statements = new ArrayList<>();
    while (parser.skipNewlines()) {
      Statement statement = statement(parser);
      if (statement != null) {
        statements.add(statement);
      }
    }
    problems.throwIfAny();
    Span end = new Span(part.end(), part.end());
    if (statements.isEmpty()) {
      problems.add(new Problem(end, "the formula is empty; write one such as `x^2 + y^2`"));
    } else {
      check(statements, problems);
    }
    problems.throwIfAny();
    return new Formula(source, part, parser.nodes(), statements, Map.copyOf(functions));
  }

  private static @Nullable Statement statement(Parser parser) {
    Token first = parser.peek();
    boolean named = first.kind() == Token.Kind.NAME && parser.peekSecond().is("=");
    if (named) {
      parser.next();
      parser.next();
    }
    Integer root = parser.expressionOrProblem();
    if (root == null) {
      return null;
    }
    try {
      parser.endStatement();
    } catch (Parser.Abandoned abandoned) {
      parser.skipStatement();
      return null;
    }
    return new Statement(named ? first.text() : null, first.span(), root);
  }

  private static void check(List<Statement> statements, List<Problem> problems) {
    for (int i = 0; i < statements.size(); i++) {
      Statement statement = statements.get(i);
      String name = statement.name();
      boolean last = i == statements.size() - 1;
      if (last && name != null) {
        problems.add(
            new Problem(
                statement.nameSpan(),
                "the last line must be the formula itself, without `%s =`".formatted(name)));
      } else if (!last && name == null) {
        problems.add(
            new Problem(
                statement.nameSpan(),
                "only the last line is the formula; earlier ones have the form `name = …`"));
      } else if (name != null && Binder.isConstant(name)) {
        problems.add(
            new Problem(
                statement.nameSpan(), "`%s` is a constant of the language".formatted(name)));
      }
    }
  }

  /** The names to give meaning to, in the order of their first use. */
  public List<String> names() {
    return names;
  }

  /** The text. */
  public Source source() {
    return source;
  }

  /** The part of {@link #source} that it is. */
  public Span span() {
    return part;
  }

  /** Where a name is first used; the start of the text for a name that is not. */
  public Span span(String name) {
    return nodes.stream()
        .filter(node -> node.kind() == Node.Kind.NAME && node.name().equals(name))
        .map(Node::span)
        .findFirst()
        .orElse(new Span(0, 0));
  }

  /**
   * Gives names meaning.
   *
   * @param graph where the expression is made
   * @param meanings what each of {@link #names} stands for
   * @throws FormulaException if a name has no meaning, a function does not exist or shapes do not
   *     fit
   */
  public Bound bind(Graph graph, Map<String, Expr> meanings) {
    return new Binder(source, graph, CompileLimits.DEFAULT, functions)
        .bind(nodes, statements, meanings);
  }

  /**
   * Gives names meaning, where the formula is of a row of a table: an index may differ from row to
   * row ({@code u[C]}), and a parameter's sizes may stand in brackets ({@code W[16, X]}).
   *
   * @param graph where the expression is made
   * @param meanings what each of {@link #names} stands for
   * @throws FormulaException as {@link #bind}
   */
  public Bound bindOverRows(Graph graph, Map<String, Expr> meanings) {
    return new Binder(source, graph, CompileLimits.DEFAULT, functions)
        .overRows()
        .bind(nodes, statements, meanings);
  }

  /**
   * The shapes of all {@link #names}, as far as they follow from how the formula uses them: {@code
   * W[16, X]} says it, {@code w @ X} makes {@code w} as long as {@code X}, and {@code W @ X + b}
   * makes {@code b} as long as what it is added to. All others are numbers.
   *
   * @param known the shapes of some
   * @param counts how many values a category has, for {@code u[C]}
   */
  public Map<String, Shape> shapes(Map<String, Shape> known, Map<String, Integer> counts) {
    return new ShapeInference(nodes, statements, known, counts).of(names);
  }

  /**
   * What is in the brackets of a name: by {@code u}, the {@code C} of {@code u[C]}, where that is
   * used in no other way.
   */
  public Map<String, String> indices() {
    Map<Integer, String> users = new java.util.HashMap<>();
    for (Node node : nodes) {
      if (node.kind() == Node.Kind.ELEMENT && node.children().length == 2) {
        Node from = nodes.get(node.children()[0]);
        if (from.kind() == Node.Kind.NAME && names.contains(from.name())) {
          users.put(node.children()[1], from.name());
        }
      }
    }
    Map<String, String> indices = new java.util.LinkedHashMap<>();
    Set<String> elsewhere = new java.util.HashSet<>();
    for (int at = 0; at < nodes.size(); at++) {
      Node node = nodes.get(at);
      String user = users.get(at);
      if (node.kind() == Node.Kind.NAME && user != null) {
        indices.put(user, node.name());
      } else if (node.kind() == Node.Kind.NAME) {
        elsewhere.add(node.name());
      }
    }
    indices.values().removeAll(elsewhere);
    return indices;
  }

  /** The names that are used only in brackets, or alone as the first argument of a function. */
  public Set<String> onlyIndices(String function) {
    Set<Integer> places = new java.util.HashSet<>();
    for (Node node : nodes) {
      boolean call = node.kind() == Node.Kind.CALL && node.name().equals(function);
      if (call || node.kind() == Node.Kind.ELEMENT) {
        int from = call ? 0 : 1;
        int to = call ? 1 : node.children().length;
        java.util.Arrays.stream(node.children(), from, to).forEach(places::add);
      }
    }
    Set<String> found = new LinkedHashSet<>();
    Set<String> elsewhere = new java.util.HashSet<>();
    for (int at = 0; at < nodes.size(); at++) {
      if (nodes.get(at).kind() == Node.Kind.NAME) {
        (places.contains(at) ? found : elsewhere).add(nodes.get(at).name());
      }
    }
    found.removeAll(elsewhere);
    return found;
  }

  /** What stands in the brackets of a name where it has two indices; empty for what is no name. */
  public List<String> sizes(String of) {
    for (Node node : nodes) {
      if (node.kind() == Node.Kind.ELEMENT
          && node.children().length == 3
          && nodes.get(node.children()[0]).name().equals(of)) {
        return List.of(nodes.get(node.children()[1]).name(), nodes.get(node.children()[2]).name());
      }
    }
    return List.of();
  }

  /** What a line {@code X = name} gives another name: that name; else null. */
  public @Nullable String alias(String line) {
    for (Statement statement : statements) {
      Node root = nodes.get(statement.root());
      if (line.equals(statement.name()) && root.kind() == Node.Kind.NAME) {
        return root.name();
      }
    }
    return null;
  }

  /**
   * Gives names the meaning of variables of the given shapes.
   *
   * @param graph where the expression is made
   * @param shapes the shape of each of {@link #names}
   * @throws FormulaException as {@link #bind}
   */
  public Bound bindVariables(Graph graph, Map<String, Shape> shapes) {
    Map<String, Expr> meanings = new java.util.LinkedHashMap<>();
    shapes.forEach((name, shape) -> meanings.put(name, graph.variable(name, shape)));
    return bind(graph, meanings);
  }

  /**
   * A problem at the first use of each of some names.
   *
   * @param names the names at fault
   * @param message one {@code %s} for the name
   */
  public FormulaException problem(Collection<String> names, String message) {
    return new FormulaException(
        source,
        names.stream().map(name -> new Problem(span(name), message.formatted(name))).toList());
  }

  /**
   * Makes sure that all {@link #names} are among those that have a value.
   *
   * @throws FormulaException if not; the message points at each that is missing
   */
  public void requireNames(Collection<String> given) {
    List<Problem> missing =
        names.stream()
            .filter(name -> !given.contains(name))
            .map(name -> new Problem(span(name), Binder.missingValue(name, given)))
            .toList();
    if (!missing.isEmpty()) {
      throw new FormulaException(source, missing);
    }
  }

  /**
   * Makes sure that no function is used that only update rules have.
   *
   * @throws FormulaException if one is; the message points at each
   */
  public void requireNoRuleFunctions() {
    List<Problem> used = new ArrayList<>();
    for (Node node : nodes) {
      if (node.kind() == Node.Kind.CALL
          && Operator.named(node.name()).stream().anyMatch(Operator::isForRules)) {
        used.add(
            new Problem(
                node.span(),
                "`%s` is for update rules: what it is made of is known only there%s"
                    .formatted(
                        node.name(),
                        node.name().equals(Operator.GLOBAL_NORM.symbol())
                            ? "; write `norm(…)`"
                            : "")));
      }
    }
    if (!used.isEmpty()) {
      throw new FormulaException(source, used);
    }
  }

  /**
   * Makes sure that there is something to vary.
   *
   * @throws FormulaException if the formula names no parameter
   */
  public void requireParameters() {
    if (names.isEmpty()) {
      throw new FormulaException(
          source,
          List.of(
              new Problem(
                  new Span(0, source.text().length()),
                  "the formula has no parameters: there is nothing to vary")));
    }
  }

  /** The text. */
  @Override
  public String toString() {
    return source.text(part);
  }

  /**
   * The formula typeset, as MathML: a line for each of its lines, to stand inside {@code <math>}.
   *
   * @param symbols what to write for some names: by {@code learning_rate}, {@code α}
   */
  public List<String> mathml(Map<String, String> symbols) {
    String[] texts = MathMl.of(nodes, symbols);
    return statements.stream()
        .map(
            line ->
                line.name() == null
                    ? texts[line.root()]
                    : MathMl.name(line.name(), symbols) + "<mo>=</mo>" + texts[line.root()])
        .toList();
  }

  /** A name typeset, as {@link #mathml(Map)} has it. */
  public static String mathml(String name, Map<String, String> symbols) {
    return MathMl.name(name, symbols);
  }

  /** What stands left of {@code ~}, where the formula is {@code left ~ right}; null elsewhere. */
  public @Nullable Formula left() {
    return "~".equals(call()) ? argument(0) : null;
  }

  /** What stands right of {@code ~}, where the formula is {@code left ~ right}; null elsewhere. */
  public @Nullable Formula right() {
    return "~".equals(call()) ? argument(1) : null;
  }

  /** The name that the last line is, without backquotes; null if it is more than a name. */
  public @Nullable String name() {
    Node root = nodes.get(statements.get(statements.size() - 1).root());
    return root.kind() == Node.Kind.NAME ? root.name() : null;
  }

  /** The function, or the sign between two sides, that the last line is a call of; else null. */
  public @Nullable String call() {
    Node root = nodes.get(statements.get(statements.size() - 1).root());
    return root.kind() == Node.Kind.CALL ? root.name() : null;
  }

  /**
   * The formula whose last line is an argument of {@link #call}, with no nodes but its own.
   *
   * @param which from 0
   * @throws IllegalStateException if it is no call, or has fewer arguments
   */
  public Formula argument(int which) {
    Statement last = statements.get(statements.size() - 1);
    Node root = nodes.get(last.root());
    if (root.kind() != Node.Kind.CALL || which >= root.children().length) {
      throw new IllegalStateException("no argument " + which + " in " + this);
    }
    int side = root.children()[which];
    List<Statement> own = new ArrayList<>(statements.subList(0, statements.size() - 1));
    own.add(new Statement(null, last.nameSpan(), side));
    java.util.BitSet kept = new java.util.BitSet();
    own.forEach(statement -> kept.set(statement.root()));
    for (int at = last.root(); at >= 0; at--) { // children come first
      if (kept.get(at)) {
        java.util.Arrays.stream(nodes.get(at).children())
            .filter(child -> child >= 0)
            .forEach(kept::set);
      }
    }
    int[] moved = new int[nodes.size()];
    List<Node> ownNodes = new ArrayList<>();
    for (int at = kept.nextSetBit(0); at >= 0; at = kept.nextSetBit(at + 1)) {
      moved[at] = ownNodes.size();
      Node node = nodes.get(at);
      int[] children =
          java.util.Arrays.stream(node.children()).map(c -> c < 0 ? c : moved[c]).toArray();
      ownNodes.add(new Node(node.kind(), node.name(), node.number(), children, node.span()));
    }
    List<Statement> ownStatements =
        own.stream()
            .map(line -> new Statement(line.name(), line.nameSpan(), moved[line.root()]))
            .toList();
    return new Formula(source, nodes.get(side).span(), ownNodes, ownStatements, functions);
  }

  private Set<String> freeNames() {
    Set<String> free = new LinkedHashSet<>();
    Set<String> defined = new java.util.HashSet<>();
    int from = 0;
    for (Statement statement : statements) {
      for (Node node : nodes.subList(from, statement.root() + 1)) {
        if (node.kind() == Node.Kind.NAME
            && !defined.contains(node.name())
            && !Binder.isConstant(node.name())) {
          free.add(node.name());
        }
      }
      from = statement.root() + 1;
      if (statement.name() != null) {
        defined.add(statement.name());
      }
    }
    return free;
  }
}
