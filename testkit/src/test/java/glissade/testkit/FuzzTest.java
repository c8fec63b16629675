package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import glissade.formula.Formula;
import glissade.formula.FormulaException;
import glissade.formula.LimitException;
import glissade.formula.Operator;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Loss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever the text, the answer is a number or a message that points into the text. */
class FuzzTest {
  private static final long SEED = 9_000_000;
  private static final Duration SOON = Duration.ofSeconds(2);

  private static final List<String> WORDS = words();

  @Test
  void garbageFormulas() {
    for (long seed = SEED; seed < SEED + 20_000; seed++) {
      check(garbage(new SplittableRandom(seed)), new Formulas(seed), seed);
    }
  }

  @Test
  void mutatedFormulas() {
    for (long seed = SEED; seed < SEED + 10_000; seed++) {
      Formulas formulas = new Formulas(seed);
      check(mutated(formulas.next(), new SplittableRandom(seed)), formulas, seed);
    }
  }

  @Test
  void garbagePoints() {
    for (long seed = SEED; seed < SEED + 10_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String text =
          random.nextBoolean() ? garbage(random) : mutated("x=1, w=[1, 2], v[3]=0", random);
      try {
        Point.parse(text);
      } catch (FormulaException | LimitException e) {
        assertMessage(String.valueOf(e.getMessage()), text, seed);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ": " + escaped(text), e);
      }
    }
  }

  /** Parses, evaluates, differentiates, compiles and runs, as far as it goes. */
  private static void check(String text, Formulas formulas, long seed) {
    assertTimeout(
        SOON,
        () -> {
          try {
            Formula formula = Formula.parse(text);
            Point point = formulas.point(formula);
            Loss loss = Loss.of(formula, point);
            double value = loss.value(point);
            loss.gradient(point);
            double[] compiled = Interpreted.compiled(loss.compile(Precision.DOUBLE, false), point);
            assertThat(Ulps.same(compiled[0], value)).as("seed %d: %s", seed, text).isTrue();
          } catch (FormulaException | LimitException e) {
            assertMessage(String.valueOf(e.getMessage()), text, seed);
          } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed + ": " + escaped(text), e);
          }
        });
  }

  private static void assertMessage(String message, String text, long seed) {
    assertThat(message)
        .as("seed %d: %s", seed, escaped(text))
        .isNotBlank()
        .doesNotContain("null", "Exception", "\0", "\33", "\r")
        .hasSizeLessThan(20_000);
  }

  private static String garbage(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(1, 25);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(12)) {
        case 0 -> text.appendCodePoint(random.nextInt(0x20)); // control characters
        case 1 -> text.appendCodePoint(random.nextInt(0x20, 0x180));
        case 2 -> text.append((char) random.nextInt(0x10000)); // halves of pairs as well
        case 3 -> text.appendCodePoint(random.nextInt(0x110000));
        case 4 -> text.append(random.nextInt(-2, 12));
        default -> text.append(WORDS.get(random.nextInt(WORDS.size())));
      }
    }
    return text.toString();
  }

  private static String mutated(String valid, SplittableRandom random) {
    StringBuilder text = new StringBuilder(valid);
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && text.length() > 0; i++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(5)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, WORDS.get(random.nextInt(WORDS.size())));
        case 2 -> text.insert(at, text.charAt(random.nextInt(text.length())));
        case 3 -> text.setCharAt(at, text.charAt(random.nextInt(text.length())));
        default -> {
          int end = Math.min(text.length(), at + 1 + random.nextInt(10));
          text.insert(random.nextInt(text.length()), text.substring(at, end));
        }
      }
    }
    return text.toString();
  }

  private static List<String> words() {
    List<String> words = new ArrayList<>();
    for (Operator operator : Operator.values()) {
      words.add(operator.symbol());
    }
    words.addAll(
        List.of("(", ")", "(", ")", "(", ")", "[", "]", ",", ":", ";", "\n", " ", "#", "=", "@"));
    words.addAll(List.of("~", "**", "x", "y", "v", "w", "u", "x", "v", "pi", "e", "r1", "α", "µ"));
    words.addAll(List.of("1e400", "1e-400", "1e9", "0.5", "-1", "2000000000", "1e", ".", "×", "²"));
    words.addAll(List.of("fill(", "place(", "sum(", "dot", "v[", "x=", "1:", ":-1]", "not ", "√"));
    return List.copyOf(words);
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(c -> escaped.append(c >= 32 && c < 127 ? (char) c : "\\u%04x".formatted(c)));
    return escaped.toString();
  }
}
