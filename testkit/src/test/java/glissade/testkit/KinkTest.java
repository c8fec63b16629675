package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Formula;
import glissade.formula.Operator;
import glissade.formula.Point;
import glissade.optimize.Loss;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where there is no derivative, the convention of the operator table holds. */
class KinkTest {
  @ParameterizedTest(name = "{0} at {1}: {2}, gradient {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "x^0           | x=0        | 1         | 0",
        "x^0           | x=-2       | 1         | 0",
        "x^1           | x=0        | 0         | 1",
        "x^2           | x=0        | 0         | 0",
        "x^9           | x=0        | 0         | 0",
        "x^-1          | x=0        | Infinity  | -Infinity",
        "x^0.5         | x=0        | 0         | Infinity",
        "0^x           | x=2        | 0         | 0",
        "0^x           | x=0        | 1         | 0",
        "0^x           | x=-1       | Infinity  | -Infinity",
        "x^y           | x=0, y=2   | 0         | 0 0",
        "x^y           | x=0, y=1   | 0         | 1 0",
        "x^y           | x=0, y=0   | 1         | 0 0",
        "x^y           | x=3, y=0   | 1         | 0 1.0986122886681098",
        "x^y           | x=-2, y=3  | -8        | 12 NaN",
        "x^y           | x=-2, y=0  | 1         | 0 NaN",
        "sqrt(x)       | x=0        | 0         | Infinity",
        "cbrt(x)       | x=0        | 0         | Infinity",
        "abs(x)        | x=0        | 0         | 0",
        "abs(x)        | x=-0       | 0         | 0",
        "sign(x)       | x=0        | 0         | 0",
        "floor(x)      | x=1        | 1         | 0",
        "ceil(x)       | x=1        | 1         | 0",
        "hypot(x, y)   | x=0, y=0   | 0         | 0 0",
        "atan2(x, y)   | x=0, y=0   | 0         | 0 0",
        "norm(v)       | v[3]=0     | 0         | 0 0 0",
        "asin(x)       | x=1        | 1.5707963267948966 | Infinity",
        "acos(x)       | x=-1       | 3.141592653589793  | -Infinity",
        "acosh(x)      | x=1        | 0         | Infinity",
        "atanh(x)      | x=1        | Infinity  | Infinity",
        "max(x, y)     | x=1, y=1   | 1         | 0.5 0.5",
        "min(x, y)     | x=1, y=1   | 1         | 0.5 0.5",
        "max(x, x)     | x=1        | 1         | 1",
        "max(v)        | v=[1,3,3]  | 3         | 0 0.5 0.5",
        "min(v)        | v=[2,2,2]  | 2         | 0.3333333333333333 0.3333333333333333 0.3333333333333333",
        "clamp(x,0,1)  | x=0        | 0         | 1",
        "clamp(x,0,1)  | x=1        | 1         | 1",
        "clamp(x,a,b)  | x=0, a=0, b=0 | 0      | 1 0 0",
        "clamp(x,a,b)  | x=2, a=3, b=1 | 1      | 0 0 1",
        "relu(x)       | x=0        | 0         | 0",
        "relu(x)       | x=-0       | 0         | 0",
        "polygamma(n, x) | n=2, x=1 | -2.404113806319188 | NaN 6.49393940226683",
        "where(x, y, 2) | x=0, y=1  | 2         | 0 0",
        "where(x, y, 2) | x=-3, y=1 | 1         | 0 1",
      })
  void conventionHolds(String formula, String at, double value, String gradient) {
    Point point = Point.parse(at);
    Loss loss = Loss.of(Formula.parse(formula), point);
    assertThat(loss.value(point)).isEqualTo(value);
    double[] expected =
        Arrays.stream(gradient.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
    assertThat(Arrays.stream(loss.gradient(point).toArray()).map(number -> number + 0.0))
        .containsExactly(Arrays.stream(expected).boxed().toArray(Double[]::new));
  }

  /** Far out, where exp overflows: value, first and second derivative. */
  @ParameterizedTest(name = "{0} at {1}")
  @CsvSource({
    "sigmoid(x), 800, 1, 0, 0",
    "sigmoid(x), -800, 0, 0, 0",
    "softplus(x), 800, 800, 1, 0",
    "softplus(x), -800, 0, 0, 0",
    "tanh(x), 800, 1, 0, 0",
    "tanh(x), -800, -1, 0, 0",
    "tanh(x), 1e308, 1, 0, 0",
    "erf(x), 30, 1, 0, 0",
    "erf(x), -1e200, -1, 0, 0",
    "atan(x), 1e200, 1.5707963267948966, 0, 0",
    "'log1p(exp(-abs(x))) + max(x, 0)', 800, 800, 1, 0",
    "exp(-x^2), 40, 0, 0, 0",
    "asinh(x), 1e200, 461.2101657793691, 1e-200, 0",
    "relu(x), 1e300, 1e300, 1, 0",
    "log(x), 1e300, 690.7755278982137, 1e-300, 0",
  })
  void farOutIsFinite(String formula, double x, double value, double first, double second) {
    Point at = Point.empty().with("x", x);
    Loss loss = Loss.of(Formula.parse(formula), at);
    assertThat(loss.value(at)).isEqualTo(value);
    assertThat(loss.gradient(at).number("x") + 0.0).isEqualTo(first);
    assertThat(loss.hessian(at)[0][0] + 0.0).isEqualTo(second);
  }

  /** So that a new operator with a convention is tested here. */
  @Test
  void everyConventionIsTested() {
    assertThat(Arrays.stream(Operator.values()).filter(operator -> !operator.kink().isEmpty()))
        .containsExactlyInAnyOrderElementsOf(
            List.of(
                Operator.POWER,
                Operator.WHERE,
                Operator.SQRT,
                Operator.CBRT,
                Operator.ABS,
                Operator.SIGN,
                Operator.FLOOR,
                Operator.CEIL,
                Operator.HYPOT,
                Operator.ASIN,
                Operator.ACOS,
                Operator.ATAN2,
                Operator.ACOSH,
                Operator.MINIMUM,
                Operator.MAXIMUM,
                Operator.CLAMP,
                Operator.RELU,
                Operator.POLYGAMMA,
                Operator.SMALLEST,
                Operator.LARGEST,
                Operator.NORM));
  }
}
