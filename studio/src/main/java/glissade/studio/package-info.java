/**
 * The studio: a page in the browser of the same machine, where a loss, rules and their settings are
 * seen at work.
 *
 * <p>{@link glissade.studio.Studio} starts a server that listens on the loopback address alone and
 * asks every call for the token of its start. It computes by {@link glissade.optimize.Minimizer},
 * {@link glissade.lab.Comparison} and {@link glissade.fit.Fit}, so that its numbers are those of
 * the command; the page draws them.
 *
 * <pre>
 * Studio      starts and stops the server
 * Guard       who may ask: host, origin, token
 * StaticFiles the files of the page, from a list
 * Api         which call is answered by what
 *   Catalogue the rules and functions
 *   Grid      the loss over a rectangle
 *   Runs      paths of several rules from one start
 *   Reports   the same paths compared, as a file to keep
 *   FitStream a fit as it goes on
 *   Live      a run that the command watches
 * Slots       how much may go on at once
 * </pre>
 */
@NullMarked
package glissade.studio;

import org.jspecify.annotations.NullMarked;
