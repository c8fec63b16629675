package glissade.compile;

import static org.objectweb.asm.Opcodes.*;

import glissade.compile.StepSpec.SymbolicRule;
import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Precision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Writes a {@link StepSpec} as one loop over local variables. */
final class StepKernelWriter {
  private static final String NAME = "glissade/compile/StepKernel$Compiled";
  private static final String DESCRIPTOR = "([Ljava/lang/Object;[D[D[J)V";

  /** The method's arguments. */
  private static final int ARRAYS = 1;

  private static final int SCALARS = 2;
  private static final int NUMBERS = 3;
  private static final int STEPS = 4;

  /** The arrays. */
  private static final int PARAMETERS = 0;

  private static final int GRADIENT = 1;
  private static final int BEST = 2;
  private static final int STATES = 3;

  private final StepSpec spec;
  private final SymbolicRule rule;
  private final MethodVisitor method;
  private final Code code;
  private final Code wideCode;
  private final Set<Expr> wide;
  private final Map<Expr, Integer> slots = new IdentityHashMap<>();

  /** By array, then by position. */
  private final int[][] cells;

  private final Map<Integer, Integer> arraySlots = new HashMap<>();
  private final int numberSlots;
  private final int stepSlots;
  private int nextSlot = STEPS + 1;

  private StepKernelWriter(StepSpec spec, MethodVisitor method) {
    this.spec = spec;
    this.rule = spec.rule();
    this.method = method;
    this.code = new Code(method, spec.precision());
    this.wideCode = new Code(method, Precision.DOUBLE);
    this.wide =
        WideScalars.of(
            updateNodes(), variable -> rule.scalars().containsKey(variable.name()), rule.narrow());
    this.cells = new int[STATES + rule.states().size()][spec.parameters().size()];
    this.numberSlots = newSlots(StepKernel.NUMBERS);
    this.stepSlots = newSlots(StepKernel.STEPS);
  }

  static byte[] write(StepSpec spec) {
    ClassWriter writer = KernelWriter.newClass(NAME, "glissade/compile/StepKernel");
    MethodVisitor method = writer.visitMethod(ACC_PUBLIC, "run", DESCRIPTOR, null, null);
    method.visitCode();
    new StepKernelWriter(spec, method).write();
    method.visitInsn(RETURN);
    method.visitMaxs(0, 0);
    method.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private void write() {
    load();
    Label start = new Label();
    Label exit = new Label();
    method.visitLabel(start);
    countStep();
    update();
    evaluate();
    leaveIfNotFinite(StepKernel.VALUE, exit);
    leaveIfNotFinite(StepKernel.NORM, exit);
    keepBest();
    leaveIfAtMost(StepKernel.VALUE, StepKernel.TARGET, exit);
    leaveIfAtMost(StepKernel.NORM, StepKernel.TOLERANCE, exit);
    loadStep(StepKernel.STEP);
    loadStep(StepKernel.BEST_STEP);
    method.visitInsn(LSUB);
    loadStep(StepKernel.PATIENCE);
    method.visitInsn(LCMP);
    method.visitJumpInsn(IFGE, exit);
    loadStep(StepKernel.STEP);
    loadStep(StepKernel.UNTIL);
    method.visitInsn(LCMP);
    method.visitJumpInsn(IFLT, start);
    method.visitLabel(exit);
    store();
  }

  /** Everything into local variables. */
  private void load() {
    for (int array = 0; array < cells.length; array++) {
      int slot = nextSlot++;
      method.visitVarInsn(ALOAD, ARRAYS);
      code.pushInt(array);
      method.visitInsn(AALOAD);
      code.castArray();
      method.visitVarInsn(ASTORE, slot);
      arraySlots.put(array, slot);
      for (int i = 0; array != BEST && i < cells[array].length; i++) {
        code.loadArray(slot);
        code.pushInt(i);
        code.loadElement();
        cells[array][i] = newSlots(1);
        code.store(cells[array][i]);
      }
    }
    for (int i = 0; i < StepKernel.NUMBERS; i++) {
      method.visitVarInsn(ALOAD, NUMBERS);
      code.pushInt(i);
      method.visitInsn(DALOAD);
      method.visitVarInsn(DSTORE, numberSlots + 2 * i);
    }
    for (int i = 0; i < StepKernel.STEPS; i++) {
      method.visitVarInsn(ALOAD, STEPS);
      code.pushInt(i);
      method.visitInsn(LALOAD);
      method.visitVarInsn(LSTORE, stepSlots + 2 * i);
    }
    for (Expr node : updateNodes()) {
      if (node instanceof Expr.Variable variable) {
        Integer position = rule.scalars().get(variable.name());
        if (position != null) {
          method.visitVarInsn(ALOAD, SCALARS);
          code.pushInt(position);
          method.visitInsn(DALOAD);
          storeNew(node, wideCode);
        }
      }
    }
  }

  /** What changed back into the arrays. */
  private void store() {
    for (int array = 0; array < cells.length; array++) {
      for (int i = 0; array != BEST && i < cells[array].length; i++) {
        storeElement(array, i, cells[array][i]);
      }
    }
    for (int i = StepKernel.VALUE; i <= StepKernel.BEST_NORM; i++) {
      method.visitVarInsn(ALOAD, NUMBERS);
      code.pushInt(i);
      loadNumber(i);
      method.visitInsn(DASTORE);
    }
    for (int i = StepKernel.STEP; i <= StepKernel.BEST_STEP; i++) {
      method.visitVarInsn(ALOAD, STEPS);
      code.pushInt(i);
      loadStep(i);
      method.visitInsn(LASTORE);
    }
  }

  private void countStep() {
    loadStep(StepKernel.STEP);
    method.visitInsn(LCONST_1);
    method.visitInsn(LADD);
    method.visitVarInsn(LSTORE, stepSlots + 2 * StepKernel.STEP);
    for (Expr node : updateNodes()) {
      if (node instanceof Expr.Variable variable && variable.name().equals("t")) {
        loadStep(StepKernel.STEP);
        method.visitInsn(L2D);
        wideCode.store(slot(node));
      }
    }
  }

  private void update() {
    List<Expr> own = new ArrayList<>();
    for (Expr node : updateNodes()) {
      if (node instanceof Expr.Apply) {
        if (wide.contains(node)) {
          compute(node);
        } else {
          own.add(node);
        }
      }
    }
    for (int i = 0; i < spec.parameters().size(); i++) {
      slots.put(rule.parameter(), cells[PARAMETERS][i]);
      slots.put(rule.gradient(), cells[GRADIENT][i]);
      for (int k = 0; k < rule.states().size(); k++) {
        slots.put(rule.states().get(k), cells[STATES + k][i]);
      }
      int base = nextSlot;
      own.forEach(this::compute);
      // All are pushed before any is stored: a state's new value may be another's old one.
      push(rule.newParameter(), false);
      rule.newStates().forEach(state -> push(state, false));
      for (int k = rule.states().size() - 1; k >= 0; k--) {
        code.store(cells[STATES + k][i]);
      }
      code.store(cells[PARAMETERS][i]);
      nextSlot = base;
    }
  }

  private void evaluate() {
    for (int i = 0; i < spec.parameters().size(); i++) {
      slots.put(spec.parameters().get(i), cells[PARAMETERS][i]);
    }
    List<Expr> roots = new ArrayList<>(spec.gradient());
    roots.add(spec.value());
    Graph.reachable(roots).stream()
        .filter(node -> !node.arguments().isEmpty())
        .forEach(this::compute);
    push(spec.value(), false);
    code.toDouble();
    storeNumber(StepKernel.VALUE);
    code.pushConstant(0);
    for (int i = 0; i < spec.gradient().size(); i++) {
      push(spec.gradient().get(i), false);
      code.store(cells[GRADIENT][i]);
      code.load(cells[GRADIENT][i]);
      code.callMath("abs", 1);
      code.callMath("max", 2);
    }
    code.toDouble();
    storeNumber(StepKernel.NORM);
  }

  private void keepBest() {
    Label worse = new Label();
    loadNumber(StepKernel.VALUE);
    loadNumber(StepKernel.BEST_VALUE);
    method.visitInsn(DCMPG);
    method.visitJumpInsn(IFGE, worse);
    loadNumber(StepKernel.VALUE);
    storeNumber(StepKernel.BEST_VALUE);
    loadNumber(StepKernel.NORM);
    storeNumber(StepKernel.BEST_NORM);
    loadStep(StepKernel.STEP);
    method.visitVarInsn(LSTORE, stepSlots + 2 * StepKernel.BEST_STEP);
    for (int i = 0; i < spec.parameters().size(); i++) {
      storeElement(BEST, i, cells[PARAMETERS][i]);
    }
    method.visitLabel(worse);
  }

  private void leaveIfNotFinite(int number, Label exit) {
    loadNumber(number);
    wideCode.callMath("abs", 1);
    wideCode.pushConstant(Double.MAX_VALUE);
    method.visitInsn(DCMPG);
    method.visitJumpInsn(IFGT, exit);
  }

  private void leaveIfAtMost(int number, int limit, Label exit) {
    loadNumber(number);
    loadNumber(limit);
    method.visitInsn(DCMPG);
    method.visitJumpInsn(IFLE, exit);
  }

  private void compute(Expr node) {
    boolean isWide = wide.contains(node);
    Code typed = isWide ? wideCode : code;
    typed.apply((Expr.Apply) node, nextSlot, argument -> push(argument, isWide));
    storeNew(node, typed);
  }

  private void storeNew(Expr node, Code typed) {
    int slot = newSlots(1);
    typed.store(slot);
    slots.put(node, slot);
  }

  private void push(Expr vectorOrNumber, boolean asWide) {
    Expr node = Plan.unfilled(vectorOrNumber);
    if (node instanceof Expr.Constant constant) {
      (asWide ? wideCode : code).pushConstant(constant.value());
    } else if (wide.contains(node)) {
      wideCode.load(slot(node));
      if (!asWide) {
        code.fromDouble();
      }
    } else {
      code.load(slot(node));
    }
  }

  private int slot(Expr node) {
    Integer slot = slots.get(node);
    if (slot == null) {
      throw new IllegalStateException("never computed: " + node);
    }
    return slot;
  }

  private void storeElement(int array, int position, int slot) {
    Integer arraySlot = arraySlots.get(array);
    code.loadArray(arraySlot == null ? 0 : arraySlot);
    code.pushInt(position);
    code.load(slot);
    code.storeElement();
  }

  private void loadNumber(int number) {
    wideCode.load(numberSlots + 2 * number);
  }

  private void storeNumber(int number) {
    wideCode.store(numberSlots + 2 * number);
  }

  private void loadStep(int step) {
    method.visitVarInsn(LLOAD, stepSlots + 2 * step);
  }

  /** Room for as many doubles or longs. */
  private int newSlots(int count) {
    int slot = nextSlot;
    nextSlot += 2 * count;
    return slot;
  }

  private List<Expr> updateNodes() {
    List<Expr> roots = new ArrayList<>(rule.newStates());
    roots.add(rule.newParameter());
    return Graph.reachable(roots);
  }
}
