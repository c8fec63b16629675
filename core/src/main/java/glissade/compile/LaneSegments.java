package glissade.compile;

import glissade.compile.LaneProgram.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Cuts the steps of a loop into segments, each to be a loop of its own over a few hundred elements:
 * HotSpot keeps vectors in registers only in methods of moderate size, and is hundreds of times
 * slower in larger ones. What one segment computes and another needs passes through an array.
 * Inputs are read again instead; so results are stored in the last segment, as they may overwrite
 * them.
 */
final class LaneSegments {
  /**
   * Operations on registers. Found by trying with JDK 17 and 25, on the safe side: HotSpot's first
   * compiler runs out of its own registers from about 150, its second leaves vectors in memory from
   * about 200.
   */
  private static final int LARGEST = 96;

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
  private final List<Integer> summed;
  private final int[] lastUse;
  private final List<Segment> segments = new ArrayList<>();
  private final List<Integer> passed = new ArrayList<>();

  /**
   * Cuts.
   *
   * @param registers how many of them each value takes
   * @param summed the steps that sums are made of
   * @param stored the steps whose values are stored in the end
   */
  LaneSegments(LaneProgram program, int registers, List<Integer> summed, List<Integer> stored) {
    this.program = program;
    this.summed = summed;
    List<Step> steps = program.steps();
    this.lastUse = new int[steps.size()];
    for (int s = 0; s < steps.size(); s++) {
      int use = s;
      steps.get(s).arguments().forEach(argument -> lastUse[argument] = use);
    }
    stored.forEach(step -> lastUse[step] = steps.size());
    List<Integer> current = new ArrayList<>();
    int good = 0; // how many of the current steps to take, if it is cut here
    for (int s = 0; s < steps.size(); s++) {
      if (isGiven(s)) {
        continue;
      }
      current.add(s);
      if (weight(current) * registers > LARGEST && good > 0) {
        add(current.subList(0, good), List.of(), false);
        current = new ArrayList<>(current.subList(good, current.size()));
        good = 0;
      }
      int now = s;
      if (current.stream().noneMatch(step -> isOpenTruth(step, now))) {
        good = current.size();
      }
    }
    add(current, stored, true);
  }

  /** The loops, in order. */
  List<Segment> segments() {
    return segments;
  }

  /** The values that pass from one segment to another, in the order of their arrays. */
  List<Integer> passed() {
    return passed;
  }

  /** Read, or made before the loop, in each segment afresh. */
  private boolean isGiven(int step) {
    LaneOp op = program.steps().get(step).op();
    return op == LaneOp.READ || op == LaneOp.NUMBER;
  }

  /** Whether a step holds or not, and a step further on asks: that does not go through arrays. */
  private boolean isOpenTruth(int step, int now) {
    return program.steps().get(step).op().isTruth() && lastUse[step] > now;
  }

  private int weight(List<Integer> steps) {
    Set<Integer> read = new HashSet<>();
    int weight = 0;
    for (int s : steps) {
      Step step = program.steps().get(s);
      weight += step.op().registers() + (summed.contains(s) ? 1 : 0);
      step.arguments().stream().filter(this::isGiven).forEach(read::add);
    }
    return weight + read.size();
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
