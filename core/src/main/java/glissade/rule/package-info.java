/**
 * Update rules as text files in the formula language, which read like the mathematics and are the
 * code that runs.
 *
 * <pre>
 * {@link glissade.rule.Rules}        the rules that ship, by name; a user's file, by path
 *   ─▶ {@link glissade.rule.Rule}         a rule as written: hyperparameters, options, states, statements
 *   ─▶ {@link glissade.rule.ConfiguredRule}  with every hyperparameter given a value or a schedule
 *   ─▶ {@link glissade.rule.CompiledRule}    one pass over parameters, gradient and states
 * </pre>
 *
 * <p>{@link glissade.rule.TypesetRule} is a rule as mathematics, for people to look at. {@link
 * glissade.rule.RmsProp} is RMSProp's step as a pure function.
 */
@NullMarked
package glissade.rule;

import org.jspecify.annotations.NullMarked;
