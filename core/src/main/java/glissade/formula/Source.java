package glissade.formula;

import java.util.List;

/**
 * A text under a name, which knows how to point into itself.
 *
 * @param name what messages call the text: {@code formula}, or a file's name
 * @param text the characters
 */
public record Source(String name, String text) {

  /** The widest line that a message shows; longer ones are cut around the fault. */
  private static final int SHOWN_COLUMNS = 78;

  /** The line of an offset, from 1. */
  public int line(int offset) {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }

  /** The column of an offset in its line, in characters as a reader counts them, from 1. */
  public int column(int offset) {
    return text.codePointCount(lineStart(offset), offset) + 1;
  }

  /** The characters of a span. */
  public String text(Span span) {
    return text.substring(span.start(), span.end());
  }

  /** A problem as a person reads it: place and message, then the line with a caret under it. */
  public String render(Problem problem) {
    int start = Math.min(problem.span().start(), text.length());
    int lineStart = lineStart(start);
    int lineEnd = text.indexOf('\n', start);
    lineEnd = lineEnd < 0 ? text.length() : lineEnd;
    lineEnd -= lineEnd > start && text.charAt(lineEnd - 1) == '\r' ? 1 : 0;
    int from = lineStart;
    int to = lineEnd;
    String before = "";
    String after = "";
    if (to - from > SHOWN_COLUMNS) {
      from = Math.max(lineStart, start - SHOWN_COLUMNS / 2);
      to = Math.min(lineEnd, from + SHOWN_COLUMNS);
      before = from > lineStart ? "…" : "";
      after = to < lineEnd ? "…" : "";
    }
    int end = Math.max(start + 1, Math.min(problem.span().end(), to));
    String line = visible(text.substring(from, to));
    int pad = before.length() + text.codePointCount(from, Math.min(start, to));
    int carets = end <= to ? Math.max(1, text.codePointCount(start, end)) : 1;
    return "%s:%d:%d: %s%n  %s%s%s%n  %s%s"
        .formatted(
            name,
            line(start),
            column(start),
            problem.message(),
            before,
            line,
            after,
            " ".repeat(pad),
            "^".repeat(carets))
        .replace("\r\n", "\n");
  }

  /** All problems, one after the other. */
  String render(List<Problem> problems) {
    return String.join("\n", problems.stream().map(this::render).toList());
  }

  /** Control characters would move the caret, or what the reader sees: show a mark instead. */
  private static String visible(String line) {
    StringBuilder shown = new StringBuilder(line.length());
    line.codePoints()
        .forEach(c -> shown.appendCodePoint(c == '\t' ? ' ' : isVisible(c) ? c : '\uFFFD'));
    return shown.toString();
  }

  /** Whether showing a character shows it, and does nothing else to the text around it. */
  static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private int lineStart(int offset) {
    return text.lastIndexOf('\n', offset - 1) + 1;
  }
}
