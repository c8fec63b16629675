package glissade.formula;

/**
 * A word of a text.
 *
 * @param kind what it is
 * @param text the characters; of a name, in normal form
 * @param number the value, of a number
 * @param span where it stands
 */
record Token(Kind kind, String text, double number, Span span) {

  enum Kind {
    NUMBER,
    NAME,
    /** Between quotes; {@link #text} is without them. */
    TEXT,
    /** A sign or one of the words {@code and}, {@code or}, {@code not}. */
    SIGN,
    /** The end of a line, or {@code ;}. */
    NEWLINE,
    END
  }

  boolean is(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  /** As a message names it. */
  String described() {
    return switch (kind) {
      case NEWLINE -> "the end of the line";
      case END -> "the end";
      case TEXT -> "`'" + text + "'`";
      default -> "`" + text + "`";
    };
  }
}
