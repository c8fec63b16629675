package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import glissade.formula.Formula;
import glissade.formula.FormulaException;
import glissade.formula.LimitException;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Loss;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Texts that are too large, or deep, are answered soon, by a message and not by a crash. */
class HostileTextTest {
  private static final Duration SOON = Duration.ofSeconds(2);

  /** Texts, and how the first line of the answer reads; an empty answer stands for none. */
  private static final Map<String, Supplier<String>> TEXTS =
      Map.ofEntries(
          Map.entry(
              "formula:1:1: the text is too long: 10,000,001 characters; the limit is 1,000,000",
              () -> "x" + "+x".repeat(5_000_000)),
          Map.entry(
              "formula:1:1: the text is too long: 10,000,000 characters; the limit is 1,000,000",
              () -> "\0".repeat(10_000_000)),
          Map.entry(
              "formula:1:501: nested too deeply: the limit is 500 levels of parentheses, powers and"
                  + " calls",
              () -> "(".repeat(100_000)),
          Map.entry(
              "formula:1:502: nested too deeply: the limit is 500 levels of parentheses, powers and"
                  + " calls",
              () -> " " + "(".repeat(100_000) + "x" + ")".repeat(100_000)),
          Map.entry(
              "formula:1:2001: nested too deeply: the limit is 500 levels of parentheses, powers"
                  + " and calls",
              () -> "sin(".repeat(100_000)),
          Map.entry(
              "formula:1:1001: nested too deeply: the limit is 500 levels of parentheses, powers"
                  + " and calls",
              () -> "x^".repeat(100_000)),
          Map.entry(
              "formula:1:503: nested too deeply: the limit is 500 levels of parentheses, powers and"
                  + " calls",
              () -> "x *" + "-".repeat(100_000)),
          Map.entry(
              "formula:1:500007: too many terms: the limit is 200,000 numbers, names and"
                  + " operations",
              () -> "2.5e0*x + ".repeat(60_000)),
          Map.entry("formula:1:1: unexpected character (U+0000 NULL)", () -> "\0".repeat(900_000)),
          Map.entry(
              "formula:1:1: expected a number, a name or `(` before `)`",
              () -> ")\n".repeat(400_000)),
          Map.entry("formula:1:1: `(` is never closed", () -> "(x" + "\n+ x".repeat(20_000)),
          Map.entry("formula:1:2: `)` closes nothing", () -> "x" + ")".repeat(100_000)));

  @TestFactory
  Stream<DynamicTest> answerIsAMessage() {
    return TEXTS.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      String text = entry.getValue().get();
                      String message = assertTimeout(SOON, () -> message(text));
                      assertThat(message.lines().findFirst()).contains(entry.getKey());
                      assertThat(message.length()).isLessThan(10_000);
                    }));
  }

  /** Up to its limits, the language works. */
  @TestFactory
  Stream<DynamicTest> answerIsANumber() {
    Map<String, String> texts =
        Map.of(
            "parentheses", "(".repeat(499) + "x" + ")".repeat(499),
            "calls", "sin(".repeat(499) + "x" + ")".repeat(499),
            "powers", "x^".repeat(499) + "x",
            "signs", "-".repeat(499) + "x",
            "terms", "x" + " + x".repeat(49_000),
            "products", "x" + "*x".repeat(10_000),
            "lines", lines(20_000),
            "digits", "0." + "1".repeat(900_000) + "*x",
            "a name", "x".repeat(900_000),
            "spaces", " ".repeat(900_000) + "x");
    return texts.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> assertTimeout(SOON.multipliedBy(3), () -> run(entry.getValue()))));
  }

  @Test
  void pointThatDoesNotFitInMemory() {
    String message = assertTimeout(SOON, () -> message(() -> Point.parse("w[2147000000]=0")));
    assertThat(message)
        .startsWith("point:1:1: 2,147,000,000 parameters do not fit in memory: there is room for");
  }

  private static void run(String text) {
    Formula formula = Formula.parse(text);
    Point point = Point.empty().with(formula.names().get(0), 0.5);
    Loss loss = Loss.of(formula, point);
    assertThat(loss.value(point)).isFinite();
    assertThat(loss.gradient(point).toArray()[0]).isFinite();
    Interpreted.compiled(loss.compile(Precision.DOUBLE, false), point);
  }

  private static String lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "r%d = sin(%s)\n".formatted(i + 1, i == 0 ? "x" : "r" + i))
        .collect(Collectors.joining("", "", "r" + count));
  }

  private static String message(String text) {
    return message(() -> Formula.parse(text));
  }

  private static String message(Supplier<@Nullable Object> action) {
    try {
      return "no problem: " + action.get();
    } catch (FormulaException | LimitException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
