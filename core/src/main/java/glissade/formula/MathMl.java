package glissade.formula;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Typesets parsed text as MathML, which browsers draw without help. Quotients are fractions, roots
 * have their sign, {@code where} is a choice in braces; parentheses are where the typeset form
 * needs them, not where they were typed.
 */
final class MathMl {
  private static final int ATOM = 10;

  private static final String APPLY = "<mo>&#x2061;</mo>";

  /** How tightly what is written with signs binds; the others stand for themselves. */
  private static final Map<String, Integer> STRENGTH = strength();

  private static final Map<String, String> SIGNS =
      Map.ofEntries(
          Map.entry("~", "∼"),
          Map.entry("<", "&lt;"),
          Map.entry("<=", "≤"),
          Map.entry(">", "&gt;"),
          Map.entry(">=", "≥"),
          Map.entry("==", "="),
          Map.entry("!=", "≠"),
          Map.entry("-", "−"),
          Map.entry("@", "⋅"));

  private static final Pattern LETTER = Pattern.compile("(\\p{L})_?(\\p{N}*)");
  private static final Pattern BEGINS_WITH_NUMBER = Pattern.compile("^(?:<m\\w+>)*<mn>.*");
  private static final Pattern BEGINS_WITH_WORD = Pattern.compile("^(?:<m\\w+>)*<mi>[^<]{2,}.*");
  private static final Pattern ENDS_WITH_WORD = Pattern.compile(".*<mi>[^<]{2,}</mi>$");

  private final List<Node> nodes;
  private final Map<String, String> symbols;
  private final String[] texts;

  private MathMl(List<Node> nodes, Map<String, String> symbols) {
    this.nodes = nodes;
    this.symbols = symbols;
    this.texts = new String[nodes.size()];
  }

  private static Map<String, Integer> strength() {
    Map<String, Integer> strength = new HashMap<>(Parser.BINDING);
    strength.put("not", Parser.NOT);
    strength.put("neg", Parser.SIGN);
    return strength;
  }

  /**
   * Typesets nodes, children first, so that deep texts need no recursion.
   *
   * @param symbols what to write for some names
   * @return each node's markup, to stand inside {@code <math>}
   */
  static String[] of(List<Node> nodes, Map<String, String> symbols) {
    MathMl all = new MathMl(nodes, symbols);
    for (int at = 0; at < nodes.size(); at++) {
      all.texts[at] = all.text(nodes.get(at));
    }
    return all.texts;
  }

  /** A name: a letter with digits below it, or a word. */
  static String name(String name, Map<String, String> symbols) {
    String symbol = symbols.getOrDefault(name, name);
    var letter = LETTER.matcher(symbol);
    if (letter.matches() && !letter.group(2).isEmpty()) {
      return "<msub><mi>%s</mi><mn>%s</mn></msub>".formatted(letter.group(1), letter.group(2));
    }
    return "<mi>" + escaped(symbol.equals("pi") ? "π" : symbol) + "</mi>";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private String text(Node node) {
    return switch (node.kind()) {
      case NUMBER -> number(node.name());
      case NAME -> name(node.name(), symbols);
      case CALL -> STRENGTH.containsKey(node.name()) ? signed(node) : called(node);
      case ELEMENT -> subscripted(node, ",");
      case SLICE -> subscripted(node, ":");
      case ERROR -> throw new IllegalStateException("not of a formula that could not be read");
    };
  }

  private static String number(String typed) {
    String[] parts = typed.toLowerCase(java.util.Locale.ROOT).split("e", 2);
    if (parts.length == 1) {
      return "<mn>" + typed + "</mn>";
    }
    int exponent = Integer.parseInt(parts[1]);
    String power =
        "<msup><mn>10</mn>%s</msup>"
            .formatted(
                exponent < 0
                    ? "<mrow><mo>−</mo><mn>" + -exponent + "</mn></mrow>"
                    : "<mn>" + exponent + "</mn>");
    return parts[0].equals("1") ? power : row("<mn>" + parts[0] + "</mn><mo>⋅</mo>" + power);
  }

  private static String row(String content) {
    return "<mrow>" + content + "</mrow>";
  }

  private static String fenced(String open, String content, String close) {
    return row("<mo>" + open + "</mo>" + content + "<mo>" + close + "</mo>");
  }

  private String child(Node node, int which) {
    return texts[node.children()[which]];
  }

  private static boolean isSum(Node node) {
    return node.kind() == Node.Kind.CALL
        && node.name().equals("sum")
        && node.children().length == 1;
  }

  /** Whether a factor after it would read as part of a sum's argument. */
  private boolean endsInSum(Node node) {
    Node last = node;
    while (last.kind() == Node.Kind.CALL && last.name().equals("neg")) {
      last = nodes.get(last.children()[0]);
    }
    return isSum(last);
  }

  /** What is called is an atom, but a sum has no end, and exp is a power. */
  private static int strength(Node node) {
    if (node.kind() != Node.Kind.CALL) {
      return ATOM;
    }
    return isSum(node) || node.name().equals("exp")
        ? Parser.SIGN
        : STRENGTH.getOrDefault(node.name(), ATOM);
  }

  /** An operand, in parentheses if it binds more loosely. */
  private String operand(Node node, int which, int atLeast) {
    Node operand = nodes.get(node.children()[which]);
    String text = child(node, which);
    boolean factor = node.name().equals("*") || node.name().equals("@");
    // A fraction is one thing to look at; a sign inside a sum, or a product, is not.
    boolean fraction = operand.name().equals("/") && atLeast <= Parser.SIGN;
    boolean sign = operand.name().equals("neg") && (which > 0 || isSum(node));
    boolean fits = strength(operand) >= atLeast || fraction;
    return fits && !sign && !(factor && endsInSum(operand)) ? text : fenced("(", text, ")");
  }

  private String signed(Node node) {
    String name = node.name();
    int strength = STRENGTH.getOrDefault(name, ATOM);
    return switch (name) {
      case "neg" -> row("<mo>−</mo>" + operand(node, 0, Parser.SIGN));
      case "not" -> row("<mtext>not&#xA0;</mtext>" + operand(node, 0, ATOM));
      case "/" -> "<mfrac>" + child(node, 0) + child(node, 1) + "</mfrac>";
      case "^" -> "<msup>" + operand(node, 0, ATOM) + child(node, 1) + "</msup>";
      case "*" -> {
        String left = operand(node, 0, strength);
        String right = operand(node, 1, strength);
        boolean dot =
            BEGINS_WITH_NUMBER.matcher(right).matches()
                || BEGINS_WITH_WORD.matcher(right).matches()
                || ENDS_WITH_WORD.matcher(left).matches();
        yield row(left + (dot ? "<mo>⋅</mo>" : "<mo>&#x2062;</mo>") + right);
      }
      case "and", "or" ->
          row(
              operand(node, 0, strength)
                  + "<mtext>&#xA0;"
                  + name
                  + "&#xA0;</mtext>"
                  + operand(node, 1, strength + 1));
      default ->
          row(
              operand(node, 0, strength)
                  + "<mo>"
                  + SIGNS.getOrDefault(name, name)
                  + "</mo>"
                  + operand(node, 1, strength + 1));
    };
  }

  private String called(Node node) {
    String name = node.name();
    if (name.equals("where") && node.children().length == 3) {
      return row(
          "<mo>{</mo><mtable displaystyle=\"true\" columnalign=\"left\">%s%s</mtable>"
              .formatted(
                  "<mtr><mtd>%s</mtd><mtd><mtext>if&#xA0;</mtext>%s</mtd></mtr>"
                      .formatted(child(node, 1), child(node, 0)),
                  "<mtr><mtd>%s</mtd><mtd><mtext>otherwise</mtext></mtd></mtr>"
                      .formatted(child(node, 2))));
    }
    String arguments =
        Arrays.stream(node.children())
            .mapToObj(child -> texts[child])
            .collect(Collectors.joining("<mo>,</mo>"));
    String plain = row("<mi>" + escaped(name) + "</mi>" + APPLY + fenced("(", arguments, ")"));
    if (node.children().length != 1) {
      return plain;
    }
    return switch (name) {
      case "sqrt" -> "<msqrt>" + arguments + "</msqrt>";
      case "cbrt" -> "<mroot>" + arguments + "<mn>3</mn></mroot>";
      case "abs" -> fenced("|", arguments, "|");
      case "norm" -> fenced("‖", arguments, "‖");
      case "floor" -> fenced("⌊", arguments, "⌋");
      case "ceil" -> fenced("⌈", arguments, "⌉");
      case "exp" -> "<msup><mi>e</mi>" + arguments + "</msup>";
      case "sum" -> row("<mo>∑</mo>" + operand(node, 0, Parser.PRODUCT));
      default -> plain;
    };
  }

  private String subscripted(Node node, String between) {
    String inside =
        Arrays.stream(node.children())
            .skip(1)
            .mapToObj(child -> child < 0 ? "" : texts[child])
            .collect(Collectors.joining("<mo>" + between + "</mo>"));
    return "<msub>" + operand(node, 0, ATOM) + row(inside) + "</msub>";
  }
}
