package glissade.rule;

import glissade.compile.Workers;
import glissade.formula.Operator;
import glissade.formula.Precision;
import glissade.formula.Reductions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A number made of an array that may lie in several pieces, on any number of threads. The sums are
 * cut where {@link Reductions} cuts them, so the bits are those of one thread and one piece.
 */
final class ArrayReduction implements Workers.Work {
  /** A part that one thread sums at a time, at most. */
  private static final int PART = 1 << 16;

  private final Operator operator;
  private final List<ParameterArray.Piece> pieces;
  private final long size;

  private final Precision precision;

  /** What has to be copied together before a part can be summed; for most parts nothing. */
  private final Copy[][] gathers;

  private record Copy(Object array, int from, int to, int length) {}

  /** The parts, in order: a stretch of a Java array each. */
  private final Object[] arrays;

  private final int[] from;
  private final int[] to;
  private final double[] sums;

  /** While the parts are joined, the next one. */
  private int next;

  private double scale;

  /**
   * A number.
   *
   * @param pieces where the array is; the gradients of the pieces are not looked at
   */
  ArrayReduction(Operator operator, List<ParameterArray.Piece> pieces) {
    this.operator = operator;
    this.pieces = pieces;
    this.precision =
        pieces.get(0).parameters() instanceof double[] ? Precision.DOUBLE : Precision.FLOAT;
    this.size = pieces.stream().mapToLong(ParameterArray.Piece::length).sum();
    List<ParameterArray.Piece> parts = new ArrayList<>();
    Map<Integer, Copy[]> scattered = new HashMap<>();
    cut(0, size, parts, scattered);
    this.gathers = new Copy[parts.size()][];
    scattered.forEach((part, copies) -> gathers[part] = copies);
    this.arrays = new Object[parts.size()];
    this.from = new int[parts.size()];
    this.to = new int[parts.size()];
    this.sums = new double[parts.size()];
    for (int i = 0; i < parts.size(); i++) {
      arrays[i] = parts.get(i).parameters();
      from[i] = parts.get(i).from();
      to[i] = parts.get(i).to();
    }
  }

  /** The parts of a stretch of the whole. */
  private void cut(
      long begin, long end, List<ParameterArray.Piece> parts, Map<Integer, Copy[]> scattered) {
    ParameterArray.Piece stretch = end - begin > PART ? null : within(begin, end);
    if (stretch == null && end - begin <= Reductions.UNIT) {
      scattered.put(parts.size(), copies(begin, end));
      Object room = precision.array((int) (end - begin));
      stretch = new ParameterArray.Piece(room, room, 0, (int) (end - begin));
    }
    if (stretch != null) {
      parts.add(stretch);
    } else {
      long middle = Reductions.middle(begin, end);
      cut(begin, middle, parts, scattered);
      cut(middle, end, parts, scattered);
    }
  }

  /** How to copy together a stretch that lies in several pieces. */
  private Copy[] copies(long begin, long end) {
    List<Copy> copies = new ArrayList<>();
    long start = 0;
    for (ParameterArray.Piece piece : pieces) {
      long first = Math.max(begin, start);
      long last = Math.min(end, start + piece.length());
      if (first < last) {
        int at = (int) (piece.from() + first - start);
        copies.add(new Copy(piece.parameters(), at, (int) (first - begin), (int) (last - first)));
      }
      start += piece.length();
    }
    return copies.toArray(new Copy[0]);
  }

  /** A stretch that lies in one piece; null if it does not. */
  private ParameterArray.@Nullable Piece within(long begin, long end) {
    long start = 0;
    for (ParameterArray.Piece piece : pieces) {
      if (begin < start + piece.length()) {
        int offset = (int) (piece.from() - start + begin);
        return end > start + piece.length()
            ? null
            : new ParameterArray.Piece(
                piece.parameters(), piece.gradient(), offset, offset + (int) (end - begin));
      }
      start += piece.length();
    }
    return null;
  }

  /** The number, in double. */
  double compute(@Nullable Workers workers) {
    return switch (operator) {
      case SUM -> joined(workers, 1);
      case MEAN -> joined(workers, 1) / size;
      case SMALLEST, LARGEST -> joined(workers, 1);
      case NORM, GLOBAL_NORM -> norm(workers);
      default -> whole();
    };
  }

  private double norm(@Nullable Workers workers) {
    double squares = joined(workers, 1);
    if (arrays[0] instanceof float[] || Reductions.isPlainNorm(squares)) {
      return Math.sqrt(squares);
    }
    double largest = 0;
    for (int i = 0; i < arrays.length; i++) {
      largest =
          Math.max(largest, Reductions.largestMagnitude((double[]) arrays[i], from[i], to[i]));
    }
    double power = Reductions.scale(largest);
    return power == 0 ? largest : Math.sqrt(joined(workers, power)) / power;
  }

  private double joined(@Nullable Workers workers, double factor) {
    scale = factor;
    if (workers == null || arrays.length == 1) {
      for (int i = 0; i < arrays.length; i++) {
        run(i, 0);
      }
    } else {
      workers.run(this, arrays.length, 0);
    }
    next = 0;
    return join(0, size);
  }

  private double join(long begin, long end) {
    if (end - begin == to[next] - from[next]) {
      return sums[next++];
    }
    long middle = Reductions.middle(begin, end);
    double left = join(begin, middle);
    double right = join(middle, end);
    return switch (operator) {
      case SMALLEST -> Math.min(left, right);
      case LARGEST -> Math.max(left, right);
      default -> left + right;
    };
  }

  @Override
  public void run(int part, int number) {
    Copy[] scattered = gathers[part];
    for (int i = 0; scattered != null && i < scattered.length; i++) {
      Copy copy = scattered[i];
      System.arraycopy(copy.array, copy.from, arrays[part], copy.to, copy.length);
    }
    if (arrays[part] instanceof double[] doubles) {
      sums[part] = of(doubles, from[part], to[part]);
    } else {
      sums[part] = of((float[]) arrays[part], from[part], to[part]);
    }
  }

  private double of(double[] array, int begin, int end) {
    return switch (operator) {
      case SMALLEST -> Reductions.min(array, begin, end);
      case LARGEST -> Reductions.max(array, begin, end);
      case NORM, GLOBAL_NORM -> Reductions.sumOfSquares(array, scale, begin, end);
      default -> Reductions.sum(array, begin, end);
    };
  }

  private double of(float[] array, int begin, int end) {
    return switch (operator) {
      case SMALLEST -> Reductions.min(array, begin, end);
      case LARGEST -> Reductions.max(array, begin, end);
      case NORM, GLOBAL_NORM -> Reductions.sumOfSquares(array, begin, end);
      default -> Reductions.sum(array, begin, end);
    };
  }

  /** A number that is not made of the numbers of parts. */
  private double whole() {
    if (size > Integer.MAX_VALUE - 8) {
      throw new SettingsException(
          "`%s` of %,d elements does not fit in memory".formatted(operator.symbol(), size));
    }
    double[] all = new double[(int) size];
    int at = 0;
    for (ParameterArray.Piece piece : pieces) {
      for (int i = piece.from(); i < piece.to(); i++) {
        all[at++] =
            piece.parameters() instanceof double[] doubles
                ? doubles[i]
                : ((float[]) piece.parameters())[i];
      }
    }
    return operator.reduce(all);
  }
}
