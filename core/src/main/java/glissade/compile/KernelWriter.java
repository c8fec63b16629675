package glissade.compile;

import static org.objectweb.asm.Opcodes.*;

import glissade.formula.Expr;
import glissade.formula.LimitException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassTooLargeException;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;

/**
 * Writes a {@link Plan} as a class. Work that fits one method becomes one; more is cut into static
 * methods, as is a sum over rows after each loop: HotSpot compiles many small methods much sooner
 * than one with many loops. Scalars that several of them need pass through an array.
 */
final class KernelWriter {
  static final String DESCRIPTOR = "([Ljava/lang/Object;[DII)D";
  private static final String PART_DESCRIPTOR = "([Ljava/lang/Object;[DII[D)V";
  private static final String NAME = "glissade/compile/Kernel$Compiled";

  private final Plan plan;
  private final ClassWriter writer = newClass(NAME, "glissade/compile/Kernel");
  private final List<List<Plan.Item>> parts = new ArrayList<>();
  private int laneLoops;

  /** Where a scalar passes from part to part. */
  private final Map<Expr, Integer> spilled = new IdentityHashMap<>();

  private KernelWriter(Plan plan) {
    this.plan = plan;
    int bytes = 0;
    parts.add(new ArrayList<>());
    for (Plan.Item item : plan.items()) {
      bytes += Plan.bytes(item);
      boolean full =
          bytes > Plan.METHOD_BYTES
              || item instanceof Plan.Loop loop && (plan.sumsRows() || plan.forLanes(loop) != null);
      if (full && !parts.get(parts.size() - 1).isEmpty()) {
        parts.add(new ArrayList<>());
        bytes = Plan.bytes(item);
      }
      parts.get(parts.size() - 1).add(item);
    }
    if (parts.size() > 1) {
      findSpilled();
    }
  }

  /** Number of methods that the plan became. */
  int methods() {
    return parts.size();
  }

  static KernelWriter of(Plan plan) {
    return new KernelWriter(plan);
  }

  /** A class with a constructor, so far. */
  static ClassWriter newClass(String name, String implemented) {
    ClassWriter writer =
        new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
          @Override
          protected String getCommonSuperClass(String one, String other) {
            return "java/lang/Object";
          }
        };
    writer.visit(
        V17, ACC_PUBLIC | ACC_FINAL, name, null, "java/lang/Object", new String[] {implemented});
    MethodVisitor constructor = writer.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
    constructor.visitCode();
    constructor.visitVarInsn(ALOAD, 0);
    constructor.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    constructor.visitInsn(RETURN);
    constructor.visitMaxs(0, 0);
    constructor.visitEnd();
    return writer;
  }

  /** The class file. */
  byte[] write() {
    try {
      if (parts.size() == 1) {
        MethodBody body = body(ACC_PUBLIC, "run", DESCRIPTOR, 1);
        body.write(parts.get(0));
        body.returnValue();
      } else {
        for (int i = 0; i < parts.size(); i++) {
          MethodBody body = body(ACC_STATIC, "part" + i, PART_DESCRIPTOR, 0);
          body.write(parts.get(i));
          body.returnNothing();
        }
        callParts();
      }
      writer.visitEnd();
      return writer.toByteArray();
    } catch (ClassTooLargeException | MethodTooLargeException e) {
      throw new LimitException(
          "the formula is too large to compile: its code exceeds what a class can hold");
    }
  }

  private MethodBody body(int access, String name, String descriptor, int firstArgument) {
    MethodVisitor method = writer.visitMethod(access, name, descriptor, null, null);
    method.visitCode();
    return new MethodBody(plan, spilled, this, method, firstArgument);
  }

  /** Writes a loop for lanes, which has methods of its own. */
  void write(MethodBody body, Code code, LanePlan lanes) {
    new LaneLoop(body, code, lanes, writer, NAME, "lanes" + laneLoops++ + "segment").write();
  }

  private void findSpilled() {
    Map<Expr, Integer> definedIn = new IdentityHashMap<>();
    for (int part = 0; part < parts.size(); part++) {
      for (Plan.Item item : parts.get(part)) {
        for (Expr used : Plan.scalarsUsed(item)) {
          Integer home = definedIn.get(used);
          if (home != null && home != part) {
            spilled.putIfAbsent(used, spilled.size());
          }
        }
        if (item instanceof Plan.Compute compute) {
          definedIn.put(compute.node(), part);
        } else if (item instanceof Plan.Loop loop) {
          for (Expr sum : loop.sums()) {
            definedIn.put(sum, part);
          }
        }
      }
    }
    Expr value = plan.spec().value();
    if (value != null && definedIn.containsKey(value)) {
      spilled.putIfAbsent(value, spilled.size());
    }
  }

  private void callParts() {
    var run = writer.visitMethod(ACC_PUBLIC, "run", DESCRIPTOR, null, null);
    run.visitCode();
    run.visitLdcInsn(spilled.size());
    run.visitIntInsn(NEWARRAY, T_DOUBLE);
    run.visitVarInsn(ASTORE, 5);
    for (int i = 0; i < parts.size(); i++) {
      run.visitVarInsn(ALOAD, 1);
      run.visitVarInsn(ALOAD, 2);
      run.visitVarInsn(ILOAD, 3);
      run.visitVarInsn(ILOAD, 4);
      run.visitVarInsn(ALOAD, 5);
      run.visitMethodInsn(INVOKESTATIC, NAME, "part" + i, PART_DESCRIPTOR, false);
    }
    Expr value = plan.spec().value();
    Integer spill = value == null ? null : spilled.get(value);
    if (spill != null) {
      run.visitVarInsn(ALOAD, 5);
      run.visitLdcInsn(spill);
      run.visitInsn(DALOAD);
      run.visitInsn(DRETURN);
      run.visitMaxs(0, 0);
      run.visitEnd();
    } else {
      new MethodBody(plan, spilled, this, run, 1).returnValue();
    }
  }
}
