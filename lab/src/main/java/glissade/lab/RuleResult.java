package glissade.lab;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one rule achieved over all seeds.
 *
 * @param entrant the rule; its learning rate is the tuned one where that was asked for
 * @param tuning how the learning rate was found; null if it was given
 * @param trials a run for each seed
 */
public record RuleResult(Entrant entrant, @Nullable Tuning tuning, List<Trial> trials) {

  /** What one rule achieved. */
  public RuleResult {
    trials = List.copyOf(trials);
  }

  /** The learning rate: a number, or a schedule; {@code none} if the rule has none. */
  public String learningRate() {
    return entrant.rate();
  }

  /** The loss at the end of the budget; of a run that diverged it is infinite. */
  public Quartiles loss() {
    return quartiles(Trial::last);
  }

  /** The least loss met within the budget. */
  public Quartiles best() {
    return quartiles(Trial::best);
  }

  /** Steps to the target; of a run that did not meet it they are infinite. */
  public Quartiles steps() {
    return quartiles(
        trial -> trial.stepsToTarget() < 0 ? Double.POSITIVE_INFINITY : trial.stepsToTarget());
  }

  /** Gradients to the target; of a run that did not meet it they are infinite. */
  public Quartiles gradients() {
    return quartiles(
        trial -> trial.stepsToTarget() < 0 ? Double.POSITIVE_INFINITY : trial.gradientsToTarget());
  }

  /** Seconds to the target; of a run that did not meet it they are infinite. */
  public Quartiles seconds() {
    return quartiles(Trial::secondsToTarget);
  }

  /** How many seeds met the target. */
  public long reached() {
    return trials.stream().filter(trial -> trial.stepsToTarget() >= 0).count();
  }

  /** How many runs failed in which way; the first seed's reason stands for all of a kind. */
  public Map<Outcome, List<Trial>> failures() {
    return Outcome.failures(trials, Trial::outcome);
  }

  private Quartiles quartiles(ToDoubleFunction<Trial> what) {
    return Quartiles.of(trials.stream().mapToDouble(what).toArray());
  }
}
