package glissade.compile;

import glissade.compile.KernelSpec.Location;
import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Operator;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Orders the work. Every node gets a stage: what can be computed once all earlier stages are done.
 * In a stage come first the scalars, then, for each length, one loop over all vectors of that
 * length. A vector lives in a local variable of its loop; it is stored only where something outside
 * the loop needs it: a reduction, a slice, a later stage, an output.
 *
 * <p>Slices are views of stored arrays. A {@code place} is a scratch array whose zeros are never
 * touched: its pieces are stored straight into it.
 */
final class Plan {
  /** Shorter loops gain less from vector instructions than aligning costs. */
  private static final int SHORT = 8;

  /** Bytecodes of one loop body or method: well below the 8000 that HotSpot still compiles. */
  static final int METHOD_BYTES = 5000;

  /** Something to do. */
  sealed interface Item {}

  /** Compute a scalar. */
  record Compute(Expr node) implements Item {}

  /** Store a scalar. */
  record StoreScalar(Expr node, Location to) implements Item {}

  /**
   * Compute vectors of one length element by element, and store some.
   *
   * @param sums of some of them, which are made along the way
   */
  record Loop(int length, List<Expr> nodes, List<Store> stores, List<Expr> sums) implements Item {
    static Loop of(int length, List<Expr> nodes) {
      return new Loop(length, nodes, new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Copy part of an array. */
  record Copy(Location from, Location to, int length) implements Item {}

  /** Store a vector, or a number in all elements. */
  record Store(Expr node, Location to) {}

  private final KernelSpec spec;
  private final int lanes;
  private final int room;
  private final List<Expr> nodes;
  private final boolean sumsRows;
  private final Map<Expr, Integer> stages = new IdentityHashMap<>();
  private final Map<Expr, Location> locations = new IdentityHashMap<>();
  private final Set<Expr> stored = new LinkedHashSet<>();
  private final Map<Expr, Location> aligned = new IdentityHashMap<>();
  private final Map<Expr, Loop> loopOf = new IdentityHashMap<>();
  private final List<Item> items = new ArrayList<>();
  private final List<Integer> scratch = new ArrayList<>();
  private final Map<Loop, LanePlan> lanePlans = new IdentityHashMap<>();
  private final Set<Expr> wide;

  Plan(KernelSpec spec) {
    this(spec, 0, 0);
  }

  /**
   * A plan whose loops are for vector registers.
   *
   * @param lanes of a register
   * @param room scratch arrays before those that only such loops need
   * @return null if it cannot be done, or is not worthwhile
   */
  static @Nullable Plan forLanes(KernelSpec spec, int lanes, int room) {
    Plan plan = new Plan(spec, lanes, room);
    return plan.planLanes() ? plan : null;
  }

  private Plan(KernelSpec spec, int lanes, int room) {
    this.spec = spec;
    this.lanes = lanes;
    this.room = room;
    List<Expr> roots = new ArrayList<>();
    if (spec.value() != null) {
      roots.add(spec.value());
    }
    // The first output is the parameters: what the states need comes first, so that it can be cut.
    for (int i = spec.outputs().size() - 1; i >= 0; i--) {
      roots.add(spec.outputs().get(i).expr());
    }
    List<Expr> inOrder = Graph.reachable(roots);
    this.sumsRows =
        inOrder.stream().anyMatch(Plan::isReduction)
            && spec.outputs().stream().allMatch(output -> output.expr().isScalar());
    this.nodes = needed(sumsRows ? Graph.asNeeded(roots) : inOrder, roots);
    this.wide =
        WideScalars.of(
            nodes, variable -> input(variable).array() == Location.SCALARS, spec.narrow());
    nodes.forEach(this::stage);
    Map<Integer, List<Expr>> scalars = new TreeMap<>();
    Map<Integer, Map<Integer, List<Loop>>> loops = loops(scalars);
    addStores(loops);
    int last = 1 + stages.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    for (int stage = 0; stage <= last; stage++) {
      scalars.getOrDefault(stage, List.of()).forEach(this::addScalar);
      loops.getOrDefault(stage, Map.of()).values().forEach(same -> same.forEach(this::addLoop));
    }
    for (KernelSpec.Output output : spec.outputs()) {
      if (output.expr().isScalar()) {
        items.add(new StoreScalar(output.expr(), output.to()));
      }
    }
  }

  KernelSpec spec() {
    return spec;
  }

  /** How a loop is to be made for vector registers; null if it is not. */
  @Nullable LanePlan forLanes(Loop loop) {
    return lanePlans.get(loop);
  }

  /** Where the array for sums that are made lane by lane is. */
  int laneSums() {
    return spec.arrays() + room + passed();
  }

  /** How many values loops for lanes pass from one segment to another, at most. */
  int passed() {
    return most(LanePlan::passed);
  }

  /** How long that array must be. */
  int laneSums(int length) {
    return most(plan -> plan.sums(length));
  }

  /** Whether arrays for values that pass are used anew for each chunk of elements. */
  boolean passesByChunk() {
    return lanePlans.values().stream().allMatch(LanePlan::passesByChunk);
  }

  /** Elements of a chunk, at most. */
  int chunk() {
    return most(LanePlan::chunk);
  }

  private int most(ToIntFunction<LanePlan> what) {
    return lanePlans.values().stream().mapToInt(what).max().orElse(0);
  }

  /** Plans all loops for lanes; whether that can be done, and is worthwhile. */
  private boolean planLanes() {
    for (Item item : items) {
      if (item instanceof Loop loop) {
        boolean small = bytes(loop) <= METHOD_BYTES && loop.length() == Shape.ANY;
        LanePlan plan = small ? LanePlan.of(this, loop, lanes, spec.arrays() + room) : null;
        if (plan == null) {
          return false;
        }
        lanePlans.put(loop, plan);
      }
    }
    LoopCut cut = new LoopCut(this, nodes);
    return lanePlans.values().stream().anyMatch(plan -> plan.isWorthwhile(cut));
  }

  /** What to do, in order. */
  List<Item> items() {
    return items;
  }

  /** Lengths of the scratch arrays. */
  List<Integer> scratch() {
    return scratch;
  }

  /** Whether a scalar depends on scalar inputs alone, and is therefore computed in double. */
  boolean isWide(Expr node) {
    return wide.contains(node);
  }

  /** Whether it makes numbers of rows, and nothing else. */
  boolean sumsRows() {
    return sumsRows;
  }

  /** Whether any number is made of a whole vector. */
  boolean reduces() {
    return nodes.stream().anyMatch(Plan::isReduction);
  }

  /** Where a stored vector, a view, or a variable is. */
  Location location(Expr node) {
    Location location = locations.get(node);
    if (location == null) {
      throw new IllegalStateException("not stored: " + node);
    }
    return location;
  }

  /** Where a loop reads a vector. */
  Location loopLocation(Expr node) {
    Location location = aligned.get(node);
    return location == null ? location(node) : location;
  }

  /**
   * HotSpot vectorizes a loop only if it uses the same index in every array, so what lies elsewhere
   * is copied before and after.
   */
  private void addLoop(Loop loop) {
    if (loop.length() < SHORT) {
      items.add(loop);
      return;
    }
    List<Store> stores = new ArrayList<>();
    List<Item> after = new ArrayList<>();
    for (Store store : loop.stores()) {
      Expr node = store.node();
      if (isRead(loop, node)) {
        after.add(new Copy(location(node), store.to(), loop.length()));
      } else if (store.to().offset() != 0) {
        Location beside = newScratch(loop.length());
        stores.add(new Store(node, beside));
        after.add(new Copy(beside, store.to(), loop.length()));
      } else {
        stores.add(store);
      }
    }
    for (Expr input : inputs(loop.nodes(), node -> isRead(loop, node))) {
      if (location(input).offset() != 0 && !aligned.containsKey(input)) {
        Location beside = newScratch(loop.length());
        aligned.put(input, beside);
        items.add(new Copy(location(input), beside, loop.length()));
      }
    }
    if (!stores.isEmpty() || !loop.sums().isEmpty()) {
      items.add(new Loop(loop.length(), loop.nodes(), stores, loop.sums()));
    }
    items.addAll(after);
  }

  /** The vectors that a loop reads from arrays, in the order of their use. */
  List<Expr> inputs(Loop loop) {
    List<Expr> users = new ArrayList<>(loop.nodes());
    List<Expr> inputs = inputs(users, node -> isRead(loop, node));
    for (Store store : loop.stores()) {
      if (isRead(loop, store.node()) && !inputs.contains(store.node())) {
        inputs.add(store.node());
      }
    }
    return inputs;
  }

  static List<Expr> inputs(List<Expr> users, Predicate<Expr> isRead) {
    Set<Expr> inputs = new LinkedHashSet<>();
    users.forEach(user -> user.arguments().stream().filter(isRead).forEach(inputs::add));
    return new ArrayList<>(inputs);
  }

  private boolean isRead(Loop loop, Expr node) {
    boolean computedHere = loopOf.get(node) != null && loopOf.get(node).nodes() == loop.nodes();
    return !node.isScalar() && !(node instanceof Expr.Fill) && !computedHere;
  }

  /** Whether a vector is computed in a loop, rather than read from an array. */
  static boolean isComputedVector(Expr node) {
    return !node.isScalar() && node instanceof Expr.Apply;
  }

  static boolean isReduction(Expr node) {
    return node instanceof Expr.Apply apply && apply.operator().isReduction();
  }

  /** Whether a vector has no array to be read from unless it is stored. */
  private static boolean needsStoring(Expr node) {
    return isComputedVector(node) || node instanceof Expr.Fill;
  }

  /**
   * What a node is made of: its arguments, or, in plain code, the factors of products that it sums.
   */
  List<Expr> madeOf(Expr node) {
    boolean sum = lanes == 0 && OpenSums.isSum(node, spec.precision());
    List<Expr> factors = sum ? OpenSums.factors(node) : List.of();
    return factors.isEmpty() ? node.arguments() : factors;
  }

  /** Of nodes, each after its arguments, those that roots are made of. */
  private List<Expr> needed(List<Expr> ordered, List<Expr> roots) {
    Set<Expr> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    needed.addAll(roots);
    for (int i = ordered.size() - 1; i >= 0; i--) {
      if (needed.contains(ordered.get(i))) {
        needed.addAll(madeOf(ordered.get(i)));
      }
    }
    return ordered.stream().filter(needed::contains).toList();
  }

  private void stage(Expr node) {
    int stage = 0;
    for (Expr argument : madeOf(node)) {
      int after = after(node, argument);
      stage = Math.max(stage, stages.getOrDefault(argument, 0) + after);
    }
    stages.put(node, stage);
    if (node instanceof Expr.Variable variable) {
      locations.put(node, input(variable));
    }
    if (node instanceof Expr.Place) {
      locations.put(node, newScratch(node.shape().size()));
    }
  }

  private Location input(Expr.Variable variable) {
    Location location = spec.inputs().get(variable.name());
    if (location == null) {
      throw new IllegalArgumentException("no place for " + variable.name());
    }
    return location;
  }

  /** 1 if {@code argument} must be complete, as a stored array, before {@code node}. */
  private int after(Expr node, Expr argument) {
    boolean whole = node instanceof Expr.Slice || node instanceof Expr.Place || isReduction(node);
    if (!whole || argument.isScalar()) {
      return 0;
    }
    if (isMadeAlongTheWay(node)) {
      return 1;
    }
    if (!(node instanceof Expr.Place) && needsStoring(argument)) {
      stored.add(argument);
    }
    boolean after = // a sum, whatever it is made of, so that stages are those of the form for lanes
        needsStoring(argument)
            || node instanceof Expr.Place
            || OpenSums.isSum(node, spec.precision());
    return after ? 1 : 0;
  }

  /** Whether a sum is made in the loop that computes what is summed. */
  private boolean isMadeAlongTheWay(Expr node) {
    return lanes > 0 && OpenSums.isSum(node, spec.precision());
  }

  /** Sorts computed nodes into scalars and loops, and cuts loops that are too large. */
  private Map<Integer, Map<Integer, List<Loop>>> loops(Map<Integer, List<Expr>> scalars) {
    Map<Integer, Map<Integer, List<Loop>>> loops = new TreeMap<>();
    for (Expr node : nodes) {
      int stage = stages.getOrDefault(node, 0);
      if (isComputedVector(node)) {
        List<Loop> sameLength = sameLength(loops, stage, node);
        Loop last = sameLength.get(sameLength.size() - 1);
        if (lanes == 0 && (bytes(last) > METHOD_BYTES || sumsRows && LoopCut.isFull(last, node))) {
          sameLength.add(Loop.of(node.shape().size(), new ArrayList<>()));
        }
        Loop loop = sameLength.get(sameLength.size() - 1);
        loop.nodes().add(node);
        loopOf.put(node, loop);
      } else if (isMadeAlongTheWay(node)) {
        Objects.requireNonNull(loopOf.get(node.arguments().get(0))).sums().add(node);
      } else if (node.isScalar() && !node.arguments().isEmpty() || node instanceof Expr.Place) {
        scalars.computeIfAbsent(stage, s -> new ArrayList<>()).add(node);
      }
    }
    if (lanes == 0) { // else LaneSegments cuts
      loops.values().forEach(byLength -> byLength.values().forEach(this::cut));
    }
    for (Expr node : loopOf.keySet()) {
      for (Expr argument : node.arguments()) {
        if (isComputedVector(argument) && loopOf.get(argument) != loopOf.get(node)) {
          stored.add(argument);
        }
      }
    }
    return loops;
  }

  /** Cuts what HotSpot would not vectorize in one piece. */
  private void cut(List<Loop> sameLength) {
    LoopCut cut = new LoopCut(this, nodes);
    for (int i = 0; i < sameLength.size(); i++) {
      Loop loop = sameLength.get(i);
      int position = cut.position(loop.nodes());
      if (position > 0) {
        List<Expr> head = loop.nodes().subList(0, position);
        Loop first = Loop.of(loop.length(), new ArrayList<>(head));
        head.clear();
        sameLength.add(i, first);
        for (Expr node : first.nodes()) {
          loopOf.put(node, first);
          spec.outputs().stream()
              .filter(output -> output.expr() == node)
              .forEach(output -> locations.put(node, output.to()));
        }
      }
    }
  }

  private void addStores(Map<Integer, Map<Integer, List<Loop>>> loops) {
    int last = stages.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    for (KernelSpec.Output output : spec.outputs()) {
      Expr node = output.expr();
      if (output.inPlace()) {
        if (locations.containsKey(node) && isComputedVector(node)) {
          store(loops, node, output.to()); // before a loop that was cut off
        } else if (isComputedVector(node) && loopOf.get(node) != lastLoop(loops, last, node)) {
          stored.add(node);
        }
      } else if (stored.contains(node) && !locations.containsKey(node)) {
        locations.put(node, output.to()); // stored where it is wanted anyway
        store(loops, node, output.to());
      }
    }
    for (Expr node : stored) {
      if (!locations.containsKey(node)) {
        locations.put(node, newScratch(node.shape().size()));
        store(loops, node, location(node));
      }
    }
    for (Expr node : nodes) {
      if (node instanceof Expr.Slice slice && !node.isScalar()) {
        locations.put(node, location(slice.vector()).plus(slice.from()));
      } else if (node instanceof Expr.Place place) {
        for (int k = 0; k < place.offsets().size(); k++) {
          Expr piece = place.arguments().get(k);
          if (!piece.isScalar()) {
            store(loops, piece, location(place).plus(place.offsets().get(k)));
          }
        }
      }
    }
    for (KernelSpec.Output output : spec.outputs()) {
      Expr node = output.expr();
      boolean there = output.to().isAt(locations.get(node));
      if (!node.isScalar() && !there) {
        if (output.inPlace()) {
          lastLoop(loops, last, node).stores().add(new Store(node, output.to()));
        } else {
          store(loops, node, output.to());
        }
      }
    }
  }

  /** The loop after which nothing of this length is read. */
  private static Loop lastLoop(Map<Integer, Map<Integer, List<Loop>>> loops, int stage, Expr node) {
    List<Loop> sameLength = sameLength(loops, stage, node);
    return sameLength.get(sameLength.size() - 1);
  }

  /** The loops for a node's length, at least one. */
  private static List<Loop> sameLength(
      Map<Integer, Map<Integer, List<Loop>>> loops, int stage, Expr node) {
    List<Loop> sameLength =
        loops
            .computeIfAbsent(stage, s -> new TreeMap<>())
            .computeIfAbsent(node.shape().size(), n -> new ArrayList<>());
    if (sameLength.isEmpty()) {
      sameLength.add(Loop.of(node.shape().size(), new ArrayList<>()));
    }
    return sameLength;
  }

  /** Adds a store to the loop that computes the node, or to any of its length and stage. */
  private void store(Map<Integer, Map<Integer, List<Loop>>> loops, Expr node, Location to) {
    Loop own = loopOf.get(node);
    Loop loop = own != null ? own : lastLoop(loops, stages.getOrDefault(node, 0), node);
    loop.stores().add(new Store(node, to));
  }

  private void addScalar(Expr node) {
    if (node instanceof Expr.Place place) {
      for (int k = 0; k < place.offsets().size(); k++) {
        if (place.arguments().get(k).isScalar()) {
          items.add(
              new StoreScalar(
                  place.arguments().get(k), location(place).plus(place.offsets().get(k))));
        }
      }
    } else {
      items.add(new Compute(node));
    }
  }

  private Location newScratch(int length) {
    scratch.add(length);
    return new Location(spec.arrays() + scratch.size() - 1, 0);
  }

  /** The computed scalars that an item reads. */
  static List<Expr> scalarsUsed(Plan.Item item) {
    List<Expr> used = new ArrayList<>();
    if (item instanceof Plan.Compute compute) {
      used.addAll(compute.node().arguments());
    } else if (item instanceof Plan.StoreScalar store) {
      used.add(store.node());
    } else if (item instanceof Plan.Loop loop) {
      loop.nodes().forEach(node -> node.arguments().forEach(a -> used.add(unfilled(a))));
      loop.stores().forEach(store -> used.add(unfilled(store.node())));
    }
    used.removeIf(node -> !node.isScalar());
    return used;
  }

  /** A vector of one number is, inside a loop, that number. */
  static Expr unfilled(Expr node) {
    return node instanceof Expr.Fill fill ? fill.value() : node;
  }

  /** A generous estimate of an item's bytecodes. */
  static int bytes(Item item) {
    if (item instanceof Compute compute) {
      return bytes(compute.node());
    }
    if (item instanceof Loop loop) {
      return 60 + bytes(loop.nodes()) + 20 * loop.stores().size();
    }
    return 16;
  }

  static int bytes(Collection<Expr> nodes) {
    return nodes.stream().mapToInt(Plan::bytes).sum();
  }

  static int bytes(Expr node) {
    int loads = 8 * node.arguments().size();
    boolean long_ =
        node instanceof Expr.Apply apply
            && (apply.operator() == Operator.WHERE || apply.wholeExponent() != 0);
    return loads + (long_ ? 40 : 12);
  }
}
