package glissade.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.rule.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bounded parameters of any size, anywhere between their bounds. */
class BoundsTest {
  @TempDir Path folder = Path.of(".");

  private FitResult fit(String formula, DoubleUnaryOperator truth, UnaryOperator<Fit> settings)
      throws IOException {
    Random random = new Random(20261127);
    StringBuilder csv = new StringBuilder("t,y\n");
    for (int i = 0; i < 40; i++) {
      double t = i / 40.0;
      double y = truth.applyAsDouble(t) * (1 + 0.01 * random.nextGaussian());
      csv.append(t).append(',').append(y).append('\n');
    }
    Path file = folder.resolve("t.csv");
    Files.writeString(file, csv);
    try (Table table = Tables.open(file, TableOptions.defaults())) {
      return settings.apply(Fit.of(formula, table)).run();
    }
  }

  private static void isFree(FitResult result, String name, double truth) {
    FitResult.Estimate found =
        result.parameters().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    assertThat(found.value()).isCloseTo(truth, within(0.05 * Math.abs(truth)));
    assertThat(found.standardError()).isLessThan(0.05 * Math.abs(truth));
    assertThat(found.note()).isEmpty();
  }

  @Test
  void aSmallNumberIsFarFromItsBound() throws IOException {
    for (double k : new double[] {3e-7, 2e-20, 5, 4e8}) {
      String formula = "y ~ a*exp(-k*t/%s)".formatted(k);
      FitResult result =
          fit(formula, t -> 2 * Math.exp(-t), fit -> fit.start("a=1,k=" + k / 3).constrain("k>0"));
      isFree(result, "k", k);
      isFree(result, "a", 2);
    }
    FitResult below = fit("y ~ k*t", t -> -3e-9 * t, fit -> fit.start("k=-1e-9").constrain("k<0"));
    isFree(below, "k", -3e-9);
  }

  @Test
  void aStartBetweenBoundsStays() throws IOException {
    FitResult result =
        fit(
            "y ~ a*exp(-k*t)",
            t -> 2 * Math.exp(-1.5 * t),
            fit -> fit.start("a=1,k=1").constrain("0<k<1e6").steps(0).polish(false));
    assertThat(result.get("k")).isCloseTo(1, within(1e-9));
    isFree(
        fit(
            "y ~ a*exp(-k*t)",
            t -> 2 * Math.exp(-1.5 * t),
            fit -> fit.start("a=1,k=1").constrain("0<k<1e6")),
        "k",
        1.5);
  }

  @Test
  void whatIsHeldIsSaid() throws IOException {
    for (String bound : new String[] {"b<1", "0<b<1"}) {
      FitResult result =
          fit("y ~ a + b*t", t -> 1 + 2 * t, fit -> fit.start("a=1,b=0.5").constrain(bound));
      assertThat(result.get("b")).isCloseTo(1, within(1e-6));
      assertThat(result.parameters().get(1).note()).startsWith("at its bound, ");
    }
  }

  @Test
  void aStartOutsideIsRefused() {
    assertThatThrownBy(
            () ->
                fit(
                    "y ~ a*exp(-k*t)",
                    t -> 2 * Math.exp(-t),
                    fit -> fit.start("a=4,k=-1").constrain("k>0").constrain("0<a<3")))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "`a` starts at 4, which is not in 0 < … < 3: start inside\n"
                + "`k` starts at -1, which is not in 0 < …: start inside");
  }

  /** At the bound nothing would move: it begins a little inside. */
  @Test
  void aStartAtTheBoundIsAllowed() throws IOException {
    isFree(
        fit(
            "y ~ a*exp(-k*t)",
            t -> 2 * Math.exp(-1.5 * t),
            fit -> fit.start("a=1,k=0").constrain("k>=0")),
        "k",
        1.5);
  }

  /** Of many rows nothing is tried first, and zero would be the bound. */
  @Test
  void aGuessIsInside() throws IOException {
    StringBuilder csv = new StringBuilder("t,y\n");
    for (int i = 0; i < 100_001; i++) {
      csv.append(i % 7).append(',').append(i % 7 * 0.25 + 1).append('\n');
    }
    Path file = Files.writeString(folder.resolve("many.csv"), csv);
    try (Table table = Tables.open(file, TableOptions.defaults())) {
      FitResult result =
          Fit.of("y ~ a + k*t", table).constrain("k>0").epochs(1).polish(false).run();
      assertThat(result.get("k")).isCloseTo(0.25, within(0.01));
    }
  }

  /** In the middle the free number is zero, or as good as: that is no measure of its steps. */
  @Test
  void aStartInTheMiddleIsLeft() throws IOException {
    String[][] cases = {{"0<k<1", "0.5"}, {"0<k<10", "5"}, {"0.1<k<0.5", "0.3"}, {"-1<k<1", "0"}};
    for (String[] one : cases) {
      FitResult result =
          fit(
              "y ~ a*exp(-k*t)",
              t -> 2 * Math.exp(-0.45 * t),
              fit -> fit.start("a=1,k=" + one[1]).constrain(one[0]).polish(false));
      assertThat(result.get("k")).as(one[0]).isCloseTo(0.45, within(0.02));
    }
  }

  /** However little the rows say of it. */
  @Test
  void farFromABoundIsNotAtIt() {
    Constraints.Bound positive = new Constraints.Bound(0, Double.POSITIVE_INFINITY);
    assertThat(positive.holds(5, 1e5)).isFalse();
    assertThat(positive.holds(1e-12, 0.1)).isTrue();
    assertThat(positive.holds(3e-7, 1e-9)).isFalse();
    assertThat(positive.holds(3e-7, Double.NaN)).isTrue();
  }
}
