/**
 * Functions on which minimizers are commonly tried, with their known minima.
 *
 * <p>{@link glissade.functions.TestFunctions} is the table of them; each row is a {@link
 * glissade.functions.TestFunction}.
 */
@NullMarked
package glissade.functions;

import org.jspecify.annotations.NullMarked;
