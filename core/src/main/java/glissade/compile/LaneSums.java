package glissade.compile;

import static glissade.formula.Reductions.LANES;
import static glissade.formula.Reductions.LEAF;

import glissade.formula.Reductions;

/**
 * Sums made lane by lane, in the order of {@link Reductions#sum}. They share an array: first a
 * number for each sum, what did not fill the lanes; then, leaf by leaf, all lanes of one sum after
 * the other. Hidden classes call it.
 */
final class LaneSums {
  private LaneSums() {}

  /** How long that array is. */
  static int size(int sums, int length) {
    return sums + sums * LANES * ((length + LEAF - 1) / LEAF);
  }

  /** Where in it the lanes of a sum are, in the first leaf. */
  static int laneOf(int sum, int sums) {
    return sums + sum * LANES;
  }

  /** Puts the sums of so many elements where what did not fill the lanes is. */
  static void join(double[] a, int sums, int length) {
    join(a, sums, 0, length, length);
    System.arraycopy(a, sums, a, 0, sums);
  }

  /** Puts the sums of some leaves where the lanes of the first are. */
  private static void join(double[] a, int sums, int from, int to, int length) {
    int first = sums + from / LEAF * sums * LANES;
    if (to - from > LEAF) {
      int middle = (int) Reductions.middle(from, to);
      join(a, sums, from, middle, length);
      join(a, sums, middle, to, length);
      int second = sums + middle / LEAF * sums * LANES;
      for (int k = 0; k < sums; k++) {
        a[first + k] += a[second + k];
      }
    } else if (to - from < LANES) { // filled no register
      System.arraycopy(a, 0, a, first, sums);
    } else {
      joinLanes(a, sums, first, to == length);
    }
  }

  private static void joinLanes(double[] a, int sums, int first, boolean isLast) {
    for (int k = 0; k < sums; k++) {
      int s = first + k * LANES; // what is read before it is written, at k
      double sum =
          ((a[s] + a[s + 1]) + (a[s + 2] + a[s + 3]))
              + ((a[s + 4] + a[s + 5]) + (a[s + 6] + a[s + 7]));
      a[first + k] = isLast ? sum + a[k] : sum;
    }
  }
}
