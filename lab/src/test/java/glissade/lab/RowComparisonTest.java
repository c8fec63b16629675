package glissade.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.fit.MeanLoss;
import glissade.fit.NamedLoss;
import glissade.formula.Source;
import glissade.lab.RowTrial.Look;
import glissade.rule.Rules;
import glissade.rule.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowComparisonTest {
  private static final long FULL = Long.MAX_VALUE;

  @TempDir Path folder = Path.of(".");

  private <T> T with(String csv, String formula, String start, Function<RowComparison, T> use) {
    try {
      Path file = folder.resolve("t.csv");
      Files.writeString(file, csv);
      try (Table table = Tables.open(file, TableOptions.defaults());
          MeanLoss loss =
              MeanLoss.of(NamedLoss.parse(new Source("formula", formula)), table, List.of(start))) {
        return use.apply(RowComparison.of("test", loss));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Entrant rule(String name, String settings) {
    return Entrant.of(Rules.find(name).configured().withAll(settings));
  }

  /**
   * In units of the start, 2, a rate of 1/16 halves the distance to 1 at each step, whatever the
   * batch, so that the loss is 4^-k after k steps: below 1e-3 first at k = 5.
   */
  private RowComparisonResult byHand(UnaryOperator<RowComparison> settings) {
    return with(
        "x\n1\n1\n1\n1\n",
        "(a - x)^2",
        "a=2",
        comparison ->
            settings
                .apply(comparison.entrant(rule("sgd", "lr=0.0625")))
                .batches(List.of(FULL, 3L, 1L, 4L))
                .run());
  }

  @Test
  void aCaseByHand() {
    RowComparisonResult result = byHand(c -> c.seeds(2).budget(RowBudget.ofPasses(8)).target(1e-3));
    assertThat(result.unfinished()).isEmpty();
    assertThat(result.terms().rows()).isEqualTo(4);
    assertThat(result.terms().units()).containsExactly(2);
    assertThat(result.entrants().stream().map(entrant -> entrant.entrant().name()))
        .containsExactly("sgd, full batch", "sgd, batch 3", "sgd, batch 1"); // 4 is all
    RowResult full = result.entrants().get(0);
    assertThat(full.passes()).isEqualTo(new Quartiles(5, 5, 5));
    assertThat(full.trials().get(0).last()).isEqualTo(Math.pow(4, -8));
    assertThat(full.trials().get(0).looks().stream().map(Look::passes))
        .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
    assertThat(full.trials().get(0).outcome()).isEqualTo(Outcome.REACHED);
    RowResult batches = result.entrants().get(1);
    assertThat(batches.trials().get(0).looks().stream().map(Look::passes).limit(4))
        .containsExactly(0.0, 0.75, 1.0, 2.0);
    assertThat(batches.passes().median()).isEqualTo(3); // two steps a pass: 6 steps
    RowResult single = result.entrants().get(2);
    RowTrial trial = single.trials().get(1);
    assertThat(trial.looks().stream().map(Look::passes).limit(5))
        .containsExactly(0.0, 0.25, 0.5, 1.0, 2.0);
    Look met = java.util.Objects.requireNonNull(trial.met());
    assertThat(met.steps()).isEqualTo(8);
    assertThat(met.rows()).isEqualTo(8);
    assertThat(met.loss()).isEqualTo(Math.pow(4, -8));
    assertThat(single.toTarget(Look::steps).median()).isEqualTo(8);
    assertThat(single.reached()).isEqualTo(2);
  }

  private static String noisy(int rows) {
    Random random = new Random(20261126);
    StringBuilder csv = new StringBuilder("x,y\n");
    for (int i = 0; i < rows; i++) {
      double x = random.nextGaussian();
      csv.append(x).append(',').append(1 + 2 * x + random.nextGaussian()).append('\n');
    }
    return csv.toString();
  }

  private RowComparisonResult line(String start, UnaryOperator<RowComparison> settings) {
    return with(noisy(130), "y ~ a + b*x", start, comparison -> settings.apply(comparison).run());
  }

  /** Every run, tuned or not, has the same number of row gradients, whatever its steps. */
  @Test
  void budgetsAreEqual() {
    List<ComparisonObserver.Standing> told = new ArrayList<>();
    RowComparisonResult result =
        line(
            "a=0,b=0",
            c ->
                c.rule("sgd")
                    .rule("rmsprop")
                    .batches(List.of(FULL, 50L, 1L))
                    .seeds(2)
                    .budget(RowBudget.ofPasses(3))
                    .tune()
                    .observe(told::add));
    for (RowResult entrant : result.entrants()) {
      long perPass =
          entrant.entrant().batch() == FULL ? 1 : entrant.entrant().batch() == 50 ? 3 : 130;
      for (RowTrial trial : entrant.trials()) {
        assertThat(trial.end().rows()).isEqualTo(3 * 130);
        assertThat(trial.end().steps()).isEqualTo(3 * perPass);
        assertThat(trial.end().passes()).isEqualTo(3);
      }
      Tuning tuning = java.util.Objects.requireNonNull(entrant.tuning());
      assertThat(tuning.candidates()).hasSize(25);
      assertThat(entrant.entrant().rule().rate())
          .isEqualTo(glissade.formula.Printer.number(tuning.chosen().rate()));
    }
    ComparisonObserver.Standing last = told.get(told.size() - 1);
    assertThat(last.number()).isEqualTo(last.of()).isEqualTo(6 * 26 * 2);
    assertThat(last.run()).isEqualTo("rmsprop, batch 1, seed 2");
    assertThat(told.get(0).run()).isEqualTo("sgd, full batch, learning rate 1e-7, seed 1");
  }

  private static List<Double> losses(RowTrial trial) {
    return trial.looks().stream().map(Look::loss).toList();
  }

  @Test
  void aSeedDecidesTheOrderAndADrawnStart() {
    UnaryOperator<RowComparison> settings =
        c ->
            c.entrant(rule("sgd", "lr=0.01"))
                .batches(List.of(FULL, 10L))
                .seeds(2)
                .budget(RowBudget.ofPasses(2));
    RowComparisonResult first = line("a=0,b=0", settings);
    RowComparisonResult again = line("a=0,b=0", settings);
    for (int entrant = 0; entrant < 2; entrant++) {
      for (int index = 0; index < 2; index++) {
        assertThat(losses(first.entrants().get(entrant).trials().get(index)))
            .isEqualTo(losses(again.entrants().get(entrant).trials().get(index)));
      }
    }
    List<RowTrial> full = first.entrants().get(0).trials();
    assertThat(losses(full.get(0))).isEqualTo(losses(full.get(1)));
    List<RowTrial> batches = first.entrants().get(1).trials();
    assertThat(losses(batches.get(0)).get(0)).isEqualTo(losses(batches.get(1)).get(0));
    assertThat(batches.get(0).last()).isNotEqualTo(batches.get(1).last());
    RowComparisonResult other = line("a=0,b=0", c -> settings.apply(c).seed(2));
    assertThat(other.entrants().get(1).trials().get(0).last()).isNotEqualTo(batches.get(0).last());

    RowComparisonResult drawn = line("a=normal(0,1),b=0", settings);
    List<Double> starts =
        drawn.entrants().stream()
            .flatMap(entrant -> entrant.trials().stream())
            .map(trial -> trial.looks().get(0).loss())
            .toList();
    assertThat(starts.get(0)).isNotEqualTo(starts.get(1));
    assertThat(starts.subList(0, 2)).isEqualTo(starts.subList(2, 4)); // the same for all
    assertThat(drawn.terms().units()[0]).isEqualTo(1);
  }

  private RowTrial only(String settings, long batch, double target) {
    return line(
            "a=0,b=0",
            c -> {
              c.entrant(rule("sgd", settings)).batches(List.of(batch)).seeds(1);
              c.budget(RowBudget.ofPasses(40));
              return Double.isNaN(target) ? c : c.target(target);
            })
        .entrants()
        .get(0)
        .trials()
        .get(0);
  }

  @Test
  void failuresHaveTheirReason() {
    RowTrial diverged = only("lr=1e9", FULL, 0.1);
    assertThat(diverged.outcome()).isEqualTo(Outcome.DIVERGED);
    assertThat(diverged.last()).isInfinite();
    assertThat(diverged.reason())
        .isEqualTo(
            "the mean loss was Infinity after %s passes, %d steps"
                .formatted(diverged.end().steps(), diverged.end().steps()));
    assertThat(diverged.end().passes()).isLessThan(40);
    RowTrial stalled = only("lr=0.3*t/T", 1, 0.1);
    assertThat(stalled.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(stalled.reason())
        .matches(
            "no better loss than \\S+ in the last \\S+ of 40 passes; the gradient's largest component at the end is \\S+");
    RowTrial settled = only("lr=0.3", FULL, 0.1);
    assertThat(settled.outcome()).isEqualTo(Outcome.SETTLED);
    assertThat(settled.reason())
        .matches("the gradient's largest component is \\S+e-\\d+ at a loss of \\S+");
    assertThat(only("lr=0.3", FULL, Double.NaN).outcome()).isEqualTo(Outcome.SPENT);
    assertThat(only("lr=0.3", FULL, Double.NaN).reason()).isEmpty();
  }

  /** A time is spent by all, and nothing but work counts. */
  @Test
  void aBudgetInTime() {
    RowComparisonResult result =
        line(
            "a=0,b=0",
            c ->
                c.rule("sgd")
                    .batches(List.of(FULL, 1L))
                    .seeds(1)
                    .budget(RowBudget.ofTime(Duration.ofMillis(30))));
    for (RowResult entrant : result.entrants()) {
      Look end = entrant.trials().get(0).end();
      assertThat(end.seconds()).isGreaterThanOrEqualTo(0.03);
      assertThat(end.passes()).isEqualTo(end.rows() / 130.0);
    }
    assertThat(new RowSummary(result, true).headings()).contains("passes", "seconds");
  }

  /** Ended in the second rule, it has the first. */
  @Test
  void whatIsFinishedIsKept() {
    RowComparisonResult result =
        line(
            "a=0,b=0",
            c ->
                c.rule("sgd")
                    .batches(List.of(FULL, 10L, 1L))
                    .seeds(2)
                    .observe(standing -> standing.number() < 4));
    assertThat(result.entrants()).hasSize(1);
    assertThat(result.entrants().get(0).trials()).hasSize(2);
    assertThat(result.unfinished()).containsExactly("sgd, batch 10", "sgd, batch 1");
  }

  @Test
  void looksAreCloseAtFirstAndFarLater() {
    assertThat(RowRun.following(0)).isEqualTo(1.0 / 64);
    assertThat(RowRun.following(1.0 / 64)).isEqualTo(1.0 / 32);
    assertThat(RowRun.following(0.3)).isEqualTo(0.5);
    assertThat(RowRun.following(1)).isEqualTo(2);
    assertThat(RowRun.following(1.6)).isEqualTo(2);
    assertThat(RowRun.following(299)).isEqualTo(300);
    assertThat(RowRun.following(300)).isEqualTo(306);
    assertThat(RowRun.following(1e6)).isEqualTo(1.02e6);
  }

  @Test
  void wordsAndCells() {
    RowComparisonResult result = byHand(c -> c.seeds(1).budget(RowBudget.ofPasses(8)).target(1e-3));
    RowSummary summary = new RowSummary(result, false);
    assertThat(summary.terms())
        .containsExactly(
            "4 rows; a seed draws the order of the rows (--seed 1)",
            "each run has 8 passes over the rows, 32 row gradients; the target is 0.001",
            "learning rates: as each rule has them, unless set; in units of a: 2",
            "the loss is the mean over all rows, looked at after 1/64, 1/32, … 1/2 of the first pass and after every pass");
    assertThat(summary.headings())
        .containsExactly(
            "rule",
            "batch",
            "learning rate",
            "loss at the end",
            "quartiles",
            "steps",
            "passes to target",
            "quartiles",
            "steps to target",
            "row gradients to target",
            "reached");
    assertThat(summary.rows().get(2))
        .containsExactly(
            "sgd",
            "1",
            "0.0625",
            "5.42e-20",
            "5.42e-20 to 5.42e-20",
            "32",
            "2",
            "2 to 2",
            "8",
            "8",
            "1 of 1");
    assertThat(summary.failures()).isEmpty();
  }

  @Test
  void aPageHasACurveForEachBatchAndRule() throws Exception {
    RowComparisonResult result =
        line(
            "a=0,b=0",
            c ->
                c.rule("sgd").rule("rmsprop").batches(List.of(FULL, 10L, 1L)).seeds(3).target(1.5));
    String page = RowReport.page(result, "rows of <b>", "glissade compare 'a<b'");
    assertThat(ReportTest.check(page)).isEqualTo(7); // three batches, two rules, passes, seconds
    assertThat(page)
        .contains("<h1>Rules and batch sizes compared on test</h1>")
        .contains("<pre>test</pre>")
        .contains("rows of &lt;b&gt;")
        .contains("Full batch")
        .contains("Batch of 10")
        .contains("rmsprop, by batch")
        .contains("passes over the rows")
        .contains("w = w - learning_rate*g")
        .contains("glissade compare 'a&lt;b'");
  }

  @Test
  void whatIsRefused() {
    refused("there is no rule to compare", c -> c);
    refused("there is no batch size to compare", c -> c.rule("sgd").batches(List.of()));
    refused("a batch must be at least 1 row, not 0", c -> c.rule("sgd").batches(List.of(0L)));
    refused("the rule `sgd` is there twice", c -> c.rule("sgd").rule("sgd"));
    refused("the number of seeds must be from 1 to 1000, not 0", c -> c.seeds(0));
    refused("the target must be a number", c -> c.target(Double.NaN));
    refused(
        "the budget must be from 1 to 1000000000 passes over the rows, not 0",
        c -> c.budget(RowBudget.ofPasses(0)));
    refused("the budget must be a time above 0", c -> c.budget(RowBudget.ofTime(Duration.ZERO)));
    refused(
        "a schedule of rule `sgd` uses T, the total number of steps: give the budget in passes",
        c ->
            c.entrant(rule("sgd", "lr=cosine(0.1,0,T)"))
                .budget(RowBudget.ofTime(Duration.ofSeconds(1))));
  }

  private void refused(String message, UnaryOperator<RowComparison> settings) {
    assertThatThrownBy(() -> line("a=0,b=0", settings))
        .isInstanceOf(SettingsException.class)
        .hasMessage(message);
  }
}
