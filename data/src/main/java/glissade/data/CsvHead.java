package glissade.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the beginning of a CSV file tells: delimiter, header, and types, judged by the first rows.
 *
 * @param delimiter what separates cells
 * @param columns one for each cell of the header; of an empty name where that is empty
 */
record CsvHead(byte delimiter, List<Column> columns) {
  private static final byte[] DELIMITERS = {',', ';', '\t', '|'};
  private static final int SNIFFED_LINES = 50;
  private static final int SAMPLED_ROWS = 1000;
  private static final int SAMPLED_CELLS = 100_000;

  static CsvHead read(Path file, TableOptions options) throws IOException {
    String name = file.toString();
    try (CsvScanner scanner = new CsvScanner(file)) {
      begin(scanner, name);
      byte delimiter =
          options.delimiter() == 0
              ? find(scanner.buffer(), start(scanner), scanner.limit())
              : (byte) options.delimiter();
      scanner.delimiter(delimiter);
      List<byte[]> header = cells(scanner);
      if (header == null) {
        throw new DataException(name, "the file is empty; it needs a header and rows");
      }
      List<String> names = names(header, name);
      checkNames(names, name);
      return new CsvHead(delimiter, types(names, scanner, delimiter, name));
    }
  }

  /** Passes a mark of the encoding, and refuses what shows at once that it is no CSV in UTF-8. */
  private static void begin(CsvScanner scanner, String name) {
    if (scanner.startsWith(0xFF, 0xFE) || scanner.startsWith(0xFE, 0xFF)) {
      throw new DataException(name, "the text is in UTF-16; save it as UTF-8");
    }
    if (scanner.startsWith(0x1F, 0x8B)) {
      throw new DataException(name, "the file is compressed with gzip; unpack it first");
    }
    if (scanner.startsWith('P', 'K', 3, 4)) {
      throw new DataException(
          name, "the file is a zip archive or a spreadsheet; unpack it, or save it as CSV");
    }
    for (int i = 0; i < Math.min(scanner.limit(), 4096); i++) {
      if (scanner.buffer()[i] == 0) {
        throw new DataException(name, "the file is not text; CSV, Parquet and JSON can be read");
      }
    }
    scanner.skipTo(start(scanner));
  }

  /** Where the text begins: behind UTF-8's byte order mark. */
  static int start(CsvScanner scanner) {
    return scanner.startsWith(0xEF, 0xBB, 0xBF) ? 3 : 0;
  }

  /** The delimiter that every line has equally often; else the one the header has most often. */
  private static byte find(byte[] text, int from, int to) {
    byte best = DELIMITERS[0];
    int bestScore = 0;
    for (byte delimiter : DELIMITERS) {
      int score = score(text, from, to, delimiter);
      if (score > bestScore) {
        best = delimiter;
        bestScore = score;
      }
    }
    return best;
  }

  private static int score(byte[] text, int from, int to, byte delimiter) {
    int inHeader = -1;
    int here = 0;
    int lines = 0;
    boolean quoted = false;
    boolean even = true;
    boolean empty = true;
    for (int i = from; i < to && lines < SNIFFED_LINES; i++) {
      byte b = text[i];
      if (!quoted && (b == '\n' || b == '\r')) {
        if (!empty) {
          inHeader = inHeader < 0 ? here : inHeader;
          even &= here == inHeader;
          lines++;
        }
        here = 0;
        empty = true;
        continue;
      }
      empty = false;
      quoted ^= b == '"';
      here += !quoted && b == delimiter ? 1 : 0;
    }
    int count = inHeader < 0 ? here : inHeader;
    return even ? count * 1_000 : count;
  }

  /** The next row's cells, a line end behind each to end a number; null at the file's end. */
  private static @Nullable List<byte[]> cells(CsvScanner scanner) throws IOException {
    List<byte[]> cells = new ArrayList<>();
    int p = scanner.nextRow();
    if (p < 0) {
      return null;
    }
    while (true) {
      int end = scanner.cell(p);
      if (!scanner.cut(end)) {
        byte[] cell = Arrays.copyOfRange(scanner.bytes(), scanner.from(), scanner.to() + 1);
        cell[cell.length - 1] = '\n';
        cells.add(cell);
        if (scanner.more(end)) {
          p = end + 1;
          continue;
        }
        if (scanner.endRow(end)) {
          return cells;
        }
      }
      p = scanner.again();
      cells.clear();
    }
  }

  private static String text(byte[] cell) {
    return new String(cell, 0, cell.length - 1, StandardCharsets.UTF_8);
  }

  /** The header's texts; other bytes are refused, since different names could become the same. */
  private static List<String> names(List<byte[]> header, String name) {
    List<String> names = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (byte[] cell : header) {
      names.add(text(cell));
      if (!CsvCells.isUtf8(cell, 0, cell.length - 1)) {
        problems.add(
            "the header has "
                + CsvCells.shown(text(cell))
                + " as column "
                + names.size()
                + ", which is not text in UTF-8; save the file as UTF-8");
      }
    }
    if (!problems.isEmpty()) {
      throw new DataException(name, problems);
    }
    return names;
  }

  private static void checkNames(List<String> header, String name) {
    Map<String, Integer> seen = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      Integer before = header.get(i).isEmpty() ? null : seen.putIfAbsent(header.get(i), i);
      if (before != null) {
        problems.add(
            "the header has "
                + CsvCells.shown(header.get(i))
                + " twice, as column "
                + (before + 1)
                + " and as column "
                + (i + 1)
                + "; rename one");
      }
    }
    if (!problems.isEmpty()) {
      throw new DataException(name, problems);
    }
  }

  private static List<Column> types(
      List<String> header, CsvScanner scanner, byte delimiter, String name) throws IOException {
    int width = header.size();
    int[] numbers = new int[width];
    int[] booleans = new int[width];
    int[] present = new int[width];
    DecimalReader decimal = new DecimalReader();
    int rows = 0;
    while (rows < SAMPLED_ROWS && (rows == 0 || (long) rows * width < SAMPLED_CELLS)) {
      List<byte[]> cells = cells(scanner);
      if (cells == null) {
        break;
      }
      rows++;
      for (int i = 0; i < Math.min(width, cells.size()); i++) {
        byte[] bytes = cells.get(i);
        int to = bytes.length - 1;
        if (CsvCells.missing(bytes, 0, to)) {
          continue;
        }
        present[i]++;
        if (decimal.read(bytes, 0) == to || CsvCells.notFinite(bytes, 0, to)) {
          numbers[i]++;
        } else if (CsvCells.truth(bytes, 0, to) || CsvCells.falsehood(bytes, 0, to)) {
          booleans[i]++;
        } else if (delimiter == ';' && CsvCells.hasDecimalComma(text(bytes))) {
          numbers[i]++; // so that each is told as a mistake, and does not pass for a text
        }
      }
    }
    if (rows == 0) {
      throw new DataException(name, "the file has a header but no rows");
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      columns.add(new Column(header.get(i), type(numbers[i], booleans[i], present[i])));
    }
    return columns;
  }

  /** Half of them suffice: a few texts among numbers are mistakes, to be told one by one. */
  private static ColumnType type(int numbers, int booleans, int present) {
    if (numbers * 2 >= present) {
      return ColumnType.NUMBER;
    }
    return booleans * 2 >= present ? ColumnType.BOOLEAN : ColumnType.TEXT;
  }
}
