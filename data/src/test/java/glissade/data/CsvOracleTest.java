package glissade.data;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random tables of text, with all that quotes may hold, against FastCSV. */
class CsvOracleTest {
  // No CR alone: FastCSV 4.1.0 loses a row's end where one stands in the quoted cell before it.
  private static final String[] PIECES = {
    "a", "Zürich", "7", ",", ";", "\t", "|", "\n", "\r\n", "\"", "x y", "'", "漢", "\\"
  };
  private static final String[] LINE_ENDS = {"\n", "\r\n", "\r"};
  private static final char[] DELIMITERS = {',', ';', '\t', '|'};

  @TempDir Path folder;

  @Test
  void cellsLikeFastCsv() throws IOException {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      // Every twentieth is larger than the buffer, which cuts rows wherever it happens to end.
      checkCells(seed, random, seed % 20 == 0 ? 30_000 : random.nextInt(1, 50));
    }
  }

  private void checkCells(long seed, SplittableRandom random, int rows) throws IOException {
    char delimiter = DELIMITERS[random.nextInt(DELIMITERS.length)];
    int width = random.nextInt(2, 6);
    String text = table(random, rows, width, delimiter);
    Path file = folder.resolve("t.csv");
    Files.writeString(file, text);
    List<List<String>> expected = new ArrayList<>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder().fieldSeparator(delimiter).ofCsvRecord(text)) {
      reader.forEach(row -> expected.add(row.getFields()));
    }
    Selection all = Selection.categories(expected.get(0).toArray(String[]::new));
    try (Table table = Tables.open(file, TableOptions.defaults().withDelimiter(delimiter))) {
      Frame frame = table.read(all);
      assertThat(frame.rows()).as("rows of seed %d", seed).isEqualTo(expected.size() - 1);
      for (int row = 0; row < frame.rows(); row++) {
        for (int column = 0; column < width; column++) {
          String found = frame.labels().get(column).get(frame.block().codes(column)[row]);
          String wanted = expected.get(row + 1).get(column);
          if (!found.equals(wanted)) {
            assertThat(found).as("seed %d, row %d", seed, row + 1).isEqualTo(wanted);
          }
        }
      }
    }
  }

  private static String table(SplittableRandom random, int rows, int width, char delimiter) {
    String lineEnd = LINE_ENDS[random.nextInt(LINE_ENDS.length)];
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "" : lineEnd);
    for (int row = 0; row <= rows; row++) {
      for (int column = 0; column < width; column++) {
        text.append(column > 0 ? String.valueOf(delimiter) : "");
        if (row == 0) {
          text.append("column ").append(column);
        } else {
          appendCell(random, text);
        }
      }
      boolean last = row == rows;
      text.append(last && random.nextBoolean() ? "" : lineEnd);
      text.append(!last && random.nextInt(20) == 0 ? lineEnd : "");
    }
    return text.toString();
  }

  private static void appendCell(SplittableRandom random, StringBuilder text) {
    StringBuilder cell = new StringBuilder();
    int pieces = random.nextInt(1, 5);
    for (int i = 0; i < pieces; i++) {
      cell.append(PIECES[random.nextInt(PIECES.length)]);
    }
    String plain = cell.toString();
    boolean bare =
        plain.chars().noneMatch(c -> ",;|\t\r\n\"".indexOf(c) >= 0) && random.nextBoolean();
    text.append(bare ? plain : '"' + plain.replace("\"", "\"\"") + '"');
  }
}
