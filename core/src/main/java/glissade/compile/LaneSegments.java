package glissade.compile;

import glissade.compile.LaneProgram.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Cuts the steps of a loop into segments, each to be a loop of its own over some hundred elements:
 * HotSpot keeps vectors in registers only in methods of moderate size, and is hundreds of times
 * slower in larger ones. What one segment computes and another needs passes through an array.
 * Inputs are read again instead; so results are stored in the last segment, as they may overwrite
 * them.
 */
final class LaneSegments {
  /**
   * How large a segment may be.
   *
   * @param operations on registers, and numbers in all lanes. Once a method has become 18,000 nodes
   *     of HotSpot's second compiler, some 200 for an operation, it puts off what is inlined later
   *     on, and may then not know that a value is a vector: the method is several times slower, and
   *     allocates. Found by trying with JDK 17: with two registers for each value it happened at 64
   *     where a run began with long batches, and at 64 with one; at 40 and 32, and at 60 with one,
   *     it did not
   * @param streams arrays of the kernel's that a loop with sums reads: about what a core reads
   *     ahead in
   * @param accumulators registers that sums are in
   */
  private record Limits(int operations, int streams, int accumulators) {}

  /** Of 16 registers. */
  private static final Limits USUAL = new Limits(40, 5, 10);

  /** Where there are sums in registers of 512 bits, of which there are 32. */
  private static final Limits WIDE = new Limits(60, 10, 20);

  /** What a loop costs, compared with a load from an array. */
  private static final int SEGMENT = 2;

  /** What it costs to go beyond a limit by one, where that cannot be helped. */
  private static final long EXCESS = 1000;

  /** What a store costs. */
  private static final int STORE = 3;

  /**
   * One loop.
   *
   * @param steps what it reads and computes, each after its arguments
   * @param inputs results of earlier segments that it uses
   * @param outputs results that later segments use
   * @param sums which sums are made of its steps
   */
  record Segment(
      List<Integer> steps, List<Integer> inputs, List<Integer> outputs, List<Integer> sums) {}

  private final LaneProgram program;
  private final int parts;
  private final Limits limits;
  private final List<Integer> summed;
  private final int[] lastUse;
  private final List<Segment> segments = new ArrayList<>();
  private final List<Integer> passed = new ArrayList<>();

  /**
   * Cuts, so that little passes.
   *
   * @param parts how many registers each value takes in a segment that makes sums
   * @param summed the steps that sums are made of
   * @param stored the steps whose values are stored in the end
   */
  LaneSegments(LaneProgram program, int parts, List<Integer> summed, List<Integer> stored) {
    this.program = program;
    this.parts = parts;
    this.limits = parts == 1 && !summed.isEmpty() ? WIDE : USUAL;
    this.summed = summed;
    List<Step> steps = program.steps();
    this.lastUse = new int[steps.size()];
    for (int s = 0; s < steps.size(); s++) {
      int use = s;
      steps.get(s).arguments().forEach(argument -> lastUse[argument] = use);
    }
    stored.forEach(step -> lastUse[step] = steps.size());
    List<Integer> computed = new ArrayList<>();
    for (int s = 0; s < steps.size(); s++) {
      if (!isGiven(s)) {
        computed.add(s);
      }
    }
    int from = 0;
    for (int to : cuts(computed)) {
      boolean isLast = to == computed.size();
      add(computed.subList(from, to), isLast ? stored : List.of(), isLast);
      from = to;
    }
  }

  /** The loops, in order. */
  List<Segment> segments() {
    return segments;
  }

  /** The values that pass from one segment to another, in the order of their arrays. */
  List<Integer> passed() {
    return passed;
  }

  /** Whether another step needs it, or it is stored. */
  boolean isUsed(int step) {
    return lastUse[step] > 0;
  }

  /** Read, or made before the loop, in each segment afresh. */
  private boolean isGiven(int step) {
    LaneOp op = program.steps().get(step).op();
    return op == LaneOp.READ || op == LaneOp.NUMBER;
  }

  /** Where the segments end: of all ways to cut, the cheapest, found from the front. */
  private List<Integer> cuts(List<Integer> computed) {
    int n = computed.size();
    long[] cheapest = new long[n + 1];
    int[] start = new int[n + 1];
    Arrays.fill(cheapest, 1, n + 1, Long.MAX_VALUE);
    int asked = -1; // what holds or not does not go through arrays: up to here, a step asks for it
    for (int to = 1; to <= n; to++) {
      int now = computed.get(to - 1);
      if (program.steps().get(now).op().isTruth()) {
        asked = Math.max(asked, lastUse[now]);
      }
      if (asked > now) {
        continue;
      }
      Cost cost = new Cost(now);
      for (int from = to - 1; from >= 0; from--) {
        cost.add(computed.get(from));
        if (cheapest[from] < Long.MAX_VALUE && cheapest[from] + cost.total() < cheapest[to]) {
          cheapest[to] = cheapest[from] + cost.total();
          start[to] = from;
        }
        if (cost.isTooMuch() && cheapest[to] < Long.MAX_VALUE) {
          break;
        }
      }
    }
    List<Integer> ends = new ArrayList<>();
    for (int to = n; to > 0; to = start[to]) {
      ends.add(0, to);
    }
    return n == 0 ? List.of(0) : ends;
  }

  /** What a segment up to some step costs, which grows by the step before. */
  private final class Cost {
    private final int last;
    private final Set<Integer> numbers = new HashSet<>();
    private final Set<Integer> reads = new HashSet<>();
    private final Set<Integer> inputs = new HashSet<>();
    private int outputs;
    private int operations;
    private int sums;

    Cost(int last) {
      this.last = last;
    }

    void add(int s) {
      Step step = program.steps().get(s);
      operations += step.op().registers();
      sums += summed.contains(s) ? 1 : 0;
      outputs += lastUse[s] > last ? 1 : 0;
      inputs.remove(s);
      for (int argument : step.arguments()) {
        LaneOp op = program.steps().get(argument).op();
        (op == LaneOp.READ ? reads : op == LaneOp.NUMBER ? numbers : inputs).add(argument);
      }
    }

    private int excess() {
      int each = operations + sums + reads.size() + inputs.size() + outputs;
      int weight = each * (sums > 0 ? parts : 1) + numbers.size();
      int streams = summed.isEmpty() ? 0 : reads.size();
      return Math.max(0, weight - limits.operations)
          + Math.max(0, streams - limits.streams)
          + (sums > 1 ? Math.max(0, sums * parts - limits.accumulators) : 0);
    }

    boolean isTooMuch() {
      return excess() > 0;
    }

    long total() {
      return EXCESS * excess() + SEGMENT + reads.size() + inputs.size() + STORE * (long) outputs;
    }
  }

  private void add(List<Integer> computed, List<Integer> stored, boolean isLast) {
    Set<Integer> own = new TreeSet<>(computed);
    Set<Integer> used = new TreeSet<>(stored);
    computed.forEach(s -> used.addAll(program.steps().get(s).arguments()));
    List<Integer> sums = new ArrayList<>();
    for (int k = 0; k < summed.size(); k++) {
      int step = summed.get(k);
      if (own.contains(step) || isLast && isGiven(step)) {
        sums.add(k);
        used.add(step);
      }
    }
    List<Integer> inputs = new ArrayList<>();
    for (int s : used) {
      if (isGiven(s)) {
        own.add(s);
      } else if (!own.contains(s)) {
        inputs.add(s);
      }
    }
    List<Integer> outputs = new ArrayList<>();
    if (!isLast) {
      int end = computed.get(computed.size() - 1);
      computed.stream().filter(s -> lastUse[s] > end).forEach(outputs::add);
    }
    passed.addAll(outputs);
    segments.add(new Segment(List.copyOf(own), inputs, outputs, sums));
  }
}
