/**
 * What tests of formulas, derivatives and kernels share: seeded generators and distances in units
 * of the last place. No part of it depends on a test framework.
 *
 * <p>{@link glissade.testkit.Formulas} makes random formulas and points; {@link
 * glissade.testkit.Ulps} measures how far a number is from the true one.
 */
@NullMarked
package glissade.testkit;

import org.jspecify.annotations.NullMarked;
