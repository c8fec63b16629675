package glissade.data;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTableTest {
  private static final Selection XZ = Selection.numbers("x").andCategories("z");

  @TempDir Path folder;

  @Test
  void columnsAreTyped() throws IOException {
    Table table =
        open(
            "name,hp,ok,day,none\nfiat, 70,true,2026-01-02,\nvw,NA,FALSE,2026-01-03,\nbmw,1e2,?,x,");
    assertThat(table.columns())
        .containsExactly(
            new Column("name", ColumnType.TEXT),
            new Column("hp", ColumnType.NUMBER),
            new Column("ok", ColumnType.BOOLEAN),
            new Column("day", ColumnType.TEXT),
            new Column("none", ColumnType.NUMBER));
    assertThat(table.rowCount()).isEmpty();
  }

  @Test
  void selectedColumnsInTheirOwnOrder() throws IOException {
    Table table = open("name,hp,ok\nfiat, 70 ,true\nvw,\"1.5\",false\nfiat,-2e1,TRUE\n");
    Frame frame = table.read(Selection.numbers("ok", "hp").andCategories("name", "hp"));
    assertThat(frame.block().doubles(0)).containsExactly(1, 0, 1);
    assertThat(frame.block().doubles(1)).containsExactly(70, 1.5, -20);
    assertThat(frame.block().codes(2)).containsExactly(0, 1, 0);
    assertThat(frame.labels())
        .containsExactly(List.of(), List.of(), List.of("fiat", "vw"), List.of("70", "1.5", "-2e1"));
    assertThat(frame.counted()).hasToString("3 rows read");
  }

  @Test
  void carriageReturnWithinQuotes() throws IOException {
    Frame frame = open("x,z\n1,\"a\r\"\n2,\"\rb\"\r3,\"\r\n\"\r\n4,b").read(XZ);
    assertThat(frame.block().doubles(0)).containsExactly(1, 2, 3, 4);
    assertThat(frame.labels().get(1)).containsExactly("a\r", "\rb", "\r\n", "b");
  }

  @Test
  void floatsAreTheNearestToTheDoubles() throws IOException {
    Frame frame =
        open("x\n0.1\n16777217\n1e-50\n").read(Selection.numbers("x").in(Precision.FLOAT));
    assertThat(frame.block().floats(0)).containsExactly(0.1f, 16777216f, 0f);
  }

  @Test
  void delimiterIsFound() throws IOException {
    for (String text :
        List.of(
            "x;y\n1;2\n",
            "x\ty\n1\t2\n",
            "x|y\n1|2\n",
            "x,y\n1,2\n",
            "\"x\";\"y\";\"a,b,c\"\n1;2;\"p,q,r\"\n",
            "\ufeffx,y\r\n1,2\r\n")) {
      Block block = open(text).read(Selection.numbers("x", "y")).block();
      assertThat(block.doubles(0)).as(text).containsExactly(1);
      assertThat(block.doubles(1)).as(text).containsExactly(2);
    }
    assertThat(open("x\n1\n").read(Selection.numbers("x")).rows()).isEqualTo(1);
    Path file = write("x:y\n1:2\n");
    Table table = Tables.open(file, TableOptions.defaults().withDelimiter(':'));
    assertThat(table.read(Selection.numbers("y")).block().doubles(0)).containsExactly(2);
  }

  @Test
  void rowsThatLackAValueAreLeftOutAndCounted() throws IOException {
    Path file = write("x,y,z\n1,2,a\n,3,b\nNA,n/a,c\n4,null,d\n5,6,?\n7,8,e\n");
    Table table = Tables.open(file, TableOptions.defaults().withMissing(Missing.DROP));
    Frame frame = table.read(Selection.numbers("x", "y").andCategories("z"));
    assertThat(frame.block().doubles(0)).containsExactly(1, 7);
    assertThat(frame.counted())
        .isEqualTo(new RowCount(6, 4, Map.of("x", 2L, "y", 2L, "z", 1L)))
        .hasToString("6 rows read, 4 dropped: x missing in 2, y missing in 2, z missing in 1");
    assertThat(table.read(Selection.numbers("x")).counted())
        .hasToString("6 rows read, 2 dropped: x missing in 2");
  }

  /** The buffer ends within the row, so the row is read a second time, when its text was met. */
  @Test
  void aTextIsNoLabelWhereOnlyARowThatIsLeftOutHasIt() throws IOException {
    StringBuilder text = new StringBuilder("z,x,rest\n");
    while (text.length() < (1 << 20) - 50) {
      text.append("a,1,\n");
    }
    text.append("only,,").append("p".repeat(100)).append("\nb,2,\n");
    Path file = write(text.toString());
    Table table = Tables.open(file, TableOptions.defaults().withMissing(Missing.DROP));
    Frame frame = table.read(Selection.categories("z").andNumbers("x"));
    assertThat(frame.counted().dropped()).isEqualTo(1);
    assertThat(frame.labels().get(0)).containsExactly("a", "b");
    assertThat(frame.block().codes(0)[frame.rows() - 1]).isEqualTo(1);
  }

  /** What is not read cannot be wrong. */
  @Test
  void otherColumnsAreNotParsed() throws IOException {
    Frame frame = open("x,y\n1,2\n2,abc\n3,NaN\n").read(Selection.numbers("x"));
    assertThat(frame.block().doubles(0)).containsExactly(1, 2, 3);
  }

  private Table open(String text) throws IOException {
    return Tables.open(write(text), TableOptions.defaults());
  }

  private Path write(String text) throws IOException {
    return Files.write(folder.resolve("t.csv"), text.getBytes(StandardCharsets.UTF_8));
  }
}
