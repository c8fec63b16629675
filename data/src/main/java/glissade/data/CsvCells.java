package glissade.data;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** What the text of a CSV cell means. Upper and lower case are the same. */
final class CsvCells {
  private static final Set<String> MISSING = Set.of("", "na", "n/a", "null", "?");
  private static final Set<String> NOT_FINITE =
      Set.of("nan", "inf", "infinity", "+inf", "+infinity", "-inf", "-infinity", "-nan", "+nan");

  /** Longer texts are none of these words. */
  private static final int LONGEST = 9;

  private static final int SHOWN = 40;

  private CsvCells() {}

  static boolean missing(byte[] bytes, int from, int to) {
    return to == from || word(bytes, from, to, MISSING);
  }

  static boolean notFinite(byte[] bytes, int from, int to) {
    return word(bytes, from, to, NOT_FINITE);
  }

  static boolean truth(byte[] bytes, int from, int to) {
    return word(bytes, from, to, Set.of("true"));
  }

  static boolean falsehood(byte[] bytes, int from, int to) {
    return word(bytes, from, to, Set.of("false"));
  }

  private static boolean word(byte[] bytes, int from, int to, Set<String> words) {
    return to - from <= LONGEST
        && words.contains(
            new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT));
  }

  /** A cell as messages show it: in one line, not too long. */
  static String shown(String cell) {
    StringBuilder text = new StringBuilder("`");
    cell.codePoints()
        .limit(SHOWN)
        .forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? '\ufffd' : c));
    return text.append(cell.codePointCount(0, cell.length()) > SHOWN ? "…`" : "`").toString();
  }
}
