package glissade.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every row once, in whatever steps they are taken. */
class RowRunsTest {
  private static List<Integer> taken(RowRuns runs, int from, int step) {
    List<Integer> rows = new ArrayList<>();
    int[] starts = new int[RowRuns.most(runs.rows())];
    int[] ends = new int[starts.length];
    runs.skip(from);
    for (int left = runs.rows() - from; left > 0; left -= step) {
      int count = runs.take(Math.min(step, left), starts, ends);
      for (int i = 0; i < count; i++) {
        for (int r = starts[i]; r < ends[i]; r++) {
          rows.add(r);
        }
      }
    }
    return rows;
  }

  @Test
  void everyRowOnce() {
    for (int rows : new int[] {1, 127, 128, 129, 1000, 4096}) {
      List<Integer> order = taken(RowRuns.shuffled(rows, 7), 0, rows);
      assertThat(order).doesNotHaveDuplicates().hasSize(rows).allMatch(r -> r >= 0 && r < rows);
      for (int step : new int[] {1, 100, 256, 300}) {
        assertThat(taken(RowRuns.shuffled(rows, 7), 0, step)).isEqualTo(order);
        int from = rows / 3;
        assertThat(taken(RowRuns.shuffled(rows, 7), from, step))
            .isEqualTo(order.subList(from, rows));
      }
    }
    assertThat(taken(RowRuns.shuffled(4096, 7), 0, 256))
        .isNotEqualTo(taken(RowRuns.shuffled(4096, 8), 0, 256));
    assertThat(taken(RowRuns.all(3), 1, 1)).containsExactly(1, 2);
  }
}
