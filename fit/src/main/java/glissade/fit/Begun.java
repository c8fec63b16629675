package glissade.fit;

import glissade.rule.ConfiguredRule;
import java.util.List;

/**
 * What is settled before a descent begins.
 *
 * @param start the free numbers to start from
 * @param units what a step of 1 is for each of them
 * @param batch rows of a step
 * @param rule with its learning rate
 * @param notes what was chosen for the caller
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Begun(double[] start, double[] units, long batch, ConfiguredRule rule, List<String> notes) {}
