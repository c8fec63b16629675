package glissade.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What the text of a CSV cell means. Upper and lower case are the same. */
final class CsvCells {
  private static final Set<String> MISSING = Set.of("", "na", "n/a", "null", "?");
  private static final Set<String> NOT_FINITE =
      Set.of("nan", "inf", "infinity", "+inf", "+infinity", "-inf", "-infinity", "-nan", "+nan");

  private static final Pattern DECIMAL_COMMA =
      Pattern.compile("[-+]?[0-9]+,[0-9]+([eE][-+]?[0-9]+)?");
  private static final Pattern THOUSANDS =
      Pattern.compile("[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+([.][0-9]*)?");

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

  /** Whether bytes are text in UTF-8: no others stay the same when they are read and written. */
  static boolean isUtf8(byte[] bytes, int from, int to) {
    byte[] written =
        new String(bytes, from, to - from, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(written, 0, written.length, bytes, from, to);
  }

  /** Whether it is a number but for a comma in place of the point. */
  static boolean hasDecimalComma(String cell) {
    return DECIMAL_COMMA.matcher(cell).matches();
  }

  /** Whether it is a number but for commas between thousands. */
  static boolean hasThousands(String cell) {
    return THOUSANDS.matcher(cell).matches();
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
