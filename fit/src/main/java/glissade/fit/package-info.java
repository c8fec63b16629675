/**
 * Fits a formula to a table: which values of its parameters make the mean of a loss over all rows
 * smallest, and how well the rows determine them.
 *
 * <pre>
 * {@link glissade.fit.Fit}        what is asked for: formula, table, starts, constraints, rule, batches
 *   ─▶ FitRun                  does it, from the first look at the table to the report
 * RowNames                     which names are columns, groups, categories; all others are parameters
 *   ─▶ RowModel                the formula as expressions of one row, with shapes and constraints
 *   ─▶ RowFormula, RowKernels  small models written out in single numbers: gradient, Hessian, Jacobian
 *      Tape                    large models, layer by layer, a chunk of rows at a time: gradient
 *   ─▶ RowLoss                 either over the blocks of a table, on threads
 *   ─▶ Descent, Epochs         a rule, over all rows or in batches
 *      {@link glissade.fit.MeanLoss}  the same watched step by step, for comparisons
 *   ─▶ Polish                  Levenberg-Marquardt, or Newton
 *   ─▶ Uncertainty, Bootstrap  how well the rows determine the parameters
 *   ─▶ {@link glissade.fit.FitResult}, then {@link glissade.fit.FittedModel}: predict, score, export
 * </pre>
 */
@NullMarked
package glissade.fit;

import org.jspecify.annotations.NullMarked;
