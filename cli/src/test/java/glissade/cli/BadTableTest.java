package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `glissade fit` says of a table that cannot be used: all of it, and exit code 3. */
class BadTableTest {
  @TempDir Path folder = Path.of(".");

  private void isRefused(Path file, String message) {
    check(Glissade.run("fit", "y ~ a + b*x", file.toString()), file + ": " + message);
  }

  private static void check(Glissade run, String message) {
    assertThat(run.err()).isEqualTo("glissade: " + message + "\n");
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(3);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text.replace("|", "\n"));
  }

  @Test
  void wrongRows() throws IOException {
    isRefused(
        file("t.csv", "x,y|1,2|3,4,5|6,7|"),
        "row 2 (line 3) has 3 cells, the header has 2; put quotes around a cell that holds `,`");
    isRefused(
        file("t.csv", "x,y|1,2|3,abc|4,5|"),
        "row 2 (line 3), column `y` is `abc`, not a number; correct it, or leave the cell empty if the value is missing");
    Path commas = file("t.csv", "x;y|1,5;2|3,5;4|");
    isRefused(
        commas,
        """
        row 1 (line 2), column `x` is `1,5`, not a number; write the decimal comma as a point
        %s: row 2 (line 3), column `x` is `3,5`, not a number; write the decimal comma as a point"""
            .formatted(commas));
    Path file = file("t.csv", "x,y|1,NaN|-inf,2|");
    isRefused(
        file,
        """
        row 1 (line 2), column `y` is `NaN`; only finite numbers can be used: correct it, or leave the cell empty
        %s: row 2 (line 3), column `x` is `-inf`; only finite numbers can be used: correct it, or leave the cell empty"""
            .formatted(file));
    isRefused(
        file("t.csv", "x,y|1,2|3,\"4|5,6|"),
        "a quote is opened at line 3, character 3, and not closed to the end of the file; close it, or double it if it is meant as it stands");
    isRefused(
        gigabyte("x,y|1,2|" + "3,4|".repeat(2000) + "5"),
        "line 2003 is longer than 16 MiB; is it a text file with one row a line?");
  }

  /** In one line; its zeros take no room on the disk. */
  private Path gigabyte(String text) throws IOException {
    Path file = file("t.csv", text);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1 << 30);
    }
    return file;
  }

  @Test
  void wrongHeader() throws IOException {
    isRefused(file("t.csv", ""), "the file is empty; it needs a header and rows");
    isRefused(file("t.csv", "x,y|"), "the file has a header but no rows");
    isRefused(
        file("t.csv", "x,y,x|1,2,3|"),
        "the header has `x` twice, as column 1 and as column 3; rename one");
  }

  /** A name that is no column is a parameter, but the left side has to have one. */
  @Test
  void missingColumn() throws IOException {
    isRefused(
        file("t.csv", "x,Y|1,2|3,4|"),
        "there is no column `y`, which the formula has left of its `~`; did you mean `Y`?");
    isRefused(
        file("t.csv", "x,price|1,2|3,4|"),
        "there is no column `y`, which the formula has left of its `~`; there are x, price");
    Path file = file("t.csv", "x,y|1,2|3,4|");
    check(
        Glissade.run("fit", "y ~ a + b*x", file.toString(), "--weights", "w"),
        file + ": there is no column `w`; there are x, y");
  }

  @Test
  void noFile() throws IOException {
    isRefused(folder, "is a directory; name a file in it");
    file("t.csv", "x,y|1,2|");
    isRefused(folder.resolve("tt.csv"), "no such file; did you mean `t.csv`?");
    Path closed = file("closed.csv", "x,y|1,2|2,3|");
    if (!Files.getFileStore(closed).supportsFileAttributeView("posix")) {
      return;
    }
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    if (!Files.isReadable(closed)) { // the superuser reads it all the same
      isRefused(closed, "permission denied; make the file readable for you");
    }
  }

  @Test
  void noParquet() throws IOException {
    isRefused(
        file("t.parquet", "PAR1 and then nothing of that kind"),
        "is not a Parquet file, or only the beginning of one; check what wrote it");
  }

  @Test
  void noQuery() {
    check(
        Glissade.run("fit", "y ~ a + b*x", "--data", "SELEC 1"),
        "query: Parser Error: syntax error at or near \"SELEC\"");
    check(
        Glissade.run("fit", "y ~ a + b*x", "--data", "SELECT x, y FROM 'nowhere.csv'"),
        "query: IO Error: No files found that match the pattern \"nowhere.csv\"");
  }
}
