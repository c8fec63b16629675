package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.compile.CompiledKernel;
import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Loss;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What does not count cannot spoil the gradient, nor the Hessian: the untaken branch of {@code
 * where}, and the elements outside a slice, may be infinite or undefined.
 */
class UntakenBranchTest {
  @ParameterizedTest(name = "{0} at {1}: {2}, gradient {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        // One branch that is bad.
        "where(x > 0, sqrt(x), 0)                     | x=0    | 0 | 0",
        "where(x > 0, log(x), 0)                      | x=0    | 0 | 0",
        "where(x > 0, log(x), 0)                      | x=-1   | 0 | 0",
        "where(x < 1, exp(x), x)                      | x=800  | 800 | 1",
        "where(x == 0, 1, sin(x)/x)                   | x=0    | 1 | 0",
        "where(x != 0, 1/x, 0)                        | x=0    | 0 | 0",
        "where(x > 0, x^x, 1)                         | x=-1   | 1 | 0",
        "where(x > 0, x^1.5, 0)                       | x=-1   | 0 | 0",
        "where(x, x/abs(x), 0)                        | x=0    | 0 | 0",
        "where(not x > 0, 0, log(x))                  | x=0    | 0 | 0",
        "where(abs(x) < 1, atanh(x), 3)               | x=1    | 3 | 0",
        // A bad branch deep down, and shared.
        "s = sqrt(x); where(x > 0, s + s*s, 7)        | x=0    | 7 | 0",
        "s = log(x); where(x > 0, s, 0) + where(x > 1, s^2, 0) | x=0 | 0 | 0",
        "s = log(x); where(x > 0, s, 0) + where(y > 0, s, 1)   | x=0, y=-1 | 1 | 0 0",
        "s = 1/x; where(x > 0, where(x > 2, s, s^2), 5)   | x=0 | 5 | 0",
        "where(x > 0, where(y > 0, log(x*y), log(x)), 0)  | x=0, y=2 | 0 | 0 0",
        "where(x > 0, where(y > 0, log(x*y), log(x)), 0)  | x=1, y=-2 | 0 | 1 0",
        "where(y > 0, sqrt(x), where(y > -1, log(x), x))  | x=0, y=-2 | 0 | 1 0",
        "where(x > 0 and y > 0, log(x)*log(y), 2)     | x=0, y=-1 | 2 | 0 0",
        "exp(where(x > 0, log(x), 0))                 | x=0    | 1 | 0",
        "where(x < 700, log(1 + exp(x)), x)           | x=800  | 800 | 1",
        // Vectors.
        "sum(where(v > 0, sqrt(v), 0))                | v=[0,4] | 2 | 0 0.25",
        "sum(where(v > 0, log(v), -v))                | v=[-2,1] | 2 | -1 1",
        "s = sqrt(x); sum(where(v > 0, s*v, v))       | x=0, v=[-1,-2] | -3 | 0 1 1",
        "s = sqrt(x); sum(where(v > 0, s*v, v))       | x=4, v=[-1,2]  | 3 | 0.5 1 2",
        "s = log(x); sum(where(v, s*v, 0))            | x=1, v=[-3,0] | 0 | -3 0 0",
        "where(x > 0, sum(log(v)), 0)                 | x=0, v=[0,-1] | 0 | 0 0 0",
        "where(x > 0, norm(v)/x, 0)                   | x=0, v=[3,4] | 0 | 0 0 0",
        // Slices and elements of vectors that are bad elsewhere.
        "sum(sqrt(v)[1:])                             | v=[0,4] | 2 | 0 0.25",
        "sqrt(v)[1]                                   | v=[0,4] | 2 | 0 0.25",
        "sum(log(v)[1:]) + log(v)[2]                  | v=[-1,1,1] | 0 | 0 1 2",
        "sum((1/v)[:-1])                              | v=[1,2,0] | 1.5 | -1 -0.25 0",
        "s = sqrt(v); s[1] + s[2]                     | v=[0,1,4] | 3 | 0 0.5 0.25",
        "s = sqrt(v); sum(s[1:3]) + sum(s[2:4])       | v=[0,1,4,0.25] | 5.5 | 0 0.5 0.5 1",
        "sum(where(v > 0, sqrt(v), 0)[1:])            | v=[0,0,4] | 2 | 0 0 0.25",
        "where(x > 0, sqrt(v)[0], sqrt(v)[1])         | x=-1, v=[0,4] | 2 | 0 0 0.25",
        "sum(sqrt(v[1:]))                             | v=[0,4] | 2 | 0 0.25",
        "sum(sqrt(v)[1:][1:])                         | v=[0,0,4] | 2 | 0 0 0.25",
        "sum(place(3, 1, sqrt(v))[2:])                | v=[0,4] | 2 | 0 0.25",
        "sqrt(fill(x, 3))[0] + where(y > 0, sqrt(fill(y, 2))[0], 0) | x=4, y=0 | 2 | 0.25 0",
      })
  void gradientIsFiniteAndRight(String formula, String at, double value, String gradient) {
    Point point = Point.parse(at);
    Loss loss = Loss.of(Formula.parse(formula), point);
    double[] expected =
        Arrays.stream(gradient.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();

    assertThat(loss.value(point)).isEqualTo(value);
    assertThat(positiveZeros(loss.gradient(point).toArray())).containsExactly(expected);
    assertThat(Arrays.stream(loss.hessian(point)).flatMapToDouble(Arrays::stream).toArray())
        .as("Hessian")
        .doesNotContain(Double.NaN);

    CompiledKernel kernel = loss.compile(Precision.DOUBLE, false);
    double[] compiled = new double[point.size()];
    kernel.kernel().run(kernel.withScratch(0, point.toArray(), compiled), new double[0], 0, 0);
    assertThat(positiveZeros(compiled)).as("compiled").containsExactly(expected);
  }

  private static double[] positiveZeros(double[] numbers) {
    return Arrays.stream(numbers).map(number -> number + 0.0).toArray();
  }
}
