package glissade.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** A CSV file as a table. */
final class CsvTable extends Table {
  private final Path file;
  private final CsvHead head;

  private CsvTable(Path file, CsvHead head, TableOptions options) {
    super(file.toString(), options);
    this.file = file;
    this.head = head;
  }

  static CsvTable open(Path file, TableOptions options) {
    try {
      return new CsvTable(file, CsvHead.read(file, options), options);
    } catch (IOException e) {
      throw new DataException(file.toString(), "cannot be read: " + Reason.of(e));
    }
  }

  @Override
  public List<Column> columns() {
    return head.columns();
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.empty();
  }

  @Override
  protected void scan(int[] columns, Selection selection, RowSink sink) throws IOException {
    try (CsvScanner scanner = new CsvScanner(file)) {
      scanner.delimiter(head.delimiter());
      scanner.skipTo(CsvHead.start(scanner));
      new Pass(scanner, columns, selection, sink).run();
    }
  }

  /** One pass over the file. */
  private final class Pass {
    private final CsvScanner scanner;
    private final RowSink sink;
    private final DecimalReader decimal = new DecimalReader();
    private final int width = head.columns().size();

    /** Per column of the file, the selected column that wants its number; -1 for none. */
    private final int[] numberOf = new int[width];

    /** Per column of the file, the selected column that wants its text; -1 for none. */
    private final int[] categoryOf = new int[width];

    Pass(CsvScanner scanner, int[] columns, Selection selection, RowSink sink) {
      this.scanner = scanner;
      this.sink = sink;
      Arrays.fill(numberOf, -1);
      Arrays.fill(categoryOf, -1);
      for (int i = 0; i < columns.length; i++) {
        (selection.items().get(i).category() ? categoryOf : numberOf)[columns[i]] = i;
      }
    }

    void run() throws IOException {
      passHeader();
      for (int p = scanner.nextRow(); p >= 0; p = scanner.nextRow()) {
        while (!row(p)) {
          p = scanner.again();
        }
      }
    }

    private void passHeader() throws IOException {
      int p = scanner.nextRow();
      while (p >= 0) {
        int end = scanner.skip(p);
        if (scanner.more(end)) {
          p = end + 1;
        } else if (!scanner.cut(end) && scanner.endRow(end)) {
          return;
        } else {
          p = scanner.again();
        }
      }
    }

    /** Reads one row; false if the buffer ends within it. */
    private boolean row(int start) {
      sink.begin(scanner.line());
      int p = start;
      int cells = 0;
      while (true) {
        int end = cells < width ? cell(p, cells) : scanner.skip(p);
        if (scanner.cut(end)) {
          return false;
        }
        cells++;
        if (!scanner.more(end)) {
          if (!scanner.endRow(end)) {
            return false;
          }
          break;
        }
        p = end + 1;
      }
      if (cells != width) {
        sink.rowProblem(ragged(cells));
      }
      sink.end();
      return true;
    }

    /** Reads one cell, and tells the sink unless the buffer ends within it. */
    private int cell(int p, int column) {
      int number = numberOf[column];
      int category = categoryOf[column];
      if (number < 0 && category < 0) {
        return scanner.skip(p);
      }
      if (category < 0) {
        int end = decimal.read(scanner.buffer(), p);
        if (end >= 0 && scanner.ends(end) && Math.abs(decimal.value()) <= Double.MAX_VALUE) {
          if (!scanner.cut(end)) {
            sink.number(number, decimal.value());
          }
          return end;
        }
      }
      int end = scanner.cell(p);
      if (!scanner.cut(end)) {
        if (number >= 0) {
          number(number, column);
        }
        if (category >= 0) {
          category(category);
        }
      }
      return end;
    }

    private void category(int target) {
      String problem = scanner.problem();
      if (problem != null) {
        sink.cellProblem(target, problem);
      } else if (CsvCells.missing(scanner.bytes(), scanner.from(), scanner.to())) {
        sink.missing(target);
      } else {
        sink.category(target, scanner.bytes(), scanner.from(), scanner.to());
      }
    }

    private void number(int target, int column) {
      byte[] bytes = scanner.bytes();
      int from = scanner.from();
      int to = scanner.to();
      boolean truth = head.columns().get(column).type() == ColumnType.BOOLEAN;
      String problem = scanner.problem();
      if (problem != null) {
        sink.cellProblem(target, problem);
      } else if (CsvCells.missing(bytes, from, to)) {
        sink.missing(target);
      } else if (decimal.read(bytes, from) == to) {
        finite(target);
      } else if (truth && CsvCells.truth(bytes, from, to)) {
        sink.number(target, 1);
      } else if (truth && CsvCells.falsehood(bytes, from, to)) {
        sink.number(target, 0);
      } else if (CsvCells.notFinite(bytes, from, to)) {
        sink.notFinite(target, CsvCells.shown(scanner.text()));
      } else {
        sink.cellProblem(target, notANumber(scanner.text()));
      }
    }

    private void finite(int target) {
      if (Double.isInfinite(decimal.value())) {
        sink.cellProblem(
            target,
            "is " + CsvCells.shown(scanner.text()) + ", beyond the range of a double; rescale it");
      } else {
        sink.number(target, decimal.value());
      }
    }

    private String notANumber(String cell) {
      return "is " + CsvCells.shown(cell) + ", not a number; " + remedy(cell);
    }

    /** Semicolons go with decimal commas; else `1,234` may be a thousand and more. */
    private String remedy(String cell) {
      boolean thousands = CsvCells.hasThousands(cell);
      if (CsvCells.hasDecimalComma(cell)) {
        return thousands && head.delimiter() != ';'
            ? "write it without the comma if that separates thousands, with a point if it is the"
                + " decimal comma"
            : "write the decimal comma as a point";
      }
      return thousands
          ? "leave out the commas between thousands"
          : "correct it, or leave the cell empty if the value is missing";
    }

    private String ragged(int cells) {
      String found =
          "has " + cells + (cells == 1 ? " cell" : " cells") + ", the header has " + width;
      return cells > width
          ? found + "; put quotes around a cell that holds `" + (char) head.delimiter() + "`"
          : found + "; write a missing value as an empty cell";
    }
  }
}
