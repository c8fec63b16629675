package glissade.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.formula.Operator;
import glissade.formula.Shape;
import glissade.formula.Source;
import glissade.rule.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exported code, compiled and run, predicts what the model predicts. */
class ExportTest {
  private static final long SEED = 20261125;
  private static final double TOLERANCE = 1e-12;

  /** Texts that a careless writer of code would stumble over. */
  private static final List<String> TEXTS =
      List.of("red", "it's \"so\"", "back\\slash \\u000a", "*/ end", "Zürich 😀", "a,b");

  private static final List<Double> EDGES =
      List.of(
          0.0, -0.0, 1.0, -1.0, 2.0, 3.0, -3.0, 0.5, -0.5, -2.5, 1e-3, 1.4616, 12.5, 710.5, -745.5,
          1e154, -1e154, 1e300, 1e-300);

  @TempDir static Path folder = Path.of(".");

  /** Numbers x and z, whole n, a text, a group of five columns and one of 300. */
  private static final List<String> GROUP = names("p", 5);

  private static final List<String> MANY = names("many", 300);

  private static List<String> names(String stem, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(k -> stem + k).toList();
  }

  private static final List<String> COLUMNS =
      Stream.of(List.of("x", "z", "n", "colour", "lambda", "int", "y"), GROUP, MANY)
          .flatMap(List::stream)
          .toList();

  private static final List<Map<String, Object>> ROWS = rows();
  private static final Map<String, FittedModel> MODELS = operators();
  private static final Map<String, List<Object>> PREDICTED = new LinkedHashMap<>();

  private static List<Map<String, Object>> rows() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int r = 0; r < 120; r++) {
      Map<String, Object> row = new LinkedHashMap<>();
      boolean edge = r < 40;
      row.put("x", edge ? EDGES.get(r % EDGES.size()) : 3 * Starts.normal(random));
      row.put("z", edge ? EDGES.get(random.nextInt(EDGES.size())) : Starts.normal(random));
      row.put("n", (double) random.nextInt(5));
      row.put("colour", TEXTS.get(r % TEXTS.size()));
      row.put("lambda", random.nextDouble());
      row.put("int", random.nextDouble());
      row.put("y", random.nextDouble());
      double[] group = IntStream.range(0, 5).mapToDouble(k -> Starts.normal(random)).toArray();
      double[] many = IntStream.range(0, 300).mapToDouble(k -> Starts.normal(random)).toArray();
      for (String name : List.of("X", "columns")) {
        row.put(name, group);
      }
      row.put("M", many);
      rows.add(row);
    }
    return rows;
  }

  private static Path table() throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add(String.join(",", COLUMNS));
    for (Map<String, Object> row : ROWS) {
      List<String> cells = new ArrayList<>();
      for (String name : COLUMNS.subList(0, 7)) {
        cells.add("\"" + String.valueOf(row.get(name)).replace("\"", "\"\"") + "\"");
      }
      for (String name : List.of("X", "M")) {
        Arrays.stream((double[]) row.get(name)).forEach(v -> cells.add(String.valueOf(v)));
      }
      lines.add(String.join(",", cells));
    }
    return Files.writeString(folder.resolve("rows.csv"), String.join("\n", lines) + "\n");
  }

  /** A model whose parameters are drawn; sizes other than of numbers are given by name. */
  private static FittedModel model(String formula, Map<String, Shape> shapes) {
    var parsed = NamedLoss.parse(new Source("formula", formula));
    SplittableRandom random = new SplittableRandom(SEED + formula.hashCode());
    Map<String, FittedModel.Parameter> parameters = new LinkedHashMap<>();
    for (String name : parsed.names()) {
      Shape shape = shapes.getOrDefault(name, Shape.SCALAR);
      List<Double> values =
          IntStream.range(0, shape.size()).mapToObj(k -> Starts.normal(random)).toList();
      parameters.put(name, new FittedModel.Parameter(shape, values));
    }
    return FittedModel.of(parsed, COLUMNS, parameters, Map.of("colour", TEXTS));
  }

  private static FittedModel model(String formula) {
    return model(formula, Map.of());
  }

  /** Each operator in a formula of its own, that it makes with a number, or with a vector. */
  private static Map<String, FittedModel> operators() {
    Map<String, FittedModel> models = new LinkedHashMap<>();
    for (Operator operator : Operator.values()) {
      if (operator.isForRules()) {
        continue;
      }
      String name = operator.symbol();
      String formula =
          switch (operator) {
            case NEGATE -> "-x";
            case NOT -> "not x";
            case AND, OR -> "x " + name + " z";
            case POLYGAMMA -> "polygamma(n, x)";
            case WHERE -> "where(n > 2, x, z)";
            case CLAMP -> "clamp(x, z, n)";
            default ->
                operator.isReduction()
                    ? name + "(columns('p*'))"
                    : operator.arity() == 1
                        ? name + "(x)"
                        : Character.isLetter(name.charAt(0)) ? name + "(x, z)" : "x " + name + " z";
          };
      models.put("Of_" + operator.name(), model("y ~ 0*a + (" + formula + ")"));
      if (!operator.isReduction()) {
        String each = formula.replaceAll("\\bx\\b", "(X + c)");
        models.put(
            "Each_" + operator.name(), model("X = columns('p*'); y ~ v @ (" + each + ")", v(5)));
      }
    }
    return models;
  }

  private static Map<String, Shape> v(int length) {
    return Map.of("v", Shape.vector(length));
  }

  private static Map<String, FittedModel> models() {
    Map<String, FittedModel> models = new LinkedHashMap<>();
    List<String> plain =
        List.of(
            "y ~ a*exp(-b*x^2) + c",
            "log(y) ~ a - (b - x) - (c - (x - z)) / (a / (b / n)) * -x",
            "y ~ a*(colour == 'red') + b*(colour != '*/ end') + c*(colour == 'Zürich 😀')",
            "s = exp(-n); r = s + x; y ~ a*r*s + s/(1 + s) + r^3 + where(r > 1, r, s)",
            "y ~ lambda*int + double*def + t*i*math + Math + predict + class + code + exp2 + t_2",
            "y ~ a",
            "y ~ a + 1/0*x + 0/0",
            "y ~ a*x + " + names("b", 60).stream().collect(Collectors.joining("*sin(x) + ")),
            "logistic(y, a + b*n)",
            "poisson(y, a + b*n)",
            "hinge(y, a + b*n)",
            "quantile(y, a + b*n, 0.9)",
            "log(1 + (y - a*n)^2)",
            "X = columns('p*'); y ~ sum(place(6, 1, X[0:2], 4, x)*fill(z, 6)) + X[3]*a",
            "y ~ a*sin(n)*sin(n) # a comment\n");
    for (int k = 0; k < plain.size(); k++) {
      models.put("Plain_" + k, model(plain.get(k)));
    }
    Shape u = Shape.vector(TEXTS.size());
    models.put("Category", model("y ~ u[colour] + a*(colour == 'red')", Map.of("u", u)));
    models.put("Code", model("y ~ u[n - 1] + a*x", Map.of("u", Shape.vector(3))));
    models.put("Rows", model("y ~ sum(U[colour]*columns('p*'))", Map.of("U", Shape.matrix(6, 5))));
    models.put(
        "Network",
        model(
            "X = columns('p*'); y ~ sigmoid(v @ tanh(W @ X + b) + c)",
            Map.of("v", Shape.vector(4), "W", Shape.matrix(4, 5), "b", Shape.vector(4))));
    models.put(
        "Chain",
        model(
            "X = columns('p*'); h = A @ B @ X; y ~ sum(h[1:]) + h[0]*max(h) + norm(h - n) + mean(h[1:3]*X[2:4])",
            Map.of("A", Shape.matrix(3, 2), "B", Shape.matrix(2, 5))));
    models.put(
        "Classes",
        model(
            "softmax_cross_entropy(colour, W @ columns('p*') + b)",
            Map.of("W", Shape.matrix(6, 5), "b", Shape.vector(6))));
    models.put(
        "Numbered",
        model("softmax_cross_entropy(n, W @ columns('p*'))", Map.of("W", Shape.matrix(5, 5))));
    models.put(
        "Large",
        model(
            "M = columns('many*'); y ~ sum(tanh(W @ M)) + w @ M",
            Map.of("W", Shape.matrix(20, 300), "w", Shape.vector(300))));
    return models;
  }

  @BeforeAll
  static void predict() throws Exception {
    MODELS.putAll(models());
    Path file = table();
    MODELS.forEach(
        (name, model) -> {
          List<Object> values = new ArrayList<>();
          try (Table table = Tables.open(file, TableOptions.defaults());
              Predictions predictions = model.predict(table, false)) {
            predictions.forEach((columns, prediction) -> values.add(prediction));
          }
          PREDICTED.put(name, values);
        });
  }

  private static void compare(Map<String, List<Object>> exported) {
    List<String> differences = new ArrayList<>();
    PREDICTED.forEach(
        (name, values) -> {
          for (int r = 0; r < ROWS.size(); r++) {
            Object other = Objects.requireNonNull(exported.get(name)).get(r);
            if (!same(values.get(r), other, name.contains("GAMMA"))) {
              Map<String, Object> row = ROWS.get(r);
              differences.add(
                  "%s of x=%s z=%s n=%s: %s, exported %s"
                      .formatted(
                          name, row.get("x"), row.get("z"), row.get("n"), values.get(r), other));
            }
          }
        });
    assertThat(differences).isEmpty();
    assertThat(exported.keySet()).isEqualTo(MODELS.keySet());
  }

  /**
   * Gamma functions have zeros between the numbers that a double can be; and where a small value is
   * a difference of larger ones, it has not all digits: other exponentials differ in the last.
   */
  private static boolean same(Object one, Object other, boolean zeros) {
    if (one instanceof Double a && other instanceof Double b) {
      double scale = Math.max(Math.max(Math.abs(a), Math.abs(b)), zeros ? 1 : 1e-3);
      return a.equals(b) || a.doubleValue() == b || Math.abs(a - b) <= TOLERANCE * scale;
    }
    return one.equals(other);
  }

  @Test
  void theTableHasEveryOperatorOfTheLanguage() {
    assertThat(OperatorCode.rows().keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Operator.values()).filter(operator -> !operator.isForRules()).toList());
  }

  @Test
  void javaPredictsTheSame() throws Exception {
    compare(new ExportedCode(folder, MODELS).java(ROWS));
  }

  @Test
  void pythonPredictsTheSame() throws Exception {
    assumeTrue(ExportedCode.hasPython(), "skipped: there is no python3 to run exported code with");
    compare(new ExportedCode(folder, MODELS).python(ROWS));
  }

  /** Nothing that is used twice is written twice. */
  @Test
  void whatIsSharedIsComputedOnce() {
    String java = model("s = exp(x*z); y ~ s + a/s + sin(s)").export(ExportLanguage.JAVA, "Shared");
    assertThat(java).containsOnlyOnce("Math.exp(").contains("return t + a / t + Math.sin(t);");
  }

  @Test
  void badNamesOfClassesAreRefused() {
    FittedModel model = model("y ~ a*x");
    for (String name : List.of("my-model", "class", "Math", "a.B", "")) {
      assertThatThrownBy(() -> model.export(ExportLanguage.JAVA, name))
          .isInstanceOf(SettingsException.class)
          .hasMessage(
              "`" + name + "` cannot be the name of a class in Java; write one such as Decay");
    }
  }

  @Test
  void moreColumnsThanAMethodTakesAreRefused() {
    String sum = names("many", 121).stream().collect(Collectors.joining(" + "));
    FittedModel model = model("y ~ a + " + sum);
    assertThatThrownBy(() -> model.export(ExportLanguage.JAVA, "Wide"))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "a method in Java takes at most 120 columns, not 121: write many as one, columns('x*')");
  }
}
