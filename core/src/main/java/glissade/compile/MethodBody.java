package glissade.compile;

import static org.objectweb.asm.Opcodes.*;

import glissade.compile.KernelSpec.Location;
import glissade.formula.Emission;
import glissade.formula.Expr;
import glissade.formula.Operator;
import glissade.formula.Precision;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Writes the items of one method. */
final class MethodBody {
  /** Elements that several loops take turns at: some arrays of so many fit the first cache. */
  private static final int STRETCH = 2048;

  private final Plan plan;
  private final Map<Expr, Integer> spilled;
  private final KernelWriter writer;
  private final Code code;
  private final Code wideCode;
  private final int firstArgument;
  private final Map<Integer, Integer> arraySlots = new HashMap<>();
  private final Map<Expr, Integer> slots = new IdentityHashMap<>();
  private final Map<Expr, Integer> narrowed = new IdentityHashMap<>();
  private int from;
  private int to;
  private int nextSlot;

  /**
   * Begins the code of a method.
   *
   * @param spilled where scalars that other methods need are kept
   * @param writer writes the methods of loops for lanes
   * @param firstArgument slot of the arrays; scalars, from, to and the spilled scalars follow
   */
  MethodBody(
      Plan plan,
      Map<Expr, Integer> spilled,
      KernelWriter writer,
      MethodVisitor method,
      int firstArgument) {
    this.plan = plan;
    this.spilled = spilled;
    this.writer = writer;
    this.code = new Code(method, plan.spec().precision());
    this.wideCode = new Code(method, Precision.DOUBLE);
    this.firstArgument = firstArgument;
    this.from = firstArgument + 2;
    this.to = firstArgument + 3;
    this.nextSlot = firstArgument + 5;
  }

  void write(List<Plan.Item> items) {
    loadArrays(items);
    List<Plan.Loop> loops = new ArrayList<>();
    for (Plan.Item item : items) {
      if (item instanceof Plan.Loop loop && isOpen(loop)) {
        loops.add(loop);
        continue;
      }
      writeOpen(loops);
      loops.clear();
      if (item instanceof Plan.Compute compute) {
        compute(compute.node());
      } else if (item instanceof Plan.StoreScalar store) {
        code.loadArray(arraySlot(store.to().array()));
        code.pushInt(store.to().offset());
        pushScalar(store.node(), false);
        code.storeElement();
      } else if (item instanceof Plan.Copy copy) {
        code.copy(
            arraySlot(copy.from().array()),
            copy.from().offset(),
            arraySlot(copy.to().array()),
            copy.to().offset(),
            copy.length());
      } else if (item instanceof Plan.Loop loop) {
        loop(loop);
      }
    }
    writeOpen(loops);
  }

  private boolean isOpen(Plan.Loop loop) {
    return loop.length() == Shape.ANY && plan.forLanes(loop) == null;
  }

  /**
   * Writes loops of open length that follow each other. Several take turns at stretches of the
   * arrays, so that what the first reads and writes is in the cache when the next needs it.
   */
  private void writeOpen(List<Plan.Loop> loops) {
    if (loops.size() < 2) {
      loops.forEach(this::loop);
      return;
    }
    loops.forEach(this::narrow);
    int end = to;
    int start = from;
    from = newSlot();
    to = newSlot();
    Label next = new Label();
    Label done = new Label();
    MethodVisitor method = code.method();
    method.visitVarInsn(ILOAD, start);
    method.visitVarInsn(ISTORE, from);
    method.visitLabel(next);
    method.visitVarInsn(ILOAD, from);
    method.visitVarInsn(ILOAD, end);
    method.visitJumpInsn(IF_ICMPGE, done);
    code.pushUpTo(from, STRETCH, end);
    method.visitVarInsn(ISTORE, to);
    loops.forEach(this::loop);
    method.visitVarInsn(ILOAD, to);
    method.visitVarInsn(ISTORE, from);
    method.visitJumpInsn(GOTO, next);
    method.visitLabel(done);
    from = start;
    to = end;
  }

  void returnValue() {
    Expr value = plan.spec().value();
    if (value == null) {
      wideCode.pushConstant(0);
    } else {
      loadArray(value);
      pushScalar(value, false);
      code.toDouble();
    }
    code.method().visitInsn(DRETURN);
    finish();
  }

  void returnNothing() {
    code.method().visitInsn(RETURN);
    finish();
  }

  private void finish() {
    code.method().visitMaxs(0, 0);
    code.method().visitEnd();
  }

  /** Puts every array that the items touch into a local variable of its type. */
  private void loadArrays(List<Plan.Item> items) {
    TreeSet<Integer> used = new TreeSet<>();
    for (Plan.Item item : items) {
      Plan.scalarsUsed(item).forEach(scalar -> addArray(used, scalar));
      if (item instanceof Plan.Compute compute) {
        plan.madeOf(compute.node()).stream()
            .filter(argument -> !argument.isScalar())
            .forEach(argument -> used.add(plan.location(argument).array()));
      } else if (item instanceof Plan.StoreScalar store) {
        used.add(store.to().array());
      } else if (item instanceof Plan.Copy copy) {
        used.add(copy.from().array());
        used.add(copy.to().array());
      } else if (item instanceof Plan.Loop loop) {
        plan.inputs(loop).forEach(input -> used.add(plan.loopLocation(input).array()));
        loop.stores().forEach(store -> used.add(store.to().array()));
      }
    }
    used.remove(Location.SCALARS);
    used.forEach(this::arraySlot);
  }

  private void addArray(Set<Integer> used, Expr scalar) {
    if (scalar instanceof Expr.Variable) {
      used.add(plan.location(scalar).array());
    }
  }

  private void loadArray(Expr scalar) {
    if (scalar instanceof Expr.Variable && plan.location(scalar).array() != Location.SCALARS) {
      arraySlot(plan.location(scalar).array());
    }
  }

  private int arraySlot(int array) {
    Integer known = arraySlots.get(array);
    if (known != null) {
      return known;
    }
    int slot = nextSlot++;
    code.method().visitVarInsn(ALOAD, firstArgument);
    code.pushInt(array);
    code.method().visitInsn(AALOAD);
    code.castArray();
    code.method().visitVarInsn(ASTORE, slot);
    arraySlots.put(array, slot);
    return slot;
  }

  /** Room for a local variable of any type. */
  int newSlot() {
    int slot = nextSlot;
    nextSlot += 2;
    return slot;
  }

  private void compute(Expr node) {
    boolean wide = plan.isWide(node);
    Code typed = wide ? wideCode : code;
    if (node instanceof Expr.Slice slice) {
      Location location = plan.location(slice.vector()).plus(slice.from());
      code.loadArray(arraySlot(location.array()));
      code.pushInt(location.offset());
      code.loadElement();
    } else {
      Expr.Apply apply = (Expr.Apply) node;
      if (apply.operator().emission() instanceof Emission.Reduction reduction) {
        reduce(reduction.name(), plan.madeOf(apply));
      } else {
        typed.apply(apply, nextSlot, argument -> pushScalar(argument, wide));
      }
    }
    define(node, typed);
  }

  /** Makes the top of the stack, in the type of the arrays, the value of a scalar. */
  void define(Expr node) {
    define(node, code);
  }

  private void define(Expr node, Code typed) {
    int slot = newSlot();
    typed.store(slot);
    slots.put(node, slot);
    Integer spill = spilled.get(node);
    if (spill != null) {
      code.method().visitVarInsn(ALOAD, firstArgument + 4);
      code.pushInt(spill);
      typed.load(slot);
      typed.toDouble();
      code.method().visitInsn(DASTORE);
    }
  }

  /** Makes a number of a vector, or a sum over rows of the products of two. */
  private void reduce(String name, List<Expr> vectors) {
    vectors.forEach(vector -> code.loadArray(arraySlot(plan.location(vector).array())));
    Expr first = vectors.get(0);
    if (first.shape().size() == Shape.ANY) {
      code.method().visitVarInsn(ILOAD, from());
      code.method().visitVarInsn(ILOAD, to());
    } else {
      int offset = plan.location(first).offset();
      code.pushInt(offset);
      code.pushInt(offset + first.shape().size());
    }
    code.reduce(vectors.size() == 1 ? name : "sumOfProducts", vectors.size());
  }

  /** Pushes a scalar, in double where {@code wide}, else in the type of the arrays. */
  private void pushScalar(Expr node, boolean wide) {
    if (node instanceof Expr.Constant constant) {
      (wide ? wideCode : code).pushConstant(constant.value());
      return;
    }
    boolean isWide = plan.isWide(node);
    Integer slot = slots.get(node);
    if (slot != null) {
      (isWide ? wideCode : code).load(slot);
    } else if (node instanceof Expr.Variable) {
      Location location = plan.location(node);
      if (isWide) {
        code.method().visitVarInsn(ALOAD, firstArgument + 1);
        code.pushInt(location.offset());
        wideCode.loadElement();
      } else {
        code.loadArray(arraySlot(location.array()));
        code.pushInt(location.offset());
        code.loadElement();
      }
    } else {
      Integer spill = spilled.get(node);
      if (spill == null) {
        throw new IllegalStateException("never computed: " + node);
      }
      code.method().visitVarInsn(ALOAD, firstArgument + 4);
      code.pushInt(spill);
      code.method().visitInsn(DALOAD);
      if (!isWide) {
        code.fromDouble();
      }
    }
    if (isWide && !wide) {
      code.fromDouble();
    }
  }

  /** Scalars that stand beside each element, in a local variable of the arrays' type. */
  private void narrow(Expr scalar) {
    if (scalar.isScalar() && !(scalar instanceof Expr.Constant) && !narrowed.containsKey(scalar)) {
      pushScalar(scalar, false);
      int slot = newSlot();
      code.store(slot);
      narrowed.put(scalar, slot);
    }
  }

  private void narrow(Plan.Loop loop) {
    loop.nodes().forEach(node -> node.arguments().forEach(a -> narrow(Plan.unfilled(a))));
    loop.stores().forEach(store -> narrow(Plan.unfilled(store.node())));
  }

  private void loop(Plan.Loop loop) {
    narrow(loop);
    LanePlan lanes = plan.forLanes(loop);
    if (lanes != null) {
      writer.write(this, code, lanes);
      return;
    }
    int base = nextSlot;
    boolean open = loop.length() == Shape.ANY;
    int index = nextSlot++;
    code.startLoop(index, open ? from() : -1, open ? to() : -1, loop.length());
    element(loop, index);
    code.endLoop(index);
    nextSlot = base;
  }

  /**
   * A loop over single elements.
   *
   * @param from slot of the first index
   * @param to slot of the index after the last
   * @param rests slots of numbers that grow by what is summed
   */
  void elements(Plan.Loop loop, int from, int to, int[] rests) {
    int index = nextSlot++;
    code.startLoop(index, from, to, Shape.ANY);
    Map<Expr, Integer> elements = element(loop, index);
    for (int k = 0; k < rests.length; k++) {
      Expr sum = loop.sums().get(k);
      List<Expr> factors = OpenSums.factors(sum);
      if (factors.isEmpty()) {
        code.load(rests[k]);
        pushElement(sum.arguments().get(0), elements);
        code.add();
      } else {
        factors.forEach(factor -> pushElement(factor, elements));
        code.load(rests[k]);
        code.fusedMultiplyAdd();
      }
      code.store(rests[k]);
    }
    code.endLoop(index);
  }

  /**
   * What a loop does with one element; where each value is. Each array is read when its element is
   * needed, and written once its new element is known and nothing more is to be read of it: where
   * all are read first and written last, HotSpot's loop over arrays in memory takes up to a tenth
   * longer.
   */
  private Map<Expr, Integer> element(Plan.Loop loop, int index) {
    Map<Expr, Integer> elements = new IdentityHashMap<>();
    List<Expr> inputs = plan.inputs(loop);
    boolean scalesTwice = scalesTwice(loop.nodes());
    for (Expr node : loop.nodes()) {
      read(inputs, input -> node.arguments().contains(input), index, elements);
      if (scalesTwice && isSumOfProducts(node)) {
        pushElement(node.arguments().get(0), elements);
        pushElement(node.arguments().get(1), elements);
        code.subtractNegated();
      } else {
        code.apply((Expr.Apply) node, nextSlot, argument -> pushElement(argument, elements));
      }
      elements.put(node, storeNew());
      for (Plan.Store store : loop.stores()) {
        if (store.node() == node) {
          int array = store.to().array();
          read(inputs, old -> plan.loopLocation(old).array() == array, index, elements);
          store(store, index, elements);
        }
      }
    }
    read(inputs, input -> true, index, elements); // what is stored as it is
    for (Plan.Store store : loop.stores()) {
      if (!loop.nodes().contains(store.node())) {
        store(store, index, elements);
      }
    }
    return elements;
  }

  private void read(
      List<Expr> inputs, Predicate<Expr> which, int index, Map<Expr, Integer> elements) {
    for (Expr input : inputs) {
      if (!elements.containsKey(input) && which.test(input)) {
        Location location = plan.loopLocation(input);
        code.loadArray(arraySlot(location.array()));
        code.pushIndex(index, location.offset());
        code.loadElement();
        elements.put(input, storeNew());
      }
    }
  }

  private void store(Plan.Store store, int index, Map<Expr, Integer> elements) {
    code.loadArray(arraySlot(store.to().array()));
    code.pushIndex(index, store.to().offset());
    pushElement(store.node(), elements);
    code.storeElement();
  }

  /** Slot of the first index of vectors whose length is open. */
  int from() {
    return from;
  }

  /** Slot of the index after their last. */
  int to() {
    return to;
  }

  /** Puts the array for sums that are made lane by lane in a slot. */
  int laneSums() {
    int slot = newSlot();
    pushArrays();
    code.pushInt(plan.laneSums());
    code.method().visitInsn(AALOAD);
    code.method().visitTypeInsn(CHECKCAST, "[D");
    code.method().visitVarInsn(ASTORE, slot);
    return slot;
  }

  void pushArrays() {
    code.method().visitVarInsn(ALOAD, firstArgument);
  }

  /** Pushes a scalar that stands beside each element. */
  void pushNarrowed(Expr scalar) {
    pushElement(scalar, Map.of());
  }

  /**
   * Whether a vector is multiplied with two numbers, as in {@code b*m + c*g} beside {@code d*m +
   * e*g}. HotSpot, which finds the operations of one vector instruction by following a value to its
   * uses, then takes one product for the other where it has swapped the terms of a sum. It does not
   * swap those of a difference, and {@code a - (-b)} is {@code a + b} to the bit.
   */
  private static boolean scalesTwice(List<Expr> nodes) {
    Set<Expr> scaled = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Expr node : nodes) {
      if (is(Operator.MULTIPLY, node)) {
        Expr a = Plan.unfilled(node.arguments().get(0));
        Expr b = Plan.unfilled(node.arguments().get(1));
        if (a.isScalar() != b.isScalar() && !scaled.add(a.isScalar() ? b : a)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isSumOfProducts(Expr node) {
    return is(Operator.ADD, node)
        && node.arguments().stream().allMatch(term -> is(Operator.MULTIPLY, term));
  }

  private static boolean is(Operator operator, Expr node) {
    return node instanceof Expr.Apply apply && apply.operator() == operator;
  }

  private int storeNew() {
    int slot = newSlot();
    code.store(slot);
    return slot;
  }

  private void pushElement(Expr node, Map<Expr, Integer> elements) {
    Expr value = Plan.unfilled(node);
    Integer slot = elements.get(value);
    if (slot == null) {
      slot = narrowed.get(value);
    }
    if (slot != null) {
      code.load(slot);
    } else {
      code.pushConstant(((Expr.Constant) value).value());
    }
  }
}
