package glissade.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowSinkTest {
  private static final Selection Z = Selection.categories("z");
  private static final TableOptions DROP = TableOptions.defaults().withMissing(Missing.DROP);

  private final RowSink sink =
      new RowSink("table", Z, DROP, new BlockStore("table", Z, 10, false, DROP));

  @Test
  void aRowThatIsBegunAgainLeavesNoText() {
    row("a");
    sink.begin(0);
    sink.category(0, "b");
    row("c");
    sink.begin(0);
    sink.category(0, "d");
    sink.rowProblem("is bad");
    sink.begin(0);
    sink.category(0, "a");
    sink.end();
    try (Blocks blocks = sink.finish()) {
      assertThat(blocks.labels(0)).containsExactly("a", "c");
      assertThat(blocks.reader().read(0).codes(0)).startsWith(0, 1, 0);
      assertThat(blocks.rows()).isEqualTo(3);
    }
  }

  @Test
  void textsOfManyRowsAtOnceStay() {
    sink.begin(0);
    sink.missing(0);
    sink.end();
    assertThat(sink.rows(new double[1][], new String[][] {{"a", "b", "c"}}, 3)).isTrue();
    row("d");
    assertThat(sink.rows(new double[1][], new String[][] {{"c", "e", "f"}}, 3)).isTrue();
    sink.begin(0);
    sink.missing(0);
    sink.end();
    try (Blocks blocks = sink.finish()) {
      assertThat(blocks.labels(0)).containsExactly("a", "b", "c", "d", "e", "f");
      assertThat(blocks.reader().read(0).codes(0)).startsWith(0, 1, 2, 3, 2, 4, 5);
      assertThat(blocks.counted().dropped()).isEqualTo(2);
    }
  }

  private void row(String text) {
    sink.begin(0);
    sink.category(0, text);
    sink.end();
  }
}
