package glissade.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.formula.Precision;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see of tables that cannot be read, whole. {@code FILE} stands for the path. */
class BadTablesTest {
  private static final TableOptions OPTIONS = TableOptions.defaults();
  private static final Selection XY = Selection.numbers("x", "y");

  @TempDir Path folder;

  @Test
  void raggedRow() throws IOException {
    fails(
        "x,y\n1,2\n\n3\n4,5,6\n7,8\n",
        """
        FILE: row 2 (line 4) has 1 cell, the header has 2; write a missing value as an empty cell
        FILE: row 3 (line 5) has 3 cells, the header has 2; put quotes around a cell that holds `,`""");
  }

  @Test
  void textAmongNumbers() throws IOException {
    fails(
        "n,x,y\n\"two\nlines\",1,2\na,abc,2\nb,3,\"1,5\"\nc,4,5\nd,1_000,1e999\n",
        """
        FILE: row 2 (line 4), column `x` is `abc`, not a number; correct it, or leave the cell empty if the value is missing
        FILE: row 3 (line 5), column `y` is `1,5`, not a number; write the decimal comma as a point
        FILE: row 5 (line 7), column `x` is `1_000`, not a number; correct it, or leave the cell empty if the value is missing
        FILE: row 5 (line 7), column `y` is `1e999`, beyond the range of a double; rescale it""");
  }

  /** A column of them holds numbers, so each is told; where commas separate cells it is text. */
  @Test
  void decimalCommas() throws IOException {
    fails(
        "x;y\n1,5;2\n-3,25;4,5e-3\n",
        """
        FILE: row 1 (line 2), column `x` is `1,5`, not a number; write the decimal comma as a point
        FILE: row 2 (line 3), column `x` is `-3,25`, not a number; write the decimal comma as a point
        FILE: row 2 (line 3), column `y` is `4,5e-3`, not a number; write the decimal comma as a point""");
    fails(
        "x,y\n\"1,5\",2\n\"3,5\",4\n",
        "FILE: column `x` holds text, not numbers; use it as a category");
  }

  @Test
  void commasBetweenThousands() throws IOException {
    fails(
        "x,y\n1,2\n\"1,234\",\"0,123\"\n-5,\"1,234,567.5\"\n3,4\n",
        """
        FILE: row 2 (line 3), column `x` is `1,234`, not a number; write it without the comma if that separates thousands, with a point if it is the decimal comma
        FILE: row 2 (line 3), column `y` is `0,123`, not a number; write the decimal comma as a point
        FILE: row 3 (line 4), column `y` is `1,234,567.5`, not a number; leave out the commas between thousands""");
    fails(
        "x;y\n1,234;2\n",
        "FILE: row 1 (line 2), column `x` is `1,234`, not a number; write the decimal comma as a"
            + " point");
  }

  @Test
  void columnOfText() throws IOException {
    fails("x,y\n1,a\n2,b\n", "FILE: column `y` holds text, not numbers; use it as a category");
  }

  @Test
  void missingValue() throws IOException {
    fails(
        "x,y\n1,2\n,NA\n",
        """
        FILE: row 2 (line 3), column `x` is missing; fill it in, or leave such rows out with missing = drop
        FILE: row 2 (line 3), column `y` is missing; fill it in, or leave such rows out with missing = drop""");
  }

  @Test
  void everyRowLacksAValue() throws IOException {
    Path file = write("x,y\n1,\n2,\n");
    assertThatThrownBy(() -> Tables.open(file, OPTIONS.withMissing(Missing.DROP)).read(XY))
        .hasMessage(
            file
                + ": no row is left: 2 rows read, 2 dropped: y missing in 2; read other columns, or"
                + " fill in the cells");
  }

  @Test
  void notFinite() throws IOException {
    fails(
        "x,y\n1,NaN\n-inf,2\n3,4\n",
        """
        FILE: row 1 (line 2), column `y` is `NaN`; only finite numbers can be used: correct it, or leave the cell empty
        FILE: row 2 (line 3), column `x` is `-inf`; only finite numbers can be used: correct it, or leave the cell empty""");
  }

  @Test
  void tooLargeForFloat() throws IOException {
    Path file = write("x,y\n3.4028235677973362e38,-3.4028235677973366e38\n");
    assertThat(Tables.open(file, OPTIONS).read(XY).rows()).isEqualTo(1);
    assertThatThrownBy(() -> Tables.open(file, OPTIONS).read(XY.in(Precision.FLOAT)))
        .hasMessage(
            file
                + ": row 1 (line 2), column `y` is -3.4028235677973366E38, beyond the range of a"
                + " float; rescale it, or read doubles");
  }

  @Test
  void tenProblemsAreToldAndTheOthersCounted() throws IOException {
    StringBuilder message = new StringBuilder();
    for (int row = 2; row <= 11; row++) {
      message.append("FILE: row ").append(row).append(" (line ").append(row + 1);
      message.append("), column `x` is `b`, not a number; correct it, or leave the cell empty if");
      message.append(" the value is missing\n");
    }
    String ten = "x,y\n" + "1,2\n" + "b,1\n".repeat(10) + "1,2\n".repeat(10);
    fails(ten, message.toString().stripTrailing());
    fails(ten + "c,1\n", message + "FILE: and 1 more problem");
    fails(ten + "c,1\n4,5,6\n", message + "FILE: and 2 more problems");
  }

  @Test
  void missingColumn() throws IOException {
    fails(
        "horsepower,X,weight\n1,2,3\n",
        """
        FILE: there is no column `x`; did you mean `X`?
        FILE: there is no column `y`; there are horsepower, X, weight""");
  }

  @Test
  void nothingInIt() throws IOException {
    for (String text : new String[] {"", "\n\r\n", "\ufeff"}) {
      fails(text, "FILE: the file is empty; it needs a header and rows");
    }
    for (String text : new String[] {"x,y", "x,y\n\n"}) {
      fails(text, "FILE: the file has a header but no rows");
    }
  }

  @Test
  void duplicateHeader() throws IOException {
    fails(
        "x,y, x ,,\n1,2,3,,\n",
        "FILE: the header has `x` twice, as column 1 and as column 3; rename one");
  }

  @Test
  void quotes() throws IOException {
    fails(
        "x,y\n1,2\n3,\"4\n5,6\n",
        "FILE: a quote is opened at line 3, character 3, and not closed to the end of the file;"
            + " close it, or double it if it is meant as it stands");
    fails(
        "x,y\n1,\"2\"nd\n2,3\n",
        "FILE: row 1 (line 2), column `y` has text behind its closing quote; double the quotes"
            + " within it");
  }

  @Test
  void gigabyteInOneLine() throws IOException {
    Path file = gigabyte("x,y\n1,2\n" + "3,4\n".repeat(2000) + "5");
    assertThatThrownBy(() -> Tables.open(file, OPTIONS).read(XY))
        .hasMessage(
            file + ": line 2003 is longer than 16 MiB; is it a text file with one row a line?");
    Path quoted = gigabyte("x,y\n1,2\n" + "3,4\n".repeat(2000) + "5,\"6");
    assertThatThrownBy(() -> Tables.open(quoted, OPTIONS).read(XY))
        .hasMessage(
            quoted
                + ": a quote is opened at line 2003, character 3, and not closed within 16 MiB;"
                + " close it, or double it if it is meant as it stands");
  }

  /** A gigabyte of zeros follows the text; they take no room on the disk. */
  private Path gigabyte(String text) throws IOException {
    Path file = write(text);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1 << 30);
    }
    return file;
  }

  @Test
  void longestRowThatIsAccepted() throws IOException {
    String wide = "7".repeat(CsvScanner.ROW_LIMIT - 4);
    Path file = write("x,y,z\n1,2," + wide + "\n3,4,5\n");
    assertThat(Tables.open(file, OPTIONS).read(XY).block().doubles(0)).containsExactly(1, 3);
  }

  @Test
  void tooManyCategories() throws IOException {
    StringBuilder text = new StringBuilder("id\n");
    for (int i = 0; i <= Labels.LIMIT; i++) {
      text.append(i).append('\n');
    }
    Path file = write(text.toString());
    assertThatThrownBy(() -> Tables.open(file, OPTIONS).read(Selection.categories("id")))
        .hasMessage(
            file
                + ": column `id` has more than 1000000 different texts, or 256 MiB of them; it"
                + " cannot be used as a category");
  }

  @Test
  void notText() throws IOException {
    fails("x\0y", "FILE: the file is not text; CSV, Parquet and JSON can be read");
    fails(
        "PK\3\4rest",
        "FILE: the file is a zip archive or a spreadsheet; unpack it, or save it as CSV");
    Path file = folder.resolve("t.csv");
    Files.write(file, "x,y\n1,2\n".getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(() -> Tables.open(file, OPTIONS))
        .hasMessage(file + ": the text is in UTF-16; save it as UTF-8");
    Files.write(file, new byte[] {0x1F, (byte) 0x8B, 8, 0});
    assertThatThrownBy(() -> Tables.open(file, OPTIONS))
        .hasMessage(file + ": the file is compressed with gzip; unpack it first");
  }

  /** Different names would become the same; each is told once, where it is met first. */
  @Test
  void categoriesThatAreNotInUtf8() throws IOException {
    Path file = folder.resolve("t.csv");
    String text = "x,y,name\n1,2,Müller\n3,4,Möller\n5,6,Müller\n7,8,\n";
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Tables.open(file, OPTIONS).read(Selection.categories("name")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            FILE: row 1 (line 2), column `name` is `M\ufffdller`, which is not text in UTF-8; save the file as UTF-8
            FILE: row 2 (line 3), column `name` is `M\ufffdller`, which is not text in UTF-8; save the file as UTF-8
            FILE: row 4 (line 5), column `name` is missing; fill it in, or leave such rows out with missing = drop"""
                .replace("FILE", file.toString()));
    assertThat(Tables.open(file, OPTIONS).read(XY).rows()).isEqualTo(4); // the names are not read
    Files.writeString(file, text.replace(",\n", ",?!\ufffd\n"));
    assertThat(Tables.open(file, OPTIONS).read(Selection.categories("name")).labels().get(0))
        .containsExactly("Müller", "Möller", "?!\ufffd");
  }

  @Test
  void namesThatAreNotInUtf8() throws IOException {
    Path file = folder.resolve("t.csv");
    Files.write(file, "x,y,Höhe,Hähe\n1,2,3,4\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Tables.open(file, OPTIONS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            FILE: the header has `H\ufffdhe` as column 3, which is not text in UTF-8; save the file as UTF-8
            FILE: the header has `H\ufffdhe` as column 4, which is not text in UTF-8; save the file as UTF-8"""
                .replace("FILE", file.toString()));
  }

  @Test
  void noFile() throws IOException {
    write("x\n1\n");
    Path file = folder.resolve("tt.csv");
    assertThatThrownBy(() -> Tables.open(file, OPTIONS))
        .hasMessage(file + ": no such file; did you mean `t.csv`?");
    assertThatThrownBy(() -> Tables.open(folder, OPTIONS))
        .hasMessage(folder + ": is a directory; name a file in it");
  }

  @Test
  void noPermission() throws IOException {
    Path file = write("x\n1\n");
    assertThat(Reason.of(new AccessDeniedException(file.toString())))
        .isEqualTo("permission denied");
    if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
      return;
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    if (Files.isReadable(file)) {
      // The superuser may read it all the same.
      assertThat(Tables.open(file, OPTIONS).columns()).hasSize(1);
    } else {
      assertThatThrownBy(() -> Tables.open(file, OPTIONS))
          .hasMessage(file + ": permission denied; make the file readable for you");
    }
  }

  @Test
  void otherFormatsNeedAnotherModule() throws IOException {
    Path file = Files.writeString(folder.resolve("t.parquet"), "PAR1");
    assertThatThrownBy(() -> Tables.open(file, OPTIONS))
        .hasMessage(file + ": reading Parquet and JSON needs glissade-data-duckdb");
    assertThatThrownBy(() -> Tables.query("SELECT 1", OPTIONS))
        .hasMessage("query: reading SQL needs glissade-data-duckdb");
  }

  private void fails(String text, String message) throws IOException {
    Path file = write(text);
    assertThatThrownBy(() -> Tables.open(file, OPTIONS).read(XY))
        .isInstanceOf(DataException.class)
        .hasMessage(message.replace("FILE", file.toString()));
  }

  private Path write(String text) throws IOException {
    return Files.write(folder.resolve("t.csv"), text.getBytes(StandardCharsets.UTF_8));
  }
}
