package glissade.formula;

/**
 * How compiled code computes an operator on numbers that are already on the stack, said without
 * naming a bytecode library.
 */
public sealed interface Emission {

  /**
   * One JVM instruction.
   *
   * @param doubleOpcode the opcode for {@code double}; the one for {@code float} is one less
   */
  record Instruction(int doubleOpcode) implements Emission {}

  /**
   * A call of a static method that takes and returns {@code double}.
   *
   * @param owner the class's binary name with slashes
   * @param name the method
   * @param floatToo whether the class has the same method for {@code float}, with the same result
   */
  record StaticCall(String owner, String name, boolean floatToo) implements Emission {}

  /**
   * A comparison of two numbers, 1 where it holds and 0 elsewhere.
   *
   * @param jumpIfNot the jump taken, after a three-way comparison, when it does not hold
   * @param greaterOnNaN whether the three-way comparison must say "greater" for NaN, so that the
   *     jump is taken
   */
  record Comparison(int jumpIfNot, boolean greaterOnNaN) implements Emission {}

  /** The second of three numbers where the first is not zero, else the third. */
  record Select() implements Emission {}

  /** A power, by fixed multiplications where the exponent is a constant from 2 to 8. */
  record Power() implements Emission {}

  /** A vector to a number, by the method of {@link Reductions} of that name. */
  record Reduction(String name) implements Emission {}
}
