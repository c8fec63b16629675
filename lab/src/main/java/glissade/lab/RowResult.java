package glissade.lab;

import glissade.lab.RowTrial.Look;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one rule achieved with one batch size over all seeds.
 *
 * @param entrant the rule and the batch size; the learning rate is the tuned one where that was
 *     asked for
 * @param tuning how the learning rate was found; null if it was given
 * @param trials a run for each seed
 */
public record RowResult(RowEntrant entrant, @Nullable Tuning tuning, List<RowTrial> trials) {

  /** What was achieved. */
  public RowResult {
    trials = List.copyOf(trials);
  }

  /** The mean loss at the end of the budget; of a run that diverged it is infinite. */
  public Quartiles loss() {
    return Quartiles.of(trials.stream().mapToDouble(RowTrial::last).toArray());
  }

  /** The least mean loss that was seen. */
  public Quartiles best() {
    return Quartiles.of(trials.stream().mapToDouble(trial -> trial.best().loss()).toArray());
  }

  /** Something of the last look of each run: what the whole budget came to. */
  public Quartiles spent(ToDoubleFunction<Look> what) {
    return Quartiles.of(
        trials.stream().mapToDouble(trial -> what.applyAsDouble(trial.end())).toArray());
  }

  /** Something of the look that met the target; of a run that did not meet it, it is infinite. */
  public Quartiles toTarget(ToDoubleFunction<Look> what) {
    return Quartiles.of(
        trials.stream()
            .mapToDouble(
                trial -> {
                  Look met = trial.met();
                  return met == null ? Double.POSITIVE_INFINITY : what.applyAsDouble(met);
                })
            .toArray());
  }

  /** Passes over the rows to the target. */
  public Quartiles passes() {
    return toTarget(Look::passes);
  }

  /** How many seeds met the target. */
  public long reached() {
    return trials.stream().filter(trial -> trial.met() != null).count();
  }

  /** How many runs failed in which way. */
  public Map<Outcome, List<RowTrial>> failures() {
    return Outcome.failures(trials, RowTrial::outcome);
  }
}
