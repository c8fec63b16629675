package glissade.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.functions.TestFunctions;
import glissade.optimize.Minimizer;
import glissade.optimize.Result;
import glissade.optimize.StopReason;
import glissade.rule.Rules;
import glissade.rule.SettingsException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static Comparison of(String formula, String start) {
    return Comparison.of(Problem.of(Formula.parse(formula), Point.parse(start)));
  }

  private static Entrant rule(String name, String settings) {
    return Entrant.of(Rules.find(name).configured().withAll(settings));
  }

  /** With a rate of 1/4 each step halves x, so the loss is 4^-k: below 1e-3 first at k = 5. */
  @Test
  void aCaseByHand() {
    RuleResult result =
        of("x^2", "x=1")
            .entrant(rule("sgd", "lr=0.25"))
            .seeds(1)
            .budget(Budget.ofSteps(10))
            .target(1e-3)
            .run()
            .rules()
            .get(0);
    Trial trial = result.trials().get(0);
    assertThat(trial.stepsToTarget()).isEqualTo(5);
    assertThat(trial.gradientsToTarget()).isEqualTo(6);
    assertThat(trial.last()).isEqualTo(Math.pow(4, -10));
    assertThat(trial.steps()).isEqualTo(10);
    assertThat(trial.outcome()).isEqualTo(Outcome.REACHED);
    assertThat(trial.reason()).isEmpty();
    assertThat(trial.secondsToTarget()).isPositive();
    assertThat(trial.trace().places()).hasSize(11);
    assertThat(trial.trace().places().get(3).parameters()).containsExactly(0.125);
    assertThat(result.steps()).isEqualTo(new Quartiles(5, 5, 5));
    assertThat(result.reached()).isEqualTo(1);
    assertThat(result.failures()).isEmpty();
    assertThat(result.learningRate()).isEqualTo("0.25");
  }

  private static Trial only(String formula, String start, String settings, double target) {
    return of(formula, start)
        .entrant(rule("sgd", settings))
        .seeds(1)
        .budget(Budget.ofSteps(1500))
        .target(target)
        .run()
        .rules()
        .get(0)
        .trials()
        .get(0);
  }

  @Test
  void failuresHaveTheirReasons() {
    Trial diverged = only("x^2", "x=1", "lr=2", 0);
    assertThat(diverged.outcome()).isEqualTo(Outcome.DIVERGED);
    assertThat(diverged.last()).isInfinite();
    assertThat(diverged.best()).isEqualTo(1);
    assertThat(diverged.stepsToTarget()).isEqualTo(-1);
    assertThat(diverged.gradientsToTarget()).isEqualTo(-1);
    assertThat(diverged.reason())
        .startsWith("diverged at step 324: the value is Infinity: `x^2` is Infinity where `x` = ");

    Trial stalled = only("abs(x)", "x=0.5", "lr=1", 0);
    assertThat(stalled.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(stalled.reason())
        .isEqualTo(
            "no better loss than 0.5 in the last 1500 of 1500 steps; the gradient's largest component there is 1");

    Trial settled = only("(x^2 - 1)^2 + 3", "x=0.5", "lr=0.125", 1);
    assertThat(settled.outcome()).isEqualTo(Outcome.SETTLED);
    assertThat(settled.reason())
        .isEqualTo("the gradient's largest component is 1.83e-11 at a loss of 3");

    Trial spent = only("x^2", "x=1", "lr=1e-6", 0.1);
    assertThat(spent.outcome()).isEqualTo(Outcome.SPENT);
    assertThat(spent.reason()).isEmpty();
  }

  @Test
  void everyRuleStartsFromTheSamePoints() {
    Problem problem = Problem.of(TestFunctions.find("goldstein-price"));
    ComparisonResult result =
        Comparison.of(problem)
            .rule("sgd")
            .rule("rmsprop")
            .seeds(40)
            .spread(3)
            .budget(Budget.ofSteps(1))
            .run();
    List<Point> starts = result.rules().get(0).trials().stream().map(Trial::start).toList();
    assertThat(result.rules().get(1).trials().stream().map(Trial::start).toList())
        .isEqualTo(starts);
    assertThat(starts.get(0)).isEqualTo(problem.start());
    assertThat(starts.stream().distinct().count()).isGreaterThan(30); // a few in the same corner
    assertThat(starts.stream().flatMapToDouble(start -> Arrays.stream(start.toArray())))
        .allMatch(x -> x >= -2 && x <= 2);
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    Comparison comparison =
        Comparison.of(Problem.of(TestFunctions.find("noisy-logistic")))
            .rule("sgd")
            .rule("adam")
            .seeds(3)
            .budget(Budget.ofSteps(200));
    List<String> once = numbers(comparison.run());
    assertThat(numbers(comparison.run())).isEqualTo(once);
    assertThat(numbers(comparison.seed(2).run())).isNotEqualTo(once);
  }

  private static List<String> numbers(ComparisonResult result) {
    return result.rules().stream()
        .flatMap(rule -> rule.trials().stream())
        .map(t -> t.start() + " " + t.best() + " " + t.last() + " " + t.stepsToTarget())
        .toList();
  }

  /** A rate of 1 on x^2/2 goes to the minimum in one step; what remains is the noise alone. */
  @Test
  void noiseHasItsDeviation() {
    RuleResult result =
        Comparison.of(Problem.of(Formula.parse("x^2/2"), Point.parse("x=1")).withNoise(0.5))
            .entrant(rule("sgd", "lr=1"))
            .seeds(1000)
            .spread(0)
            .budget(Budget.ofSteps(1))
            .run()
            .rules()
            .get(0);
    double mean = result.trials().stream().mapToDouble(t -> 2 * t.last()).average().orElseThrow();
    assertThat(mean).isBetween(0.22, 0.28); // 0.25, give or take three standard errors of 0.011
  }

  @Test
  void tuningPicksWhatALookAtAllOfThemPicks() {
    String formula = "x^2 + 10*y^2";
    RuleResult result =
        of(formula, "x=5, y=4")
            .rule("momentum")
            .seeds(1)
            .budget(Budget.ofSteps(300))
            .target(1e-6)
            .tune()
            .run()
            .rules()
            .get(0);
    double best = Double.NaN;
    long fewest = Long.MAX_VALUE;
    for (double rate : Tuning.GRID) {
      Result run =
          Minimizer.of(formula)
              .start("x=5, y=4")
              .rule("momentum")
              .set("lr", rate)
              .steps(300)
              .target(1e-6)
              .run();
      if (run.stop().reason() == StopReason.TARGET && run.steps() < fewest) {
        fewest = run.steps();
        best = rate;
      }
    }
    Tuning tuning = result.tuning();
    assertThat(tuning).isNotNull();
    assertThat(tuning.chosen().rate()).isEqualTo(best);
    assertThat(tuning.candidates()).hasSize(25);
    assertThat(tuning.isAtEdge()).isFalse();
    assertThat(result.trials().get(0).stepsToTarget()).isEqualTo(fewest);
  }

  @Test
  void withoutATargetTuningTakesTheLeastLoss() {
    ComparisonResult result =
        of("x^2", "x=1").rule("sgd").seeds(1).budget(Budget.ofSteps(1)).tune().run();
    assertThat(result.hasTarget()).isFalse();
    assertThat(result.rules().get(0).learningRate()).isEqualTo("0.5"); // there in one step
    assertThat(Tuning.GRID.get(0)).isEqualTo(1e-7);
    assertThat(Tuning.GRID.get(24)).isEqualTo(10);
  }

  @Test
  void aBudgetOfTimeEnds() {
    RuleResult result =
        of("x^2", "x=1")
            .rule("rmsprop")
            .seeds(1)
            .budget(Budget.ofTime(Duration.ofMillis(30)))
            .run()
            .rules()
            .get(0);
    assertThat(result.trials().get(0).steps()).isPositive();
    assertThat(Budget.ofTime(Duration.ofMillis(30)).toString()).isEqualTo("0.03 s");
  }

  @Test
  void whatCannotBeCompared() {
    refused("there is no rule to compare", () -> of("x^2", "x=1").run());
    refused("the rule `sgd` is there twice", () -> of("x^2", "x=1").rule("sgd").rule("sgd"));
    refused("the number of seeds must be from 1 to 1000, not 0", () -> of("x^2", "x=1").seeds(0));
    refused("the budget must be at least 1 step, not 0", () -> Budget.ofSteps(0));
    refused("the budget must be a time above 0", () -> Budget.ofTime(Duration.ZERO));
    refused("the target must be a number", () -> of("x^2", "x=1").target(Double.NaN));
    refused("the spread must be from 0 to 1e6, not -1.0", () -> of("x^2", "x=1").spread(-1));
    refused(
        "the noise must be at least 0, not -1.0",
        () -> Problem.of(Formula.parse("x^2"), Point.parse("x=1")).withNoise(-1));
    refused(
        "a schedule of rule `sgd` uses T, the total number of steps: give the budget in steps",
        () ->
            of("x^2", "x=1")
                .entrant(rule("sgd", "lr=0.1*t/T"))
                .budget(Budget.ofTime(Duration.ofSeconds(1)))
                .run());
  }

  private static void refused(
      String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(SettingsException.class).hasMessage(message);
  }

  @Test
  void theUsualTargetIsNearTheLeastValue() {
    assertThat(Problem.of(TestFunctions.find("sphere")).usualTarget()).isEqualTo(1e-5 * 41);
    assertThat(Problem.of(TestFunctions.find("noisy-quadratic")).usualTarget())
        .isEqualTo(1e-2 * 49.5);
    assertThat(Problem.of(Formula.parse("x^2"), Point.parse("x=1")).usualTarget()).isNaN();
  }

  @Test
  void aTraceKeepsEveryStepAtFirstAndPairsLater() {
    long step = 0;
    int kept = 0;
    while (step < 1_000_000) {
      long next = Trace.next(step);
      assertThat(next).isGreaterThan(step);
      if (step < 300) {
        assertThat(next).isEqualTo(step + 1);
      }
      step = next;
      kept++;
    }
    assertThat(kept).isLessThan(1500);
    assertThat(Trace.next(300)).isEqualTo(301);
    assertThat(Trace.next(301)).isEqualTo(306);
    assertThat(Trace.next(306)).isEqualTo(307);
  }

  /** Ended in the second rule, it has the first; ended within a run, it is so at once. */
  @Test
  void whatIsFinishedIsKept() {
    ComparisonResult result =
        of("x^2", "x=1")
            .rule("sgd")
            .rule("rmsprop")
            .rule("adam")
            .seeds(2)
            .observe(standing -> standing.number() < 4)
            .run();
    assertThat(result.rules()).hasSize(1);
    assertThat(result.rules().get(0).trials()).hasSize(2);
    assertThat(result.unfinished()).containsExactly("rmsprop", "adam");
    int[] asked = new int[1];
    ComparisonResult none =
        of("x^2", "x=1")
            .rule("rmsprop")
            .budget(Budget.ofTime(Duration.ofHours(1)))
            .observe(standing -> asked[0]++ < 5)
            .run();
    assertThat(none.rules()).isEmpty();
    assertThat(none.unfinished()).containsExactly("rmsprop");
  }

  /** Also before any of it counts: a hundred steps may take long. */
  @Test
  void itIsEndedWhileItWarmsUp() {
    List<String> told = new java.util.ArrayList<>();
    ComparisonResult none =
        of("x^2", "x=1")
            .rule("sgd")
            .rule("rmsprop")
            .observe(
                standing -> {
                  told.add(standing.toString());
                  return false;
                })
            .run();
    assertThat(none.rules()).isEmpty();
    assertThat(none.unfinished()).containsExactly("sgd", "rmsprop");
    assertThat(told).containsOnly("Standing[run=warming up, number=1, of=10]");
  }

  @Test
  void anObserverIsToldOfEachRun() {
    List<String> told = new java.util.ArrayList<>();
    ComparisonResult unused =
        of("x^2", "x=1")
            .rule("sgd")
            .seeds(2)
            .budget(Budget.ofSteps(10))
            .tune()
            .observe(
                standing -> {
                  told.add(standing.run());
                  assertThat(standing.of()).isEqualTo(52);
                  return true;
                })
            .run();
    assertThat(told.stream().distinct())
        .hasSize(53)
        .startsWith("warming up", "sgd, learning rate 1e-7, seed 1");
    assertThat(told.get(told.size() - 1)).isEqualTo("sgd, seed 2");
  }

  /** Judged is what a rule reports, be it an average of the points at which it takes gradients. */
  @Test
  void whatARuleReportsIsJudged() {
    List<RuleResult> rules =
        of("abs(x)", "x=1.05")
            .entrant(rule("sgd", "lr=0.1"))
            .entrant(rule("sgd+average", "lr=0.1, average_decay=0.9"))
            .seeds(1)
            .budget(Budget.ofSteps(200))
            .target(0.02)
            .run()
            .rules();
    Trial plain = rules.get(0).trials().get(0);
    Trial average = rules.get(1).trials().get(0);
    assertThat(plain.last()).isCloseTo(0.05, within(1e-9)); // to and fro over the kink
    assertThat(plain.outcome()).isNotEqualTo(Outcome.REACHED);
    assertThat(average.last()).isLessThan(0.01);
    assertThat(average.outcome()).isEqualTo(Outcome.REACHED);
    assertThat(average.stepsToTarget()).isBetween(11L, 100L);
    List<Trace.Place> places = average.trace().places();
    assertThat(places.get(places.size() - 1).value()).isEqualTo(average.last());
  }
}
