/**
 * Derivatives: from an {@link glissade.formula.Expr} to its gradient, which is again expressions of
 * the same {@link glissade.formula.Graph}, so it prints, simplifies, compiles and can be
 * differentiated once more.
 *
 * <p>{@link glissade.autodiff.Derivative} is the sweep; the derivative of each operator is a
 * formula in the operator table. The conventions at kinks stand there too.
 */
@NullMarked
package glissade.autodiff;

import org.jspecify.annotations.NullMarked;
