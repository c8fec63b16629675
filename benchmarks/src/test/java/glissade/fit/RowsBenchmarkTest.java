package glissade.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import glissade.fit.RowsBenchmark.Sums;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is compared computes the same. */
class RowsBenchmarkTest {
  @ParameterizedTest
  @CsvSource({"logistic, 20, 20", "decay, 1, 3"})
  void loopsByHandComputeTheSame(String formula, int columns, int numbers) {
    SplittableRandom random = new SplittableRandom(3);
    double[][] rows = new double[columns + 1][RowsBenchmark.BLOCK];
    for (double[] column : rows) {
      Arrays.setAll(column, r -> 2 * random.nextDouble() - 1);
    }
    double[] parameters = new double[numbers];
    Arrays.setAll(parameters, k -> random.nextDouble() - 0.5);
    HandRows plain = new HandRows();
    VectorRows vector = new VectorRows(true);
    VectorRows byModule = new VectorRows(false);
    boolean logistic = formula.equals("logistic");
    List<Sums> byHand =
        logistic
            ? List.of(plain::logistic, vector::logistic, byModule::logistic)
            : List.of(plain::decay, vector::decay, byModule::decay);
    double[] expected = new double[numbers];
    RowKernels kernels = new RowKernels(new RowFormula(RowsBenchmark.model(columns)), false);
    double value =
        new KernelSums(kernels.loss(), kernels.rowArrays(), RowsBenchmark.BLOCK, numbers)
            .add(parameters, rows, 256, 1280, expected);
    for (Sums sums : byHand) {
      double[] gradient = new double[numbers];
      double sum = sums.add(parameters, rows, 256, 1280, gradient);
      assertThat(sum).isCloseTo(value, within(1e-12 * Math.abs(value)));
      for (int k = 0; k < numbers; k++) {
        assertThat(gradient[k]).isCloseTo(expected[k], within(1e-10));
      }
    }
  }
}
