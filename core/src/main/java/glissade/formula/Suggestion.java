package glissade.formula;

import java.util.Collection;
import java.util.stream.Collectors;

/** Finds the name that a person probably meant. */
public final class Suggestion {
  private static final int LISTED = 20;

  private Suggestion() {}

  /**
   * A clause to end a message with: {@code ; did you mean `sin`?}, or nothing where no candidate is
   * near.
   *
   * @param written what was written
   * @param candidates what could have been written
   */
  public static String didYouMean(String written, Collection<String> candidates) {
    String best = "";
    int bestDistance = Math.max(1, written.length() / 2) + 1;
    for (String candidate : candidates) {
      int distance = distance(written, candidate, bestDistance);
      if (distance < bestDistance && distance < Math.max(written.length(), candidate.length())) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best.isEmpty() ? "" : "; did you mean `" + best + "`?";
  }

  /**
   * A clause to end a message with where it is not known what was meant: the nearest candidate, or
   * all of them, {@code ; there are a, b, c}.
   *
   * @param written what was written
   * @param candidates what could have been written
   */
  public static String orAll(String written, Collection<String> candidates) {
    String nearest = didYouMean(written, candidates);
    return nearest.isEmpty() ? "; there are " + listed(candidates) : nearest;
  }

  /** Names one after the other; of many the first, and how many there are. */
  public static String listed(Collection<String> names) {
    String first = names.stream().limit(LISTED).collect(Collectors.joining(", "));
    return names.size() > LISTED ? first + ", … (" + names.size() + " in all)" : first;
  }

  /** Edit distance with swaps of neighbours, ignoring case; {@code limit} where it is not below. */
  private static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) >= limit) {
      return limit;
    }
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = same(a, i, b, j) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
        if (i > 1 && j > 1 && same(a, i, b, j - 1) && same(a, i - 1, b, j)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[b.length()];
  }

  private static boolean same(String a, int i, String b, int j) {
    return Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
  }
}
