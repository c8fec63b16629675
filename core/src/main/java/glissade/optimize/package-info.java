/**
 * Minimization: a loss, a rule and a start become a run and its result.
 *
 * <pre>
 * {@link glissade.optimize.Minimizer}    what to minimize, with which rule, from where, until when
 *   ─▶ Run over a RunState: evaluate, check, update; observers watch
 *   ─▶ {@link glissade.optimize.Result}   the best point, and why it ended: a {@link glissade.optimize.Stop}
 * {@link glissade.optimize.Loss}         a formula as a loss: value, gradient, Hessian, and what went bad
 * {@link glissade.optimize.Objective}    any Java object as a loss
 * </pre>
 *
 * <p>Divergence is a result, not an exception: it names the step, the parameter and the term.
 */
@NullMarked
package glissade.optimize;

import org.jspecify.annotations.NullMarked;
