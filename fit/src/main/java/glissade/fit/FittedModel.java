package glissade.fit;

import glissade.data.Column;
import glissade.data.ColumnType;
import glissade.data.Table;
import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Shape;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A formula with the values that a fit gave its parameters: what there is to predict with, to score
 * and to export. Used by one thread.
 *
 * <p>Of {@code y ~ m} it predicts {@code m}; {@code log(y) ~ m} predicts the logarithm, and the
 * column of the predictions is called so. Of a {@link NamedLoss} it predicts what the table of
 * losses says, such as a probability. Of any other loss it predicts the loss.
 */
public final class FittedModel {
  private final Formula formula;
  private final RowModel model;
  private final Map<String, List<String>> categories;
  private final Prediction prediction;
  private final double[] parameters;

  /**
   * What a fit found for a parameter.
   *
   * @param shape of it
   * @param values its numbers; those of a matrix row by row
   */
  public record Parameter(Shape shape, List<Double> values) {
    /** Copies the list. */
    public Parameter {
      values = List.copyOf(values);
    }
  }

  private FittedModel(
      Formula formula,
      List<String> columns,
      Map<String, Parameter> found,
      Map<String, List<String>> categories) {
    this.formula = formula;
    this.categories = copy(categories);
    List<Column> typed = columns.stream().map(name -> new Column(name, type(name))).toList();
    RowNames names = new RowNames(formula, typed);
    for (String column : names.categories()) {
      if (!this.categories.containsKey(column)) {
        throw new SettingsException(
            "the model has no categories of the column `%s`".formatted(column));
      }
    }
    Map<String, Shape> shapes = new TreeMap<>();
    for (String name : names.parameters()) {
      Parameter parameter = found.get(name);
      if (parameter == null) {
        throw new SettingsException(
            "the model has no value for `%s` of its formula".formatted(name));
      }
      if (parameter.values().size() != parameter.shape().size()) {
        throw new SettingsException(
            "`%s` has %s, and %d values"
                .formatted(name, parameter.shape(), parameter.values().size()));
      }
      shapes.put(name, parameter.shape());
    }
    this.model = new RowModel(names, this.categories, Starts.zeros(shapes), Constraints.none());
    this.parameters = new double[model.layout().size()];
    for (Layout.Parameter place : model.layout().parameters()) {
      Parameter parameter = Objects.requireNonNull(found.get(place.name()));
      if (!parameter.shape().equals(place.shape())) {
        throw new SettingsException(
            "`%s` has %s in the formula, and %s in the model"
                .formatted(place.name(), place.shape(), parameter.shape()));
      }
      for (int k = 0; k < parameter.values().size(); k++) {
        parameters[place.offset() + k] = parameter.values().get(k);
      }
    }
    this.prediction = Prediction.of(model);
  }

  private static Map<String, List<String>> copy(Map<String, List<String>> categories) {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    categories.forEach((column, texts) -> copy.put(column, List.copyOf(texts)));
    return copy;
  }

  /** Of texts that are truth values the numbers may be used, too. */
  private ColumnType type(String column) {
    List<String> texts = categories.get(column);
    if (texts == null) {
      return ColumnType.NUMBER;
    }
    boolean truth = texts.stream().allMatch(text -> text.matches("(?i)true|false"));
    return truth ? ColumnType.BOOLEAN : ColumnType.TEXT;
  }

  /**
   * What a fit found.
   *
   * @param formula that was fitted
   */
  public static FittedModel of(Formula formula, FitResult result) {
    Map<String, Parameter> found = new LinkedHashMap<>();
    int from = 0;
    for (Map.Entry<String, Shape> entry : result.shapes().entrySet()) {
      int to = from + entry.getValue().size();
      List<Double> values =
          result.parameters().subList(from, to).stream().map(FitResult.Estimate::value).toList();
      found.put(entry.getKey(), new Parameter(entry.getValue(), values));
      from = to;
    }
    return new FittedModel(formula, result.columns(), found, result.categories());
  }

  /**
   * What a fit found, as it was written down.
   *
   * @param columns the names that are columns, in the order of the table
   * @param parameters by name, the values of all other names of the formula
   * @param categories by column that is read as a category, its texts in the order of their codes
   * @throws glissade.formula.FormulaException if the formula cannot be computed
   * @throws SettingsException if these do not go together
   */
  public static FittedModel of(
      Formula formula,
      List<String> columns,
      Map<String, Parameter> parameters,
      Map<String, List<String>> categories) {
    return new FittedModel(formula, columns, parameters, categories);
  }

  /** The formula. */
  public Formula formula() {
    return formula;
  }

  /** What the predictions are called. */
  public String column() {
    return prediction.column();
  }

  /** Where a prediction is the position of a text: these; else empty. */
  public List<String> labels() {
    Formula truth = prediction.truth();
    if (prediction.value().isScalar() || truth == null) {
      return List.of();
    }
    return categories.getOrDefault(Prediction.column(truth), List.of());
  }

  /** The columns that a prediction needs, in the order of the table of the fit. */
  public List<String> columns() {
    return needed(List.of(prediction.value())).columns();
  }

  /**
   * Predicts of every row.
   *
   * @param all whether to read the columns that no prediction needs, too
   * @return what must be closed
   * @throws glissade.data.DataException if the table cannot be read, lacks a column, or has a text
   *     in a column of categories that the fit has not met
   */
  public Predictions predict(Table table, boolean all) {
    return new Predictions(this, table, name -> all);
  }

  /**
   * Predicts of every row.
   *
   * @param others columns to read besides, as far as the table has them
   * @return what must be closed
   * @throws glissade.data.DataException if the table cannot be read, lacks a column, or has a text
   *     in a column of categories that the fit has not met
   */
  public Predictions predict(Table table, Collection<String> others) {
    return new Predictions(this, table, others::contains);
  }

  /**
   * Compares a table with what the model says of it.
   *
   * @throws glissade.data.DataException if the table cannot be read, lacks a column, or has a text
   *     in a column of categories that the fit has not met
   */
  public Score score(Table table) {
    return Score.of(this, table, null);
  }

  /**
   * Compares a table with what the model says of it; a row with the weight 2 counts twice.
   *
   * @param weights the column of weights
   * @throws glissade.data.DataException if the table cannot be read, lacks a column, or has a text
   *     in a column of categories that the fit has not met
   */
  public Score score(Table table, String weights) {
    return Score.of(this, table, weights);
  }

  /**
   * Code that predicts what this predicts, to about 12 digits, and needs nothing but the language.
   *
   * @param name of the class, where the language has classes
   * @throws SettingsException if the name is no name of a class, or there are more columns than a
   *     method can take
   */
  public String export(ExportLanguage language, String name) {
    return Export.of(this, language, name);
  }

  RowModel model() {
    return model;
  }

  Prediction prediction() {
    return prediction;
  }

  Map<String, List<String>> categories() {
    return categories;
  }

  /** What the columns are that expressions are made of. */
  RowNames needed(Collection<Expr> roots) {
    List<String> used = new ArrayList<>();
    for (Expr node : Graph.reachable(roots)) {
      if (node instanceof Expr.Variable variable) {
        used.add(variable.name());
      }
    }
    return model.names().only(used);
  }

  /** The numbers of a parameter; null if the name is none. */
  double @Nullable [] parameter(String name) {
    for (Layout.Parameter place : model.layout().parameters()) {
      if (place.name().equals(name)) {
        return java.util.Arrays.copyOfRange(
            parameters, place.offset(), place.offset() + place.shape().size());
      }
    }
    return null;
  }
}
