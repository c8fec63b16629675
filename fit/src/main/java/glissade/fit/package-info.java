/**
 * Fits a formula to a table: which values of its parameters make the mean of a loss over all rows
 * smallest, and how well the rows determine them.
 *
 * <pre>
 * {@link glissade.fit.Fit}        what is asked for: formula, table, start, rule
 *   ─▶ RowFormula              the formula over rows: names are columns or parameters
 *   ─▶ RowKernels              sums over a block of rows: loss, gradient, Hessian; residuals, Jacobian
 *   ─▶ RowLoss                 the same over all blocks of a table
 *   ─▶ descent by a rule, then Polish: Levenberg-Marquardt, or Newton
 *   ─▶ {@link glissade.fit.FitResult}  estimates with their standard errors, and why it stopped
 *   ─▶ {@link glissade.fit.FittedModel}  formula and estimates: predictions, scores, code
 * </pre>
 */
@NullMarked
package glissade.fit;

import org.jspecify.annotations.NullMarked;
