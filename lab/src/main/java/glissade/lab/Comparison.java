package glissade.lab;

import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Loss;
import glissade.optimize.Minimizer;
import glissade.optimize.Result;
import glissade.rule.ConfiguredRule;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Rules on one problem, each with the same budget from the same starts.
 *
 * <pre>{@code
 * ComparisonResult result = Comparison.of(Problem.of(TestFunctions.find("rosenbrock")))
 *     .rule("sgd").rule("rmsprop").seeds(5).budget(Budget.ofSteps(10000)).run();
 * }</pre>
 *
 * <p>Each run spends its whole budget, whether it meets the target or not, so that losses at the
 * end can be compared. When it met the target is found, and timed, in a second run that ends there
 * and that nothing watches.
 *
 * <p>Not safe for use by several threads.
 */
public final class Comparison {
  /** How many seeds, unless told otherwise. */
  public static final int DEFAULT_SEEDS = 5;

  /** What each run may spend, unless told otherwise. */
  public static final long DEFAULT_STEPS = 10_000;

  /** How far starts lie apart, unless told otherwise; see {@link #spread}. */
  public static final double DEFAULT_SPREAD = 0.2;

  private static final int MOST_SEEDS = 1000;

  /** The steps that a rule makes before any of them count. */
  private static final int WARM_UP = 100;

  /** Of more parameters the way is not kept. */
  private static final int MOST_PARAMETERS = 1000;

  private final Problem problem;
  private final List<Entrant> entrants = new ArrayList<>();
  private int seeds = DEFAULT_SEEDS;
  private long seed = 1;
  private double spread = DEFAULT_SPREAD;
  private Budget budget = Budget.ofSteps(DEFAULT_STEPS);
  private double target;
  private boolean tune;
  private ComparisonObserver observer = standing -> true;

  private Comparison(Problem problem) {
    this.problem = problem;
    this.target = problem.usualTarget();
  }

  /** On a problem. */
  public static Comparison of(Problem problem) {
    return new Comparison(problem);
  }

  /** With a rule that ships, or a file's, as it comes. */
  public Comparison rule(String nameOrPath) {
    return entrant(Entrant.of(glissade.rule.Rules.find(nameOrPath).configured()));
  }

  /**
   * With a rule.
   *
   * @throws SettingsException if one of the name takes part already
   */
  public Comparison entrant(Entrant entrant) {
    requireNew(entrant, entrants);
    entrants.add(entrant);
    return this;
  }

  static void requireNew(Entrant entrant, List<Entrant> others) {
    if (others.stream().anyMatch(other -> other.name().equals(entrant.name()))) {
      throw new SettingsException("the rule `%s` is there twice".formatted(entrant.name()));
    }
  }

  /** From so many starts, from 1 to 1000. */
  public Comparison seeds(int number) {
    seeds = checkedSeeds(number);
    return this;
  }

  static int checkedSeeds(int number) {
    if (number < 1 || number > MOST_SEEDS) {
      throw new SettingsException(
          "the number of seeds must be from 1 to %d, not %d".formatted(MOST_SEEDS, number));
    }
    return number;
  }

  /** From which starts and noise come. */
  public Comparison seed(long number) {
    seed = number;
    return this;
  }

  /**
   * How far starts lie apart: each number of the start is moved by up to so many times the larger
   * of 1 and its size. The first seed has the start as given.
   */
  public Comparison spread(double factor) {
    if (!(factor >= 0 && factor <= 1e6)) {
      throw new SettingsException("the spread must be from 0 to 1e6, not " + factor);
    }
    spread = factor;
    return this;
  }

  /** What each run may spend. */
  public Comparison budget(Budget each) {
    budget = each;
    return this;
  }

  /** The loss to be met; for a test function there is one already, {@link Problem#usualTarget}. */
  public Comparison target(double value) {
    target = checkedTarget(value);
    return this;
  }

  static double checkedTarget(double value) {
    if (Double.isNaN(value)) {
      throw new SettingsException("the target must be a number");
    }
    return value;
  }

  /** Finds each rule's learning rate on the same grid, with the same budget; see {@link Tuning}. */
  public Comparison tune() {
    tune = true;
    return this;
  }

  /** Whom to tell how it goes. */
  public Comparison observe(ComparisonObserver told) {
    observer = told;
    return this;
  }

  /**
   * Runs.
   *
   * @throws glissade.formula.FormulaException if the formula does not fit the start
   * @throws SettingsException if there is no rule, or settings do not fit together
   */
  public ComparisonResult run() {
    if (entrants.isEmpty()) {
      throw new SettingsException("there is no rule to compare");
    }
    Loss loss = Loss.of(problem.formula(), problem.start());
    if (problem.start().size() == 0) {
      throw new SettingsException("there is nothing to minimize over: give a start");
    }
    for (Entrant entrant : entrants) {
      requireFits(entrant.rule());
    }
    long all = 0;
    for (Entrant entrant : entrants) {
      all += (long) seeds * (tunes(entrant) ? Tuning.GRID.size() + 1 : 1);
    }
    List<RuleResult> results = new ArrayList<>();
    Runs runs = new Runs(observer, all);
    try {
      warmUp(loss, runs);
      for (Entrant entrant : entrants) {
        results.add(result(entrant, runs));
      }
    } catch (CancellationException ended) {
      // What is finished is the result.
    }
    List<String> unfinished =
        entrants.subList(results.size(), entrants.size()).stream().map(Entrant::name).toList();
    return new ComparisonResult(
        problem, seeds, seed, spread, budget, target, tune, results, unfinished);
  }

  private boolean tunes(Entrant entrant) {
    return tune && entrant.learningRate() != null;
  }

  private void requireFits(ConfiguredRule rule) {
    if (rule.needsTotal() && budget.time() != null) {
      throw new SettingsException(
          "a schedule of rule `%s` uses T, the total number of steps: give the budget in steps"
              .formatted(rule.rule().name()));
    }
    rule.compile(Precision.DOUBLE); // so that settings that do not go together are said at once
  }

  /** So that the first rule does not pay, in seconds, for what all of them use. */
  private void warmUp(Loss loss, Runs runs) {
    loss.compile(Precision.DOUBLE, false);
    for (Entrant entrant : entrants) {
      Result unused = run(minimizer(entrant, 0).steps(WARM_UP), runs);
    }
  }

  private RuleResult result(Entrant entrant, Runs runs) {
    if (!tunes(entrant)) {
      return new RuleResult(entrant, null, trials(entrant, entrant.name(), runs));
    }
    Tuning tuning =
        Tuning.over(
            rate -> {
              Entrant candidate = entrant.with("lr", rate);
              String what = entrant.name() + ", learning rate " + Numbers.brief(rate);
              RuleResult tried = new RuleResult(candidate, null, trials(candidate, what, runs));
              return new Tuning.Candidate(rate, tried.steps().median(), tried.loss().median());
            });
    Entrant tuned = entrant.with("lr", tuning.chosen().rate());
    return new RuleResult(tuned, tuning, trials(tuned, entrant.name(), runs));
  }

  private List<Trial> trials(Entrant entrant, String what, Runs runs) {
    List<Trial> trials = new ArrayList<>();
    for (int index = 0; index < seeds; index++) {
      runs.begin("%s, seed %d".formatted(what, index + 1));
      trials.add(trial(entrant, index, runs));
    }
    return trials;
  }

  private Trial trial(Entrant entrant, int index, Runs runs) {
    Point start = problem.start(index, seed, spread);
    Trace trace = new Trace(index == 0 && start.size() <= MOST_PARAMETERS);
    Minimizer watched = minimizer(entrant, index).observe(Trace::next, trace);
    Result whole = run(budget.limit(watched), runs);
    boolean looksApart = entrant.rule().reports();
    Result toTarget = whole;
    if (whole.value() <= target) {
      Minimizer again = minimizer(entrant, index).target(target);
      // The looks take time of their own, so that it is the steps that are counted.
      boolean bySteps = looksApart && budget.time() != null;
      toTarget = run(bySteps ? again.steps(whole.steps()) : budget.limit(again), runs);
    }
    return Trial.of(index, start, target, whole, toTarget, looksApart, trace);
  }

  private Result run(Minimizer minimizer, Runs runs) {
    minimizer.heartbeat(
        progress -> {
          if (!runs.goesOn()) {
            minimizer.interrupt();
          }
        });
    Result result = minimizer.run();
    runs.requireGoesOn();
    return result;
  }

  private Minimizer minimizer(Entrant entrant, int index) {
    Point start = problem.start(index, seed, spread);
    // In time, a gradient that is exactly zero would be stepped over until the time is up.
    Minimizer minimizer = problem.minimizer(start, index, seed).rule(entrant.rule());
    return budget.time() == null ? minimizer : minimizer.tolerance(0);
  }
}
