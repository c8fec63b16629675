package glissade.lab;

import glissade.fit.MeanLoss;
import glissade.formula.Precision;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Rules on a loss over the rows of a table, each over all rows at once, in batches and row by row,
 * with the same budget from the same starts.
 *
 * <pre>{@code
 * RowComparisonResult result = RowComparison.of("late flights", loss)
 *     .rule("sgd").rule("rmsprop").batches(Long.MAX_VALUE, 256, 1)
 *     .budget(RowBudget.ofPasses(20)).run();
 * }</pre>
 *
 * <p>A seed decides the order of the rows, and the start where that is drawn. What is compared is
 * the mean loss over all rows. It is looked at after 1/64, 1/32, … 1/2 of the first pass and after
 * every pass; beyond 300 passes, after every 2 % more. Looks are counted neither as work nor as
 * time.
 *
 * <p>Not safe for use by several threads.
 */
public final class RowComparison {
  /** What each run may spend, unless told otherwise. */
  public static final long DEFAULT_PASSES = 20;

  /** Steps that each entrant makes before the clock counts. */
  private static final long WARM_UP = 100;

  private final String name;
  private final MeanLoss loss;
  private final List<Entrant> rules = new ArrayList<>();
  private List<Long> batches = List.of(Long.MAX_VALUE, 256L, 1L);
  private int seeds = Comparison.DEFAULT_SEEDS;
  private long seed = 1;
  private RowBudget budget = RowBudget.ofPasses(DEFAULT_PASSES);
  private double target = Double.NaN;
  private boolean tune;
  private ComparisonObserver observer = standing -> true;

  private RowComparison(String name, MeanLoss loss) {
    this.name = name;
    this.loss = loss;
  }

  /**
   * On a loss.
   *
   * @param name what to call it
   */
  public static RowComparison of(String name, MeanLoss loss) {
    return new RowComparison(name, loss);
  }

  /** With a rule that ships, or a file's, as it comes. */
  public RowComparison rule(String nameOrPath) {
    return entrant(Entrant.of(glissade.rule.Rules.find(nameOrPath).configured()));
  }

  /**
   * With a rule.
   *
   * @throws SettingsException if one of the name takes part already
   */
  public RowComparison entrant(Entrant entrant) {
    Comparison.requireNew(entrant, rules);
    rules.add(entrant);
    return this;
  }

  /**
   * With batches of so many rows, each at least 1. As many as there are, or more, are the full
   * batch; one that comes twice takes part once. Unless told otherwise: all, 256 and 1.
   */
  public RowComparison batches(List<Long> rows) {
    batches = List.copyOf(rows);
    return this;
  }

  /** With so many seeds, from 1 to 1000. */
  public RowComparison seeds(int number) {
    seeds = Comparison.checkedSeeds(number);
    return this;
  }

  /** From which starts and orders of rows come. */
  public RowComparison seed(long number) {
    seed = number;
    return this;
  }

  /** What each run may spend. */
  public RowComparison budget(RowBudget each) {
    budget = each;
    return this;
  }

  /** The mean loss to be met. */
  public RowComparison target(double value) {
    target = Comparison.checkedTarget(value);
    return this;
  }

  /**
   * Finds the learning rate of each rule with each batch size on the same grid, with the same
   * budget; see {@link Tuning}.
   */
  public RowComparison tune() {
    tune = true;
    return this;
  }

  /** Whom to tell how it goes. */
  public RowComparison observe(ComparisonObserver told) {
    observer = told;
    return this;
  }

  /**
   * Runs.
   *
   * @throws SettingsException if there is no rule or no batch, or settings do not fit together
   */
  public RowComparisonResult run() {
    List<RowEntrant> entrants = entrants();
    double[] units = loss.units(loss.start(seed, 0));
    long each = seeds;
    long all = 0;
    for (RowEntrant entrant : entrants) {
      requireFits(entrant);
      all += tunes(entrant) ? each * (Tuning.GRID.size() + 1) : each;
    }
    List<RowResult> results = new ArrayList<>();
    Runs runs = new Runs(observer, all);
    try {
      warmUp(entrants, units);
      for (RowEntrant entrant : entrants) {
        results.add(result(entrant, units, runs));
      }
    } catch (CancellationException ended) {
      // What is finished is the result.
    }
    List<String> unfinished =
        entrants.subList(results.size(), entrants.size()).stream().map(RowEntrant::name).toList();
    RowTerms terms =
        new RowTerms(
            name,
            loss.rows(),
            loss.isDrawn(),
            loss.parameters(),
            units,
            seeds,
            seed,
            budget,
            target,
            tune);
    return new RowComparisonResult(terms, results, unfinished);
  }

  private List<RowEntrant> entrants() {
    if (rules.isEmpty()) {
      throw new SettingsException("there is no rule to compare");
    }
    if (batches.isEmpty()) {
      throw new SettingsException("there is no batch size to compare");
    }
    Set<RowEntrant> entrants = new LinkedHashSet<>();
    for (Entrant rule : rules) {
      for (long batch : batches) {
        entrants.add(new RowEntrant(rule, batch).over(loss.rows()));
      }
    }
    return List.copyOf(entrants);
  }

  private void requireFits(RowEntrant entrant) {
    if (entrant.rule().rule().needsTotal() && budget.time() != null) {
      throw new SettingsException(
          "a schedule of rule `%s` uses T, the total number of steps: give the budget in passes"
              .formatted(entrant.rule().name()));
    }
    entrant.rule().rule().compile(Precision.DOUBLE);
  }

  private boolean tunes(RowEntrant entrant) {
    return tune && entrant.rule().learningRate() != null;
  }

  /** So that the first rule does not pay, in seconds, for what all of them use. */
  private void warmUp(List<RowEntrant> entrants, double[] units) {
    for (RowEntrant entrant : entrants) {
      loss.descend(
          entrant.rule().rule(),
          entrant.batch(),
          loss.start(seed, 0),
          units,
          1,
          seed,
          (step, rows, at) -> step < WARM_UP);
    }
  }

  private RowResult result(RowEntrant entrant, double[] units, Runs runs) {
    if (!tunes(entrant)) {
      return new RowResult(entrant, null, trials(entrant, entrant.name(), units, runs));
    }
    Tuning tuning =
        Tuning.over(
            rate -> {
              RowEntrant candidate = entrant.with("lr", rate);
              String what = entrant.name() + ", learning rate " + Numbers.brief(rate);
              RowResult tried =
                  new RowResult(candidate, null, trials(candidate, what, units, runs));
              return new Tuning.Candidate(rate, tried.passes().median(), tried.loss().median());
            });
    RowEntrant tuned = entrant.with("lr", tuning.chosen().rate());
    return new RowResult(tuned, tuning, trials(tuned, entrant.name(), units, runs));
  }

  private List<RowTrial> trials(RowEntrant entrant, String what, double[] units, Runs runs) {
    List<RowTrial> trials = new ArrayList<>();
    for (int index = 0; index < seeds; index++) {
      runs.begin("%s, seed %d".formatted(what, index + 1));
      long order = seed + 0x9E3779B97F4A7C15L * index;
      trials.add(
          new RowRun(loss, budget, runs)
              .run(entrant, index, loss.start(seed, index), units, order, target));
    }
    return trials;
  }
}
