package glissade.compile;

import static org.objectweb.asm.Opcodes.*;

import glissade.formula.Emission;
import glissade.formula.Expr;
import glissade.formula.Precision;
import java.util.function.Consumer;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Instructions for one floating-point type. */
final class Code {
  private final MethodVisitor method;
  private final boolean single;

  /** Where the loop being written begins and ends; loops do not nest. */
  private Label loopStart = new Label();

  private Label loopEnd = new Label();

  Code(MethodVisitor method, Precision precision) {
    this.method = method;
    this.single = precision == Precision.FLOAT;
  }

  MethodVisitor method() {
    return method;
  }

  void pushConstant(double value) {
    if (single) {
      method.visitLdcInsn((float) value);
    } else {
      method.visitLdcInsn(value);
    }
  }

  void pushInt(int value) {
    if (value >= -1 && value <= 5) {
      method.visitInsn(ICONST_0 + value);
    } else if (value == (byte) value) {
      method.visitIntInsn(BIPUSH, value);
    } else if (value == (short) value) {
      method.visitIntInsn(SIPUSH, value);
    } else {
      method.visitLdcInsn(value);
    }
  }

  void load(int slot) {
    method.visitVarInsn(single ? FLOAD : DLOAD, slot);
  }

  void store(int slot) {
    method.visitVarInsn(single ? FSTORE : DSTORE, slot);
  }

  void loadArray(int slot) {
    method.visitVarInsn(ALOAD, slot);
  }

  void loadElement() {
    method.visitInsn(single ? FALOAD : DALOAD);
  }

  void storeElement() {
    method.visitInsn(single ? FASTORE : DASTORE);
  }

  /** Adds two numbers, as {@code a - (-b)}. */
  void subtractNegated() {
    method.visitInsn(single ? FNEG : DNEG);
    method.visitInsn(single ? FSUB : DSUB);
  }

  void castArray() {
    method.visitTypeInsn(CHECKCAST, single ? "[F" : "[D");
  }

  void copy(int from, int fromOffset, int to, int toOffset, int length) {
    loadArray(from);
    pushInt(fromOffset);
    loadArray(to);
    pushInt(toOffset);
    pushInt(length);
    callStatic("java/lang/System", "arraycopy", "(Ljava/lang/Object;ILjava/lang/Object;II)V");
  }

  void toDouble() {
    if (single) {
      method.visitInsn(F2D);
    }
  }

  void fromDouble() {
    if (single) {
      method.visitInsn(D2F);
    }
  }

  /** Makes a number of a stretch of one or two arrays. */
  void reduce(String name, int arrays) {
    String descriptor = "(" + (single ? "[F" : "[D").repeat(arrays) + "II)D";
    callStatic("glissade/formula/Reductions", name, descriptor);
    fromDouble();
  }

  /** Pushes what is in a slot, or its opposite where a sign is negative. */
  void loadSigned(int slot, double sign) {
    load(slot);
    if (sign < 0) {
      method.visitInsn(single ? FNEG : DNEG);
    }
  }

  /** Of three doubles, the product of the first two plus the third, rounded once. */
  void fusedMultiplyAdd() {
    callStatic("java/lang/Math", "fma", "(DDD)D");
  }

  void callStatic(String owner, String name, String descriptor) {
    method.visitMethodInsn(INVOKESTATIC, owner, name, descriptor, false);
  }

  void add() {
    method.visitInsn(single ? FADD : DADD);
  }

  /** Pushes the loop's index plus an offset. */
  void pushIndex(int index, int offset) {
    method.visitVarInsn(ILOAD, index);
    if (offset != 0) {
      pushInt(offset);
      method.visitInsn(IADD);
    }
  }

  /** Pushes an index so many elements further on, or the end if that comes first. */
  void pushUpTo(int index, int elements, int end) {
    method.visitVarInsn(ILOAD, end);
    method.visitVarInsn(ILOAD, index);
    method.visitInsn(ISUB); // the sum of both may overflow
    pushInt(elements);
    callStatic("java/lang/Math", "min", "(II)I");
    method.visitVarInsn(ILOAD, index);
    method.visitInsn(IADD);
  }

  /**
   * Begins {@code for (i = from; i < to; i++)}.
   *
   * @param from slot of the first index, or -1 for 0
   * @param to slot of the end, or -1 for {@code length}
   */
  void startLoop(int index, int from, int to, int length) {
    loopStart = new Label();
    loopEnd = new Label();
    if (from < 0) {
      method.visitInsn(ICONST_0);
    } else {
      method.visitVarInsn(ILOAD, from);
    }
    method.visitVarInsn(ISTORE, index);
    method.visitLabel(loopStart);
    method.visitVarInsn(ILOAD, index);
    if (to < 0) {
      pushInt(length);
    } else {
      method.visitVarInsn(ILOAD, to);
    }
    method.visitJumpInsn(IF_ICMPGE, loopEnd);
  }

  void endLoop(int index) {
    method.visitIincInsn(index, 1);
    method.visitJumpInsn(GOTO, loopStart);
    method.visitLabel(loopEnd);
  }

  /**
   * Computes an operator of numbers; leaves the result on the stack.
   *
   * @param free the first local variable that may be used
   * @param push pushes an argument
   */
  void apply(Expr.Apply node, int free, Consumer<Expr> push) {
    Emission emission = node.operator().emission();
    if (emission instanceof Emission.Instruction instruction) {
      node.arguments().forEach(push);
      method.visitInsn(instruction.doubleOpcode() - (single ? 1 : 0));
    } else if (emission instanceof Emission.StaticCall call) {
      call(node, call, push);
    } else if (emission instanceof Emission.Comparison comparison) {
      Label no = new Label();
      Label end = new Label();
      compare(node, comparison, no, push);
      pushConstant(1);
      method.visitJumpInsn(GOTO, end);
      method.visitLabel(no);
      pushConstant(0);
      method.visitLabel(end);
    } else if (emission instanceof Emission.Select) {
      select(node, push);
    } else if (node.wholeExponent() != 0) {
      push.accept(node.arguments().get(0));
      power(node.wholeExponent(), free);
    } else {
      call(node, new Emission.StaticCall("java/lang/Math", "pow", false), push);
    }
  }

  /** Calls a method of {@link Math} that there is for both types. */
  void callMath(String name, int arguments) {
    String type = single ? "F" : "D";
    callStatic("java/lang/Math", name, "(" + type.repeat(arguments) + ")" + type);
  }

  private void call(Expr.Apply node, Emission.StaticCall call, Consumer<Expr> push) {
    boolean inFloat = single && call.floatToo();
    for (Expr argument : node.arguments()) {
      push.accept(argument);
      if (!inFloat) {
        toDouble();
      }
    }
    String type = inFloat ? "F" : "D";
    String descriptor = "(" + type.repeat(node.arguments().size()) + ")" + type;
    callStatic(call.owner(), call.name(), descriptor);
    if (!inFloat) {
      fromDouble();
    }
  }

  private void compare(
      Expr.Apply node, Emission.Comparison comparison, Label no, Consumer<Expr> push) {
    node.arguments().forEach(push);
    boolean greater = comparison.greaterOnNaN();
    method.visitInsn(single ? (greater ? FCMPG : FCMPL) : (greater ? DCMPG : DCMPL));
    method.visitJumpInsn(comparison.jumpIfNot(), no);
  }

  private void select(Expr.Apply node, Consumer<Expr> push) {
    Label no = new Label();
    Label end = new Label();
    push.accept(node.arguments().get(0));
    pushConstant(0);
    method.visitInsn(single ? FCMPL : DCMPL);
    method.visitJumpInsn(IFEQ, no);
    push.accept(node.arguments().get(1));
    method.visitJumpInsn(GOTO, end);
    method.visitLabel(no);
    push.accept(node.arguments().get(2));
    method.visitLabel(end);
  }

  /** Raises the top of the stack to a whole power, as the interpreter does. */
  private void power(int exponent, int free) {
    int base = free;
    int square = free + 2;
    store(base);
    load(base);
    load(base);
    multiply();
    if (exponent == 2) {
      return;
    }
    if (exponent == 3) {
      load(base);
      multiply();
      return;
    }
    store(square);
    load(square);
    load(square);
    multiply();
    if (exponent == 6 || exponent == 7) {
      load(square);
      multiply();
    }
    if (exponent == 5 || exponent == 7) {
      load(base);
      multiply();
    }
    if (exponent == 8) {
      store(square);
      load(square);
      load(square);
      multiply();
    }
  }

  private void multiply() {
    method.visitInsn(single ? FMUL : DMUL);
  }
}
