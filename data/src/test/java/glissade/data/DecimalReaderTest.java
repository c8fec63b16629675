package glissade.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The reader of numbers against {@link Double#parseDouble}, bit by bit. */
class DecimalReaderTest {
  private static final long SEED = 20_260_101;

  private final DecimalReader reader = new DecimalReader();

  @Test
  void millionTextsLikeParseDouble() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 1_000_000; i++) {
      check(text(random, i % 5));
    }
  }

  /** Halfway between two doubles, and one digit to either side of it. */
  @Test
  void tiesLikeParseDouble() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 4_000; i++) {
      double low = Double.longBitsToDouble(random.nextLong(0x7FEF_FFFF_FFFF_FFFFL));
      BigDecimal half =
          new BigDecimal(low).add(new BigDecimal(Math.nextUp(low))).divide(BigDecimal.valueOf(2));
      for (int digits = 15; digits < 22; digits++) {
        BigDecimal near = half.round(new MathContext(digits));
        check(near.toString());
        check(near.add(near.ulp()).toString());
        check(near.subtract(near.ulp()).toString());
      }
    }
    for (int i = 0; i < 100_000; i++) {
      long whole = random.nextLong(1L << 53, 1L << 56);
      check(Long.toString(whole));
      check(whole + ".5");
    }
  }

  @Test
  void edgesLikeParseDouble() {
    for (String text :
        List.of(
            "0",
            "-0",
            "+0",
            "0.0",
            "-0.0e5",
            ".5",
            "5.",
            "-.5e-3",
            "1e0",
            "1E+22",
            "1e23",
            "1e-22",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1e-400",
            "1e400",
            "-1e999999999999",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551615",
            "9999999999999999999",
            "99999999999999999999",
            "0.00000000000000000000000012345678901",
            "000000000000000000000000000001.5",
            "1" + "0".repeat(400),
            "0." + "0".repeat(400) + "1")) {
      check(text);
    }
  }

  @Test
  void whatIsNoNumber() {
    for (String text :
        List.of("", "-", "+", ".", "-.", "e5", ".e5", "abc", "NaN", "Infinity", "--1")) {
      assertThat(read(text)).as(text).isEqualTo(-1);
    }
    for (String text : List.of("1e", "1e+", "1e-x")) {
      assertThat(read(text)).as(text).isEqualTo(-1);
    }
    assertThat(read("1.5abc")).isEqualTo(3);
    assertThat(read("0x10")).isEqualTo(1);
    assertThat(read("1d")).isEqualTo(1);
  }

  private static String text(SplittableRandom random, int kind) {
    String sign = random.nextInt(3) == 0 ? "-" : "";
    return switch (kind) {
      case 0 ->
          Double.toString(Double.longBitsToDouble(random.nextLong() & 0xFFEF_FFFF_FFFF_FFFFL));
      case 1 -> sign + random.nextDouble() * 1000;
      case 2 -> sign + random.nextInt(100_000) + "." + random.nextInt(1_000_000);
      case 3 -> sign + digits(random) + "e" + random.nextInt(-345, 330);
      default -> sign + digits(random) + "." + digits(random);
    };
  }

  private static String digits(SplittableRandom random) {
    StringBuilder digits = new StringBuilder();
    int count = random.nextInt(1, 22);
    for (int i = 0; i < count; i++) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  private int read(String text) {
    return reader.read((text + "\n").getBytes(StandardCharsets.ISO_8859_1), 0);
  }

  private void check(String text) {
    int end = read(text);
    if (end != text.length()
        || Double.doubleToRawLongBits(reader.value())
            != Double.doubleToRawLongBits(Double.parseDouble(text))) {
      assertThat(reader.value()).as(text).isEqualTo(Double.parseDouble(text));
      assertThat(end).as("the end of " + text).isEqualTo(text.length());
      throw new AssertionError(text + " has the wrong sign");
    }
  }
}
