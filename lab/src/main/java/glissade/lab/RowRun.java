package glissade.lab;

import glissade.fit.MeanLoss;
import glissade.lab.RowTrial.Look;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Watches a descent over rows: looks at the loss, and ends it when the budget is spent. */
final class RowRun implements MeanLoss.StepObserver {
  /** The first look is after this part of a pass; the next ones after twice as much each. */
  static final double FIRST = 1.0 / 64;

  /** Up to here there is a look after every pass. */
  private static final long DENSE = 300;

  /** By how much the passes between looks grow beyond. */
  private static final double GROWTH = 1.02;

  /** Rows between two questions whether to go on. */
  private static final long ROWS_BETWEEN_QUESTIONS = 4096;

  /** Of a run that has not become better, it stalls for at least so many passes. */
  private static final double PATIENCE = 3;

  private final MeanLoss loss;
  private final RowBudget budget;
  private final long nanosGiven;
  private final Runs runs;
  private final List<Look> looks = new ArrayList<>();
  private final double[] gradient;
  private double next = FIRST;
  private long asked;
  private long worked;
  private long since;

  RowRun(MeanLoss loss, RowBudget budget, Runs runs) {
    this.loss = loss;
    this.budget = budget;
    Duration time = budget.time();
    this.nanosGiven = time == null ? Long.MAX_VALUE : time.toNanos();
    this.runs = runs;
    this.gradient = new double[loss.parameters().size()];
  }

  /**
   * Runs from a start.
   *
   * @param target NaN for none
   */
  RowTrial run(
      RowEntrant entrant, int index, double[] start, double[] units, long seed, double target) {
    long passes =
        budget.time() == null
            ? budget.passes()
            : Long.MAX_VALUE / loss.stepsPerPass(entrant.batch());
    look(0, 0, start);
    since = System.nanoTime();
    loss.descend(entrant.rule().rule(), entrant.batch(), start, units, passes, seed, this);
    runs.requireGoesOn();
    return trial(index, target);
  }

  @Override
  public boolean after(long step, long rows, Supplier<double[]> at) {
    if (rows - asked >= ROWS_BETWEEN_QUESTIONS) {
      asked = rows;
      if (!runs.goesOn()) {
        return false;
      }
    }
    boolean timed = nanosGiven < Long.MAX_VALUE;
    boolean over = timed && worked + System.nanoTime() - since >= nanosGiven;
    double passes = (double) rows / loss.rows();
    if (passes < next && !over) {
      return true;
    }
    worked += System.nanoTime() - since;
    Look look = look(step, rows, at.get());
    next = following(passes);
    if (!timed) {
      next = Math.min(next, (double) budget.passes());
    }
    since = System.nanoTime();
    return !over && Double.isFinite(look.loss());
  }

  /** When to look next. */
  static double following(double passes) {
    double next = FIRST;
    while (next <= passes && next < 1) {
      next *= 2;
    }
    if (next > passes) {
      return next;
    }
    double whole = Math.floor(passes);
    return whole < DENSE ? whole + 1 : Math.max(whole + 1, Math.floor(whole * GROWTH));
  }

  private Look look(long step, long rows, double[] at) {
    double value = loss.evaluate(at, gradient);
    Look look = new Look((double) rows / loss.rows(), step, rows, worked / 1e9, value);
    looks.add(look);
    return look;
  }

  private RowTrial trial(int index, double target) {
    Look met = looks.stream().filter(look -> look.loss() <= target).findFirst().orElse(null);
    Look end = looks.get(looks.size() - 1);
    RowTrial plain = new RowTrial(index, looks, met, Outcome.SPENT, "");
    Outcome outcome = outcome(plain, met, target);
    return new RowTrial(index, looks, met, outcome, reason(outcome, plain.best(), end));
  }

  private Outcome outcome(RowTrial plain, @Nullable Look met, double target) {
    Look end = plain.end();
    return Outcome.of(
        met != null,
        !Double.isFinite(end.loss()),
        steepest() <= Trial.FLAT,
        end.passes() - plain.best().passes() >= Math.max(PATIENCE, end.passes() / 2),
        target);
  }

  /** The largest component of the gradient at the last look. */
  private double steepest() {
    double steepest = 0;
    for (double slope : gradient) {
      steepest = Math.max(steepest, Math.abs(slope));
    }
    return steepest;
  }

  private String reason(Outcome outcome, Look best, Look end) {
    return switch (outcome) {
      case REACHED, SPENT -> "";
      case DIVERGED ->
          "the mean loss was %s after %s passes, %d steps"
              .formatted(end.loss(), Numbers.brief(end.passes()), end.steps());
      case SETTLED ->
          "the gradient's largest component is %s at a loss of %s"
              .formatted(Numbers.brief(steepest()), Numbers.brief(end.loss()));
      case STALLED ->
          "no better loss than %s in the last %s of %s passes; the gradient's largest component at the end is %s"
              .formatted(
                  Numbers.brief(best.loss()),
                  Numbers.brief(end.passes() - best.passes()),
                  Numbers.brief(end.passes()),
                  Numbers.brief(steepest()));
    };
  }
}
