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
 * Writes what calls the segments of a {@link LanePlan}, each over a few leaves of the sums before
 * the next; then the elements that do not fill a register, one by one.
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
    int end = newInt(() -> pushFull(body.from(), body.to()));
    plan.program().bounds().forEach(bound -> check(bound, "isBound", end));
    plan.program().lengths().forEach(length -> check(length, "isLength", end));
    if (sums.isEmpty() && plan.segments().size() == 1) {
      call(0, body.from(), -1, body.from(), end);
    } else {
      chunks(end);
    }
    rest(end);
  }

  /** Leaves all elements to the plain loop where a number is not what it was taken for. */
  private void check(Expr number, String what, int end) {
    Label holds = new Label();
    body.pushNarrowed(number);
    code.toDouble();
    code.callStatic("glissade/compile/Lanes", what, "(D)Z");
    method.visitJumpInsn(IFNE, holds);
    method.visitVarInsn(ILOAD, body.from());
    method.visitVarInsn(ISTORE, end);
    method.visitLabel(holds);
  }

  /** All segments over some leaves, then over the next. */
  private void chunks(int end) {
    int from = newInt(() -> method.visitVarInsn(ILOAD, body.from()));
    int to = body.newSlot();
    int at = body.newSlot();
    int next = body.newSlot();
    int lane = body.newSlot();
    int firstLane = newInt(() -> code.pushInt(0));
    Label chunk = new Label();
    method.visitLabel(chunk);
    code.pushUpTo(from, plan.chunk(), end);
    method.visitVarInsn(ISTORE, to);
    for (int i = 0; i < plan.segments().size(); i++) {
      method.visitVarInsn(ILOAD, from);
      method.visitVarInsn(ISTORE, at);
      method.visitVarInsn(ILOAD, firstLane);
      method.visitVarInsn(ISTORE, lane);
      Label leaf = new Label();
      method.visitLabel(leaf);
      code.pushUpTo(at, Reductions.LEAF, to);
      method.visitVarInsn(ISTORE, next);
      call(i, from, lane, at, next);
      pushLaneAfter(lane);
      method.visitVarInsn(ISTORE, lane);
      again(leaf, next, at, to);
    }
    method.visitVarInsn(ILOAD, lane);
    method.visitVarInsn(ISTORE, firstLane);
    again(chunk, to, from, end);
  }

  /** Where in the array for sums those of the next leaf are. */
  private void pushLaneAfter(int lane) {
    method.visitVarInsn(ILOAD, lane);
    code.pushInt(sums.size() * Reductions.LANES);
    method.visitInsn(IADD);
  }

  private int newInt(Runnable push) {
    int slot = body.newSlot();
    push.run();
    method.visitVarInsn(ISTORE, slot);
    return slot;
  }

  /** Jumps back, from where it now is, if that is not the end. */
  private void again(Label label, int now, int from, int end) {
    method.visitVarInsn(ILOAD, now);
    method.visitInsn(DUP);
    method.visitVarInsn(ISTORE, from);
    method.visitVarInsn(ILOAD, end);
    method.visitJumpInsn(IF_ICMPLT, label);
  }

  /** The last place up to which elements fill registers. */
  private void pushFull(int from, int to) {
    method.visitVarInsn(ILOAD, from);
    method.visitVarInsn(ILOAD, to);
    method.visitVarInsn(ILOAD, from);
    method.visitInsn(ISUB);
    code.pushInt(-plan.turn());
    method.visitInsn(IAND);
    method.visitInsn(IADD);
  }

  private void call(int i, int first, int lane, int from, int to) {
    Segment segment = plan.segments().get(i);
    body.pushArrays();
    if (sums.isEmpty()) {
      method.visitInsn(ACONST_NULL);
      code.pushInt(0);
    } else {
      method.visitVarInsn(ALOAD, array);
      method.visitVarInsn(ILOAD, lane);
    }
    method.visitVarInsn(ILOAD, first);
    method.visitVarInsn(ILOAD, from);
    method.visitVarInsn(ILOAD, to);
    plan.numbers(segment).forEach(body::pushNarrowed);
    code.callStatic(name, prefix + i, LaneMethod.descriptor(plan, segment));
  }

  /** The elements that do not fill registers; with them, the sums are complete. */
  private void rest(int end) {
    int[] rests = new int[sums.size()];
    for (int k = 0; k < rests.length; k++) {
      rests[k] = body.newSlot();
      code.pushConstant(0);
      code.store(rests[k]);
    }
    body.elements(plan.loop(), end, body.to(), rests);
    if (sums.isEmpty()) {
      return;
    }
    for (int k = 0; k < rests.length; k++) {
      pushSum(k);
      code.load(rests[k]);
      method.visitInsn(DASTORE);
    }
    method.visitVarInsn(ALOAD, array);
    code.pushInt(sums.size());
    method.visitVarInsn(ILOAD, body.to());
    method.visitVarInsn(ILOAD, body.from());
    method.visitInsn(ISUB);
    code.callStatic("glissade/compile/LaneSums", "join", "([DII)V");
    for (int k = 0; k < rests.length; k++) {
      pushSum(k);
      method.visitInsn(DALOAD);
      body.define(sums.get(k));
    }
  }

  /** Pushes the place of a sum in the array. */
  private void pushSum(int k) {
    method.visitVarInsn(ALOAD, array);
    code.pushInt(k);
  }
}
