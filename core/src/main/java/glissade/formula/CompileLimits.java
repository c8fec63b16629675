package glissade.formula;

/**
 * What a text may cost. Every limit has its own message, so that no input ends in a crash, a hang
 * or a dead virtual machine.
 *
 * @param characters length of a text
 * @param nodes numbers, names and operations in a text
 * @param depth nesting of parentheses, powers and calls
 * @param problems how many problems are reported before the rest is left out
 * @param expressions distinct subexpressions of a loss together with its derivatives
 * @param elements of a vector that a formula makes of numbers, unless one it is given has more
 */
public record CompileLimits(
    int characters, int nodes, int depth, int problems, int expressions, int elements) {

  /** Ample for what people and generators write; small enough to answer within a second. */
  public static final CompileLimits DEFAULT =
      new CompileLimits(1_000_000, 200_000, 500, 20, 1_000_000, 1_000_000);
}
