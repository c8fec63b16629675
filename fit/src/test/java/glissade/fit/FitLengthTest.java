package glissade.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.optimize.StopReason;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rules;
import glissade.rule.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a descent goes, from how many starts, and which settings do not go together. */
class FitLengthTest {
  @TempDir Path folder = Path.of(".");

  private FitResult fit(String formula, int rows, UnaryOperator<Fit> settings) throws IOException {
    Random random = new Random(20261127);
    StringBuilder csv = new StringBuilder("t,y\n");
    for (int i = 0; i < rows; i++) {
      double t = 4.0 * i / rows;
      double y = 3 * Math.exp(-1.2 * t) + 0.5 + 0.02 * random.nextGaussian();
      csv.append(t).append(',').append(y).append('\n');
    }
    Path file = folder.resolve("t.csv");
    Files.writeString(file, csv);
    try (Table table = Tables.open(file, TableOptions.defaults())) {
      return settings.apply(Fit.of(formula, table)).run();
    }
  }

  private static String descent(FitResult result) {
    return result.phases().get(0).detail();
  }

  private static void isTruth(FitResult result) {
    assertThat(result.get("a")).isCloseTo(3, within(0.1));
    assertThat(result.get("b")).isCloseTo(1.2, within(0.1));
    assertThat(result.get("c")).isCloseTo(0.5, within(0.1));
  }

  private static final String DECAY = "y ~ a*exp(-b*t) + c";

  @Test
  void rowsKeptBackOfASmallTableLeaveStepsEnough() throws IOException {
    FitResult all = fit(DECAY, 100, fit -> fit.start("a=1,b=1,c=1").validation(0.2));
    assertThat(descent(all)).isEqualTo("1,000 steps of 80 rows, 1,000 epochs");
    isTruth(all);
    FitResult batches = fit(DECAY, 100, fit -> fit.start("a=1,b=1,c=1").batch(32));
    assertThat(descent(batches)).isEqualTo("1,000 steps of 32 rows, 250 epochs");
    FitResult many = fit(DECAY, 3000, fit -> fit.start("a=1,b=1,c=1").batch(32));
    assertThat(descent(many)).isEqualTo("1,880 steps of 32 rows, 20 epochs");
  }

  @Test
  void aDescentOverAllRowsStopsEarly() throws IOException {
    FitResult result =
        fit(
            DECAY,
            100,
            fit -> fit.start("a=1,b=1,c=1").patience(10).steps(1_000_000).polish(false));
    assertThat(result.stop().reason()).isEqualTo(StopReason.IMPROVEMENT);
    List<Double> losses = result.epochs().stream().map(FitResult.Epoch::loss).toList();
    int lowest = losses.indexOf(Collections.min(losses));
    assertThat(losses.size() - 1 - lowest).isEqualTo(10);
    assertThat(result.loss()).isCloseTo(losses.get(lowest), withinPercentage(1e-9));
  }

  /** The loss of all rows is that of where the step began: the point after may be far off. */
  @Test
  void anEarlyStopGivesThePointThatItLookedAt() throws IOException {
    ConfiguredRule wild = Rules.find("sgd").configured().with("lr", 1000);
    FitResult result =
        fit(DECAY, 100, fit -> fit.rule(wild).start("a=2,b=1,c=0").patience(3).polish(false));
    assertThat(result.get("a")).isEqualTo(2);
    assertThat(result.loss()).isLessThan(1);
    FitResult one =
        fit(DECAY, 100, fit -> fit.start("a=2,b=1,c=0").patience(3).polish(false).steps(1));
    assertThat(one.get("a")).isNotEqualTo(2); // the point after the last step is looked at, too
  }

  /** Whichever was said last counts, as where a fit that is resumed is to go on. */
  @Test
  void stepsTakeThePlaceOfEpochs() throws IOException {
    FitResult result =
        fit(DECAY, 100, fit -> fit.start("a=1,b=1,c=1").batch(20).epochs(7).steps(12));
    assertThat(descent(result)).startsWith("12 steps of 20 rows");
    assertThat(descent(fit(DECAY, 100, fit -> fit.batch(20).steps(12).epochs(7))))
        .isEqualTo("35 steps of 20 rows, 7 epochs");
  }

  @Test
  void stepsOfBatchesAreCounted() throws IOException {
    FitResult result = fit(DECAY, 1000, fit -> fit.start("a=1,b=1,c=1").batch(10).steps(130));
    assertThat(descent(result)).startsWith("130 steps of 10 rows");
    FitResult few = fit(DECAY, 1000, fit -> fit.start("a=1,b=1,c=1").batch(10).steps(30));
    assertThat(descent(few)).startsWith("30 steps of 10 rows");
  }

  @Test
  void aHugeNumberOfEpochsIsNoError() throws IOException {
    FitResult result =
        fit(
            DECAY,
            50,
            fit -> {
              Fit endless = fit.start("a=1,b=1,c=1").batch(1).epochs(Long.MAX_VALUE).polish(false);
              return endless.patience(3);
            });
    assertThat(result.stop().reason()).isEqualTo(StopReason.IMPROVEMENT);
  }

  /** With a tie, and none of the starts drawn, each attempt begins elsewhere. */
  @Test
  void restartsDiffer() throws IOException {
    // From b = 400 no row but the first has a gradient to speak of.
    FitResult stuck =
        fit(DECAY, 100, fit -> fit.start("a=1,b=400").constrain("c=0.5").polish(false).steps(300));
    FitResult result =
        fit(
            DECAY,
            100,
            fit -> fit.start("a=1,b=400").constrain("c=0.5").polish(false).steps(300).restarts(64));
    assertThat(result.notes()).anyMatch(note -> note.startsWith("64 starts were tried"));
    assertThat(result.parameters().get(1).start()).isNotEqualTo(stuck.parameters().get(1).start());
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    says(
        "all parameters are fixed, so there is nothing to fit: leave one free",
        fit -> fit.constrain("a=1").constrain("b=1").constrain("c=0"));
    says("one sample has no spread: take 0, or at least 2; 200 is usual", fit -> fit.bootstrap(1));
  }

  private void says(String message, UnaryOperator<Fit> settings) {
    assertThatThrownBy(() -> fit(DECAY, 20, settings))
        .isInstanceOf(SettingsException.class)
        .hasMessage(message);
  }
}
