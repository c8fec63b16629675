/**
 * Kernels: from expressions to loops to bytecode.
 *
 * <pre>
 * {@link glissade.compile.KernelSpec}   what to compute from which arrays, and where to put it
 *   ─ Plan ─▶ items: scalars, fused loops, stores, with a place for every value
 *   ─ KernelWriter ─▶ a hidden class
 *   ─ LanePlan ─▶ for vector registers: steps, cut in segments ─ LaneLoop, LaneMethod ─▶ another
 *   ─▶ {@link glissade.compile.CompiledKernel}, cached by {@link glissade.compile.Kernels}
 * </pre>
 *
 * <p>A loss with its gradient and an update rule are the same thing here. All elementwise work of
 * one length that can run together is one loop; a vector is stored only if something needs it
 * whole; {@code OpenSums} says how rows are added up. Both classes give the same bits; {@code
 * WarmingKernel} goes over to the second once it has been faster. This is the only room that sees
 * the bytecode library.
 */
@NullMarked
package glissade.compile;

import org.jspecify.annotations.NullMarked;
