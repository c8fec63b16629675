package glissade.compile;

import static org.objectweb.asm.Opcodes.*;

import glissade.compile.LaneProgram.Step;
import glissade.compile.LaneSegments.Segment;
import glissade.formula.Precision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Writes one segment of a loop as a method: over vector registers, as far as the elements fill
 * them. Where there are sums, a turn takes as many elements as a sum has lanes, in several
 * registers if one is too short.
 */
final class LaneMethod {
  private static final int ARRAYS = 0;
  private static final int WORK = 1;
  private static final int LANE = 2;
  private static final int FIRST = 3;
  private static final int FROM = 4;
  private static final int TO = 5;
  private static final int NUMBERS = 6;

  private static final String ROOM = "jdk/incubator/vector/";
  private static final String VECTOR = "L" + ROOM + "Vector;";
  private static final String MASK = "L" + ROOM + "VectorMask;";
  private static final String SPECIES = "L" + ROOM + "VectorSpecies;";
  private static final String OPERATORS = ROOM + "VectorOperators";
  private static final String LONGS = ROOM + "LongVector";

  private final LanePlan plan;
  private final LaneProgram program;
  private final Segment segment;
  private final Code code;
  private final MethodVisitor method;
  private final boolean single;
  private final String type;
  private final int lanes;
  private final int parts;
  private final int[] slots;
  private final Map<Integer, Integer> arrays = new HashMap<>();
  private int nextSlot = NUMBERS;

  /** A segment of a loop, to be written. */
  LaneMethod(LanePlan plan, Segment segment, MethodVisitor method) {
    this.plan = plan;
    this.program = plan.program();
    this.segment = segment;
    this.method = method;
    this.single = plan.precision() == Precision.FLOAT;
    this.code = new Code(method, plan.precision());
    this.type = ROOM + (single ? "FloatVector" : "DoubleVector");
    this.lanes = plan.lanes();
    this.parts = plan.parts(segment);
    this.slots = new int[program.steps().size()];
  }

  /**
   * Its arguments: arrays, the array for sums and the place in it, the element that values which
   * pass begin with, from, to, and each number that is not constant.
   */
  static String descriptor(LanePlan plan, Segment segment) {
    String type = plan.precision() == Precision.FLOAT ? "F" : "D";
    return "([Ljava/lang/Object;[DIIII" + type.repeat(plan.numbers(segment).size()) + ")V";
  }

  void write() {
    method.visitCode();
    nextSlot += 2 * plan.numbers(segment).size();
    loadArrays();
    spreadNumbers();
    int[] accumulators = new int[segment.sums().size() * parts];
    for (int a = 0; a < accumulators.length; a++) {
      accumulators[a] = nextSlot++;
      spread(() -> code.pushConstant(0), accumulators[a]);
    }
    int index = nextSlot++;
    Label start = new Label();
    Label done = new Label();
    method.visitVarInsn(ILOAD, FROM);
    method.visitVarInsn(ISTORE, index);
    method.visitLabel(start);
    method.visitVarInsn(ILOAD, index);
    method.visitVarInsn(ILOAD, TO);
    method.visitJumpInsn(IF_ICMPGE, done);
    turn(index, accumulators);
    method.visitIincInsn(index, lanes * parts);
    method.visitJumpInsn(GOTO, start);
    method.visitLabel(done);
    for (int a = 0; a < accumulators.length; a++) {
      method.visitVarInsn(ALOAD, accumulators[a]);
      method.visitVarInsn(ALOAD, WORK);
      code.pushIndex(LANE, plan.laneOf(segment.sums().get(a / parts)) + a % parts * lanes);
      call(type, "intoArray", "([DI)V");
    }
    method.visitInsn(RETURN);
    method.visitMaxs(0, 0);
    method.visitEnd();
  }

  private void loadArrays() {
    for (int s : segment.steps()) {
      Step step = program.steps().get(s);
      if (step.op() == LaneOp.READ) {
        loadArray(plan.read(step).array());
      }
    }
    segment.inputs().forEach(s -> loadArray(plan.passedIn(s)));
    segment.outputs().forEach(s -> loadArray(plan.passedIn(s)));
    if (isLast()) {
      plan.loop().stores().forEach(store -> loadArray(store.to().array()));
    }
  }

  private boolean isLast() {
    return plan.isLast(segment);
  }

  private void loadArray(int array) {
    if (!arrays.containsKey(array)) {
      method.visitVarInsn(ALOAD, ARRAYS);
      code.pushInt(array);
      method.visitInsn(AALOAD);
      code.castArray();
      method.visitVarInsn(ASTORE, nextSlot);
      arrays.put(array, nextSlot++);
    }
  }

  private int slotOf(int array) {
    return Objects.requireNonNull(arrays.get(array));
  }

  /** The same number in every lane: made before the loop. */
  private void spreadNumbers() {
    int argument = NUMBERS;
    for (int s : segment.steps()) {
      Step step = program.steps().get(s);
      if (step.op() == LaneOp.NUMBER) {
        slots[s] = nextSlot++;
        if (step.expr() == null) {
          spread(() -> code.pushConstant(step.number()), slots[s]);
        } else {
          int from = argument;
          spread(() -> code.loadSigned(from, step.number()), slots[s]);
          argument += single ? 1 : 2;
        }
      }
    }
  }

  private void spread(Runnable push, int slot) {
    species();
    push.run();
    String descriptor = "(" + SPECIES + (single ? "F" : "D") + ")L" + type + ";";
    code.callStatic(type, "broadcast", descriptor);
    method.visitVarInsn(ASTORE, slot);
  }

  /** One turn: as many elements as fill the registers. */
  private void turn(int index, int[] accumulators) {
    for (int s : segment.inputs()) {
      slots[s] = newSlots();
      for (int p = 0; p < parts; p++) {
        species();
        placePassed(s, index, p);
        fromArray();
        method.visitVarInsn(ASTORE, slots[s] + p);
      }
    }
    for (int s : segment.steps()) {
      Step step = program.steps().get(s);
      if (step.op() != LaneOp.NUMBER && plan.isComputed(s)) {
        slots[s] = newSlots();
        for (int p = 0; p < parts; p++) {
          compute(step, index, p);
          method.visitVarInsn(ASTORE, slots[s] + p);
        }
      }
    }
    for (int s : segment.outputs()) {
      for (int p = 0; p < parts; p++) {
        load(s, p);
        placePassed(s, index, p);
        intoArray();
      }
    }
    if (isLast()) {
      for (Plan.Store store : plan.loop().stores()) {
        for (int p = 0; p < parts; p++) {
          load(program.value(store.node()), p);
          place(store.to(), index, p);
          intoArray();
        }
      }
    }
    for (int a = 0; a < accumulators.length; a++) {
      accumulate(segment.sums().get(a / parts), a % parts, accumulators[a]);
    }
  }

  private void accumulate(int sum, int part, int accumulator) {
    int summed = plan.summed(sum);
    if (plan.sumsProducts(sum)) {
      program.steps().get(summed).arguments().forEach(factor -> load(factor, part));
      method.visitVarInsn(ALOAD, accumulator);
      call(type, "fma", "(" + VECTOR + VECTOR + ")L" + type + ";");
    } else {
      method.visitVarInsn(ALOAD, accumulator);
      load(summed, part);
      call(type, "add", "(" + VECTOR + ")L" + type + ";");
    }
    method.visitVarInsn(ASTORE, accumulator);
  }

  private int newSlots() {
    int first = nextSlot;
    nextSlot += parts;
    return first;
  }

  private void compute(Step step, int index, int part) {
    List<Integer> a = step.arguments();
    switch (step.op()) {
      case READ -> {
        species();
        place(plan.read(step), index, part);
        fromArray();
      }
      case ADD -> vector("add", a, part);
      case SUBTRACT -> vector("sub", a, part);
      case MULTIPLY -> vector("mul", a, part);
      case DIVIDE -> vector("div", a, part);
      case MINIMUM -> vector("min", a, part);
      case MAXIMUM -> vector("max", a, part);
      case FMA -> vector("fma", a, part);
      case NEGATE -> vector("neg", a, part);
      case ABS -> vector("abs", a, part);
      case SQRT -> vector("sqrt", a, part);
      case LESS -> compare("LT", a, part);
      case LESS_EQUAL -> compare("LE", a, part);
      case EQUAL -> compare("EQ", a, part);
      case NOT_EQUAL -> compare("NE", a, part);
      case AND -> mask("and", a, part);
      case OR -> mask("or", a, part);
      case NOT -> mask("not", a, part);
      case CHOOSE -> {
        load(a.get(2), part);
        load(a.get(1), part);
        load(a.get(0), part);
        call(type, "blend", "(" + VECTOR + MASK + ")L" + type + ";");
      }
      case TWO_TO -> {
        asLongs(a.get(0), part);
        shift("LSHL", 52);
        withLong("add", 0x3FF0000000000000L);
        asDoubles();
      }
      case BIASED_EXPONENT -> {
        asLongs(a.get(0), part);
        shift("LSHR", 52);
        withLong("or", 0x4330000000000000L);
        asDoubles();
      }
      case MANTISSA -> {
        asLongs(a.get(0), part);
        withLong("and", 0x000FFFFFFFFFFFFFL);
        withLong("or", 0x3FF0000000000000L);
        asDoubles();
      }
      case NUMBER -> throw new IllegalStateException("made before the loop");
    }
  }

  private void vector(String name, List<Integer> arguments, int part) {
    arguments.forEach(argument -> load(argument, part));
    call(type, name, "(" + VECTOR.repeat(arguments.size() - 1) + ")L" + type + ";");
  }

  private void mask(String name, List<Integer> arguments, int part) {
    arguments.forEach(argument -> load(argument, part));
    call(ROOM + "VectorMask", name, "(" + MASK.repeat(arguments.size() - 1) + ")" + MASK);
  }

  private void compare(String comparison, List<Integer> arguments, int part) {
    load(arguments.get(0), part);
    method.visitFieldInsn(GETSTATIC, OPERATORS, comparison, "L" + OPERATORS + "$Comparison;");
    load(arguments.get(1), part);
    call(type, "compare", "(L" + OPERATORS + "$Comparison;" + VECTOR + ")" + MASK);
  }

  private void asLongs(int step, int part) {
    load(step, part);
    call(type, "reinterpretAsLongs", "()L" + LONGS + ";");
  }

  private void asDoubles() {
    call(LONGS, "reinterpretAsDoubles", "()L" + ROOM + "DoubleVector;");
  }

  private void shift(String name, long bits) {
    method.visitFieldInsn(GETSTATIC, OPERATORS, name, "L" + OPERATORS + "$Binary;");
    method.visitLdcInsn(bits);
    call(LONGS, "lanewise", "(L" + OPERATORS + "$Binary;J)L" + LONGS + ";");
  }

  private void withLong(String name, long value) {
    method.visitLdcInsn(value);
    call(LONGS, name, "(J)L" + LONGS + ";");
  }

  private void load(int step, int part) {
    boolean shared = program.steps().get(step).op() == LaneOp.NUMBER;
    method.visitVarInsn(ALOAD, slots[step] + (shared ? 0 : part));
  }

  /** Pushes an array and an index. */
  private void place(KernelSpec.Location location, int index, int part) {
    code.loadArray(slotOf(location.array()));
    code.pushIndex(index, location.offset() + part * lanes);
  }

  /** Pushes the array that a value passes through, and an index in it. */
  private void placePassed(int step, int index, int part) {
    code.loadArray(slotOf(plan.passedIn(step)));
    code.pushIndex(index, part * lanes);
    if (plan.passesByChunk()) {
      method.visitVarInsn(ILOAD, FIRST);
      method.visitInsn(ISUB);
    }
  }

  private void fromArray() {
    code.callStatic(type, "fromArray", "(" + SPECIES + arrayType() + "I)L" + type + ";");
  }

  private void intoArray() {
    call(type, "intoArray", "(" + arrayType() + "I)V");
  }

  private void species() {
    method.visitFieldInsn(GETSTATIC, type, "SPECIES_PREFERRED", SPECIES);
  }

  private void call(String owner, String name, String descriptor) {
    method.visitMethodInsn(INVOKEVIRTUAL, owner, name, descriptor, false);
  }

  private String arrayType() {
    return single ? "[F" : "[D";
  }
}
