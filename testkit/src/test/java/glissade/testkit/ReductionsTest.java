package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import glissade.formula.Operator;
import glissade.formula.Reductions;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reductions of vectors are accurate, whatever the length and the size of the numbers. */
class ReductionsTest {
  private static final long SEED = 77;
  private static final double ULP = 0x1p-53;

  /** The sum's error grows with the depth of its tree: a leaf of 128 and the levels above it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 511, 512, 513, 1023, 1024, 1025, 1537, 5000, 100_003})
  void sumAndMeanAndNormAreAccurate(int length) {
    SplittableRandom random = new SplittableRandom(SEED + length);
    double[] vector = new double[length];
    for (int i = 0; i < length; i++) {
      vector[i] = random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-8, 8));
    }
    double size = Arrays.stream(vector).map(Math::abs).sum();
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (double number : vector) {
      BigDecimal exact = new BigDecimal(number);
      sum = sum.add(exact);
      squares = squares.add(exact.multiply(exact));
    }
    double tolerance = (Math.min(length, 128) + 20) * ULP;
    double exactSum = sum.doubleValue();
    assertThat(Math.abs(Operator.SUM.reduce(vector) - exactSum))
        .isLessThanOrEqualTo(tolerance * size);
    assertThat(Math.abs(Operator.MEAN.reduce(vector) - exactSum / length))
        .isLessThanOrEqualTo(2 * tolerance * size / length);
    double exactNorm = squares.sqrt(MathContext.DECIMAL64).doubleValue();
    assertThat(Math.abs(Operator.NORM.reduce(vector) - exactNorm))
        .isLessThanOrEqualTo(2 * tolerance * exactNorm);
    assertThat(Operator.SMALLEST.reduce(vector))
        .isEqualTo(Arrays.stream(vector).min().orElseThrow());
    assertThat(Operator.LARGEST.reduce(vector))
        .isEqualTo(Arrays.stream(vector).max().orElseThrow());
  }

  /** As of the products, but that these are exact. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 511, 512, 513, 1024, 1025, 8193, 20_001})
  void sumsOfProductsRoundOnce(int length) {
    SplittableRandom random = new SplittableRandom(SEED + length);
    double[] a = random.doubles(length + 5, -1, 1).toArray();
    double[] b = random.doubles(length + 5, -1, 1).toArray();
    double[] whole = new double[length];
    BigDecimal exact = BigDecimal.ZERO;
    for (int i = 0; i < length; i++) {
      whole[i] = Math.rint(a[i + 3] * 0x1p20);
      exact = exact.add(new BigDecimal(a[i + 3]).multiply(new BigDecimal(b[i + 3])));
    }
    double tolerance = (Math.min(length, 64) + 20) * ULP * length;
    assertThat(Reductions.sumOfProducts(a, b, 3, length + 3))
        .isCloseTo(exact.doubleValue(), within(tolerance));
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    assertThat(Reductions.sumOfProducts(whole, ones, 0, length))
        .isEqualTo(Reductions.sum(whole, 0, length));
    // 1 + 2^-27 times 1 - 2^-27 is 1 - 2^-54, and 1 where it is rounded
    double[] low = {-1, 1 + 0x1p-27};
    double[] high = {1, 1 - 0x1p-27};
    assertThat(Reductions.sumOfProducts(low, high, 0, 2)).isEqualTo(-0x1p-54);
  }

  /** Where squares would overflow, or underflow. */
  @ParameterizedTest
  @CsvSource({
    "3e200, 4e200, 5e200",
    "3e-200, 4e-200, 5e-200",
    "1e308, 1e308, 1.4142135623730951e308",
    "1.5e-323, 2e-323, 2.5e-323", // 3, 4 and 5 times the smallest number
    "1e-150, 0, 1e-150",
    "1e300, 1e-300, 1e300",
    "0, 0, 0",
    "-0.0, -0.0, 0",
    "Infinity, 1, Infinity",
    "NaN, 1, NaN",
  })
  void normHasNoOverflow(double a, double b, double norm) {
    double actual = Operator.NORM.reduce(new double[] {a, b});
    assertThat(Math.abs(actual - norm) <= Math.ulp(norm) || Ulps.same(actual, norm))
        .as("%s", actual)
        .isTrue();
  }

  @Test
  void nanIsNeverLost() {
    for (Operator operator : Operator.values()) {
      if (operator.isReduction()) {
        for (int i = 0; i < 9; i++) {
          double[] vector = new double[9];
          vector[i] = Double.NaN;
          assertThat(operator.reduce(vector)).as("%s, NaN at %d", operator, i).isNaN();
        }
      }
    }
  }

  /** What is above the threshold adds up to 1, and there is only one such number. */
  @Test
  void simplexThresholdLeavesOne() {
    java.util.Random random = new java.util.Random(20261125);
    for (int round = 0; round < 1000; round++) {
      double[] a = new double[1 + random.nextInt(50)];
      double size = Math.pow(10, random.nextInt(5) - 2);
      for (int i = 0; i < a.length; i++) {
        a[i] = random.nextGaussian() * size;
      }
      double threshold = Operator.SIMPLEX_THRESHOLD.reduce(a);
      double above = 0;
      for (double number : a) {
        above += Math.max(number - threshold, 0);
      }
      assertThat(above)
          .isCloseTo(1, org.assertj.core.api.Assertions.within(1e-13 * (1 + 50 * size)));
    }
    assertThat(Operator.SIMPLEX_THRESHOLD.reduce(new double[] {3})).isEqualTo(2);
    assertThat(Operator.SIMPLEX_THRESHOLD.reduce(new double[] {0.25, 0.75})).isZero();
    assertThat(Operator.SIMPLEX_THRESHOLD.reduce(new double[] {Double.NEGATIVE_INFINITY, 1}))
        .isZero();
  }

  /** Of floats, whole units are added in float; where that would not do, in double. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1e-3, 1e18, 3e19, 1e38, 1e-18, 1e-20, 1e-38, 1e-44})
  void normOfFloatsIsExactToAFewUlps(double size) {
    java.util.Random random = new java.util.Random(20261125);
    for (int length : new int[] {1, 511, 8191, 8192, 8193, 100_000}) {
      float[] a = new float[length];
      double squares = 0;
      for (int i = 0; i < length; i++) {
        a[i] = (float) (random.nextDouble(-1, 1) * size);
        squares += (a[i] / size) * (a[i] / size);
      }
      double norm = Math.sqrt(squares) * size;
      assertThat(Operator.NORM.reduce(a))
          .isCloseTo(norm, org.assertj.core.api.Assertions.within(3e-7 * norm));
      a[length / 2] = Float.NaN;
      assertThat(Operator.NORM.reduce(a)).isNaN();
      a[length / 2] = Float.NEGATIVE_INFINITY;
      assertThat(Operator.NORM.reduce(a)).isEqualTo(Double.POSITIVE_INFINITY);
    }
  }
}
