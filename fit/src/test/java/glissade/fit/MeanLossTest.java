package glissade.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.formula.Source;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rules;
import glissade.rule.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Descents that are watched step by step. */
class MeanLossTest {
  private static final int ROWS = 5000; // two blocks
  private static final String LINE = "y ~ a + b*x";

  @TempDir Path folder = Path.of(".");

  @BeforeEach
  void write() throws IOException {
    Random random = new Random(20261126);
    StringBuilder csv = new StringBuilder("x,y\n");
    for (int i = 0; i < ROWS; i++) {
      double x = random.nextDouble() * 2;
      csv.append(x).append(',').append(1 + 2 * x + random.nextGaussian()).append('\n');
    }
    Files.writeString(folder.resolve("t.csv"), csv);
  }

  private Table table() {
    return Tables.open(folder.resolve("t.csv"), TableOptions.defaults());
  }

  private static MeanLoss loss(Table table, String formula, String... starts) {
    return MeanLoss.of(NamedLoss.parse(new Source("formula", formula)), table, List.of(starts));
  }

  private static ConfiguredRule sgd(String rate) {
    return Rules.find("sgd").configured().with("lr", rate);
  }

  /** The same rule, batch and seed lead to the same bits as in a fit. */
  @Test
  void itGoesAsAFitDoes() {
    ConfiguredRule rule = sgd("cosine(0.05, 0, T)");
    try (Table table = table();
        MeanLoss loss = loss(table, LINE, "a=3,b=1")) {
      FitResult fit =
          Fit.of(LINE, table)
              .start("a=3,b=1")
              .rule(rule)
              .batch(100)
              .epochs(3)
              .seed(7)
              .polish(false)
              .run();
      double[] start = loss.start(7, 0);
      double[] last = new double[2];
      List<Long> rows = new ArrayList<>();
      loss.descend(
          rule,
          100,
          start,
          loss.units(start),
          3,
          7,
          (step, used, at) -> {
            System.arraycopy(at.get(), 0, last, 0, 2);
            assertThat(step).isEqualTo(rows.size() + 1L);
            rows.add(used);
            return true;
          });
      assertThat(last).containsExactly(fit.get("a"), fit.get("b"));
      assertThat(loss.evaluate(last, new double[2])).isEqualTo(fit.loss());
      assertThat(start).containsExactly(3, 1);
      assertThat(rows).hasSize(150).startsWith(100L, 200L).endsWith(3L * ROWS);
      assertThat(loss.stepsPerPass(100)).isEqualTo(50);
    }
  }

  /** A batch that does not divide the rows leaves a smaller one, and each pass has all rows. */
  @Test
  void theLastBatchOfAPassIsTheRest() {
    try (Table table = table();
        MeanLoss loss = loss(table, LINE, "a=3,b=1")) {
      double[] start = loss.start(1, 0);
      List<Long> rows = new ArrayList<>();
      loss.descend(
          sgd("0.01"),
          3000,
          start,
          loss.units(start),
          2,
          1,
          (step, used, at) -> {
            rows.add(used);
            return true;
          });
      assertThat(rows).containsExactly(3000L, 5000L, 8000L, 10000L);
      assertThat(loss.stepsPerPass(3000)).isEqualTo(2);
      assertThat(loss.stepsPerPass(Long.MAX_VALUE)).isEqualTo(1);
    }
  }

  @Test
  void itEndsWhereTheObserverSaysSo() {
    try (Table table = table();
        MeanLoss loss = loss(table, LINE, "a=3,b=1")) {
      double[] start = loss.start(1, 0);
      long[] steps = new long[1];
      loss.descend(
          sgd("0.01"),
          1,
          start,
          loss.units(start),
          1000,
          1,
          (step, used, at) -> {
            steps[0] = step;
            return step < 12;
          });
      assertThat(steps[0]).isEqualTo(12);
    }
  }

  @Test
  void startsAreGivenOrDrawn() {
    try (Table table = table();
        MeanLoss given = loss(table, LINE, "a=3", "b=1");
        MeanLoss drawn = loss(table, LINE, "a=normal(0,1),b=1")) {
      assertThat(given.isDrawn()).isFalse();
      assertThat(given.parameters()).containsExactly("a", "b");
      assertThat(given.start(1, 1)).containsExactly(given.start(1, 0));
      assertThat(drawn.isDrawn()).isTrue();
      assertThat(drawn.start(1, 1)[0]).isNotEqualTo(drawn.start(1, 0)[0]);
      assertThat(drawn.start(1, 1)).containsExactly(drawn.start(1, 1));
      assertThat(drawn.start(1, 1)[1]).isEqualTo(1);
      assertThat(given.rows()).isEqualTo(ROWS);
    }
  }

  @Test
  void whatIsRefused() {
    refused(
        "there is no start for `a`, `b`: give one, as --start a=0,b=0, or one that is drawn for each seed, as a=normal(0,1)",
        LINE,
        "");
    refused("the formula has no parameter `c`", LINE, "a=1,b=1,c=1");
    refused(
        "the mean loss at the start is NaN (row 1: `log(a)` is NaN, with a = -1.00000): start elsewhere, where the formula is finite in every row",
        "y ~ log(a) + x",
        "a=-1");
    try (Table table = table();
        MeanLoss loss = loss(table, LINE, "a=3,b=1")) {
      double[] start = loss.start(1, 0);
      assertThatThrownBy(
              () -> loss.descend(sgd("0.1"), 0, start, start, 1, 1, (step, rows, at) -> true))
          .isInstanceOf(SettingsException.class)
          .hasMessage("a batch must be at least 1, not 0");
    }
  }

  private void refused(String message, String formula, String start) {
    try (Table table = table()) {
      assertThatThrownBy(() -> loss(table, formula, start))
          .isInstanceOf(SettingsException.class)
          .hasMessage(message);
    }
  }

  /**
   * An observer is shown the average that a rule reports, not the parameters it takes steps with.
   */
  @Test
  void itShowsWhatTheRuleReports() {
    try (Table table = table();
        MeanLoss loss = loss(table, LINE, "a=3,b=1")) {
      double[] start = loss.start(1, 0);
      List<double[]> plain = new ArrayList<>();
      List<double[]> averages = new ArrayList<>();
      loss.descend(
          sgd("0.1"), 100, start, loss.units(start), 1, 1, (step, rows, at) -> plain.add(at.get()));
      ConfiguredRule average =
          Rules.find("sgd+average").configured().with("lr", "0.1").with("average_decay", 0.5);
      loss.descend(
          average, 100, start, loss.units(start), 1, 1, (step, rows, at) -> averages.add(at.get()));
      double[] expected = start.clone();
      for (int step = 0; step < plain.size(); step++) {
        for (int k = 0; k < 2; k++) {
          expected[k] = 0.5 * expected[k] + 0.5 * plain.get(step)[k];
        }
        assertThat(averages.get(step)).containsExactly(expected, within(1e-12));
      }
    }
  }
}
