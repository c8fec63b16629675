package glissade.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.formula.Precision;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks from memory and from the temporary file hold the same rows. */
class BlocksTest {
  private static final int ROWS = 10_000;
  private static final TableOptions DROP = TableOptions.defaults().withMissing(Missing.DROP);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeTable() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder text = new StringBuilder("kind,a,b,c\n");
    for (int i = 0; i < ROWS; i++) {
      text.append("kind ").append(random.nextInt(5)).append(',').append(random.nextDouble());
      text.append(',').append(random.nextInt(10) == 0 ? "" : random.nextInt());
      text.append(',').append(random.nextLong()).append('\n');
    }
    file = Files.writeString(folder.resolve("t.csv"), text);
  }

  @Test
  void sameInMemoryAndStreamed() {
    Selection doubles = Selection.categories("kind").andNumbers("b", "a", "c");
    for (Selection selection : new Selection[] {doubles, doubles.in(Precision.FLOAT)}) {
      for (int blockRows : new int[] {1, 100, 4096, 1 << 17}) {
        try (Table table = Tables.open(file, DROP);
            Table small = Tables.open(file, DROP.withMemory(20_000).withTemporary(folder));
            Blocks held = table.blocks(selection, blockRows);
            Blocks streamed = small.blocks(selection, blockRows)) {
          assertThat(held.inMemory()).isTrue();
          assertThat(streamed.inMemory()).isFalse();
          assertThat(streamed.counted()).isEqualTo(held.counted());
          assertThat(streamed.labels(0)).isEqualTo(held.labels(0));
          assertThat(streamed.count()).isEqualTo(held.count());
          checkBlocks(table.read(selection), held);
          checkBlocks(table.read(selection), streamed);
        }
      }
    }
  }

  /** In memory once and for all, from the file whenever a block is read. */
  @Test
  void rowsCanBeArranged() {
    Arrangement turned =
        (block, rows) -> IntStream.range(0, rows).map(r -> (rows - 1 - r + block) % rows).toArray();
    Selection selection = Selection.categories("kind").andNumbers("a", "c");
    for (Selection each : new Selection[] {selection, selection.in(Precision.FLOAT)}) {
      for (TableOptions options : new TableOptions[] {DROP, DROP.withMemory(20_000)}) {
        try (Table table = Tables.open(file, options.withTemporary(folder));
            Blocks plain = table.blocks(each, 3000);
            Blocks arranged = table.blocks(each, 3000)) {
          arranged.arrange(turned);
          assertThatThrownBy(() -> arranged.arrange(turned))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("the rows are arranged already");
          BlockReader of = plain.reader();
          BlockReader reader = arranged.reader();
          for (int b = arranged.count() - 1; b >= 0; b--) {
            Block expected = of.read(b);
            Block block = reader.read(b);
            assertThat(block.rows()).isEqualTo(expected.rows());
            int[] places = arranged.places(b);
            assertThat(places).isEqualTo(turned.places(b, block.rows()));
            assertThat(plain.places(b)).isSorted().doesNotHaveDuplicates();
            for (int row = 0; row < block.rows(); row++) {
              for (int column = 0; column < 3; column++) {
                assertThat(Array.get(block.array(column), places[row]))
                    .isEqualTo(Array.get(expected.array(column), row));
              }
            }
            assertThat(arranged.rowName(b, places[7])).isEqualTo("row %,d".formatted(3000 * b + 8));
          }
        }
      }
    }
  }

  @Test
  void whereRowsWereLeftOutTheirNumbersAreNotKnown() {
    try (Table table = Tables.open(file, DROP);
        Blocks blocks = table.blocks(Selection.numbers("b"), 3000)) {
      assertThat(blocks.rowName(0, 7)).isEqualTo("a row");
    }
  }

  /** Blocks are asked for from the last to the first, twice. */
  private static void checkBlocks(Frame all, Blocks blocks) {
    assertThat(blocks.rows()).isEqualTo(all.rows());
    BlockReader reader = blocks.reader();
    for (int i = 2 * blocks.count() - 1; i >= 0; i--) {
      int index = i % blocks.count();
      Block block = reader.read(index);
      int from = index * blocks.blockRows();
      boolean last = index == blocks.count() - 1;
      assertThat(block.rows()).isEqualTo(last ? all.rows() - from : blocks.blockRows());
      for (int column = 0; column < blocks.selection().size(); column++) {
        for (int row = 0; row < block.rows(); row++) {
          if (value(block, column, row) != value(all.block(), column, from + row)) {
            assertThat(value(block, column, row))
                .as("block %d, column %d, row %d", index, column, row)
                .isEqualTo(value(all.block(), column, from + row));
          }
        }
      }
    }
  }

  private static double value(Block block, int column, int row) {
    return ((Number) Array.get(block.array(column), row)).doubleValue();
  }

  @Test
  void temporaryFileLeavesNothingBehind() throws IOException {
    try (Table small = Tables.open(file, DROP.withMemory(1).withTemporary(folder));
        Blocks streamed = small.blocks(Selection.numbers("a"), 100)) {
      assertThat(streamed.inMemory()).isFalse();
    }
    assertThat(folder)
        .isDirectoryContaining(file::equals)
        .isDirectoryNotContaining(f -> !f.equals(file));
  }

  @Test
  void whatDoesNotFit() {
    Selection a = Selection.numbers("a");
    try (Table small = Tables.open(file, DROP.withMemory(79_999))) {
      assertThatThrownBy(() -> small.read(a))
          .hasMessage(
              file
                  + ": the rows need more memory than 79999 bytes; allow more, or read them in"
                  + " blocks");
    }
    try (Table enough = Tables.open(file, DROP.withMemory(80_000))) {
      assertThat(enough.read(a).rows()).isEqualTo(ROWS);
    }
    Path nowhere = folder.resolve("nowhere");
    try (Table lost = Tables.open(file, DROP.withMemory(1).withTemporary(nowhere))) {
      assertThatThrownBy(() -> lost.blocks(a, 10))
          .hasMessage(
              nowhere
                  + ": the table does not fit in memory, and no file can be made here (no such"
                  + " file); allow more memory, or set another temporary folder");
    }
  }
}
