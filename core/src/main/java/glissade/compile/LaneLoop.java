package glissade.compile;

import static org.objectweb.asm.Opcodes.*;

import glissade.compile.LaneSegments.Segment;
import glissade.formula.Expr;
import glissade.formula.Reductions;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Writes what calls the segments of a {@link LanePlan}: leaf by leaf of the sums, all segments and
 * then the elements that do not fill a register, one by one.
 */
final class LaneLoop {
  private final MethodBody body;
  private final Code code;
  private final MethodVisitor method;
  private final LanePlan plan;
  private final List<Expr> sums;
  private final ClassWriter writer;
  private final String name;
  private final String prefix;
  private final int array;

  /**
   * A loop to be written.
   *
   * @param code for the type of the arrays
   * @param writer of the class that the segments become methods of
   * @param name of that class
   * @param prefix of the methods' names
   */
  LaneLoop(
      MethodBody body, Code code, LanePlan plan, ClassWriter writer, String name, String prefix) {
    this.body = body;
    this.code = code;
    this.method = code.method();
    this.plan = plan;
    this.sums = plan.loop().sums();
    this.writer = writer;
    this.name = name;
    this.prefix = prefix;
    this.array = sums.isEmpty() ? -1 : body.laneSums();
  }

  /** Writes it all; the sums are then known to the method's body. */
  void write() {
    for (int i = 0; i < plan.segments().size(); i++) {
      Segment segment = plan.segments().get(i);
      String descriptor = LaneMethod.descriptor(plan, segment);
      new LaneMethod(
              plan, segment, writer.visitMethod(ACC_STATIC, prefix + i, descriptor, null, null))
          .write();
    }
    if (sums.isEmpty() && plan.segments().size() == 1) {
      stretch(body.from(), body.to(), new int[0]);
    } else {
      leaves();
    }
  }

  private void leaves() {
    int[] rests = new int[sums.size()];
    for (int k = 0; k < rests.length; k++) {
      rests[k] = body.newSlot();
    }
    int leaf = body.newSlot();
    int from = body.newSlot();
    int to = body.newSlot();
    code.pushInt(0);
    method.visitVarInsn(ISTORE, leaf);
    method.visitVarInsn(ILOAD, body.from());
    method.visitVarInsn(ISTORE, from);
    Label next = new Label();
    method.visitLabel(next);
    method.visitVarInsn(ILOAD, from);
    code.pushInt(Reductions.LEAF);
    method.visitInsn(IADD);
    method.visitVarInsn(ILOAD, body.to());
    code.callStatic("java/lang/Math", "min", "(II)I");
    method.visitVarInsn(ISTORE, to);
    for (int rest : rests) {
      code.pushConstant(0);
      code.store(rest);
    }
    stretch(from, to, rests);
    if (rests.length > 0) {
      for (int k = 0; k < rests.length; k++) {
        method.visitVarInsn(ALOAD, array);
        code.pushInt(plan.laneOf(rests.length) + k);
        code.load(rests[k]);
        code.storeElement();
      }
      pushSums();
      method.visitVarInsn(ILOAD, leaf);
      code.callStatic("glissade/compile/LaneSums", "leaf", "([DII)V");
    }
    method.visitIincInsn(leaf, 1);
    method.visitVarInsn(ILOAD, to);
    method.visitInsn(DUP);
    method.visitVarInsn(ISTORE, from);
    method.visitVarInsn(ILOAD, body.to());
    method.visitJumpInsn(IF_ICMPLT, next);
    for (int k = 0; k < sums.size(); k++) {
      pushSums();
      code.pushInt(k);
      method.visitVarInsn(ILOAD, body.to());
      method.visitVarInsn(ILOAD, body.from());
      method.visitInsn(ISUB);
      code.callStatic("glissade/compile/LaneSums", "join", "([DIII)D");
      body.define(sums.get(k));
    }
  }

  private void pushSums() {
    method.visitVarInsn(ALOAD, array);
    code.pushInt(sums.size());
  }

  /** Elements from one place to another: what fills registers, and the rest. */
  private void stretch(int from, int to, int[] rests) {
    int end = body.newSlot();
    method.visitVarInsn(ILOAD, from);
    method.visitVarInsn(ILOAD, to);
    method.visitVarInsn(ILOAD, from);
    method.visitInsn(ISUB);
    code.pushInt(-plan.lanes() * plan.parts());
    method.visitInsn(IAND);
    method.visitInsn(IADD);
    method.visitVarInsn(ISTORE, end);
    for (int i = 0; i < plan.segments().size(); i++) {
      Segment segment = plan.segments().get(i);
      body.pushArrays();
      if (sums.isEmpty()) {
        method.visitInsn(ACONST_NULL);
      } else {
        method.visitVarInsn(ALOAD, array);
      }
      method.visitVarInsn(ILOAD, from);
      method.visitVarInsn(ILOAD, end);
      plan.numbers(segment).forEach(body::pushNarrowed);
      code.callStatic(name, prefix + i, LaneMethod.descriptor(plan, segment));
    }
    body.elements(plan.loop(), end, to, rests);
  }
}
