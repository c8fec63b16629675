package glissade.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Result;
import glissade.rule.ParameterArray;
import glissade.rule.Rules;
import glissade.rule.Updater;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The baselines compute what Glissade computes, or a comparison would mean nothing. */
class HandWrittenTest {
  private static final int STEPS = 1000;

  private final StepBenchmark benchmark = new StepBenchmark();
  private final HandWritten.Settings settings = benchmark.settings;

  @Test
  void squareIsTheSameToTheBit() {
    Result result = benchmark.run(StepBenchmark.SQUARE, Point.parse("x=5, y=4"), STEPS);
    double[] last = result.last().toArray();
    double[] best = result.parameters().toArray();
    double[] checked = HandWritten.squareChecked(5, 4, settings, STEPS);
    assertThat(HandWritten.squareBare(5, 4, settings, STEPS)).containsExactly(last);
    assertThat(checked).containsExactly(last[0], last[1], best[0], best[1], result.value());
    double[] start = {5, 4};
    assertThat(HandWritten.squareArraysBare(start, settings, STEPS)).containsExactly(last);
    assertThat(HandWritten.squareArraysChecked(start, settings, STEPS))
        .isDeepEqualTo(new double[][] {last, best});
  }

  /** The order in which terms are added differs, so not to the bit. */
  @Test
  void rosenbrockIsTheSameToRounding() {
    double[] start = benchmark.rosenbrockPoint();
    Result result = benchmark.run(StepBenchmark.ROSENBROCK, Point.empty().with("x", start), STEPS);
    double[] last = result.last().toArray();
    double[] best = result.parameters().toArray();
    double[] bare = HandWritten.rosenbrockBare(start, settings, STEPS);
    double[][] checked = HandWritten.rosenbrockChecked(start, settings, STEPS);
    assertThat(checked[0]).containsExactly(bare);
    for (int i = 0; i < last.length; i++) {
      assertThat(bare[i]).isCloseTo(last[i], within(1e-9));
      assertThat(checked[1][i]).isCloseTo(best[i], within(1e-9));
    }
  }

  @Test
  void updateIsTheSameToTheBit() {
    double[] gradient = {0.5, -3, 1e-3};
    double[] w = {1, 2, 3};
    double[] s = new double[3];
    HandWritten.update(w, gradient, s, settings);
    assertThat((double[]) glissade(Precision.DOUBLE, new double[] {1, 2, 3}, gradient))
        .containsExactly(w);
    float[] floatGradient = {0.5f, -3, 1e-3f};
    float[] floatW = {1, 2, 3};
    HandWritten.update(floatW, floatGradient, new float[3], settings);
    assertThat((float[]) glissade(Precision.FLOAT, new float[] {1, 2, 3}, floatGradient))
        .containsExactly(floatW);
  }

  @ParameterizedTest
  @EnumSource
  void familyIsTheSameToTheBit(UpdateLoop loop) {
    UpdateLoop.Hyperparameters hyper = new UpdateLoop.Hyperparameters();
    Update glissade = new Update(loop.rule().with("learning_rate", hyper.learningRate), 1000, 1);
    Update byHand = new Update(loop.rule().with("learning_rate", hyper.learningRate), 1000, 1);
    for (int step = 0; step < 10; step++) {
      glissade.step();
      loop.step(byHand.arrays, hyper, 0, 1000);
    }
    assertThat(Arrays.deepEquals(byHand.arrays, glissade.arrays)).isTrue();
    assertThat((float[]) byHand.arrays[0]).doesNotContain(0);
  }

  private static Object glissade(Precision precision, Object w, Object gradient) {
    var rule = Rules.find("rmsprop").configured().with("learning_rate", 0.01);
    var array = ParameterArray.of("w", List.of(new ParameterArray.Piece(w, gradient, 0, 3)));
    try (Updater updater = new Updater(List.of(new Updater.Part(array, rule)), precision, 1)) {
      updater.step(1, 1);
    }
    return w;
  }
}
