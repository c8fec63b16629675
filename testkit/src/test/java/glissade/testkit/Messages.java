package glissade.testkit;

import glissade.formula.Formula;
import glissade.formula.FormulaException;
import glissade.formula.LimitException;
import glissade.formula.Point;
import glissade.optimize.Loss;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The messages that people get for faulty texts, kept whole in a file. */
final class Messages {
  private static final String FILE = "messages.txt";

  /** What the names of the faulty formulas stand for. */
  private static final Point POINT = Point.parse("x=1, y=1, alpha=1, v=[1,2,3], w=[1,2]");

  private Messages() {}

  /**
   * One faulty text.
   *
   * @param kind {@code formula} or {@code point}
   * @param text with Java's escapes for control characters
   * @param message all of it
   */
  record Case(String kind, String text, String message) {

    /** What is said about the text today. */
    String said() {
      String plain = text.replace("\\u202e", "\u202e").replace("\\u200b", "\u200b");
      plain = plain.translateEscapes();
      try {
        if (kind.equals("point")) {
          return ("no problem: " + Point.parse(plain)).stripTrailing();
        }
        Formula formula = Formula.parse(plain);
        Point point = Point.empty();
        for (String name : formula.names()) {
          point = POINT.has(name) ? with(point, name) : point;
        }
        Loss loss = Loss.of(formula, point);
        return "no problem: " + loss.value(point) + " " + loss.gradient(point);
      } catch (FormulaException | LimitException e) {
        return String.valueOf(e.getMessage());
      }
    }

    private static Point with(Point point, String name) {
      return POINT.shape(name).isScalar()
          ? point.with(name, POINT.number(name))
          : point.with(name, POINT.get(name));
    }

    String block() {
      return "=== %s\n%s\n---\n%s\n".formatted(kind, text, said());
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    String[] blocks = file().split("(?m)^=== ", -1);
    for (String block : Arrays.asList(blocks).subList(1, blocks.length)) {
      int textStart = block.indexOf('\n') + 1;
      int textEnd = block.indexOf("\n---\n", textStart);
      cases.add(
          new Case(
              block.substring(0, textStart - 1),
              block.substring(textStart, textEnd),
              block.substring(textEnd + 5).stripTrailing()));
    }
    return cases;
  }

  /** The file as it would be if today's messages were right. */
  static String updated() {
    String head = file().split("(?m)^=== ", -1)[0];
    return head + cases().stream().map(Case::block).collect(Collectors.joining("\n"));
  }

  static String file() {
    try (InputStream in = Messages.class.getResourceAsStream(FILE)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
