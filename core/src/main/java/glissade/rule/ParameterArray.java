package glissade.rule;

import glissade.formula.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * A named array of parameters with its gradient, of any size: in one piece, or in several where it
 * has more elements than a Java array holds. Not safe for use by several threads at once.
 */
public final class ParameterArray {
  private static final int LARGEST_PIECE = 1 << 30;

  private final String name;
  private final List<Piece> pieces;
  private final long size;

  /**
   * A stretch of two Java arrays, both {@code double[]} or both {@code float[]}.
   *
   * @param parameters an array
   * @param gradient an array of the same type, with the same index
   * @param from the first element
   * @param to after the last element
   */
  public record Piece(Object parameters, Object gradient, int from, int to) {
    int length() {
      return to - from;
    }
  }

  private ParameterArray(String name, List<Piece> pieces) {
    this.name = name;
    this.pieces = List.copyOf(pieces);
    this.size = pieces.stream().mapToLong(Piece::length).sum();
  }

  /** New arrays of zeros, as many as it takes. */
  public static ParameterArray allocate(String name, long size, Precision precision) {
    return allocate(name, size, precision, LARGEST_PIECE);
  }

  /** As {@link #allocate(String, long, Precision)}, in pieces of at most so many elements. */
  static ParameterArray allocate(String name, long size, Precision precision, int largestPiece) {
    List<Piece> pieces = new ArrayList<>();
    for (long at = 0; at < size; at += largestPiece) {
      int length = (int) Math.min(largestPiece, size - at);
      pieces.add(new Piece(precision.array(length), precision.array(length), 0, length));
    }
    return of(name, pieces);
  }

  /**
   * Pieces of one's own, in order.
   *
   * @throws IllegalArgumentException if there are no elements
   */
  public static ParameterArray of(String name, List<Piece> pieces) {
    if (pieces.stream().noneMatch(piece -> piece.length() > 0)) {
      throw new IllegalArgumentException("`%s` has no elements".formatted(name));
    }
    return new ParameterArray(name, pieces);
  }

  /** What it is called. */
  public String name() {
    return name;
  }

  /** How many elements it has. */
  public long size() {
    return size;
  }

  /** The Java arrays, in order. */
  public List<Piece> pieces() {
    return pieces;
  }
}
