package glissade.fit;

import glissade.data.Column;
import glissade.data.ColumnType;
import glissade.data.DataException;
import glissade.data.Selection;
import glissade.formula.Formula;
import glissade.formula.Mention;
import glissade.formula.Suggestion;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the names of a formula are: columns of the table, groups of columns, texts that a column
 * has, or parameters.
 */
final class RowNames {
  /** How a column's value becomes a number. */
  enum Use {
    /** It is one. */
    NUMBER,
    /** The number of its text among all texts of the column. */
    CODE,
    /** 1 if it is a certain text, else 0. */
    MATCH
  }

  /**
   * A number for each row.
   *
   * @param column where it comes from
   * @param use how
   * @param text that is looked for; empty if none is
   */
  record Input(String column, Use use, String text) {}

  private final Formula formula;
  private final Map<String, ColumnType> types = new LinkedHashMap<>();
  private final List<Input> inputs = new ArrayList<>();
  private final Map<String, List<Integer>> places = new LinkedHashMap<>();
  private final List<String> parameters = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * Sorts names.
   *
   * @throws SettingsException if a group, a category or the whole does not fit the table
   */
  RowNames(Formula formula, List<Column> columns) {
    this.formula = formula;
    columns.forEach(column -> types.put(column.name(), column.type()));
    Collection<String> indices = formula.indices().values();
    Collection<String> classes = formula.onlyIndices("softmax_cross_entropy");
    for (String name : formula.names()) {
      Mention mention = Mention.of(name);
      if (mention instanceof Mention.Category category) {
        match(category);
      } else if (mention instanceof Mention.Group group) {
        group(group);
      } else if (mention instanceof Mention.Code code) {
        code(code);
      } else if (types.containsKey(name)) {
        boolean text = types.get(name) == ColumnType.TEXT;
        boolean code = indices.contains(name) || text && classes.contains(name);
        places.put(name, List.of(input(name, code ? Use.CODE : Use.NUMBER, "")));
      } else {
        parameters.add(name);
      }
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(String.join("\n", problems));
    }
    if (parameters.isEmpty()) {
      throw new SettingsException(
          "every name in the formula is a column of the table: there is nothing to fit");
    }
    if (inputs.isEmpty()) {
      throw new SettingsException(
          "the formula names no column of the table, which has: "
              + Suggestion.listed(types.keySet()));
    }
  }

  /** Some of another's names, with the columns that they need. */
  private RowNames(RowNames all, Collection<String> wanted) {
    this.formula = all.formula;
    types.putAll(all.types);
    all.places.forEach(
        (name, old) -> {
          if (wanted.contains(name)) {
            List<Integer> own = new ArrayList<>();
            for (int i : old) {
              Input input = all.inputs.get(i);
              own.add(input(input.column(), input.use(), input.text()));
            }
            places.put(name, own);
          }
        });
  }

  /** With the columns alone that some of the names need; maybe none. */
  RowNames only(Collection<String> wanted) {
    return new RowNames(this, wanted);
  }

  private int input(String column, Use use, String text) {
    Input input = new Input(column, use, text);
    if (!inputs.contains(input)) {
      inputs.add(input);
    }
    return inputs.indexOf(input);
  }

  private void match(Mention.Category category) {
    ColumnType type = types.get(category.column());
    if (type == null) {
      problems.add(
          "there is no column `%s` to compare with '%s'%s"
              .formatted(
                  category.column(),
                  category.text(),
                  Suggestion.didYouMean(category.column(), types.keySet())));
      return;
    }
    if (type == ColumnType.NUMBER) {
      problems.add(
          "column `%s` holds numbers: compare it with a number, not with '%s'"
              .formatted(category.column(), category.text()));
      return;
    }
    places.put(category.name(), List.of(input(category.column(), Use.MATCH, category.text())));
  }

  private void code(Mention.Code code) {
    if (!types.containsKey(code.column())) {
      problems.add(
          "there is no column `%s` for `%s`%s"
              .formatted(
                  code.column(),
                  code.name(),
                  Suggestion.didYouMean(code.column(), types.keySet())));
      return;
    }
    places.put(code.name(), List.of(input(code.column(), Use.CODE, "")));
  }

  private void group(Mention.Group group) {
    List<String> columns = group.among(List.copyOf(types.keySet()));
    if (columns.isEmpty()) {
      problems.add(
          "no column fits `%s`; there are %s"
              .formatted(group.name(), Suggestion.listed(types.keySet())));
    }
    List<String> texts =
        columns.stream()
            .filter(
                name -> types.get(name) == ColumnType.TEXT || types.get(name) == ColumnType.OTHER)
            .toList();
    if (!texts.isEmpty()) {
      problems.add(
          "`%s` takes in `%s`, which holds no numbers"
              .formatted(group.name(), String.join("`, `", texts)));
    }
    List<Integer> members = new ArrayList<>();
    columns.forEach(column -> members.add(input(column, Use.NUMBER, "")));
    places.put(group.name(), members);
  }

  Formula formula() {
    return formula;
  }

  /** What the rows give, in the order of the arrays that hold it. */
  List<Input> inputs() {
    return inputs;
  }

  /** By name of the formula, which of the inputs it means; several for a group. */
  Map<String, List<Integer>> places() {
    return places;
  }

  /** The names that are no columns. */
  List<String> parameters() {
    return parameters;
  }

  /** All columns of the table. */
  List<String> tableColumns() {
    return List.copyOf(types.keySet());
  }

  /**
   * The columns that the formula uses, in the order of the table, so that a group keeps its own.
   */
  List<String> columns() {
    Set<String> used = new LinkedHashSet<>();
    inputs.forEach(input -> used.add(input.column()));
    return types.keySet().stream().filter(used::contains).toList();
  }

  /** The columns that are read as texts. */
  List<String> categories() {
    return columns(true);
  }

  /** The columns that are read as numbers. */
  List<String> numbers() {
    return columns(false);
  }

  private List<String> columns(boolean categories) {
    Set<String> used = new LinkedHashSet<>();
    for (Input input : inputs) {
      if (input.use() == Use.NUMBER != categories) {
        used.add(input.column());
      }
    }
    return List.copyOf(used);
  }

  /**
   * What to read: numbers, then categories.
   *
   * @param weights a column more, read as numbers after the others; null for none
   * @throws DataException if the table has no column for the left side, or a text for a number
   */
  Selection selection(String table, @Nullable String weights) {
    requireLeft(table);
    for (Input input : inputs) {
      ColumnType type = types.get(input.column());
      if (input.use() == Use.NUMBER && (type == ColumnType.TEXT || type == ColumnType.OTHER)) {
        throw new DataException(
            table,
            "column `%s` holds text, and the formula needs numbers; as a category it is `%s == 'text'`, `u[%s]` or `code(%s)`"
                .formatted(input.column(), input.column(), input.column(), input.column()));
      }
    }
    List<String> numbers = new ArrayList<>(numbers());
    if (weights != null) {
      if (numbers.contains(weights)) {
        throw new SettingsException(
            "the weights `%s` are in the formula, too: write them only once".formatted(weights));
      }
      numbers.add(weights);
    }
    String[] categories = categories().toArray(String[]::new);
    return numbers.isEmpty()
        ? Selection.categories(categories)
        : Selection.numbers(numbers.toArray(String[]::new)).andCategories(categories);
  }

  /** What is fitted to parameters alone fits them all: a column is meant that is not there. */
  private void requireLeft(String table) {
    Formula left = formula.left();
    if (left == null || left.names().stream().anyMatch(places::containsKey)) {
      return;
    }
    List<String> missing =
        left.names().stream()
            .filter(parameters::contains)
            .map(
                name ->
                    "there is no column `%s`, which the formula has left of its `~`%s"
                        .formatted(name, Suggestion.orAll(name, types.keySet())))
            .toList();
    if (!missing.isEmpty()) {
      throw new DataException(table, missing);
    }
  }
}
