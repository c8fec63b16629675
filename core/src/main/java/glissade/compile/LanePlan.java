package glissade.compile;

import glissade.compile.KernelSpec.Location;
import glissade.compile.LaneProgram.Step;
import glissade.compile.LaneSegments.Segment;
import glissade.formula.Expr;
import glissade.formula.Precision;
import glissade.formula.Reductions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a loop is to be made for vector registers.
 *
 * <p>Beside the arrays of the plan it uses one for each value that passes from a segment to
 * another, and, where there are sums, one for these. Without sums, several threads may work on
 * parts of the same arrays; with them, each needs arrays of its own, and those for values that pass
 * are only as long as a {@linkplain #chunk chunk}.
 */
final class LanePlan {
  /** Bytes of a core's own cache that are used, of half a megabyte or more. */
  private static final int CACHED = 256 << 10;

  private final Plan plan;
  private final Plan.Loop loop;
  private final int lanes;
  private final int room;
  private final LaneProgram program;
  private final LaneSegments cut;

  private LanePlan(Plan plan, Plan.Loop loop, LaneProgram program, int lanes, int room) {
    this.plan = plan;
    this.loop = loop;
    this.lanes = lanes;
    this.room = room;
    this.program = program;
    List<Integer> stored = new ArrayList<>();
    loop.stores().forEach(store -> stored.add(program.value(store.node())));
    List<Integer> summed = new ArrayList<>();
    loop.sums().forEach(sum -> summed.add(program.value(sum.arguments().get(0))));
    this.cut = new LaneSegments(program, Reductions.LANES / lanes, summed, stored);
  }

  /**
   * Plans.
   *
   * @param lanes of a register
   * @param room how many arrays there are before those that are used beside the plan's
   * @return null if something in the loop is not for lanes
   */
  static @Nullable LanePlan of(Plan plan, Plan.Loop loop, int lanes, int room) {
    LaneProgram program = LaneProgram.of(plan, loop);
    return program == null ? null : new LanePlan(plan, loop, program, lanes, room);
  }

  /** Whether HotSpot would not make vector instructions of it by itself. */
  boolean isWorthwhile(LoopCut cut) {
    return !loop.sums().isEmpty() || program.isWorthwhile() || cut.isTooLarge(loop.nodes());
  }

  Precision precision() {
    return plan.spec().precision();
  }

  Plan.Loop loop() {
    return loop;
  }

  LaneProgram program() {
    return program;
  }

  List<Segment> segments() {
    return cut.segments();
  }

  boolean isLast(Segment segment) {
    return segment == segments().get(segments().size() - 1);
  }

  int lanes() {
    return lanes;
  }

  /** Registers for a value: where there is a sum, as many as make up the lanes of that. */
  int parts(Segment segment) {
    return segment.sums().isEmpty() ? 1 : Reductions.LANES / lanes;
  }

  /** So many elements, or a multiple, go through vector registers. */
  int turn() {
    return loop.sums().isEmpty() ? lanes : Reductions.LANES;
  }

  /** How many values pass between segments. */
  int passed() {
    return cut.passed().size();
  }

  /** The array that a step's value passes through. */
  int passedIn(int step) {
    return room + cut.passed().indexOf(step);
  }

  /** Where a {@link LaneOp#READ} reads. */
  Location read(Step step) {
    return plan.loopLocation(Objects.requireNonNull(step.expr()));
  }

  /** Whether such an array is used anew for each chunk of elements. */
  boolean passesByChunk() {
    return !loop.sums().isEmpty();
  }

  /**
   * Elements that pass through one segment before the next: enough for memory to be read in long
   * stretches, few enough that all arrays of them stay in a core's own cache.
   */
  int chunk() {
    int arrays = passed() + plan.inputs(loop).size() + loop.stores().size();
    int leaves = CACHED / (Double.BYTES * Math.max(1, arrays)) / Reductions.LEAF;
    return Math.max(1, leaves) * Reductions.LEAF;
  }

  /** The numbers of a segment that are not constant. */
  List<Expr> numbers(Segment segment) {
    List<Expr> numbers = new ArrayList<>();
    for (int s : segment.steps()) {
      Step step = program.steps().get(s);
      if (step.op() == LaneOp.NUMBER && step.expr() != null) {
        numbers.add(step.expr());
      }
    }
    return numbers;
  }

  /** Where in the array for sums the lanes of one are put. */
  int laneOf(int sum) {
    return LaneSums.laneOf(sum, loop.sums().size());
  }

  /** How long the array for sums must be. */
  int sums(int length) {
    return LaneSums.size(loop.sums().size(), length);
  }

  /** The step that a sum is made of. */
  int summed(int sum) {
    Expr of = loop.sums().get(sum).arguments().get(0);
    return program.value(of);
  }

  /**
   * Whether that step is a product, to be added with one rounding. (A length times a sign is none
   * here, and exact.)
   */
  boolean sumsProducts(int sum) {
    return program.steps().get(summed(sum)).op() == LaneOp.MULTIPLY
        && !OpenSums.factors(loop.sums().get(sum)).isEmpty();
  }

  /** Whether a step is to be computed, and is not only a product that is summed. */
  boolean isComputed(int step) {
    return cut.isUsed(step)
        || IntStream.range(0, loop.sums().size())
            .anyMatch(sum -> summed(sum) == step && !sumsProducts(sum));
  }
}
