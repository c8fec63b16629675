package glissade.rule;

import glissade.formula.Bound;
import glissade.formula.CompileLimits;
import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.FormulaException;
import glissade.formula.Graph;
import glissade.formula.Problem;
import glissade.formula.Shape;
import glissade.formula.Source;
import glissade.formula.Span;
import glissade.formula.Suggestion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a rule line by line; a line with a problem is noted and reading goes on. */
final class RuleReader {
  private static final String NAME = "[\\p{L}_][\\p{L}\\p{N}_]*";
  private static final Pattern DECLARATION =
      Pattern.compile("(hyper|option|state)\\s+(" + NAME + ")\\s*=\\s*(.*?)\\s*");
  private static final Pattern RANGE =
      Pattern.compile("(.*?)\\s+in\\s+([\\[(])\\s*(\\S+)\\s*,\\s*(\\S+?)\\s*([\\])])");
  private static final Pattern ASSIGNMENT = Pattern.compile("(" + NAME + ")\\s*=(?!=)\\s*(.*)");
  private static final Pattern ALSO = Pattern.compile("also:\\s*([^;]*);?\\s*(.*)");
  private static final Pattern TRAIT = Pattern.compile("trait\\s+(" + NAME + ")\\s*=\\s*(.+)");
  private static final Pattern WHEN = Pattern.compile("rule(?:\\s+when\\s+(.+))?");
  private static final Set<String> GIVEN = Set.of("g", "t", "pi");
  private static final Set<String> FIXED = Set.of("t", "pi");
  private static final Set<String> WORDS =
      Set.of(
          "trait",
          "hyper",
          "hyper_precision",
          "option",
          "state",
          "require",
          "if",
          "else",
          "end",
          "report",
          "rule",
          "start");

  private final String name;
  private final Source source;
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> comments = new ArrayList<>();
  private final List<Hyperparameter> hyperparameters = new ArrayList<>();
  private final List<Option> options = new ArrayList<>();
  private final List<Rule.State> states = new ArrayList<>();
  private final List<Rule.Requirement> requirements = new ArrayList<>();
  private final Map<String, Formula> traits = new LinkedHashMap<>();
  private final List<Statement> body = new ArrayList<>();
  private final Deque<OpenIf> open = new ArrayDeque<>();
  private final Set<String> settable = new LinkedHashSet<>();
  private final Set<String> otherNames = new HashSet<>();
  private final Set<String> known = new LinkedHashSet<>(Set.of("w"));

  /** Whether the text goes around another rule, and the line at which that runs. */
  private final boolean fragment;

  private @Nullable Span inside;
  private @Nullable Formula start;
  private @Nullable Formula report;
  private boolean narrow;

  /** An {@code if} whose {@code end} has not come yet. */
  private static final class OpenIf {
    final @Nullable Formula condition;
    final Span span;
    final List<Statement> then = new ArrayList<>();
    final List<Statement> otherwise = new ArrayList<>();
    boolean inElse;

    OpenIf(@Nullable Formula condition, Span span) {
      this.condition = condition;
      this.span = span;
    }
  }

  RuleReader(String name, Source source) {
    this(name, source, false);
  }

  private RuleReader(String name, Source source, boolean fragment) {
    this.fragment = fragment;
    this.name = name;
    this.source = source;
    this.known.addAll(GIVEN);
  }

  /** Reads the text of a fragment. */
  static Fragment readFragment(String name, Source source) {
    RuleReader reader = new RuleReader(name, source, true);
    Rule read = reader.read();
    return new Fragment(read);
  }

  Rule read() {
    int at = 0;
    if (source.text().length() > CompileLimits.DEFAULT.characters()) {
      Formula.parse(source, CompileLimits.DEFAULT); // says that it is too long
    }
    for (String line : source.text().split("\n", -1)) {
      try {
        line(line, at);
      } catch (FormulaException e) {
        problems.addAll(e.problems());
      }
      at += line.length() + 1;
    }
    open.forEach(unfinished -> problem(unfinished.span, "`if` without `end`"));
    if (fragment && problems.isEmpty() && inside == null) {
      problem(
          new Span(0, 0), "a fragment has a line `rule`, where the rule that it goes around runs");
    }
    if (!fragment && problems.isEmpty() && !assigns(body, "w")) {
      problem(
          new Span(0, 0),
          "the rule never assigns `w`, the parameters; its last line could be `w = w - learning_rate*g`");
    }
    if (!problems.isEmpty()) {
      throw new FormulaException(source, problems);
    }
    String summary = comments.isEmpty() ? "" : comments.get(0);
    String reference =
        comments.size() < 2 ? "" : String.join(" ", comments.subList(1, comments.size()));
    return new Rule(
        name,
        source,
        summary.replaceFirst("^(?:\\S+ ){0,3}\\S+:\\s+", ""),
        reference,
        hyperparameters,
        options,
        states,
        requirements,
        traits,
        body,
        start,
        report,
        narrow);
  }

  private void line(String line, int at) {
    int hash = line.indexOf('#');
    String comment = hash < 0 ? "" : line.substring(hash + 1).strip();
    String code = hash < 0 ? line : line.substring(0, hash);
    int start = at + code.length() - code.stripLeading().length();
    code = code.strip();
    Span span = new Span(start, start + code.length());
    if (code.isEmpty()) {
      boolean heading = hyperparameters.isEmpty() && states.isEmpty() && body.isEmpty();
      if (heading && !comment.isEmpty()) {
        comments.add(comment);
      }
      return;
    }
    String word = code.split("[^\\p{L}\\p{N}_]", 2)[0];
    switch (word) {
      case "hyper", "option", "state" -> declaration(code, span, comment);
      case "require" -> {
        Formula condition = condition(new Span(start + word.length(), span.end()));
        String message =
            comment.isEmpty()
                ? "`" + condition.source().text(trimmed(span, word)) + "` must hold"
                : comment;
        requirements.add(new Rule.Requirement(condition, message));
      }
      case "hyper_precision" -> {
        if (!code.matches("hyper_precision\\s*=\\s*tensor")) {
          throw problemAt(span, "expected `hyper_precision = tensor`");
        }
        narrow = true;
      }
      case "trait" -> trait(code, span);
      case "start" -> {
        Formula point = point(code, span, this.start);
        Set<String> allowed = new LinkedHashSet<>(settable);
        allowed.add("w");
        checkNames(point, allowed, "where it starts is made of `w` and hyperparameters");
        this.start = point;
      }
      case "report" -> {
        Formula point = point(code, span, report);
        Set<String> allowed = new LinkedHashSet<>(settable);
        allowed.addAll(Set.of("w", "t"));
        if (fragment) {
          allowed.add("report");
        }
        states.forEach(state -> allowed.add(state.name()));
        checkNames(point, allowed, "what is reported is made of `w`, states and hyperparameters");
        report = point;
      }
      case "rule" -> inside(code, span);
      case "if" -> openIf(new Span(start + word.length(), span.end()), span);
      case "else" -> {
        OpenIf current = current(span);
        if (!code.equals(word)) {
          throw problemAt(
              after(span, code, word),
              "`else` stands alone on its line; for a condition, nest an `if … end` inside the `else`");
        }
        if (current.inElse) {
          throw problemAt(span, "a second `else`");
        }
        current.inElse = true;
      }
      case "end" -> {
        OpenIf closed = current(span);
        if (!code.equals(word)) {
          problem(after(span, code, word), "`end` stands alone on its line");
        }
        open.pop();
        if (closed.condition != null) {
          statements().add(new Statement.If(closed.condition, closed.then, closed.otherwise));
        }
      }
      default -> assignment(code, span);
    }
  }

  /** The right side of a line of which there is but one. */
  private Formula point(String code, Span span, @Nullable Formula before) {
    String word = code.split("[^\\p{L}\\p{N}_]", 2)[0];
    int equals = code.indexOf('=');
    if (equals < 0) {
      throw problemAt(span, "expected `%s = FORMULA`".formatted(word));
    }
    if (before != null) {
      throw problemAt(span, "a second `%s`".formatted(word));
    }
    return Formula.parse(
        source, new Span(span.start() + equals + 1, span.end()), CompileLimits.DEFAULT);
  }

  /** What the rule declares of itself, to be compared with others. */
  private void trait(String code, Span span) {
    Matcher matcher = TRAIT.matcher(code);
    if (!matcher.matches()) {
      throw problemAt(span, "expected `trait NAME = FORMULA`");
    }
    String trait = matcher.group(1);
    if (!Rule.TRAITS.contains(trait)) {
      throw problemAt(
          within(span, matcher, 1),
          "unknown trait `%s`%s".formatted(trait, Suggestion.didYouMean(trait, Rule.TRAITS)));
    }
    Formula value = Formula.parse(source, within(span, matcher, 2), CompileLimits.DEFAULT);
    Set<String> allowed = new LinkedHashSet<>(settable);
    allowed.add("t");
    checkNames(value, allowed, "a trait is made of hyperparameters, options and `t`");
    traits.put(trait, value);
  }

  /** The line at which the rule inside a fragment runs. */
  private void inside(String code, Span span) {
    if (!fragment) {
      throw problemAt(span, "a line `rule` is for fragments, which go around a rule");
    }
    if (inside != null || !open.isEmpty()) {
      throw problemAt(
          span, inside != null ? "a second line `rule`" : "the line `rule` stands outside `if`");
    }
    inside = span;
    Matcher when = WHEN.matcher(code);
    if (!when.matches()) {
      throw problemAt(span, "expected `rule` or `rule when CONDITION`");
    }
    if (when.group(1) != null) {
      Formula condition = Formula.parse(source, within(span, when, 1), CompileLimits.DEFAULT);
      checkNames(condition, known, "");
    }
    known.add(Fragment.BEFORE);
  }

  private static Span trimmed(Span span, String word) {
    return new Span(span.start() + word.length() + 1, span.end());
  }

  /** What follows the first word of a line. */
  private static Span after(Span span, String code, String word) {
    String rest = code.substring(word.length()).stripLeading();
    return new Span(span.end() - rest.length(), span.end());
  }

  private void openIf(Span condition, Span line) {
    @Nullable Formula formula = null;
    try {
      formula = condition(condition);
    } finally {
      open.push(new OpenIf(formula, line)); // so that its `end` is not a problem as well
    }
  }

  private OpenIf current(Span span) {
    OpenIf current = open.peek();
    if (current == null) {
      throw problemAt(span, "`%s` without `if`".formatted(source.text(span)));
    }
    return current;
  }

  private List<Statement> statements() {
    OpenIf current = open.peek();
    return current == null ? body : current.inElse ? current.otherwise : current.then;
  }

  private void declaration(String code, Span span, String comment) {
    Matcher matcher = DECLARATION.matcher(code);
    if (!matcher.matches()) {
      throw problemAt(span, "expected `%s NAME = …`".formatted(code.split("\\s", 2)[0]));
    }
    String kind = matcher.group(1);
    String declared = matcher.group(2);
    Span nameSpan = within(span, matcher, 2);
    if (WORDS.contains(declared) || known.contains(declared) || otherNames.contains(declared)) {
      throw problemAt(nameSpan, "the name `%s` is taken".formatted(declared));
    }
    known.add(declared);
    String value = matcher.group(3);
    Span valueSpan = within(span, matcher, 3);
    Matcher also = ALSO.matcher(comment);
    boolean aliased = also.matches();
    List<String> aliases =
        aliased ? Arrays.stream(also.group(1).split(",")).map(String::strip).toList() : List.of();
    String description = aliased ? also.group(2) : comment;
    for (String alias : aliases) {
      if (settable.contains(alias) || !otherNames.add(alias)) {
        throw problemAt(nameSpan, "its other name `%s` is taken".formatted(alias));
      }
    }
    switch (kind) {
      case "hyper" -> {
        settable.add(declared);
        hyper(declared, value, valueSpan, aliases, description);
      }
      case "option" -> {
        settable.add(declared);
        if (!value.equals("on") && !value.equals("off")) {
          throw problemAt(valueSpan, "an option is `on` or `off`");
        }
        options.add(new Option(declared, value.equals("on"), aliases, description));
      }
      default -> {
        Formula initial = Formula.parse(source, valueSpan, CompileLimits.DEFAULT);
        Set<String> allowed = new LinkedHashSet<>(settable);
        allowed.add("w");
        checkNames(initial, allowed, "a state may begin from hyperparameters and `w`");
        if (reduces(initial)) {
          throw problemAt(
              valueSpan, "a state begins element by element, without sums, norms and the like");
        }
        states.add(new Rule.State(declared, nameSpan, initial));
      }
    }
  }

  private void hyper(
      String declared, String text, Span span, List<String> aliases, String description) {
    Matcher matcher = RANGE.matcher(text);
    Range range = Range.ALL;
    Span valueSpan = span;
    if (matcher.matches()) {
      valueSpan = within(span, matcher, 1);
      range =
          new Range(
              end(matcher.group(3), within(span, matcher, 3)),
              matcher.group(2).equals("("),
              end(matcher.group(4), within(span, matcher, 4)),
              matcher.group(5).equals(")"));
    }
    double value = constant(valueSpan);
    if (!range.contains(value)) {
      throw problemAt(valueSpan, "the default is outside " + range);
    }
    hyperparameters.add(new Hyperparameter(declared, value, range, aliases, description));
  }

  private double end(String text, Span span) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> constant(span);
    };
  }

  private double constant(Span span) {
    Formula formula = Formula.parse(source, span, CompileLimits.DEFAULT);
    if (!formula.names().isEmpty()) {
      String first = formula.names().get(0);
      throw problemAt(formula.span(first), "unknown name `%s`; expected a number".formatted(first));
    }
    return Settings.constant(formula, Map.of());
  }

  private Formula condition(Span span) {
    Formula condition = Formula.parse(source, span, CompileLimits.DEFAULT);
    checkNames(condition, settable, "a condition may use options and hyperparameters");
    return condition;
  }

  private void assignment(String code, Span span) {
    Matcher matcher = ASSIGNMENT.matcher(code);
    if (!matcher.matches()) {
      String word = code.split("\\s", 2)[0];
      throw problemAt(
          span,
          "expected `name = formula`, or a line that begins with hyper, option, state, require, if, else or end"
              + Suggestion.didYouMean(word, WORDS));
    }
    String assigned = matcher.group(1);
    Span nameSpan = within(span, matcher, 1);
    if (fragment && inside == null && assigned.equals("w")) {
      throw problemAt(
          nameSpan, "before the line `rule`, a fragment may change `g`, but not yet `w`");
    }
    boolean innerStep = fragment && inside == null && assigned.equals("t");
    if (settable.contains(assigned) || FIXED.contains(assigned) && !innerStep) {
      throw problemAt(nameSpan, "`%s` cannot be assigned".formatted(assigned));
    }
    Formula value = Formula.parse(source, within(span, matcher, 2), CompileLimits.DEFAULT);
    known.add(assigned);
    checkNames(value, known, "");
    statements().add(new Statement.Assign(assigned, nameSpan, value));
  }

  /** Names must be known; shapes and functions are checked on the way. */
  private void checkNames(Formula formula, Set<String> allowed, String explanation) {
    Set<String> unknown = new HashSet<>(formula.names());
    unknown.removeAll(allowed);
    for (String missing : formula.names()) {
      if (unknown.contains(missing)) {
        String suggestion = Suggestion.didYouMean(missing, allowed);
        String because = explanation.isEmpty() ? "" : "; " + explanation;
        problem(
            formula.span(missing),
            "unknown name `%s`%s".formatted(missing, suggestion.isEmpty() ? because : suggestion));
      }
    }
    if (unknown.isEmpty()) {
      Map<String, Shape> shapes = new java.util.HashMap<>();
      formula.names().forEach(used -> shapes.put(used, shape(used)));
      Bound bound = formula.bindVariables(new Graph(), shapes);
      Shape shape = bound.root().shape();
      if (!shape.isScalar() && shape.size() != Shape.ANY) {
        problem(
            formula.span(),
            "a rule works element by element, on arrays of any length; this has " + shape);
      }
    }
  }

  private boolean reduces(Formula formula) {
    Map<String, Shape> shapes = new java.util.HashMap<>();
    formula.names().forEach(used -> shapes.put(used, shape(used)));
    return problems.isEmpty()
        && Graph.reachable(List.of(formula.bindVariables(new Graph(), shapes).root())).stream()
            .anyMatch(node -> node instanceof Expr.Apply a && a.operator().isReduction());
  }

  private Shape shape(String used) {
    boolean scalar = settable.contains(used) || used.equals("t");
    return scalar ? Shape.SCALAR : Shape.vector(Shape.ANY);
  }

  private static boolean assigns(List<Statement> statements, String target) {
    return statements.stream()
        .anyMatch(
            statement ->
                statement instanceof Statement.Assign assign
                    ? assign.name().equals(target)
                    : assigns(((Statement.If) statement).then(), target)
                        || assigns(((Statement.If) statement).otherwise(), target));
  }

  private static Span within(Span span, Matcher matcher, int group) {
    return new Span(span.start() + matcher.start(group), span.start() + matcher.end(group));
  }

  private void problem(Span span, String message) {
    problems.add(new Problem(span, message));
  }

  private FormulaException problemAt(Span span, String message) {
    return new FormulaException(source, List.of(new Problem(span, message)));
  }
}
