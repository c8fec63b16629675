package glissade.testkit;

import static glissade.formula.Operator.*;

import glissade.formula.Operator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The table of operator values and derivatives to 30 digits; its header says how it was made. */
final class OperatorOracle {
  private static final String FILE = "operators.oracle.csv";

  /** What the table calls the operators that have a sign, or another name, in the language. */
  private static final Map<String, Operator> NAMES =
      Map.ofEntries(
          Map.entry("add", ADD),
          Map.entry("sub", SUBTRACT),
          Map.entry("mul", MULTIPLY),
          Map.entry("div", DIVIDE),
          Map.entry("neg", NEGATE),
          Map.entry("pow", POWER),
          Map.entry("lt", LESS),
          Map.entry("le", LESS_EQUAL),
          Map.entry("gt", GREATER),
          Map.entry("ge", GREATER_EQUAL),
          Map.entry("eq", EQUAL),
          Map.entry("ne", NOT_EQUAL),
          Map.entry("min", MINIMUM),
          Map.entry("max", MAXIMUM));

  private OperatorOracle() {}

  /**
   * One row.
   *
   * @param second empty where it is not tabulated
   */
  record Row(
      Operator operator,
      double[] arguments,
      String value,
      List<String> partials,
      String second,
      String line) {}

  static List<Row> rows() {
    try (InputStream in = OperatorOracle.class.getResourceAsStream(FILE)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).map(OperatorOracle::row).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(String line) {
    String[] cells = line.split(",", -1);
    Operator operator = NAMES.get(cells[0]);
    return new Row(
        operator != null ? operator : Operator.valueOf(cells[0].toUpperCase(java.util.Locale.ROOT)),
        Arrays.stream(cells[1].split(" ", -1)).mapToDouble(Double::parseDouble).toArray(),
        cells[2],
        List.of(cells[3].split(" ", -1)),
        cells[4],
        line);
  }
}
