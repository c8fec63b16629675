/**
 * What tests of formulas, derivatives and kernels share: seeded generators, a gradient check and
 * distances in units of the last place. No part of it depends on a test framework, so that the
 * command line can use it as well.
 *
 * <p>{@link glissade.testkit.Formulas} makes random formulas and points, {@link
 * glissade.testkit.GradientCheck} compares a gradient with differences of the loss, {@link
 * glissade.testkit.Ulps} measures how far a number is from the true one.
 */
@NullMarked
package glissade.testkit;

import org.jspecify.annotations.NullMarked;
