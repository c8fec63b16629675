package glissade.formula;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cuts a text into words. Characters it cannot read become problems, and reading goes on. */
final class Lexer {
  private static final Set<String> WORDS = Set.of("and", "or", "not");
  private static final String SINGLE_SIGNS = "+-*/^@()[],:<>=~";
  private static final List<String> DOUBLE_SIGNS = List.of("**", "<=", ">=", "==", "!=");

  /** Signs that look like ours, or that other languages use, and what to write instead. */
  private static final Map<Integer, String> LOOK_ALIKES =
      Map.ofEntries(
          Map.entry((int) '×', "*"),
          Map.entry((int) '·', "*"),
          Map.entry((int) '⋅', "*"),
          Map.entry((int) '∗', "*"),
          Map.entry((int) '•', "*"),
          Map.entry((int) '÷', "/"),
          Map.entry((int) '∕', "/"),
          Map.entry((int) '⁄', "/"),
          Map.entry((int) '／', "/"),
          Map.entry((int) '−', "-"),
          Map.entry((int) '–', "-"),
          Map.entry((int) '—', "-"),
          Map.entry((int) '‐', "-"),
          Map.entry((int) '‑', "-"),
          Map.entry((int) '＋', "+"),
          Map.entry((int) '＊', "*"),
          Map.entry((int) '＝', "="),
          Map.entry((int) '（', "("),
          Map.entry((int) '）', ")"),
          Map.entry((int) '，', ","),
          Map.entry((int) 'ˆ', "^"),
          Map.entry((int) '∧', "and"),
          Map.entry((int) '∨', "or"),
          Map.entry((int) '≤', "<="),
          Map.entry((int) '≥', ">="),
          Map.entry((int) '≠', "!="),
          Map.entry((int) '²', "^2"),
          Map.entry((int) '³', "^3"),
          Map.entry((int) '√', "sqrt(…)"),
          Map.entry((int) '∑', "sum(…)"),
          Map.entry((int) '&', "and"),
          Map.entry((int) '|', "or`, or for a size `abs(…)"),
          Map.entry((int) '%', "x - y*floor(x/y)"),
          Map.entry((int) '∞', "1/0"),
          Map.entry((int) '!', "not"),
          Map.entry((int) '{', "("),
          Map.entry((int) '}', ")"));

  private final String text;
  private final List<Problem> problems;
  private final List<Token> tokens = new ArrayList<>();
  private int brackets;
  private int at;

  private Lexer(Source source, Span part, List<Problem> problems) {
    this.text = source.text().substring(0, part.end());
    this.at = part.start();
    this.problems = problems;
  }

  /** All words of a part of a text, the last being {@link Token.Kind#END}. */
  static List<Token> read(Source source, Span part, List<Problem> problems) {
    Lexer lexer = new Lexer(source, part, problems);
    lexer.readAll();
    return lexer.tokens;
  }

  private void readAll() {
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (c == '\n' || c == ';') {
        newline();
      } else if (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0xFEFF) {
        at += Character.charCount(c);
      } else if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (isDigit(c) || c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
        number();
      } else if (Character.isLetter(c) || c == '_') {
        name();
      } else if (c == '\'' || c == '"' || c == '`') {
        quoted((char) c);
      } else {
        sign(c);
      }
    }
    tokens.add(new Token(Token.Kind.END, "", 0, new Span(at, at)));
  }

  /** Inside brackets, and after an operator, a line's end is a space. */
  private void newline() {
    Token last = tokens.isEmpty() ? null : tokens.get(tokens.size() - 1);
    boolean open = last != null && last.kind() == Token.Kind.SIGN && !last.is(")") && !last.is("]");
    if (brackets == 0 && !open || text.charAt(at) == ';') {
      tokens.add(new Token(Token.Kind.NEWLINE, "", 0, new Span(at, at + 1)));
    }
    at++;
  }

  private void number() {
    int start = at;
    digits();
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      int mark = at;
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      if (isDigit(peek())) {
        digits();
      } else {
        at = mark;
      }
    }
    Span span = new Span(start, at);
    String digits = text.substring(start, at);
    double value = Double.parseDouble(digits);
    if (Double.isInfinite(value)) {
      problems.add(
          new Problem(span, "the number is too large: a double reaches 1.7976931348623157e308"));
    } else if (value == 0
        && digits.split("[eE]", -1)[0].chars().anyMatch(c -> c >= '1' && c <= '9')) {
      problems.add(
          new Problem(
              span, "the number is too small: it would be read as 0; a double reaches 4.9e-324"));
    }
    tokens.add(new Token(Token.Kind.NUMBER, digits, value, span));
  }

  private void digits() {
    while (isDigit(peek())) {
      at++;
    }
  }

  private void name() {
    int start = at;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (!isNamePart(c)) {
        break;
      }
      at += Character.charCount(c);
    }
    String name = normalized(text.substring(start, at));
    if (!name.codePoints().allMatch(Lexer::isNamePart)) { // a letter that stands for several words
      problems.add(
          new Problem(
              new Span(start, at), "unexpected character " + described(text.codePointAt(start))));
    }
    Token.Kind kind = WORDS.contains(name) ? Token.Kind.SIGN : Token.Kind.NAME;
    tokens.add(new Token(kind, name, 0, new Span(start, at)));
  }

  /** Text, or between backquotes a name that is made of other characters. */
  private void quoted(char quote) {
    int start = at;
    int end = start + 1;
    while (end < text.length() && text.charAt(end) != quote && text.charAt(end) != '\n') {
      end++;
    }
    boolean closed = end < text.length() && text.charAt(end) == quote;
    at = closed ? end + 1 : end;
    Span span = new Span(start, at);
    String inside = text.substring(start + 1, end);
    if (!closed) {
      problems.add(new Problem(new Span(start, start + 1), "this quote is never closed"));
    } else if (inside.isEmpty()) {
      problems.add(new Problem(span, "there is nothing between the quotes"));
    }
    Token.Kind kind = quote == '`' ? Token.Kind.NAME : Token.Kind.TEXT;
    tokens.add(new Token(kind, inside, 0, span));
  }

  /** Whether a text is a name without backquotes. */
  static boolean isName(String text) {
    int first = text.isEmpty() ? ' ' : text.codePointAt(0);
    return (Character.isLetter(first) || first == '_')
        && text.codePoints().allMatch(Lexer::isNamePart)
        && !isWord(text);
  }

  private static boolean isNamePart(int c) {
    int type = Character.getType(c);
    return Character.isLetterOrDigit(c)
        || c == '_'
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  /** Whether this is a word that cannot be a name. */
  static boolean isWord(String text) {
    return WORDS.contains(text);
  }

  /** One spelling for each name, so that the two epsilons, or the two mus, are one letter. */
  static String normalized(String name) {
    return name.chars().allMatch(c -> c < 128)
        ? name
        : Normalizer.normalize(name, Normalizer.Form.NFKC);
  }

  private void sign(int c) {
    int start = at;
    for (String sign : DOUBLE_SIGNS) {
      if (text.startsWith(sign, at)) {
        at += 2;
        add(sign, start);
        return;
      }
    }
    if (SINGLE_SIGNS.indexOf(c) >= 0) {
      at++;
      brackets += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
      brackets = Math.max(brackets, 0);
      add(Character.toString(c), start);
      return;
    }
    at += Character.charCount(c);
    String instead = LOOK_ALIKES.get(c);
    if ((c == '&' || c == '|') && peek() == c) {
      at++;
      instead = c == '&' ? "and" : "or";
    }
    Span span = new Span(start, at);
    if (instead == null) {
      problems.add(new Problem(span, "unexpected character " + described(c)));
    } else {
      problems.add(
          new Problem(
              span, "unexpected character %s; write `%s`".formatted(described(c), instead)));
      if (SINGLE_SIGNS.contains(instead)
          || DOUBLE_SIGNS.contains(instead)
          || WORDS.contains(instead)) {
        add(instead, start); // so that this one fault is not reported as two
      }
    }
  }

  private void add(String sign, int start) {
    tokens.add(new Token(Token.Kind.SIGN, sign.equals("**") ? "^" : sign, 0, new Span(start, at)));
  }

  private static String described(int c) {
    String code = "U+%04X".formatted(c);
    String name = Character.getName(c);
    String shown = Source.isVisible(c) ? "`" + Character.toString(c) + "` " : "";
    return shown + "(" + code + (name == null ? "" : " " + name) + ")";
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
