package glissade.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.optimize.StopReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches, validation, constraints, guessed starts, restarts, samples, threads. */
class FitOptionsTest {
  private static final long SEED = 20261125;

  @TempDir Path folder = Path.of(".");

  private FitResult fit(String csv, String formula, UnaryOperator<Fit> settings)
      throws IOException {
    return fit(csv, formula, TableOptions.defaults(), settings);
  }

  private FitResult fit(
      String csv, String formula, TableOptions options, UnaryOperator<Fit> settings)
      throws IOException {
    Path file = folder.resolve("t.csv");
    Files.writeString(file, csv);
    try (Table table = Tables.open(file, options)) {
      return settings.apply(Fit.of(formula, table)).run();
    }
  }

  /** y is 1 with log-odds 0.5 - 1.5 x + z. */
  private static String choices(int rows) {
    Random random = new Random(SEED);
    StringBuilder csv = new StringBuilder("x,z,y\n");
    for (int i = 0; i < rows; i++) {
      double x = random.nextGaussian();
      double z = random.nextGaussian();
      boolean one = random.nextDouble() < 1 / (1 + Math.exp(-0.5 + 1.5 * x - z));
      csv.append(x).append(',').append(z).append(',').append(one ? 1 : 0).append('\n');
    }
    return csv.toString();
  }

  private static String decay(int rows) {
    Random random = new Random(SEED);
    StringBuilder csv = new StringBuilder("t,y\n");
    for (int i = 0; i < rows; i++) {
      double t = 5.0 * i / rows;
      double y = 3 * Math.exp(-1.2 * t) + 0.5 + 0.05 * random.nextGaussian();
      csv.append(t).append(',').append(y).append('\n');
    }
    return csv.toString();
  }

  private static double[] values(FitResult result) {
    return result.parameters().stream().mapToDouble(FitResult.Estimate::value).toArray();
  }

  @Test
  void batchesComeNearTheOptimum() throws IOException {
    String csv = choices(12_000);
    FitResult exact = fit(csv, "logistic(y, a + b*x + c*z)", fit -> fit);
    FitResult batches =
        fit(csv, "logistic(y, a + b*x + c*z)", fit -> fit.batch(128).epochs(10).polish(false));
    assertThat(exact.stop().reason()).isEqualTo(StopReason.GRADIENT);
    assertThat(batches.epochs()).hasSize(10);
    assertThat(batches.loss() - exact.loss()).isBetween(0.0, 1e-4);
    assertThat(batches.notes()).anyMatch(note -> note.startsWith("learning rate "));
    assertThat(batches.notes()).anyMatch(note -> note.startsWith("start guessed: a="));
  }

  @Test
  void descentAloneComesNearTheOptimum() throws IOException {
    String csv = choices(2_000);
    FitResult exact = fit(csv, "logistic(y, a + b*x + c*z)", fit -> fit);
    FitResult alone = fit(csv, "logistic(y, a + b*x + c*z)", fit -> fit.polish(false));
    assertThat(alone.phases()).hasSize(1);
    assertThat(alone.loss() - exact.loss()).isBetween(-1e-15, 1e-4); // rounding may favour either
  }

  @Test
  void theSameBitsOnAnyNumberOfThreadsAndFromDisk() throws IOException {
    String csv = choices(20_000);
    UnaryOperator<Fit> settings = fit -> fit.batch(100).epochs(2).validation(0.2);
    double[] one = values(fit(csv, "logistic(y, a + b*x + c*z)", settings));
    double[] two =
        values(fit(csv, "logistic(y, a + b*x + c*z)", fit -> settings.apply(fit).threads(2)));
    double[] disk =
        values(
            fit(
                csv,
                "logistic(y, a + b*x + c*z)",
                TableOptions.defaults().withMemory(1000),
                settings));
    assertThat(two).isEqualTo(one);
    assertThat(disk).isEqualTo(one);
    double[] full = values(fit(csv, "logistic(y, a + b*x + c*z)", fit -> fit));
    double[] fullTwo = values(fit(csv, "logistic(y, a + b*x + c*z)", fit -> fit.threads(2)));
    assertThat(fullTwo).isEqualTo(full);
    assertThat(values(fit(csv, "logistic(y, a + b*x + c*z)", fit -> settings.apply(fit).seed(2))))
        .isNotEqualTo(one);
  }

  /**
   * Several threads share the rows of a batch, of a formula that is written out and of a network.
   */
  @Test
  void threadsShareBatchesAndChangeNoBit() throws IOException {
    String network = "logistic(y, v @ tanh(w*x + u*z + b) + c)";
    String start = "v[60]=normal(0, 0.1), w[60]=normal(0, 1), u[60]=normal(0, 1), b[60]=0, c=0";
    for (String formula : List.of("logistic(y, a + b*x + c*z)", network)) {
      List<double[]> all = new ArrayList<>();
      for (int threads = 1; threads <= 3; threads++) {
        int count = threads;
        UnaryOperator<Fit> settings =
            fit ->
                (formula.equals(network) ? fit.start(start) : fit)
                    .batch(1500)
                    .epochs(3)
                    .polish(false)
                    .threads(count);
        all.add(values(fit(choices(6_000), formula, settings)));
      }
      assertThat(all.get(1)).as(formula).isEqualTo(all.get(0));
      assertThat(all.get(2)).as(formula).isEqualTo(all.get(0));
    }
  }

  @Test
  void rowsAreKeptBack() throws IOException {
    FitResult result =
        fit(
            choices(5_000),
            "logistic(y, a + b*x + c*z)",
            fit -> fit.batch(100).epochs(200).validation(0.25).patience(3));
    assertThat(result.validation()).isBetween(0.3, 0.6);
    assertThat(result.stop().reason()).isEqualTo(StopReason.IMPROVEMENT);
    assertThat(result.stop().message())
        .isEqualTo("the validation loss has not become lower for 3 epochs");
    double lowest =
        result.epochs().stream().mapToDouble(FitResult.Epoch::validation).min().orElseThrow();
    assertThat(result.validation()).isEqualTo(lowest);
    assertThat(result.epochs().size()).isLessThan(200);
  }

  @Test
  void whatIsFixedHasNoErrorInSamplesEither() throws IOException {
    FitResult result =
        fit(
            decay(200),
            "y ~ a*exp(-b*t) + c",
            fit -> fit.start("a=1, b=1").constrain("c=0.3").bootstrap(7));
    assertThat(result.parameters().get(2).standardError()).isZero();
    assertThat(result.parameters().get(0).standardError()).isPositive();
  }

  /** Counts 1, 3 and 2, the last one twice, of one expectation: 2. By the formula of Poisson. */
  @Test
  void countsHaveALikelihood() throws IOException {
    FitResult result =
        fit("y,w\n1,1\n3,1\n2,2\n", "poisson(y, a)", fit -> fit.start("a=1").weights("w"));
    FitResult.Likelihood likelihood = Objects.requireNonNull(result.likelihood());
    double log = 8 * Math.log(2) - 4 * 2 - (Math.log(1) + Math.log(6) + 2 * Math.log(2));
    assertThat(likelihood.log()).isCloseTo(log, within(1e-12));
    assertThat(likelihood.aic()).isCloseTo(2 - 2 * log, within(1e-12));
    assertThat(likelihood.bic()).isCloseTo(Math.log(4) - 2 * log, within(1e-12));
    assertThat(fit("y\n1\n3\n", "huber(y, a, 1)", fit -> fit.start("a=1")).likelihood()).isNull();
  }

  @Test
  void constraintsAreKept() throws IOException {
    FitResult result =
        fit(
            decay(200),
            "y ~ a*exp(-b*t) + c",
            fit -> fit.start("a=1, b=1").constrain("0<b<1").constrain("c=0.5").constrain("a>0"));
    assertThat(result.get("b")).isCloseTo(1, within(1e-4)).isLessThanOrEqualTo(1);
    assertThat(result.parameters().get(1).note()).isEqualTo("at its bound, 0 < … < 1");
    assertThat(result.get("c")).isEqualTo(0.5);
    assertThat(result.parameters().get(2).note()).isEqualTo("fixed");
    assertThat(result.parameters().get(2).standardError()).isZero();
    FitResult tied =
        fit(decay(200), "y ~ a*exp(-b*t) + c", fit -> fit.start("a=1, b=1").constrain("c=a/6"));
    assertThat(tied.get("c")).isEqualTo(tied.get("a") / 6);
    assertThat(tied.parameters().get(2).note()).isEqualTo("= a/6");
    assertThat(tied.parameters().get(2).standardError())
        .isCloseTo(tied.parameters().get(0).standardError() / 6, within(1e-12));
  }

  /** A bound that does not hold changes neither the optimum nor the error. */
  @Test
  void aBoundFarAwayChangesNothing() throws IOException {
    FitResult free = fit(decay(200), "y ~ a*exp(-b*t) + c", fit -> fit.start("a=1,b=1,c=0"));
    FitResult bound =
        fit(
            decay(200),
            "y ~ a*exp(-b*t) + c",
            fit -> fit.start("a=1,b=1,c=0.1").constrain("b>0").constrain("-10<a<10"));
    for (int k = 0; k < 3; k++) {
      FitResult.Estimate one = free.parameters().get(k);
      FitResult.Estimate other = bound.parameters().get(k);
      assertThat(other.value()).isCloseTo(one.value(), within(1e-7 * Math.abs(one.value())));
      assertThat(other.standardError())
          .isCloseTo(one.standardError(), within(1e-5 * one.standardError()));
      assertThat(other.note()).isEmpty();
    }
  }

  @Test
  void startsAreGuessed() throws IOException {
    FitResult result = fit(decay(200), "y ~ a*exp(-b*t) + c", fit -> fit);
    assertThat(result.get("a")).isCloseTo(3, within(0.1));
    assertThat(result.get("b")).isCloseTo(1.2, within(0.1));
    assertThat(result.notes().get(0)).startsWith("start guessed: a=");
  }

  /** The optimum of cos has many neighbours; from several starts the lowest is found. */
  @Test
  void severalStartsFindTheLowest() throws IOException {
    StringBuilder csv = new StringBuilder("t,y\n");
    for (int i = 0; i < 100; i++) {
      csv.append(i * 0.1).append(',').append(Math.cos(3 * i * 0.1)).append('\n');
    }
    FitResult one = fit(csv.toString(), "y ~ cos(b*t)", fit -> fit.start("b=1"));
    FitResult many = fit(csv.toString(), "y ~ cos(b*t)", fit -> fit.start("b=1").restarts(16));
    assertThat(one.loss()).isGreaterThan(0.1);
    assertThat(Math.abs(many.get("b"))).isCloseTo(3, within(1e-6));
    assertThat(many.notes()).contains("16 starts were tried; the one that led lowest counts");
  }

  /** The error of a mean is known: the deviation over the root of the number of rows. */
  @Test
  void samplesGiveTheErrorOfAMean() throws IOException {
    Random random = new Random(SEED);
    StringBuilder csv = new StringBuilder("y\n");
    for (int i = 0; i < 400; i++) {
      csv.append(5 + 2 * random.nextGaussian()).append('\n');
    }
    FitResult result = fit(csv.toString(), "y ~ m", fit -> fit.start("m=1").bootstrap(400));
    assertThat(result.parameters().get(0).standardError()).isCloseTo(0.1, within(0.015));
    FitResult median =
        fit(csv.toString(), "absolute(y, m)", fit -> fit.start("m=4").bootstrap(200));
    // of a median it is sqrt(pi/2) times as large
    assertThat(median.parameters().get(0).standardError()).isCloseTo(0.125, within(0.035));
    assertThat(median.warnings()).isEmpty();
  }

  /** One sample must not be another, moved by a row: here neighbours are alike. */
  @Test
  void samplesOfSortedRowsSpread() throws IOException {
    StringBuilder csv = new StringBuilder("y\n");
    for (int i = 1; i <= 1000; i++) {
      csv.append(i).append('\n');
    }
    FitResult usual = fit(csv.toString(), "y ~ m", fit -> fit.start("m=1"));
    FitResult sampled = fit(csv.toString(), "y ~ m", fit -> fit.start("m=1").bootstrap(200));
    double error = usual.parameters().get(0).standardError(); // 9.13
    assertThat(sampled.parameters().get(0).standardError()).isCloseTo(error, within(0.2 * error));
  }

  @Test
  void whatIsExplainedOfLargeNumbersIsToldRight() throws IOException {
    StringBuilder csv = new StringBuilder("x,y\n");
    for (int i = 0; i < 100; i++) {
      csv.append(i).append(',').append(1_700_000_000L + i + (i % 2 == 0 ? 1 : -1)).append('\n');
    }
    FitResult result = fit(csv.toString(), "y ~ a + b*x", fit -> fit.start("a=1.7e9,b=1"));
    // 1 less about 1/(833.25 + 1), as the last term is 1 or -1
    assertThat(Objects.requireNonNull(result.squares()).determination())
        .isCloseTo(1 - 1 / 833.7, within(5e-5));
  }

  /** Of the texts of rows that are left out there is no parameter. */
  @Test
  void textsOfRowsLeftOutAreNone() throws IOException {
    String csv = "y,C\n,c\n1,a\n1.1,a\n,d\n2,b\n2.1,b\n,c\n";
    TableOptions drop = TableOptions.defaults().withMissing(glissade.data.Missing.DROP);
    FitResult result = fit(csv, "y ~ u[C]", drop, fit -> fit);
    assertThat(result.categories().get("C")).containsExactly("a", "b");
    assertThat(result.get("u[a]")).isCloseTo(1.05, within(1e-9));
    assertThat(result.get("u[b]")).isCloseTo(2.05, within(1e-9));
    assertThat(result.parameters().get(0).standardError()).isCloseTo(0.05, within(1e-6));
  }

  @Test
  void weightsCountRows() throws IOException {
    String twice = "x,y,w\n1,2,2\n2,3,1\n3,7,3\n";
    String rows = "x,y\n1,2\n1,2\n2,3\n3,7\n3,7\n3,7\n";
    FitResult weighted = fit(twice, "huber(y, a*x, 0.5)", fit -> fit.start("a=1").weights("w"));
    FitResult repeated = fit(rows, "huber(y, a*x, 0.5)", fit -> fit.start("a=1"));
    assertThat(weighted.get("a")).isCloseTo(repeated.get("a"), within(1e-9));
    assertThat(weighted.loss()).isCloseTo(repeated.loss(), within(1e-12));
  }

  @Test
  void whatCannotBeIsSaid() {
    String csv = "x,y\n1,2\n3,4\n";
    says(
        "`a>` is no constraint: write `a>0`, `0<b<1`, `c=2*a` or `d=3`",
        csv,
        fit -> fit.constrain("a>"));
    says(
        "nothing lies in `2<a<1`: the lower bound must be below the upper one",
        csv,
        fit -> fit.constrain("2<a<1"));
    says("`a` has two constraints", csv, fit -> fit.constrain("a>0").constrain("a=3"));
    says("the formula has no parameter `c`", csv, fit -> fit.constrain("c>0"));
    says(
        "`a` is tied to the column `x`: write that in the formula itself",
        csv,
        fit -> fit.constrain("a=2*x"));
    says(
        "`a` has a start, but it is tied: leave out one of the two",
        csv,
        fit -> fit.start("a=1").constrain("a=3"));
    says("a batch must be at least 1, not 0", csv, fit -> fit.batch(0));
    says(
        "the share of validation rows must be at least 0 and below 1, not 1.0",
        csv,
        fit -> fit.validation(1));
    says("10.0 % of 2 rows are none to validate with", csv, fit -> fit.validation(0.1));
    says("`a[2]` is given 3 values", csv, fit -> fit.start("a[2]=[1,2,3]"));
    says(
        "a start is `a=1`, `w=[1, 2]`, `W[16, X]=normal(0, 0.1)`, not `a`",
        csv,
        fit -> fit.start("a"));
    says(
        "`a`: the second number of `normal(mean, deviation)` is at least 0",
        csv,
        fit -> fit.start("a=normal(0,-1)"));
  }

  private void says(String message, String csv, UnaryOperator<Fit> settings) {
    assertThatThrownBy(() -> fit(csv, "y ~ a*x", settings)).hasMessage(message);
  }

  @Test
  void namesOfTextsAreChecked() {
    String csv = "x,y,colour\n1,2,red\n3,4,blue\n";
    for (List<String> one :
        List.of(
            List.of(
                "y ~ a*(colour == 'rde')",
                "no row of column `colour` has the text 'rde'; did you mean `red`?; there are: red, blue"),
            List.of(
                "y ~ a*(x == 'red')",
                "column `x` holds numbers: compare it with a number, not with 'red'"),
            List.of(
                "y ~ a*(color == 'red')",
                "there is no column `color` to compare with 'red'; did you mean `colour`?"),
            List.of(
                "X = columns('q*'); y ~ w @ X",
                "no column fits `columns('q*')`; there are x, y, colour"),
            List.of(
                "X = columns('*'); y ~ w @ X",
                "`columns('*')` takes in `colour`, which holds no numbers"))) {
      assertThatThrownBy(() -> fit(csv, one.get(0), fit -> fit)).hasMessage(one.get(1));
    }
  }

  /** The distance from a row's point has no slope where it is zero, and none that is NaN. */
  @Test
  void aNormOfZeroSpoilsNoFit() throws IOException {
    StringBuilder csv = new StringBuilder("x,y,d\n0,0,5\n");
    for (int i = 0; i < 20; i++) {
      double x = Math.cos(i) * (i + 1);
      double y = Math.sin(2 * i) * 3;
      csv.append("%s,%s,%s\n".formatted(x, y, Math.hypot(x - 3, y - 4)));
    }
    FitResult result =
        fit(
            csv.toString(),
            "d ~ norm(p - columns('x', 'y'))",
            fit -> fit.start("p[2]=0").polish(false));
    assertThat(values(result)).containsExactly(new double[] {3, 4}, within(0.05));
    FitResult large =
        fit(
            "x,d\n1,3e200\n2,3e200\n",
            "log(d) ~ log(norm(p))",
            fit -> fit.start("p=[1e200,1e200]"));
    double[] p = values(large);
    assertThat(Math.hypot(p[0] / 1e200, p[1] / 1e200)).isCloseTo(3, within(1e-6));
  }
}
