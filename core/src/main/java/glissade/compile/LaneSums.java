package glissade.compile;

import glissade.formula.Reductions;

/**
 * Sums made lane by lane, in the order of {@link Reductions#sum}. They share an array: first stand
 * the lanes of each sum in the leaf at hand, then what did not fill the lanes, then all leaves.
 * Hidden classes call it.
 */
final class LaneSums {
  private LaneSums() {}

  /** How long that array is. */
  static int size(int sums, int length) {
    return sums * (Reductions.LANES + 2 + length / Reductions.LEAF);
  }

  /** Completes a leaf. */
  static void leaf(double[] a, int sums, int leaf) {
    int rests = sums * Reductions.LANES;
    int to = rests + sums * (1 + leaf);
    for (int k = 0; k < sums; k++) {
      int s = k * Reductions.LANES;
      a[to + k] =
          (((a[s] + a[s + 1]) + (a[s + 2] + a[s + 3]))
                  + ((a[s + 4] + a[s + 5]) + (a[s + 6] + a[s + 7])))
              + a[rests + k];
    }
  }

  /** A sum of so many elements, of all leaves. */
  static double join(double[] a, int sums, int k, int length) {
    return joinLeaves(a, sums * (Reductions.LANES + 1) + k, sums, 0, length);
  }

  private static double joinLeaves(double[] a, int first, int sums, int from, int to) {
    if (to - from > Reductions.LEAF) {
      int middle = (int) Reductions.middle(from, to);
      return joinLeaves(a, first, sums, from, middle) + joinLeaves(a, first, sums, middle, to);
    }
    return a[first + from / Reductions.LEAF * sums];
  }
}
