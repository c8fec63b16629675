package glissade.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.formula.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fits against what is known otherwise. */
class FitTest {
  private static final long SEED = 20261125;

  @TempDir Path folder = Path.of(".");

  private FitResult fit(String csv, String formula, String start) throws IOException {
    Path file = folder.resolve("t.csv");
    Files.writeString(file, csv);
    try (Table table = Tables.open(file, TableOptions.defaults())) {
      return Fit.of(NamedLoss.parse(new Source("formula", formula)), table).start(start).run();
    }
  }

  private static String line(int rows, Random random) {
    StringBuilder csv = new StringBuilder("x,z,y\n");
    for (int i = 0; i < rows; i++) {
      double x = random.nextDouble() * 10;
      double z = random.nextGaussian();
      double y = 2 - 0.5 * x + 3 * z + 0.1 * random.nextGaussian();
      csv.append(x).append(',').append(z).append(',').append(y).append('\n');
    }
    return csv.toString();
  }

  /** Estimates and standard errors of ordinary least squares, in closed form. */
  @Test
  void aLineIsOrdinaryLeastSquares() throws IOException {
    String csv = line(5000, new Random(SEED));
    FitResult result = fit(csv, "y ~ a + b*x + c*z", "a=1, b=1, c=1");
    String[] lines = csv.split("\n", -1);
    int n = lines.length - 2;
    double[][] design = new double[n][];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      String[] cells = lines[i + 1].split(",", -1);
      design[i] = new double[] {1, Double.parseDouble(cells[0]), Double.parseDouble(cells[1])};
      y[i] = Double.parseDouble(cells[2]);
    }
    RealMatrix x = new Array2DRowRealMatrix(design);
    RealMatrix inverse = new LUDecomposition(x.transposeMultiply(x)).getSolver().getInverse();
    double[] exact = inverse.operate(x.transpose().operate(new ArrayRealVector(y))).toArray();
    double[] residuals =
        new ArrayRealVector(y).subtract(x.operate(new ArrayRealVector(exact))).toArray();
    double sum = 0;
    double mean = 0;
    for (int i = 0; i < n; i++) {
      sum += residuals[i] * residuals[i];
      mean += y[i] / n;
    }
    double total = 0;
    for (double value : y) {
      total += (value - mean) * (value - mean);
    }
    for (int k = 0; k < 3; k++) {
      FitResult.Estimate estimate = result.parameters().get(k);
      assertThat(estimate.value()).isCloseTo(exact[k], within(1e-10 * Math.abs(exact[k])));
      double error = Math.sqrt(sum / (n - 3) * inverse.getEntry(k, k));
      assertThat(estimate.standardError()).isCloseTo(error, within(1e-9 * error));
    }
    assertThat(result.rows().kept()).isEqualTo(5000);
    FitResult.Squares squares = java.util.Objects.requireNonNull(result.squares());
    assertThat(squares.sum()).isCloseTo(sum, within(1e-9 * sum));
    assertThat(squares.determination()).isCloseTo(1 - sum / total, within(1e-9));
    assertThat(squares.degreesOfFreedom()).isEqualTo(4997);
  }

  @Test
  void anExponentialDecayIsFound() throws IOException {
    Random random = new Random(SEED);
    StringBuilder csv = new StringBuilder("t,y\n");
    for (int i = 0; i < 300; i++) {
      double t = i * 0.02;
      csv.append(t)
          .append(',')
          .append(5 * Math.exp(-1.3 * t) + 0.7 + 0.01 * random.nextGaussian())
          .append('\n');
    }
    FitResult result = fit(csv.toString(), "y ~ a*exp(-b*t) + c", "a=1, b=1, c=0");
    assertThat(result.get("a")).isCloseTo(5, within(0.02));
    assertThat(result.get("b")).isCloseTo(1.3, within(0.01));
    assertThat(result.get("c")).isCloseTo(0.7, within(0.01));
    for (FitResult.Estimate estimate : result.parameters()) {
      assertThat(estimate.low()).isLessThan(estimate.value());
      assertThat(estimate.high()).isGreaterThan(estimate.value());
    }
    assertThat(result.correlations().get(2).get(2)).isCloseTo(1, within(1e-12));
    assertThat(result.warnings()).isEmpty();
  }

  /** Against Newton steps written here, on the same rows. */
  @Test
  void aLogisticRegressionIsTheMaximumOfTheLikelihood() throws IOException {
    Random random = new Random(SEED);
    int n = 2000;
    double[] x = new double[n];
    double[] y = new double[n];
    StringBuilder csv = new StringBuilder("x,y\n");
    for (int i = 0; i < n; i++) {
      x[i] = random.nextGaussian();
      y[i] = random.nextDouble() < 1 / (1 + Math.exp(-(0.5 + 1.5 * x[i]))) ? 1 : 0;
      csv.append(x[i]).append(',').append(y[i]).append('\n');
    }
    double a = 0;
    double b = 0;
    double h00 = 0;
    double h01 = 0;
    double h11 = 0;
    for (int step = 0; step < 30; step++) {
      double g0 = 0;
      double g1 = 0;
      h00 = 0;
      h01 = 0;
      h11 = 0;
      for (int i = 0; i < n; i++) {
        double p = 1 / (1 + Math.exp(-(a + b * x[i])));
        g0 += p - y[i];
        g1 += (p - y[i]) * x[i];
        h00 += p * (1 - p);
        h01 += p * (1 - p) * x[i];
        h11 += p * (1 - p) * x[i] * x[i];
      }
      double determinant = h00 * h11 - h01 * h01;
      a -= (h11 * g0 - h01 * g1) / determinant;
      b -= (h00 * g1 - h01 * g0) / determinant;
    }
    FitResult result = fit(csv.toString(), "logistic(y, a + b*x)", "a=0, b=0");
    assertThat(result.get("a")).isCloseTo(a, within(1e-10));
    assertThat(result.get("b")).isCloseTo(b, within(1e-10));
    double error = Math.sqrt(h00 / (h00 * h11 - h01 * h01));
    assertThat(result.parameters().get(1).standardError()).isCloseTo(error, within(0.05 * error));
  }

  /** A row with a weight of 2 counts as the same row twice. */
  @Test
  void weightsCountRows() throws IOException {
    String rows = "x,y,w\n1,2,1\n2,3.5,2\n3,4,1\n4,6.5,3\n";
    String twice = "x,y,w\n1,2,1\n2,3.5,1\n2,3.5,1\n3,4,1\n4,6.5,1\n4,6.5,1\n4,6.5,1\n";
    Path file = folder.resolve("w.csv");
    Files.writeString(file, rows);
    FitResult weighted;
    try (Table table = Tables.open(file, TableOptions.defaults())) {
      weighted = Fit.of("y ~ a + b*x", table).start("a=1, b=1").weights("w").run();
    }
    FitResult repeated = fit(twice, "y ~ a + b*x", "a=1, b=1");
    assertThat(weighted.get("a")).isCloseTo(repeated.get("a"), within(1e-12));
    assertThat(weighted.get("b")).isCloseTo(repeated.get("b"), within(1e-12));
    assertThat(weighted.loss()).isCloseTo(repeated.loss(), within(1e-12));
  }

  @Test
  void whatRowsDoNotDetermineIsSaid() throws IOException {
    FitResult result =
        fit(line(50, new Random(SEED)), "y ~ a + b*x + d*x + c*z", "a=1, b=1, c=1, d=2");
    assertThat(result.warnings())
        .containsExactly(
            "the rows do not determine `d` apart from the parameters before it: fix one of them, or write the formula with fewer");
    assertThat(result.parameters().get(0).standardError()).isNaN();
    assertThat(result.get("b") + result.get("d")).isCloseTo(-0.5, within(0.02));
  }

  /** Also where the second of two rows has a 0 in the second column of the Jacobian. */
  @Test
  void twoRowsDetermineALine() throws IOException {
    for (String rows : List.of("1,5\n0,3\n", "0,3\n1,5\n")) {
      FitResult result = fit("x,y\n" + rows, "y ~ a + b*x", "a=1, b=1");
      assertThat(result.warnings())
          .as(rows)
          .containsExactly(
              "there are no more rows than parameters, so there are no standard errors; --bootstrap 200 takes them from samples of the rows");
    }
    FitResult same = fit("x,y\n1,5\n1,3\n", "y ~ a + b*x", "a=1, b=1");
    assertThat(same.warnings())
        .containsExactly(
            "the rows do not determine `b` apart from the parameters before it: fix one of them, or write the formula with fewer");
  }

  @Test
  void problemsAreSaid() {
    says(
        "the table has no column `price_x`; did you mean `price`? if it is a parameter, give it a start: --start price_x=1",
        "price,y\n1,2\n3,4\n",
        "y ~ a*price_x",
        "a=1");
    says("the formula has no parameter `c`", "y ~ a", "a=1, c=1");
    says(
        "every name in the formula is a column of the table: there is nothing to fit",
        "y ~ x",
        "a=1");
    says("the formula names no column of the table, which has: x, y", "a^2", "a=1");
    says(
        "the mean loss at the start is NaN (row 1: `log(a)` is NaN, with a = -1.00000): start elsewhere, where the formula is finite in every row",
        "y ~ log(a)*x",
        "a=-1");
    says( // not row 1, whose logarithm is not taken
        "the mean loss at the start is Infinity (row 2: `c/z` is Infinity, with c = 1.00000, z = 0.00000): start elsewhere, where the formula is finite in every row",
        "x,z,y\n0,1,2\n1,0,3\n2,1,4\n",
        "y ~ where(x > 0, a*log(x), b) + c/z",
        "a=1, b=1, c=1");
  }

  private void says(String message, String formula, String start) {
    says(message, "x,y\n1,2\n3,4\n", formula, start);
  }

  private void says(String message, String csv, String formula, String start) {
    assertThatThrownBy(() -> fit(csv, formula, start)).hasMessage(message);
  }

  private static String groups(int rows, Random random) {
    StringBuilder csv = new StringBuilder("x1,x2,x3,colour,y\n");
    for (int i = 0; i < rows; i++) {
      double[] x = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
      String colour = List.of("red", "green", "blue").get(random.nextInt(3));
      double shift = colour.equals("red") ? 1 : colour.equals("green") ? -2 : 0.5;
      double y = 0.5 * x[0] - x[1] + 2 * x[2] + shift + 0.1 * random.nextGaussian();
      csv.append(x[0]).append(',').append(x[1]).append(',').append(x[2]);
      csv.append(',').append(colour).append(',').append(y).append('\n');
    }
    return csv.toString();
  }

  /** A vector of columns, and a vector by category, are what they are written out. */
  @Test
  void vectorsAreAsManyNumbers() throws IOException {
    String csv = groups(500, new Random(SEED));
    FitResult vectors = fit(csv, "X = columns('x*'); y ~ w @ X + u[colour]", "w[X]=0, u=0");
    FitResult numbers =
        fit(
            csv,
            "y ~ a*x1 + b*x2 + c*x3 + r*(colour == 'red') + g*('green' == colour) + q*(colour == 'blue')",
            "a=0, b=0, c=0, r=0, g=0, q=0");
    assertThat(vectors.parameters().stream().map(FitResult.Estimate::name))
        .contains("w[x1]", "w[x2]", "w[x3]", "u[red]", "u[green]", "u[blue]");
    List<String> same = List.of("a", "b", "c", "r", "g", "q");
    List<String> names = List.of("w[x1]", "w[x2]", "w[x3]", "u[red]", "u[green]", "u[blue]");
    for (int k = 0; k < same.size(); k++) {
      assertThat(vectors.get(names.get(k))).isCloseTo(numbers.get(same.get(k)), within(1e-9));
    }
    assertThat(vectors.get("u[green]")).isCloseTo(-2, within(0.05));
  }

  @Test
  void aSmallNetworkLearnsXor() throws IOException {
    String csv = "x1,x2,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n";
    FitResult result =
        fit(
            csv,
            "X = columns('x*'); logistic(y, v @ tanh(W[4, X] @ X + b) + c)",
            "W=normal(0, 1), b=0, v=normal(0, 1), c=0");
    assertThat(result.loss()).isLessThan(1e-3);
    assertThat(result.parameters()).hasSize(4 * 2 + 4 + 4 + 1);
  }

  @Test
  void classesHaveScores() throws IOException {
    Random random = new Random(SEED);
    StringBuilder csv = new StringBuilder("x1,x2,kind\n");
    for (int i = 0; i < 300; i++) {
      int kind = random.nextInt(3);
      csv.append(kind + random.nextGaussian()).append(',');
      csv.append(random.nextGaussian() - kind).append(',');
      csv.append("abc".charAt(kind)).append('\n');
    }
    FitResult result =
        fit(
            csv.toString(),
            "X = columns('x*'); softmax_cross_entropy(kind, W @ X + b) + 0.001*(sum(W^2) + sum(b^2))",
            "W[kind, X]=0, b=0");
    assertThat(result.loss()).isLessThan(0.8);
    double[] slopes = new double[3];
    for (int k = 0; k < 3; k++) {
      slopes[k] = result.get("W[" + "abc".charAt(k) + ",x1]");
    }
    assertThat(slopes).isNotEqualTo(new double[3]);
    assertThat(slopes[0] + slopes[1] + slopes[2]).isCloseTo(0, within(1e-6));
  }
}
