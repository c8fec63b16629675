package glissade.fit;

import glissade.fit.CodeWriter.Argument;
import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Mention;
import glissade.formula.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes what a model predicts as code that runs without Glissade. What is used once stands where
 * it is used; all else is computed once, and has a name. Matrices are lists of their numbers, row
 * by row.
 */
final class Export {
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");

  /** Longer code has a name, so that lines can be read and brackets do not nest without end. */
  private static final int LONGEST = 80;

  /** Numbers in a line of a list. */
  private static final int WIDTH = 8;

  private static final int SHOWN = 20;

  private final FittedModel model;
  private final ExportLanguage language;
  private final CodeWriter code;
  private final List<Expr> nodes;

  /** The values of numbers, and of vectors at the index {@code i}. */
  private final Map<Expr, Term> terms = new IdentityHashMap<>();

  /** Names of whole vectors. */
  private final Map<Expr, String> wholes = new IdentityHashMap<>();

  private final Map<Expr, Integer> uses = new IdentityHashMap<>();

  /** Vectors that are needed as a whole, and numbers that stand beside each element of a vector. */
  private final Set<Expr> named = java.util.Collections.newSetFromMap(new IdentityHashMap<>());

  /** By name in the formula, what a plain name is in the code. */
  private final Map<String, String> plain = new HashMap<>();

  /** Columns that are read as numbers. */
  private final Set<String> numbers = new HashSet<>();

  /** By column of texts, what its position is called. */
  private final Map<String, String> columns = new HashMap<>();

  private Export(FittedModel model, ExportLanguage language, String name) {
    this.model = model;
    this.language = language;
    this.code = CodeWriter.of(language, name);
    this.nodes = Graph.reachable(List.of(model.prediction().value()));
  }

  static String of(FittedModel model, ExportLanguage language, String name) {
    return new Export(model, language, name).module();
  }

  private String module() {
    Expr root = model.prediction().value();
    for (Expr node : nodes) {
      for (Expr argument : node.arguments()) {
        uses.merge(argument, 1, Integer::sum);
        boolean loop = node instanceof Expr.Apply apply && !apply.operator().isReduction();
        if (argument.isScalar() ? loop && !node.isScalar() || node instanceof Expr.Fill : !loop) {
          named.add(argument);
        }
      }
    }
    if (!root.isScalar()) {
      named.add(root);
    }
    inputs();
    nodes.forEach(this::node);
    String value = root.isScalar() ? term(root).text() : "position(" + whole(root) + ")";
    List<String> labels = model.labels();
    if (!labels.isEmpty()) {
      String texts = code.name("CLASSES");
      code.constant(texts, labels);
      value = "label(" + value + ", " + texts + ")";
    }
    return code.module(model.formula().toString(), model.column(), !labels.isEmpty(), value);
  }

  /** Parameters keep their names; columns that are read as texts are arguments once. */
  private void inputs() {
    RowNames names = model.needed(List.of(model.prediction().value()));
    Map<String, Expr.Variable> variables = new LinkedHashMap<>();
    for (Expr node : nodes) {
      if (node instanceof Expr.Variable variable) {
        variables.put(variable.name(), variable);
      }
    }
    names.inputs().stream()
        .filter(input -> input.use() == RowNames.Use.NUMBER)
        .forEach(input -> numbers.add(input.column()));
    // Plain names first, so that they are what they are in the formula.
    variables.keySet().stream()
        .filter(name -> Mention.of(name) instanceof Mention.Plain)
        .forEach(name -> plain.put(name, code.name(name)));
    for (String name : model.formula().names()) {
      Expr.Variable variable = variables.get(name);
      if (variable != null) {
        List<Integer> places = names.places().get(name);
        if (places == null) {
          parameter(variable);
        } else {
          column(variable, places.stream().map(names.inputs()::get).toList());
        }
      }
    }
  }

  private void parameter(Expr.Variable variable) {
    double[] values = Objects.requireNonNull(model.parameter(variable.name()));
    String name = Objects.requireNonNull(plain.get(variable.name()));
    if (variable.isScalar()) {
      code.constant(name, values[0]);
    } else {
      boolean matrix = variable.shape().isMatrix();
      code.constant(name, values, matrix ? variable.shape().dimensions().get(1) : WIDTH);
    }
    give(variable, name);
  }

  private void column(Expr.Variable variable, List<RowNames.Input> inputs) {
    if (Mention.of(variable.name()) instanceof Mention.Group) {
      String name = code.name(groupName(variable.name()));
      List<String> members = inputs.stream().map(RowNames.Input::column).toList();
      String description = "the columns " + String.join(", ", members) + ", in this order";
      code.arguments.add(new Argument(name, Argument.Kind.NUMBERS, description));
      code.call("sized(%s, %s, %d)".formatted(CodeWriter.quoted(name), name, members.size()));
      give(variable, name);
      return;
    }
    RowNames.Input input = inputs.get(0);
    if (input.use() == RowNames.Use.NUMBER) {
      String name = Objects.requireNonNull(plain.get(variable.name()));
      code.arguments.add(new Argument(name, Argument.Kind.NUMBER, "the column " + input.column()));
      give(variable, name);
      return;
    }
    String position = columns.computeIfAbsent(input.column(), this::text);
    if (input.use() == RowNames.Use.CODE) {
      give(variable, position);
      return;
    }
    List<String> known = model.categories().getOrDefault(input.column(), List.of());
    int wanted = known.indexOf(input.text());
    Term equal =
        OperatorCode.of(
            Operator.EQUAL, language, List.of(Term.atom(position), code.literal(wanted)));
    String name = code.name(input.column() + "_is_" + input.text());
    code.number(name, equal.text());
    give(variable, name);
  }

  /** An argument that is a text, and the name of its position among those of the fit. */
  private String text(String column) {
    List<String> known = model.categories().getOrDefault(column, List.of());
    // A column that is a number as well is two arguments.
    String given = numbers.contains(column) ? null : plain.get(column);
    String name =
        given != null ? given : code.name(numbers.contains(column) ? column + "_text" : column);
    List<String> told = known.subList(0, Math.min(SHOWN, known.size()));
    String description =
        "the column %s: %s%s"
            .formatted(column, String.join(", ", told), known.size() > SHOWN ? ", …" : "");
    code.arguments.add(new Argument(name, Argument.Kind.TEXT, description));
    String texts = code.name("TEXTS_" + column);
    code.constant(texts, known);
    String position = code.name(column + "_code");
    code.number(position, "code(%s, %s, %s)".formatted(CodeWriter.quoted(column), name, texts));
    return position;
  }

  /** What a line of the formula calls a group. */
  private String groupName(String group) {
    Formula formula = model.formula();
    Matcher word = NAME.matcher(formula.toString());
    while (word.find()) {
      if (group.equals(formula.alias(word.group()))) {
        return word.group();
      }
    }
    return Mention.GROUP;
  }

  private void give(Expr node, String name) {
    if (node.isScalar()) {
      terms.put(node, Term.atom(name));
    } else {
      wholes.put(node, name);
      terms.put(node, Term.atom(name + "[i]"));
    }
  }

  private Term term(Expr node) {
    return Objects.requireNonNull(terms.get(node));
  }

  private String whole(Expr node) {
    return Objects.requireNonNull(wholes.get(node));
  }

  private void node(Expr node) {
    if (terms.containsKey(node)) {
      return;
    }
    if (node instanceof Expr.Constant constant) {
      terms.put(node, code.literal(constant.value()));
      return;
    }
    if (node instanceof Expr.Place place) {
      place(place);
      return;
    }
    String list = list(node);
    if (!list.isEmpty()) {
      String name = code.name("t");
      code.numbers(name, list);
      give(node, name);
      return;
    }
    Term term = written(node);
    boolean once = uses.getOrDefault(node, 0) <= 1 || node instanceof Expr.Slice;
    if (once && !named.contains(node) && term.text().length() <= LONGEST) {
      terms.put(node, term);
      return;
    }
    String name = code.name("t");
    if (node.isScalar()) {
      code.number(name, term.text());
    } else {
      code.each(name, term.text(), node.shape().size());
    }
    give(node, name);
  }

  /** What makes a whole vector at once; empty where its elements are made one by one. */
  private String list(Expr node) {
    if (node instanceof Expr.Product product) {
      int inner = product.right().shape().dimensions().get(0);
      return "product(%s, %s, %d)".formatted(whole(product.left()), whole(product.right()), inner);
    }
    if (node instanceof Expr.Gather gather && !gather.isScalar()) {
      int size = gather.shape().size();
      return "row(%s, %s, %d)".formatted(whole(gather.from()), term(gather.index()).text(), size);
    }
    return "";
  }

  private Term written(Expr node) {
    if (node instanceof Expr.Gather gather) {
      return Term.atom(
          "element(%s, %s)".formatted(whole(gather.from()), term(gather.index()).text()));
    }
    if (node instanceof Expr.Slice slice) {
      String from = node.isScalar() ? "" + slice.from() : slice.from() + " + i";
      return Term.atom(whole(slice.vector()) + "[" + from + "]");
    }
    if (node instanceof Expr.Fill fill) {
      return term(fill.value());
    }
    Expr.Apply apply = (Expr.Apply) node;
    List<Term> arguments = new ArrayList<>();
    for (Expr argument : apply.arguments()) {
      boolean reduced = apply.operator().isReduction();
      arguments.add(reduced ? Term.atom(whole(argument)) : term(argument));
    }
    return OperatorCode.of(apply.operator(), language, arguments);
  }

  private void place(Expr.Place place) {
    String name = code.name("t");
    code.numbers(name, code.zeros(place.shape().size()));
    for (int k = 0; k < place.offsets().size(); k++) {
      Expr piece = place.arguments().get(k);
      boolean single = piece.isScalar();
      String value = single ? term(piece).text() : whole(piece);
      code.lay(name, place.offsets().get(k), value, piece.shape().size(), single);
    }
    give(place, name);
  }
}
