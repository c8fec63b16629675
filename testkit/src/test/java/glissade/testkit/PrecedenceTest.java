package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text means what its parentheses would say. */
class PrecedenceTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "-x^2              | -(x^2)",
        "2^-x^2            | 2^(-(x^2))",
        "2^3^2*x           | (2^9)*x",
        "x^y^z             | x^(y^z)",
        "x**y              | x^y",
        "x**-y**2          | x^(-(y^2))",
        "-x*y              | (-x)*y",
        "x*-y              | x*(-y)",
        "x - -y            | x + y",
        "- - x             | x",
        "+x                | x",
        "-+-x              | x",
        "x - y - z         | (x - y) - z",
        "x - y + z         | (x - y) + z",
        "x/y/z             | (x/y)/z",
        "x/y*z             | (x/y)*z",
        "x + y*z           | x + (y*z)",
        "x*y + z           | (x*y) + z",
        "x*y^z             | x*(y^z)",
        "x^2*y             | (x^2)*y",
        "x + v @ v*y       | x + ((v @ v)*y)",
        "y*v @ v           | (y*v) @ v",
        "v @ v             | dot(v, v)",
        "x + y < z         | (x + y) < z",
        "x < y + z         | x < (y + z)",
        "not x < y         | not (x < y)",
        "not x == y        | not (x == y)",
        "not x and y       | (not x) and y",
        "not not x         | not (not x)",
        "x and y or z      | (x and y) or z",
        "x or y and z      | x or (y and z)",
        "x < y and y < z   | (x < y) and (y < z)",
        "x and not y       | x and (not y)",
        "x == not y        | x == (not y)",
        "x == not y < z    | x == (not (y < z))",
        "x ~ y + z         | mean((x - (y + z))^2)",
        "v ~ 2*v + x       | mean((v - (2*v + x))^2)",
        "x or y ~ z        | ((x or y) - z)^2",
        "-v[0]^2           | -((v[0])^2)",
        "v[0]^v[1]         | (v[0])^(v[1])",
        "v[1 + 1]          | v[2]",
        "v[-1]             | v[3 - 1]",
        "sum(v)^2          | (sum(v))^2",
        "pow(x, y)         | x^y",
        "max(x, y)         | max(x, (y))",
        "min(v)            | min((v))",
        "norm(x)           | abs(x)",
        "sum(x)            | x",
      })
  void reads(String text, String meaning) {
    Graph graph = new Graph();
    assertThat(bound(graph, text)).as(text).isSameAs(bound(graph, meaning));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource({
    "-2^2, -4",
    "2^-2^2, 0.0625",
    "2^3^2, 512",
    "10 - 4 - 3, 3",
    "2 - -3, 5",
    "8/4/2, 1",
    "not 1 < 0, 1",
    "1 and 0 or 1, 1",
    "0.1 + 0.2, 0.30000000000000004",
    "7/2, 3.5",
    "2^0.5, 1.4142135623730951",
    "1 < 2, 1",
    "2 <= 1, 0",
    "pi, 3.141592653589793",
    "(-8)^(1/3), NaN",
    "0^0, 1",
    "-0.0, -0.0",
  })
  void computes(String text, double value) {
    Expr constant = bound(new Graph(), text);
    assertThat(constant).isInstanceOf(Expr.Constant.class);
    assertThat(((Expr.Constant) constant).value()).isEqualTo(Double.valueOf(value));
  }

  private static Expr bound(Graph graph, String text) {
    return Formula.parse(text).bindVariables(graph, Formulas.NAMES).root();
  }
}
