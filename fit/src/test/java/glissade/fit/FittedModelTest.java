package glissade.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import glissade.data.DataException;
import glissade.data.Missing;
import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.formula.Formula;
import glissade.formula.Shape;
import glissade.formula.Source;
import glissade.rule.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FittedModelTest {
  @TempDir Path folder = Path.of(".");

  private Table table(String csv) throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), csv);
    return Tables.open(file, TableOptions.defaults().withMissing(Missing.DROP));
  }

  private static Formula formula(String text) {
    return NamedLoss.parse(new Source("formula", text));
  }

  private static FittedModel.Parameter number(double value) {
    return new FittedModel.Parameter(Shape.SCALAR, List.of(value));
  }

  /** Of the columns x, y and colour, with a = 2, b = 3 and u = 10, 20. */
  private static FittedModel model(String text) {
    return FittedModel.of(
        formula(text),
        List.of("x", "y", "colour"),
        Map.of(
            "a",
            number(2),
            "b",
            number(3),
            "u",
            new FittedModel.Parameter(Shape.vector(2), List.of(10.0, 20.0))),
        Map.of("colour", List.of("red", "blue")));
  }

  private List<Object> predicted(FittedModel model, String csv) throws IOException {
    List<Object> values = new ArrayList<>();
    try (Table table = table(csv);
        Predictions predictions = model.predict(table, false)) {
      predictions.forEach((columns, prediction) -> values.add(prediction));
    }
    return values;
  }

  /** Values by hand, from the descriptions of the losses. */
  @Test
  void eachLossPredictsWhatItsTableSays() throws IOException {
    double z = 2 + 3 * 0.5; // a + b*x
    Map<String, Object> values =
        Map.of(
            "y ~ a + b*x", z,
            "log(y) ~ a + b*x", z,
            "squared(y, a + b*x)", z,
            "absolute(y, a + b*x)", z,
            "huber(y, a + b*x, 1)", z,
            "quantile(y, a + b*x, 0.9)", z,
            "logistic(y, a + b*x)", 1 / (1 + Math.exp(-z)),
            "poisson(y, a + b*x)", Math.exp(z),
            "hinge(y, a + b*x)", 1.0);
    Map<String, String> columns =
        Map.of(
            "logistic(y, a + b*x)", "probability",
            "poisson(y, a + b*x)", "expectation",
            "hinge(y, a + b*x)", "class",
            "log(y) ~ a + b*x", "predicted_log(y)");
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      FittedModel model = model(entry.getKey());
      assertThat(model.columns()).containsExactly("x"); // y need not be there
      assertThat(model.column()).isEqualTo(columns.getOrDefault(entry.getKey(), "predicted_y"));
      assertThat((double) predicted(model, "x\n0.5\n").get(0))
          .isCloseTo((double) entry.getValue(), within(1e-15 * 40));
    }
    assertThat(NamedLoss.all().stream().map(loss -> loss.notes().get("predicts")))
        .as("a new loss needs a line here, too")
        .containsExactly(
            "m",
            "m",
            "m",
            "probability = sigmoid(z)",
            "expectation = exp(z)",
            "m",
            "class = sign(z)",
            "class = z");
  }

  @Test
  void aColumnInQuotesIsCalledAsItIs() {
    Map<String, FittedModel.Parameter> found =
        Map.of("a", new FittedModel.Parameter(Shape.SCALAR, List.of(2.0)));
    FittedModel model =
        FittedModel.of(
            Formula.parse("`Body Mass (g)` ~ a*x"), List.of("x", "Body Mass (g)"), found, Map.of());
    assertThat(model.column()).isEqualTo("predicted_Body Mass (g)");
  }

  @Test
  void anyOtherLossPredictsItself() throws IOException {
    FittedModel model = model("(y - a*x)^4");
    assertThat(model.column()).isEqualTo("loss");
    assertThat(model.columns()).containsExactly("x", "y");
    assertThat(predicted(model, "x,y\n1,4\n")).containsExactly(16.0);
  }

  /** Codes are those of the fit, in whichever order a table has the texts. */
  @Test
  void categoriesKeepTheirCodes() throws IOException {
    FittedModel model = model("y ~ u[colour] + a*(colour == 'red')");
    assertThat(predicted(model, "colour\nblue\nred\nblue\n")).containsExactly(20.0, 12.0, 20.0);
  }

  @Test
  void aTextThatTheFitHasNotMetIsNamed() {
    FittedModel model = model("y ~ u[colour]");
    assertThatThrownBy(() -> predicted(model, "colour\nblue\nmauve\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            folder.resolve("t.csv")
                + ": column `colour` has the text 'mauve' in row 2, which the fit has not met;"
                + " it knows: red, blue");
  }

  /** A softmax predicts the text of the class with the largest score. */
  @Test
  void classesAreTexts() throws IOException {
    FittedModel model = model("softmax_cross_entropy(colour, u - 15 + x*u)");
    assertThat(model.labels()).containsExactly("red", "blue");
    assertThat(predicted(model, "x\n1\n-3\n")).containsExactly("blue", "red");
    try (Table table = table("x,colour\n1,blue\n-3,red\n-3,blue\n0,blue\n")) {
      assertThat(model.score(table).accuracy()).isEqualTo(0.75);
    }
  }

  /** By hand: residuals 0, 0 and 1 of a mean of 8 with the sum of squares 26. */
  @Test
  void aScoreIsOfTheRowsAtHand() throws IOException {
    try (Table table = table("x,y\n1,5\n2,8\n3,\n3,12\n")) {
      Score score = model("y ~ a + b*x").score(table);
      assertThat(score.loss()).isCloseTo(1.0 / 3, within(1e-15));
      double mean = 25 / 3.0;
      double total = Math.pow(5 - mean, 2) + Math.pow(8 - mean, 2) + Math.pow(12 - mean, 2);
      assertThat(Objects.requireNonNull(score.determination()))
          .isCloseTo(1 - 1 / total, within(1e-14));
      assertThat(score.accuracy()).isNull();
      assertThat(score.rows()).hasToString("4 rows read, 1 dropped: y missing in 1");
    }
    try (Table table = table("x,y\n1,1\n2,0\n-3,0\n-1,0\n")) {
      assertThat(model("logistic(y, a + b*x)").score(table).accuracy()).isEqualTo(0.75);
    }
    try (Table table = table("x,y\n1,1\n2,-1\n-3,-1\n-1,-1\n")) {
      assertThat(model("hinge(y, a + b*x)").score(table).accuracy()).isEqualTo(0.75);
    }
  }

  /** The mean loss of the fit's own rows is what the fit reported, group and category included. */
  @Test
  void theScoreOfTheFitsOwnRowsIsItsLoss() throws IOException {
    StringBuilder csv = new StringBuilder("p2,colour,q,p1,y\n");
    for (int i = 0; i < 60; i++) {
      String colour = List.of("green", "red", "blue").get(i * 7 % 3);
      csv.append("%d,%s,%d,%d,%d%n".formatted(i * 5 % 7, colour, i % 4, i * 3 % 11, i * i % 13));
    }
    Formula formula = formula("y ~ c*p1 + w @ columns('p*') + u[colour]");
    try (Table table = table(csv.toString())) {
      FitResult result = Fit.of(formula, table).start("c=0, w=[1,2], u=0").steps(50).run();
      Score score = FittedModel.of(formula, result).score(table);
      assertThat(score.loss()).isCloseTo(result.loss(), within(1e-12 * result.loss()));
    }
  }

  @Test
  void otherColumnsComeAlong() throws IOException {
    try (Table table = table("colour,x,y\nred,1,0.5\nblue,2,\nblue,3,0.25\n");
        Predictions predictions = model("y ~ a + b*x").predict(table, true)) {
      List<List<Object>> rows = new ArrayList<>();
      predictions.forEach(
          (columns, prediction) -> {
            List<Object> row = new ArrayList<>(columns);
            row.add(prediction);
            rows.add(row);
          });
      assertThat(predictions.columns()).containsExactly("colour", "x", "y");
      assertThat(rows)
          .containsExactly(List.of("red", 1.0, 0.5, 5.0), List.of("blue", 3.0, 0.25, 11.0));
    }
  }

  @Test
  void whatDoesNotBelongTogetherIsRefused() {
    List<String> columns = List.of("x", "y");
    assertThatThrownBy(() -> FittedModel.of(formula("y ~ a*x"), columns, Map.of(), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessage("the model has no value for `a` of its formula");
    FittedModel.Parameter short1 = new FittedModel.Parameter(Shape.vector(3), List.of(1.0));
    assertThatThrownBy(
            () -> FittedModel.of(formula("y ~ a*x"), columns, Map.of("a", short1), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessage("`a` has 3 elements, and 1 values");
    FittedModel.Parameter vector = new FittedModel.Parameter(Shape.vector(1), List.of(1.0));
    assertThatThrownBy(
            () -> FittedModel.of(formula("y ~ a[x]"), columns, Map.of("a", vector), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessage("the model has no categories of the column `x`");
  }

  /** A name between backquotes may be that of a parameter, wherever parameters are named. */
  @Test
  void namesOfOtherCharacters() throws IOException {
    Formula formula = formula("`y (m)` ~ `a b` + c*`x, z`");
    FitResult fitted;
    try (Table table = table("\"x, z\",y (m)\n1,3\n2,5\n3,7\n")) {
      fitted = Fit.of(formula, table).start("`a b`=0.5; c=1").constrain("`a b`>0").run();
      assertThat(fitted.get("a b")).isCloseTo(1, within(1e-9));
    }
    FittedModel model = FittedModel.of(formula, fitted);
    try (Table table = table("\"x, z\"\n10\n");
        Predictions predictions = model.predict(table, false)) {
      assertThat(model.column()).isEqualTo("predicted_y (m)");
      predictions.forEach(
          (columns, prediction) -> assertThat((Double) prediction).isCloseTo(21, within(1e-7)));
    }
    assertThat(model.export(ExportLanguage.JAVA, "Model")).contains("class Model");
    try (Table table = table("\"x, z\",y (m)\n1,3\n2,5\n")) {
      FitResult tied = Fit.of(formula, table).constrain("`a b` = 2*c").start("c=1").run();
      assertThat(tied.get("a b")).isCloseTo(2 * tied.get("c"), within(1e-12));
    }
  }

  /** A column that is a number here and a text there is two arguments of what is exported. */
  @Test
  void aNumberThatIsACodeToo() throws IOException {
    Formula formula = formula("y ~ a + b*year + c*code(year)");
    FitResult fitted;
    try (Table table = table("year,y\n70,1\n71,2\n72,3.5\n70,1.1\n71,2.2\n")) {
      fitted = Fit.of(formula, table).run();
    }
    FittedModel model = FittedModel.of(formula, fitted);
    assertThat(model.export(ExportLanguage.PYTHON, "Model"))
        .contains("def predict(year, year_text):");
    assertThat(model.export(ExportLanguage.JAVA, "Model"))
        .contains("predict(double year, String year_text)");
  }
}
