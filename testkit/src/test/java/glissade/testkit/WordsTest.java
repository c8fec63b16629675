package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.FormulaException;
import glissade.formula.Graph;
import glissade.formula.Point;
import glissade.formula.Shape;
import glissade.optimize.Loss;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers, names, comments and lines. */
class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "00012, 12",
    "1.5, 1.5",
    ".5, 0.5",
    "5., 5",
    "1e3, 1000",
    "1E+3, 1000",
    "1e-3, 0.001",
    ".5e1, 5",
    "1.7976931348623157e308, 1.7976931348623157e308",
    "4.9e-324, 4.9e-324",
    "0e999, 0",
    "0.000, 0",
    "123456789012345678901234567890, 123456789012345680000000000000",
  })
  void numberReads(String text, double value) {
    Expr number = Formula.parse(text).bind(new Graph(), Map.of()).root();
    assertThat(number.isConstant(value)).as(number.toString()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "X1",
        "_x",
        "learning_rate",
        "α",
        "Δt",
        "β1",
        "größe",
        "x̄",
        "名前",
        "की",
        "е",
        "e"
      })
  void nameReads(String name) {
    assertThat(Formula.parse("2*" + name + " + 1").names()).containsExactly(name);
  }

  /** Letters that look the same, or are the same by Unicode, are one name. */
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "µ, μ", // micro sign, Greek mu
    "ϵ, ε", // lunate epsilon, epsilon
    "é, e\u0301", // composed, decomposed
    "ｘ, x", // full width
    "𝑥, x", // mathematical italic
    "ﬁ, fi", // ligature
    "Ω, Ω", // ohm sign, omega
  })
  void sameNameInNormalForm(String one, String other) {
    assertThat(Formula.parse(one + " - " + other).names()).hasSize(1);
    assertThat(Point.parse(one + "=3").number(Formula.parse(other).names().get(0))).isEqualTo(3);
  }

  @Test
  void piIsConstantAndEIsName() {
    assertThat(Formula.parse("pi + e").names()).containsExactly("e");
  }

  @Test
  void namesAreInOrderOfFirstUse() {
    assertThat(Formula.parse("r = b + a\ns = r*c; s + a + r").names())
        .isEqualTo(List.of("b", "a", "c"));
  }

  /** A line may use a name before giving it a new meaning. */
  @Test
  void lineMayRedefineName() {
    Point point = Point.parse("x=3");
    assertThat(Loss.of(Formula.parse("x = x + 1; x = 2*x; x^2"), point).value(point)).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x+y",
        "  x  +\ty  ",
        "# a comment\nx + y # another\n# a third",
        "x + y # with no end",
        "\n\n;;x + y;\n;",
        "r = y; x + r",
        "r = y # note\nx + r",
        "r = (y)\n\n\nx + r",
        "(x\n+\ny)",
        "(x # inside parentheses a line may end\n + y)",
        "x + y\r\n",
        "r = y\r\nx + r\r\n",
        "x\u00A0+\u2003y", // no-break space, em space
        "\uFEFFx + y", // byte order mark
        "hypot(x*0,\n  0) + (x +\n y)",
      })
  void spaceCommentsAndLinesDoNotMatter(String text) {
    Graph graph = new Graph();
    Map<String, Shape> shapes = Map.of("x", Shape.SCALAR, "y", Shape.SCALAR);
    Point point = Point.parse("x=3, y=4");
    assertThat(Formula.parse(text).bindVariables(graph, shapes).root().isScalar()).isTrue();
    assertThat(Loss.of(Formula.parse(text), point).value(point)).isEqualTo(7);
  }

  /** A semicolon ends a line even where a line break would not. */
  @Test
  void semicolonEndsLineInsideParentheses() {
    assertThatThrownBy(() -> Formula.parse("(x; y)")).isInstanceOf(FormulaException.class);
  }
}
