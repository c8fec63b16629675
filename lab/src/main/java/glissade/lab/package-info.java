/**
 * Rules compared at equal budgets.
 *
 * <pre>
 * {@link glissade.lab.Problem}      a loss, where to start, how noisy its gradients are
 *   + {@link glissade.lab.Entrant}s  rules with their settings
 *   + {@link glissade.lab.Budget}    how many steps, or how much time, each run has
 *   ─▶ {@link glissade.lab.Comparison} ─▶ a {@link glissade.lab.Trial} for each rule and seed
 *   ─▶ {@link glissade.lab.ComparisonResult}  medians, quartiles, who reached the target, who failed and why
 * {@link glissade.lab.Suite}        the same for every test function ─▶ {@link glissade.lab.PerformanceProfile}
 * {@link glissade.lab.Report}       all of it as one HTML page
 * {@link glissade.lab.RowComparison} the same on the rows of a table: rules with batch sizes
 *   ─▶ {@link glissade.lab.RowComparisonResult} ─▶ {@link glissade.lab.RowReport}
 * </pre>
 *
 * <p>Every rule starts from the same points, meets the same noise and has the same budget. All
 * numbers but the seconds are the same on every machine, unless the budget is a time.
 */
@NullMarked
package glissade.lab;

import org.jspecify.annotations.NullMarked;
