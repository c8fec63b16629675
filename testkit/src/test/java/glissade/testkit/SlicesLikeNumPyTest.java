package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.FormulaException;
import glissade.formula.Graph;
import glissade.formula.Interpreter;
import glissade.formula.Precision;
import glissade.formula.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code v[i]} and {@code v[a:b]} take what NumPy takes, for all ends from -8 to 8. */
class SlicesLikeNumPyTest {
  private static final double[] VECTOR = {10, 11, 12, 13, 14};
  private static final int FAR = 8;

  @Test
  void elements() {
    for (int i = -FAR; i <= FAR; i++) {
      String text = "v[" + i + "]";
      if (i >= -VECTOR.length && i < VECTOR.length) {
        double expected = VECTOR[i < 0 ? i + VECTOR.length : i];
        assertThat(values(text)).as(text).containsExactly(expected);
      } else {
        assertThatThrownBy(() -> values(text)).as(text).isInstanceOf(FormulaException.class);
      }
    }
  }

  @Test
  void slices() {
    for (int from = -FAR - 1; from <= FAR; from++) {
      for (int to = -FAR - 1; to <= FAR; to++) {
        @Nullable Integer start = from < -FAR ? null : Integer.valueOf(from);
        @Nullable Integer end = to < -FAR ? null : Integer.valueOf(to);
        check(start, end);
      }
    }
  }

  @Test
  void slicesOfSlices() {
    assertThat(values("v[1:][1:][:-1]")).containsExactly(12, 13);
    assertThat(values("v[1:4][-1]")).containsExactly(13);
    assertThat(values("(2*v)[1:3][0]")).containsExactly(22);
    assertThat(values("v[0:1]")).containsExactly(10);
  }

  private static void check(@Nullable Integer from, @Nullable Integer to) {
    String text = "v[" + (from == null ? "" : from) + ":" + (to == null ? "" : to) + "]";
    int start = from == null ? 0 : clipped(from);
    int end = to == null ? VECTOR.length : clipped(to);
    if (start < end) {
      assertThat(values(text)).as(text).containsExactly(Arrays.copyOfRange(VECTOR, start, end));
    } else {
      assertThatThrownBy(() -> values(text))
          .as(text)
          .isInstanceOf(FormulaException.class)
          .hasMessageContaining("the slice is empty");
    }
  }

  /** As Python's {@code slice.indices} has it. */
  private static int clipped(int index) {
    List<Integer> positions = IntStream.rangeClosed(-VECTOR.length, VECTOR.length).boxed().toList();
    if (!positions.contains(index)) {
      return index < 0 ? 0 : VECTOR.length;
    }
    return index < 0 ? index + VECTOR.length : index;
  }

  private static double[] values(String text) {
    Graph graph = new Graph();
    Expr root =
        Formula.parse(text).bindVariables(graph, Map.of("v", Shape.vector(VECTOR.length))).root();
    return Objects.requireNonNull(
        new Interpreter(Precision.DOUBLE).evaluate(List.of(root), v -> VECTOR).get(root));
  }
}
