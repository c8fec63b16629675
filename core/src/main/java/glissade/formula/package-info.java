/**
 * The formula language: from text to typed, shared expressions, and back.
 *
 * <pre>
 * Source ─ Lexer ─ Parser ─▶ {@link glissade.formula.Formula}   names open
 *                 bind ─▶ {@link glissade.formula.Expr}          names and shapes known, in a {@link glissade.formula.Graph}
 *          {@link glissade.formula.Interpreter} ─▶ numbers;  {@link glissade.formula.Printer} ─▶ text again
 * </pre>
 *
 * <p>{@link glissade.formula.Operator} is the table that all of Glissade reads: what an operator is
 * called, computes, has for a derivative, and compiles to. What is written is what is computed:
 * IEEE arithmetic in the order written.
 *
 * <p>Mistakes in a text end in a {@link glissade.formula.FormulaException} that points at each;
 * sizes are bounded by {@link glissade.formula.CompileLimits}.
 */
@NullMarked
package glissade.formula;

import org.jspecify.annotations.NullMarked;
