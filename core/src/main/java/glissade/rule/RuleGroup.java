package glissade.rule;

import glissade.compile.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The arrays that one rule updates, with its work cut in pieces. */
final class RuleGroup {
  /** More elements are cut, so that compiled code is entered anew and not replaced on the stack. */
  static final int PIECE = 1 << 16;

  /** Fewer elements are not worth a second thread. */
  private static final int SHARED_FROM = 1 << 15;

  /** Where the first element is in a Java array, in bytes. */
  private static final int HEADER = 16;

  private static final int CACHE_LINE = 64;

  /** Fewer elements are not worth a call more, to begin at a cache line. */
  private static final int ALIGNED_FROM = 1 << 14;

  private final List<ParameterArray> arrays;
  private final List<PassWork> work = new ArrayList<>();
  private final double[] scalars;
  private CompiledRule rule;

  /** A stretch of arrays, as a kernel takes it. */
  private record Stretch(Object[] view, int from, int to) {
    int length() {
      return to - from;
    }
  }

  /** What one array contributes to a number that spans several. */
  static final class Share {
    private final ArrayReduction reduction;
    private final Pass.Reduction declared;
    private final Object numbers;
    private double[] shares = new double[1];
    private int position;

    private Share(ArrayReduction reduction, Pass.Reduction declared, Object numbers) {
      this.reduction = reduction;
      this.declared = declared;
      this.numbers = numbers;
    }

    String text() {
      return declared.text();
    }

    Object target() {
      return numbers;
    }

    int slot() {
      return declared.slot();
    }

    /** Where the contribution is put; before that, it is put in place of the whole. */
    void sendTo(double[] all, int at) {
      shares = all;
      position = at;
    }

    private void compute(@Nullable Workers workers) {
      double value = reduction.compute(workers);
      if (declared.isGlobal()) {
        shares[position] = value;
      } else {
        Updater.put(numbers, declared.slot(), value);
      }
    }
  }

  /** One pass over all arrays of the group. */
  private final class PassWork implements Workers.Work {
    final int pass;
    final Stretch[] stretches;
    final boolean shared;
    final List<Share> numbers = new ArrayList<>();

    PassWork(int pass, List<Stretch> stretches, int threads, int largestPiece) {
      this.pass = pass;
      long all = stretches.stream().mapToLong(Stretch::length).sum();
      this.shared = threads > 1 && all >= SHARED_FROM;
      long each = shared ? (all + threads - 1) / threads : all;
      long count = Math.max(1, (each + largestPiece - 1) / largestPiece); // of equal length
      int piece =
          (int) Math.min(largestPiece, Math.max(1, ((each + count - 1) / count + 63) / 64 * 64));
      this.stretches = cut(stretches, piece).toArray(new Stretch[0]);
    }

    void run(@Nullable Workers workers) {
      if (rule.passes().get(pass).kernel() != null) {
        if (workers != null && shared) {
          workers.run(this, stretches.length, 0);
        } else {
          for (int i = 0; i < stretches.length; i++) {
            run(i, 0);
          }
        }
      }
      for (int i = 0; i < numbers.size(); i++) {
        numbers.get(i).compute(workers);
      }
    }

    @Override
    public void run(int task, int number) {
      Stretch stretch = stretches[task];
      int from = stretch.from;
      int line = nextLine(stretch.view, from);
      if (from < line && stretch.length() >= ALIGNED_FROM) {
        run(stretch.view, from, line); // then no vector register reaches over the end of a line
        from = line;
      }
      run(stretch.view, from, stretch.to);
    }

    private void run(Object[] view, int from, int to) {
      rule.passes().get(pass).run(view, scalars, from, to);
    }
  }

  /**
   * A group.
   *
   * @param views by Java array of parameters: all arrays that a kernel takes, but for the numbers
   *     that passes make of each parameter array
   */
  RuleGroup(
      CompiledRule rule,
      List<ParameterArray> arrays,
      Map<Object, Object[]> views,
      int threads,
      int largestPiece) {
    this.rule = rule;
    this.arrays = arrays;
    this.scalars = rule.newScalars();
    List<Stretch> stretches = new ArrayList<>();
    List<List<Stretch>> ofArrays = new ArrayList<>();
    for (ParameterArray array : arrays) {
      Object numbers = rule.reduces() ? rule.newNumbers() : null;
      List<Stretch> own = new ArrayList<>();
      for (ParameterArray.Piece piece : array.pieces()) {
        Object[] view = Objects.requireNonNull(views.get(piece.parameters()));
        if (numbers != null) {
          view = view.clone();
          view[rule.numbersArray()] = numbers;
        }
        own.add(new Stretch(view, piece.from(), piece.to()));
      }
      ofArrays.add(own);
      own.forEach(stretch -> append(stretches, stretch));
    }
    for (int pass = 0; pass < rule.passes().size(); pass++) {
      PassWork one = new PassWork(pass, stretches, threads, largestPiece);
      for (Pass.Reduction reduction : rule.passes().get(pass).reductions()) {
        ofArrays.forEach(own -> one.numbers.add(share(reduction, own)));
      }
      work.add(one);
    }
  }

  /** Stretches of the same arrays that lie side by side are one. */
  private static void append(List<Stretch> stretches, Stretch next) {
    Stretch last = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
    if (last != null && last.view == next.view && last.to == next.from) {
      stretches.set(stretches.size() - 1, new Stretch(last.view, last.from, next.to));
    } else {
      stretches.add(next);
    }
  }

  /** In pieces that end where a cache line does, so that all but the first begin at one. */
  private static List<Stretch> cut(List<Stretch> stretches, int piece) {
    List<Stretch> pieces = new ArrayList<>();
    for (Stretch stretch : stretches) {
      for (int from = stretch.from; from < stretch.to; ) {
        int line = stretch.length() < ALIGNED_FROM ? from : nextLine(stretch.view, from);
        int to = stretch.to - line > piece ? line + piece : stretch.to;
        pieces.add(new Stretch(stretch.view, from, to));
        from = to;
      }
    }
    return pieces;
  }

  /** The first element from {@code from} on that begins a cache line, as large arrays do. */
  private static int nextLine(Object[] view, int from) {
    int size = view[RuleCompiler.PARAMETERS] instanceof float[] ? Float.BYTES : Double.BYTES;
    return from + Math.floorMod(-HEADER / size - from, CACHE_LINE / size);
  }

  private Share share(Pass.Reduction reduction, List<Stretch> own) {
    List<ParameterArray.Piece> pieces = new ArrayList<>();
    for (Stretch stretch : own) {
      Object array = stretch.view[reduction.array()];
      pieces.add(new ParameterArray.Piece(array, array, stretch.from, stretch.to));
    }
    return new Share(
        new ArrayReduction(reduction.operator(), pieces),
        reduction,
        own.get(0).view[rule.numbersArray()]);
  }

  CompiledRule rule() {
    return rule;
  }

  int passes() {
    return work.size();
  }

  ParameterArray first() {
    return arrays.get(0);
  }

  boolean has(ParameterArray array) {
    return arrays.contains(array);
  }

  /** The contributions to numbers that span several arrays. */
  List<Share> shares(int pass) {
    return pass >= work.size()
        ? List.of()
        : work.get(pass).numbers.stream().filter(share -> share.declared.isGlobal()).toList();
  }

  double[] scalars() {
    return scalars;
  }

  void setScalars(long t, long total) {
    rule.setScalars(scalars, t, total);
  }

  void run(int pass, @Nullable Workers workers) {
    if (pass < work.size()) {
      work.get(pass).run(workers);
    }
  }

  /** Whether another form of the rule works on the same arrays. */
  boolean fits(CompiledRule other) {
    return other.stateNames().equals(rule.stateNames())
        && other.newView().length <= rule.newView().length
        && other.passes().size() == rule.passes().size()
        && Arrays.equals(reductions(other), reductions(rule));
  }

  private static Object[] reductions(CompiledRule rule) {
    return rule.passes().stream().map(Pass::reductions).toArray();
  }

  void become(CompiledRule other) {
    rule = other;
  }
}
