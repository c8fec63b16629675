package glissade.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import glissade.data.DataException;
import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.formula.Source;
import glissade.optimize.StopReason;
import glissade.rule.Rule;
import glissade.rule.Rules;
import glissade.rule.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches where rows have no weight, a loss is no number, or the rule finds another point. */
class FitBatchesTest {
  @TempDir Path folder = Path.of(".");

  private Table table(String name, String csv) throws IOException {
    return Tables.open(Files.writeString(folder.resolve(name), csv), TableOptions.defaults());
  }

  private FitResult fit(String csv, String formula, UnaryOperator<Fit> settings)
      throws IOException {
    try (Table table = table("t.csv", csv)) {
      return settings.apply(Fit.of(NamedLoss.parse(new Source("formula", formula)), table)).run();
    }
  }

  /** A row for each weight; those without weight are far off. */
  private static String weighted(int... weights) {
    StringBuilder csv = new StringBuilder("y,w\n");
    for (int weight : weights) {
      csv.append(weight == 0 ? 1000 : 2).append(',').append(weight).append('\n');
    }
    return csv.toString();
  }

  @Test
  void aBatchWithoutWeightMovesNothing() throws IOException {
    FitResult result =
        fit(
            weighted(1, 0, 2, 0, 0, 1, 3),
            "y ~ a",
            fit ->
                fit.start("a=1")
                    .weights("w")
                    .rule(Rules.find("sgd").configured().with("lr", 0.1))
                    .batch(1)
                    .epochs(50)
                    .polish(false));
    assertThat(result.get("a")).isCloseTo(2, within(1e-6));
    assertThat(result.stop().message()).isEqualTo("made all 350 steps");
  }

  /**
   * Batches that are cut along the tree of a sum, or in halves, or reach over blocks in pieces.
   * From 0, and by a step that is a multiple of the gradient, no digit of which is rounded away.
   */
  @Test
  void threadsChangeNoBit() throws IOException {
    SplittableRandom random = new SplittableRandom(20261126);
    for (int rows : new int[] {3500, 9500}) {
      StringBuilder csv = new StringBuilder("x,y\n");
      for (int i = 0; i < rows; i++) {
        double x = 3 * random.nextDouble();
        csv.append(x).append(',').append(3 * Math.exp(-1.2 * x) + 0.5 + 0.1 * random.nextDouble());
        csv.append('\n');
      }
      for (long batch : new long[] {300, 700, 1500, Long.MAX_VALUE}) {
        List<String> all = new ArrayList<>();
        for (int threads : new int[] {1, 2, 3}) {
          FitResult result =
              fit(
                  csv.toString(),
                  "y ~ a*exp(-b*x) + c + 0*(d + e + f + g + h + i + j + k)*x",
                  fit ->
                      fit.start("a=1.1, b=0, c=0.1, d=1, e=1, f=1, g=1, h=1, i=1, j=1, k=1")
                          .rule(Rules.find("sgd").configured().with("lr", 0.01))
                          .batch(batch)
                          .epochs(2)
                          .validation(0.2)
                          .threads(threads));
          all.add(result.toString().replaceAll(", nanos=\\d+", ""));
        }
        assertThat(all.get(1)).as("%d of %d", batch, rows).isEqualTo(all.get(0));
        assertThat(all.get(2)).as("%d of %d", batch, rows).isEqualTo(all.get(0));
      }
    }
  }

  /** Whatever order the rows of a large table are in, and whichever are kept back. */
  @Test
  void theRowIsThatOfTheTable() {
    StringBuilder csv = new StringBuilder("x,y\n");
    for (int row = 1; row <= 9000; row++) {
      csv.append(row == 5000 || row == 8000 ? -1 : 1 + row % 7).append(",1\n");
    }
    for (double kept : new double[] {0, 0.3}) {
      assertThatThrownBy(
              () -> fit(csv.toString(), "y ~ a*log(x)", fit -> fit.start("a=1").validation(kept)))
          .isInstanceOf(SettingsException.class)
          .hasMessageMatching(
              "the mean loss( of the validation rows)? at the start is NaN "
                  + "\\(row [58],000: `log\\(x\\)` is NaN, with x = -1.00000\\): "
                  + "start elsewhere, where the formula is finite in every row");
    }
  }

  @Test
  void weightsAreChecked() {
    assertThatThrownBy(
            () -> fit("y,w\n1,1\n2,-0.5\n", "y ~ a", fit -> fit.start("a=1").weights("w")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            folder.resolve("t.csv")
                + ": column `w` has a weight of -0.5 in row 2; weights are 0 or more");
    assertThatThrownBy(() -> fit(weighted(0, 0), "y ~ a", fit -> fit.start("a=1").weights("w")))
        .isInstanceOf(DataException.class)
        .hasMessage(folder.resolve("t.csv") + ": the weights in column `w` are 0 in all 2 rows");
  }

  /** The average lags behind the point, which comes nearer to 1 with each step. */
  @Test
  void theAverageIsFound() throws IOException {
    UnaryOperator<Fit> settings = fit -> fit.start("a=0").batch(1).epochs(2).polish(false);
    FitResult result =
        fit(
            "y\n1\n1\n",
            "squared(y, a)",
            fit ->
                settings.apply(
                    fit.rule(
                        Rules.find("sgd+average")
                            .configured()
                            .withAll("lr=0.1, average_decay=0.5"))));
    FitResult last =
        fit(
            "y\n1\n1\n",
            "squared(y, a)",
            fit -> settings.apply(fit.rule(Rules.find("sgd").configured().with("lr", 0.1))));
    assertThat(result.get("a")).isPositive().isLessThan(last.get("a"));
  }

  @Test
  void aRuleWithoutALearningRateEndsWhereItIs() throws IOException {
    Rule rule =
        Rule.parse("long", new Source("long.rule", "hyper stride = 1e200\nw = w - stride*g\n"));
    FitResult result =
        fit(
            "y\n2\n3\n",
            "squared(y, a^2)",
            fit -> fit.start("a=1").rule(rule.configured()).batch(1).epochs(4).polish(false));
    assertThat(result.stop().reason()).isEqualTo(StopReason.DIVERGED);
    assertThat(result.stop().message()).isEqualTo("the loss was no number in epoch 1");
    assertThat(result.get("a")).isEqualTo(1);
  }

  @Test
  void rowsThatAreKeptBackNeedALoss() throws IOException {
    try (Table kept = table("kept.csv", "x,y\n1,1\n-1,2\n")) {
      assertThatThrownBy(
              () ->
                  fit(
                      "x,y\n1,1\n2,3\n",
                      "y ~ a*log(x)",
                      fit -> fit.start("a=1").batch(1).validation(kept)))
          .isInstanceOf(SettingsException.class)
          .hasMessage(
              "the mean loss of the validation rows at the start is NaN"
                  + " (row 2: `log(x)` is NaN, with x = -1.00000): start elsewhere, where the"
                  + " formula is finite in every row");
    }
  }

  @Test
  void textsThatAreKeptBackMustBeKnown() throws IOException {
    try (Table kept = table("kept.csv", "C,y\nred,1\ngreen,2\n")) {
      assertThatThrownBy(
              () ->
                  fit(
                      "C,y\nred,1\nblue,3\n",
                      "y ~ u[C]",
                      fit -> fit.start("u[C]=1").batch(1).validation(kept)))
          .isInstanceOf(DataException.class)
          .hasMessage(
              kept.name()
                  + ": column `C` has the text 'green' in row 2, which the fit has not met;"
                  + " it knows: red, blue");
    }
  }
}
