package glissade.compile;

import static org.objectweb.asm.Opcodes.*;

import glissade.formula.LaneMath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Reads what a method of {@link LaneMath} computes, instruction by instruction, as steps for lanes.
 * So its vector form is the method itself and cannot differ from it.
 */
final class StraightLine extends MethodVisitor {
  private static final byte[] CLASS = read();

  private final LaneProgram program;
  private final Map<Integer, Integer> locals = new HashMap<>();
  private final Deque<Integer> stack = new ArrayDeque<>();

  /** A call with arguments that are steps of a program. */
  StraightLine(LaneProgram program, int[] arguments) {
    super(ASM9);
    this.program = program;
    for (int i = 0; i < arguments.length; i++) {
      locals.put(2 * i, arguments[i]);
    }
  }

  private static byte[] read() {
    try (InputStream in = LaneMath.class.getResourceAsStream("LaneMath.class")) {
      if (in == null) {
        throw new IllegalStateException("LaneMath.class cannot be read");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The step that a method's result is. */
  int result(String method) {
    new ClassReader(CLASS)
        .accept(
            new ClassVisitor(ASM9) {
              @Override
              public @Nullable MethodVisitor visitMethod(
                  int access,
                  String name,
                  String descriptor,
                  @Nullable String signature,
                  String @Nullable [] exceptions) {
                return name.equals(method) ? StraightLine.this : null;
              }
            },
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return stack.pop();
  }

  @Override
  public void visitVarInsn(int opcode, int slot) {
    if (opcode == DLOAD) {
      Integer value = locals.get(slot);
      if (value == null) {
        throw unexpected("local variable " + slot);
      }
      stack.push(value);
    } else if (opcode == DSTORE) {
      locals.put(slot, stack.pop());
    } else {
      throw unexpected("instruction " + opcode);
    }
  }

  @Override
  public void visitLdcInsn(Object value) {
    stack.push(program.number((Double) value));
  }

  @Override
  public void visitInsn(int opcode) {
    switch (opcode) {
      case DCONST_0 -> stack.push(program.number(0));
      case DCONST_1 -> stack.push(program.number(1));
      case DADD -> step(LaneOp.ADD, 2);
      case DSUB -> step(LaneOp.SUBTRACT, 2);
      case DMUL -> step(LaneOp.MULTIPLY, 2);
      case DDIV -> step(LaneOp.DIVIDE, 2);
      case DNEG -> step(LaneOp.NEGATE, 1);
      case DRETURN -> {
        // the result is on the stack
      }
      default -> throw unexpected("instruction " + opcode);
    }
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    int count = Type.getArgumentTypes(descriptor).length;
    switch (name) {
      case "fma" -> step(LaneOp.FMA, count);
      case "abs" -> step(LaneOp.ABS, count);
      case "twoTo" -> step(LaneOp.TWO_TO, count);
      case "biasedExponent" -> step(LaneOp.BIASED_EXPONENT, count);
      case "mantissa" -> step(LaneOp.MANTISSA, count);
      case "ifLess" -> choose(LaneOp.LESS);
      case "ifEqual" -> choose(LaneOp.EQUAL);
      default -> {
        if (owner.equals("java/lang/Math")) {
          throw unexpected(name);
        }
        stack.push(new StraightLine(program, pop(count)).result(name));
      }
    }
  }

  @Override
  public void visitJumpInsn(int opcode, org.objectweb.asm.Label label) {
    throw unexpected("branch");
  }

  private void choose(LaneOp comparison) {
    int[] a = pop(4);
    int holds = program.step(comparison, a[0], a[1]);
    stack.push(program.step(LaneOp.CHOOSE, holds, a[2], a[3]));
  }

  private void step(LaneOp op, int count) {
    stack.push(program.step(op, pop(count)));
  }

  private int[] pop(int count) {
    int[] arguments = new int[count];
    for (int i = count - 1; i >= 0; i--) {
      arguments[i] = stack.pop();
    }
    return arguments;
  }

  private IllegalStateException unexpected(String what) {
    return new IllegalStateException(
        "LaneMath is not a straight line: " + what + " with " + Arrays.toString(stack.toArray()));
  }
}
