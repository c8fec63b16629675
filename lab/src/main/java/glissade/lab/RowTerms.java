package glissade.lab;

import java.util.List;

/**
 * On which terms rules met on a loss over rows: everything needed to repeat it but the rules.
 *
 * @param name what the loss is called
 * @param rows how many there are
 * @param drawn whether some of the start is drawn for each seed
 * @param parameters the names of their numbers
 * @param units what a step of 1 is for each number, the same in all runs
 * @param seeds how many
 * @param seed where they come from
 * @param budget what each run could spend
 * @param target the mean loss to be met; NaN for none
 * @param tuned whether learning rates were found on the grid
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RowTerms(
    String name,
    long rows,
    boolean drawn,
    List<String> parameters,
    double[] units,
    int seeds,
    long seed,
    RowBudget budget,
    double target,
    boolean tuned) {

  /** On which terms. */
  public RowTerms {
    parameters = List.copyOf(parameters);
  }

  /** Whether there is a target. */
  public boolean hasTarget() {
    return !Double.isNaN(target);
  }
}
