package glissade.compile;

import static glissade.formula.Reductions.LANES;
import static glissade.formula.Reductions.LEAF;

import glissade.formula.Reductions;

/**
 * Sums made lane by lane, in the order of {@link Reductions#sum}. They share an array: leaf by
 * leaf, all lanes of one sum after the other. Hidden classes call it.
 */
final class LaneSums {
  private LaneSums() {}

  /** How long that array is. */
  static int size(int sums, int length) {
    return sums * LANES * ((length + LEAF - 1) / LEAF);
  }

  /**
   * A sum of so many elements.
   *
   * @param rest what did not fill the lanes
   */
  static double join(double[] a, int sums, int k, int length, double rest) {
    return joinLeaves(a, k * LANES, sums * LANES, rest, 0, length, length);
  }

  private static double joinLeaves(
      double[] a, int first, int leaf, double rest, int from, int to, int length) {
    if (to - from > LEAF) {
      int middle = (int) Reductions.middle(from, to);
      return joinLeaves(a, first, leaf, rest, from, middle, length)
          + joinLeaves(a, first, leaf, rest, middle, to, length);
    }
    if (to - from < LANES) { // filled no register
      return rest;
    }
    int s = first + from / LEAF * leaf;
    double sum =
        ((a[s] + a[s + 1]) + (a[s + 2] + a[s + 3]))
            + ((a[s + 4] + a[s + 5]) + (a[s + 6] + a[s + 7]));
    return to == length ? sum + rest : sum;
  }
}
