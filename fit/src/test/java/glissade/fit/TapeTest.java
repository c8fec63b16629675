package glissade.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums over rows in chunks against the same rows written out, the interpreter, and differences. */
class TapeTest {
  private static final long SEED = 20261125;

  /** More than two chunks, and no whole number of them. */
  private static final int ROWS = 700;

  /** What smooth models are made of: a name, the formula, the start. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          linear | X = columns('x*'); y ~ w @ X + c | w[X]=normal(0, 1), c=0.5
          one layer | X = columns('x*'); y ~ v @ tanh(W[6, X] @ X + b) + c | W=normal(0, 1), b=normal(0, 1), v=normal(0, 1), c=0.1
          odd layer | X = columns('x*'); y ~ v @ sigmoid(W[3, X] @ X + b) | W=normal(0, 1), b=normal(0, 1), v=normal(0, 1)
          two layers | X = columns('x*'); y ~ v @ tanh(A @ softplus(W[7, X] @ X + b) + d) + c | A[4, 7]=normal(0, 1), d=normal(0, 1), W=normal(0, 1), b=normal(0, 1), v=normal(0, 1), c=0.1
          from the right | X = columns('x*'); y ~ sum(exp(0.1*(X @ W))) | W[5, 3]=normal(0, 1)
          classes | X = columns('x*'); softmax_cross_entropy(kind, W @ X + b) | W[kind, X]=normal(0, 1), b=normal(0, 1)
          network of classes | X = columns('x*'); softmax_cross_entropy(kind, V @ tanh(W[6, X] @ X + b) + d) | W=normal(0, 1), b=normal(0, 1), V[kind, 6]=normal(0, 1), d=normal(0, 1)
          penalty | X = columns('x*'); (y - w @ X)^2 + 0.1*sum(w^2) + norm(w) + max(w) - mean(exp(w)) + min(w) | w[X]=normal(0, 1)
          embeddings | y ~ U[user] @ V[item] + m[user] | U[user, 4]=normal(0, 1), V[item, 4]=normal(0, 1), m=normal(0, 1)
          category | y ~ a + s*(user == 'bob') + u[item]*x1 | a=0.1, s=0.2, u=normal(0, 1)
          by a code of a row | X = columns('x*'); y ~ (W @ X)[kind] + b[kind] | W[kind, X]=normal(0, 1), b=normal(0, 1)
          slices | X = columns('x*'); y ~ w @ (X[1:]*X[:-1]) + X[0]*a + sum(v*w) | w[4]=normal(0, 1), a=0.3, v[4]=normal(0, 1)
          slices of parameters | X = columns('x*'); y ~ w[0:3] @ X[2:5] + w[4]*W[1,2] | w[5]=normal(0, 1), W[2, 3]=normal(0, 1)
          slices of a layer | X = columns('x*'); h = tanh(W[6, X] @ X); y ~ h[0:3] @ exp(h[3:6]) + h[2] | W=normal(0, 1)
          reductions | X = columns('x*'); y ~ norm(X - w) + max(W[3, X] @ X) - min(exp(w*X)) + mean(X*w) | w[X]=normal(0, 1), W=normal(0, 1)
          powers | y ~ a*abs(x1)^p + b^2*x2^3 + log(1 + a^2*x3^2)/b | a=0.7, p=1.3, b=0.8
          where | y ~ where(x1 > 0, a*x2, log(b)*x3) + where(a > x2, sqrt(b), c) | a=0.5, b=0.9, c=0.3
          products of rows | X = columns('x*'); y ~ v @ ((W*x1) @ (X*x2)) + X @ (w*x3) | W[3, X]=normal(0, 1), v[3]=normal(0, 1), w[X]=normal(0, 1)
          products of parameters | X = columns('x*'); y ~ (A @ B @ X) @ X[0:2] + (a @ A) @ X[0:4] | A[2, 4]=normal(0, 1), B[4, 5]=normal(0, 1), a[2]=normal(0, 1)
          matrices of a row | X = columns('x*'); y ~ sum(A @ (W*x1)) + sum((W*x1) @ B @ X) + sum((W*x1) @ (B*x2)) + a @ (W*x3) @ X[0:4] | A[2, 3]=normal(0, 1), W[3, 4]=normal(0, 1), B[4, 5]=normal(0, 1), a[3]=normal(0, 1)
          fills | X = columns('x*'); y ~ w @ (fill(a*x1, 5)*X) + fill(b, 5) @ X + sum(fill(x2, 3)*c) | w[X]=normal(0, 1), a=0.3, b=0.2, c=0.7
          a branch that is infinite | X = columns('x*'); Z = log(max(X, 0)); y ~ where(min(X) > 0, v @ (W @ Z) + norm(b*Z) + (b*Z) @ Z + log(c*x1), b) | v[2]=normal(0, 1), W[2, 5]=normal(0, 1), b=0.7, c=0.5
          no rows | y*0 + (a - 1)^2 + sum(w^2) | a=0.3, w[3]=normal(0, 1)
          many operators | sin(a*x1 + 0)*exp(-b*x3^2) + sin(a*x2 + 1)*exp(-b*x4^2) + sin(a*x3 + 2)*exp(-b*x5^2) + sin(a*x4 + 3)*exp(-b*x1^2) + sin(a*x5 + 4)*exp(-b*x2^2) + sin(a*x1 + 5)*exp(-b*x3^2) + sin(a*x2 + 6)*exp(-b*x4^2) + sin(a*x3 + 7)*exp(-b*x5^2) + sin(a*x4 + 8)*exp(-b*x1^2) + sin(a*x5 + 9)*exp(-b*x2^2) + sin(a*x1 + 10)*exp(-b*x3^2) + sin(a*x2 + 11)*exp(-b*x4^2) | a=0.3, b=0.4
          """)
  void isTheSameWrittenOut(String name, String formula, String start) {
    for (boolean weighted : new boolean[] {false, true}) {
      Rows rows = new Rows(formula, start, ROWS, weighted, SEED);
      Tape tape = rows.tape();
      RowSums writtenOut = rows.writtenOut();
      check(rows, tape, writtenOut, 0, ROWS);
      check(rows, tape, writtenOut, 13, 14);
      check(rows, tape, writtenOut, 100, 100 + 512);
    }
  }

  private static void check(Rows rows, Tape tape, RowSums writtenOut, int from, int to) {
    int n = rows.parameters.length;
    double[] expected = new double[n];
    double[] gradient = new double[n];
    double value = tape.add(rows.parameters, rows.arrays, from, to, gradient);
    double other = writtenOut.add(rows.parameters, rows.arrays, from, to, expected);
    assertThat(value).isCloseTo(other, close(other));
    double interpreted = rows.interpreted(rows.parameters, from, to);
    assertThat(value).isCloseTo(interpreted, close(interpreted));
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int k = 0; k < n; k++) {
      assertThat(gradient[k]).as("derivative %d", k).isCloseTo(expected[k], close(scale));
    }
    if (!rows.weighted || to - from < ROWS) {
      return;
    }
    for (int k = 0; k < n; k++) {
      double h = 1e-5;
      double[] moved = rows.parameters.clone();
      moved[k] += h;
      double up = tape.add(moved, rows.arrays, from, to, new double[n]);
      moved[k] -= 2 * h;
      double down = tape.add(moved, rows.arrays, from, to, new double[n]);
      assertThat(gradient[k])
          .as("difference %d", k)
          .isCloseTo((up - down) / (2 * h), within(1e-5 * (scale + Math.abs(value))));
    }
  }

  private static org.assertj.core.data.Offset<Double> close(double to) {
    return within(1e-10 * Math.max(1e-3, Math.abs(to)));
  }

  /** Twice, with other rows and parameters in between, and from another tape. */
  @Test
  void theBitsDependOnTheRowsAlone() {
    Rows rows =
        new Rows(
            "X = columns('x*'); softmax_cross_entropy(kind, V @ tanh(W[6, X] @ X + b) + m[user])",
            "W=normal(0, 1), b=0, V[kind, 6]=normal(0, 1), m=0.1",
            ROWS,
            true,
            SEED);
    Tape tape = rows.tape();
    double[] first = new double[rows.parameters.length];
    double value = tape.add(rows.parameters, rows.arrays, 5, 600, first);
    double[] others = rows.start.values(rows.model.layout(), SEED, 1);
    double[] poison = others.clone();
    Arrays.fill(poison, Double.NaN);
    tape.add(others, rows.arrays, 0, ROWS, new double[first.length]);
    tape.add(poison, rows.arrays, 0, 300, new double[first.length]);
    for (Tape again : new Tape[] {tape, rows.tape()}) {
      double[] second = new double[first.length];
      assertThat(again.add(rows.parameters, rows.arrays, 5, 600, second)).isEqualTo(value);
      assertThat(second).isEqualTo(first);
    }
  }

  @Test
  void whatIsThereIsAddedTo() {
    Rows rows = new Rows("y ~ a + b*x1 + log(a)", "a=1, b=2", 10, false, SEED);
    double[] once = new double[2];
    double[] more = {1000, -1000};
    rows.tape().add(rows.parameters, rows.arrays, 0, 10, once);
    rows.tape().add(rows.parameters, rows.arrays, 0, 10, more);
    assertThat(more[0]).isCloseTo(1000 + once[0], within(1e-10));
    assertThat(more[1]).isCloseTo(-1000 + once[1], within(1e-10));
  }

  /** A text that was not there when the parameters were made has a number beyond them. */
  @Test
  void whatIsNotThereIsNotANumber() {
    Rows rows = new Rows("y ~ U[user] @ V[item]", "U[user, 2]=1, V[item, 2]=0.5", 3, false, SEED);
    for (double wrong : new double[] {-1, 7, 1.5, Double.NaN, 1e300}) {
      rows.array("user")[1] = wrong;
      double[] gradient = new double[rows.parameters.length];
      assertThat(rows.tape().add(rows.parameters, rows.arrays, 0, 3, gradient)).isNaN();
      assertThat(rows.interpreted(rows.parameters, 0, 3)).isNaN();
    }
  }

  /** Their own forms lose no digits, neither near 0 nor where they saturate. */
  @ParameterizedTest
  @ValueSource(strings = {"tanh(a*x1)", "sigmoid(a*x1)", "sigmoid(-a*x1)", "softplus(a*x1)"})
  void activationsKeepTheirDigits(String formula) {
    Rows rows = new Rows(formula, "a=1", 1, false, SEED);
    Tape tape = rows.tape();
    RowSums writtenOut = rows.writtenOut();
    rows.array("x1")[0] = 1;
    for (double a : new double[] {0, 1e-9, 0.04999, 0.05, 0.3, 2, 8, 18, 30, 300, 1000}) {
      for (double signed : new double[] {a, -a}) {
        double[] gradient = new double[1];
        double[] expected = new double[1];
        double[] at = {signed};
        double value = tape.add(at, rows.arrays, 0, 1, gradient);
        double other = writtenOut.add(at, rows.arrays, 0, 1, expected);
        assertThat(value).isCloseTo(other, within(1e-13 * Math.abs(other)));
        assertThat(gradient[0]).isCloseTo(expected[0], within(1e-13 * Math.abs(expected[0])));
      }
    }
  }

  /** As the operator table says: shared equally, also by three. */
  @Test
  void tiesShare() {
    Rows rows = new Rows("x1*0 + max(w + 0*columns('x*'))", "w[5]=[3, 1, 3, 2, 3]", 6, false, 1);
    double[] gradient = new double[5];
    assertThat(rows.tape().add(rows.parameters, rows.arrays, 0, 6, gradient)).isEqualTo(18);
    assertThat(gradient).containsExactly(new double[] {2, 0, 2, 0, 2}, within(1e-15));
    Rows fixed = new Rows("x1*0 + min(w)", "w[5]=[1, 1, 3, 1, 3]", 6, false, 1);
    gradient = new double[5];
    assertThat(fixed.tape().add(fixed.parameters, fixed.arrays, 0, 6, gradient)).isEqualTo(6);
    assertThat(gradient).containsExactly(2, 2, 0, 2, 0);
  }

  /** At 0 the norm's derivative is 0; no square overflows. */
  @Test
  void normsOfExtremes() {
    Rows rows = new Rows("y*0 + norm(w*x1)", "w[2]=[0, 0]", 1, false, SEED);
    rows.array("x1")[0] = 1;
    double[] gradient = new double[2];
    assertThat(rows.tape().add(new double[2], rows.arrays, 0, 1, gradient)).isZero();
    assertThat(gradient).containsExactly(0, 0);
    double value = rows.tape().add(new double[] {3e200, 4e200}, rows.arrays, 0, 1, gradient);
    assertThat(value).isCloseTo(5e200, within(1e190));
    assertThat(gradient[0]).isCloseTo(0.6, within(1e-12));
    assertThat(gradient[1]).isCloseTo(0.8, within(1e-12));
  }

  @Test
  void aCallAllocatesNothing() {
    Rows rows =
        new Rows(
            "X = columns('x*'); h = tanh(W[6, X] @ X + b); "
                + "softmax_cross_entropy(kind, V @ h + U[user]) + norm(h) + 0.1*sum(W^2)",
            "W=normal(0, 1), b=0, V[kind, 6]=normal(0, 1), U[user, 3]=0.1",
            ROWS,
            true,
            SEED);
    Tape tape = rows.tape();
    double[] gradient = new double[rows.parameters.length];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    calls(tape, rows, gradient); // loads and compiles
    long before = threads.getCurrentThreadAllocatedBytes();
    calls(tape, rows, gradient);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4096);
  }

  private static void calls(Tape tape, Rows rows, double[] gradient) {
    for (int call = 0; call < 500; call++) {
      tape.add(rows.parameters, rows.arrays, 0, ROWS, gradient);
    }
  }
}
