/**
 * JMH benchmarks: Glissade beside the loops that a person would write by hand, in the same run.
 *
 * <pre>
 * {@link glissade.benchmarks.StepBenchmark}          whole runs of RMSProp, time per step
 * {@link glissade.benchmarks.UpdateBenchmark}        RMSProp's kernel alone, over large arrays
 * {@link glissade.benchmarks.UpdateFamilyBenchmark}  one update of floats by five rules
 * {@link glissade.benchmarks.EveryRuleBenchmark}     the same by every rule that ships
 * {@link glissade.benchmarks.CompileBenchmark}       from a formula's text to its first value
 * {@link glissade.benchmarks.Ratios}                 runs them and prints medians and ratios
 * </pre>
 */
@NullMarked
package glissade.benchmarks;

import org.jspecify.annotations.NullMarked;
