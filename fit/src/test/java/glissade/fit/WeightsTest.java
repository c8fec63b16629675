package glissade.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import glissade.data.DataException;
import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What weights do to errors, intervals and likelihoods. */
class WeightsTest {
  private static final int ROWS = 12;

  @TempDir Path folder = Path.of(".");

  private final double[] x = new double[ROWS];
  private final double[] y = new double[ROWS];
  private final double[] w = new double[ROWS];

  WeightsTest() {
    Random random = new Random(20261127);
    for (int i = 0; i < ROWS; i++) {
      x[i] = i;
      y[i] = 2 + 0.5 * i + random.nextGaussian();
      w[i] = 0.2 + random.nextDouble();
    }
  }

  private FitResult fit(String formula, double factor, String more) throws IOException {
    StringBuilder csv = new StringBuilder("x,y,w\n");
    for (int i = 0; i < ROWS; i++) {
      csv.append(x[i]).append(',').append(y[i]).append(',').append(factor * w[i]).append('\n');
    }
    Path file = folder.resolve("t.csv");
    Files.writeString(file, csv + more);
    try (Table table = Tables.open(file, TableOptions.defaults())) {
      return Fit.of(formula, table).start("a=1, b=1").weights("w").run();
    }
  }

  /**
   * A line by its closed form; the likelihood of errors whose variance is divided by the weight.
   */
  @Test
  void ofLeastSquaresSayHowPreciseARowIs() throws IOException {
    double sw = 0;
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    double logarithms = 0;
    for (int i = 0; i < ROWS; i++) {
      sw += w[i];
      sx += w[i] * x[i];
      sy += w[i] * y[i];
      sxx += w[i] * x[i] * x[i];
      sxy += w[i] * x[i] * y[i];
      logarithms += Math.log(w[i]);
    }
    double determinant = sw * sxx - sx * sx;
    double b = (sw * sxy - sx * sy) / determinant;
    double a = (sy - b * sx) / sw;
    double squares = 0;
    for (int i = 0; i < ROWS; i++) {
      squares += w[i] * (y[i] - a - b * x[i]) * (y[i] - a - b * x[i]);
    }
    double variance = squares / (ROWS - 2);
    double log = 0.5 * (logarithms - ROWS * (Math.log(2 * Math.PI * squares / ROWS) + 1));

    FitResult result = fit("y ~ a + b*x", 1, "");
    FitResult.Estimate slope = result.parameters().get(1);
    assertThat(slope.value()).isCloseTo(b, within(1e-9));
    double error = Math.sqrt(variance * sw / determinant);
    assertThat(slope.standardError()).isCloseTo(error, within(1e-9));
    // 2.228139 is the 97.5 % quantile of Student's t with 10 degrees of freedom
    assertThat(slope.high()).isCloseTo(b + 2.228139 * error, within(1e-6));
    FitResult.Squares sums = Objects.requireNonNull(result.squares());
    assertThat(sums.degreesOfFreedom()).isEqualTo(ROWS - 2);
    FitResult.Likelihood likelihood = Objects.requireNonNull(result.likelihood());
    assertThat(likelihood.log()).isCloseTo(log, within(1e-9));
    assertThat(likelihood.aic()).isCloseTo(2 * 3 - 2 * log, within(1e-9));
    assertThat(likelihood.bic()).isCloseTo(3 * Math.log(ROWS) - 2 * log, within(1e-9));
  }

  @Test
  void timesAFactorChangeNoErrorOfLeastSquares() throws IOException {
    FitResult once = fit("y ~ a + b*x", 1, "");
    FitResult more = fit("y ~ a + b*x", 1000, "");
    for (int k = 0; k < 2; k++) {
      double error = once.parameters().get(k).standardError();
      assertThat(more.parameters().get(k).standardError())
          .isCloseTo(error, within(1e-9 * Math.abs(error)));
    }
    double log = Objects.requireNonNull(once.likelihood()).log();
    assertThat(Objects.requireNonNull(more.likelihood()).log()).isCloseTo(log, within(1e-9));
  }

  @Test
  void ofZeroAreNoRows() throws IOException {
    String none = "3,100,0\n".repeat(20);
    for (String formula : List.of("y ~ a + b*x", "huber(y, a + b*x, 0.7)")) {
      FitResult without = fit(formula, 1, "");
      FitResult with = fit(formula, 1, none);
      for (int k = 0; k < 2; k++) {
        FitResult.Estimate expected = without.parameters().get(k);
        FitResult.Estimate found = with.parameters().get(k);
        assertThat(found.value()).isCloseTo(expected.value(), within(1e-9));
        assertThat(found.standardError()).isCloseTo(expected.standardError(), within(1e-9));
        assertThat(found.high()).isCloseTo(expected.high(), within(1e-8));
      }
    }
  }

  @Test
  void areCheckedByScore() throws IOException {
    FittedModel model =
        FittedModel.of(glissade.formula.Formula.parse("y ~ a + b*x"), fit("y ~ a + b*x", 1, ""));
    Path file = folder.resolve("s.csv");
    Files.writeString(file, "x,y,w\n1,2,1\n2,3,-0.5\n");
    try (Table table = Tables.open(file, TableOptions.defaults())) {
      assertThatThrownBy(() -> model.score(table, "w"))
          .isInstanceOf(DataException.class)
          .hasMessage(file + ": column `w` has a weight of -0.5 in row 2; weights are 0 or more");
    }
    Files.writeString(file, "x,y,w\n1,2,0\n2,3,0\n");
    try (Table table = Tables.open(file, TableOptions.defaults())) {
      assertThatThrownBy(() -> model.score(table, "w"))
          .isInstanceOf(DataException.class)
          .hasMessage(file + ": the weights in column `w` are 0 in all 2 rows");
    }
  }
}
