package glissade.data;

import glissade.formula.Precision;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the rows of a table, value by value, as its reader meets them: {@link #begin}, then every
 * selected column once, then {@link #end}. It decides what becomes of missing values, gathers
 * problems, numbers categories, and hands full blocks on. For one thread.
 */
public final class RowSink {
  private final String table;
  private final Selection selection;
  private final Missing missing;
  private final BlockStore store;

  private final double[][] numbers;
  private final int[][] codes;
  private final Labels[] labels;
  private final int capacity;
  private final double largest;
  private int size;

  private long read;
  private long dropped;
  private final long[] missingIn;
  private final boolean[] missingHere;
  private boolean someMissing;

  /** Columns whose text in this row, which has not ended, was not met before. */
  private final boolean[] newHere;

  private boolean someNew;

  private final List<String> problems = new ArrayList<>();
  private final List<String> problemsHere = new ArrayList<>();
  private long problemCount;
  private long problemsHereCount;
  private long line;

  RowSink(String table, Selection selection, TableOptions options, BlockStore store) {
    this.table = table;
    this.selection = selection;
    this.missing = options.missing();
    this.store = store;
    int columns = selection.size();
    capacity = store.blockRows();
    // The next larger double is a tie between the largest float and infinity, and goes to infinity.
    largest =
        selection.precision() == Precision.FLOAT ? Math.nextDown(0x1.ffffffp127) : Double.MAX_VALUE;
    numbers = new double[columns][];
    codes = new int[columns][];
    labels = new Labels[columns];
    for (int i = 0; i < columns; i++) {
      if (selection.items().get(i).category()) {
        codes[i] = new int[capacity];
        labels[i] = new Labels();
      } else {
        numbers[i] = new double[capacity];
      }
    }
    missingIn = new long[columns];
    missingHere = new boolean[columns];
    newHere = new boolean[columns];
  }

  /**
   * A row begins, in place of one that was begun and not ended.
   *
   * @param newLine the line of the file where it begins, from 1; 0 where the source has no lines
   */
  public void begin(long newLine) {
    line = newLine;
    if (problemsHereCount > 0) {
      problemsHere.clear();
      problemsHereCount = 0;
    }
    if (someMissing) {
      Arrays.fill(missingHere, false);
      someMissing = false;
    }
    forgetNew(); // of a row that was begun and not ended
  }

  /** The number of a column; one that is not finite in the selected precision is a problem. */
  public void number(int column, double value) {
    numbers[column][size] = value;
    if (!(Math.abs(value) <= largest)) {
      if (Double.isFinite(value)) {
        cellProblem(
            column, "is " + value + ", beyond the range of a float; rescale it, or read doubles");
      } else {
        notFinite(column, Double.toString(value));
      }
    }
  }

  /** The text of a column that is read as a category; one that is not in UTF-8 is a problem. */
  public void category(int column, byte[] bytes, int from, int to) {
    int known = labels[column].size();
    int code = code(column, bytes, from, to);
    codes[column][size] = code;
    if (code == known) {
      newHere[column] = true;
      someNew = true;
      checkText(column, bytes, from, to);
    }
  }

  /** Only a text that is new is looked at, so that this costs nothing in most rows. */
  private void checkText(int column, byte[] bytes, int from, int to) {
    if (!CsvCells.isUtf8(bytes, from, to)) {
      String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
      cellProblem(
          column,
          "is " + CsvCells.shown(text) + ", which is not text in UTF-8; save the file as UTF-8");
    }
  }

  private int code(int column, byte[] bytes, int from, int to) {
    int code = labels[column].code(bytes, from, to);
    if (code < 0) {
      throw new DataException(
          table,
          "column `"
              + name(column)
              + "` has more than "
              + Labels.LIMIT
              + " different texts, or "
              + (Labels.BYTES_LIMIT >> 20)
              + " MiB of them; it cannot be used as a category");
    }
    return code;
  }

  /** The text of a column that is read as a category. */
  public void category(int column, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    category(column, bytes, 0, bytes.length);
  }

  /** The column has no value in this row. */
  public void missing(int column) {
    missingHere[column] = true;
    someMissing = true;
  }

  /** What stands in this column is not a finite number. */
  public void notFinite(int column, String cell) {
    cellProblem(
        column,
        "is " + cell + "; only finite numbers can be used: correct it, or leave the cell empty");
  }

  /** Something is wrong with the value of a column in this row. */
  public void cellProblem(int column, String problem) {
    problemHere(place() + ", column `" + name(column) + "` " + problem);
  }

  /** Something is wrong with the whole row; what was said of its values is forgotten. */
  public void rowProblem(String problem) {
    begin(line);
    problemHere(place() + " " + problem);
  }

  /** The row is complete. */
  public void end() {
    if (problemsHereCount > 0) {
      problemsHere.stream().limit(DataException.TOLD - problems.size()).forEach(problems::add);
      problemCount += problemsHereCount;
    } else if (someMissing) {
      endWithMissing();
    } else if (++size == capacity) {
      flush();
    }
    keepNew();
    read++;
  }

  /**
   * Many rows at once, none of which lacks a value; for sources that have them by column.
   *
   * @param values per selected column its numbers; null for a category
   * @param texts per selected column its texts; null for a column of numbers
   * @param count how many rows
   * @return false, having taken none, if a number is not finite in the selected precision
   */
  public boolean rows(double[][] values, String[][] texts, int count) {
    for (double[] ofColumn : values) {
      if (ofColumn != null && !finite(ofColumn, count)) {
        return false;
      }
    }
    for (int from = 0; from < count; ) {
      int step = Math.min(count - from, capacity - size);
      for (int column = 0; column < values.length; column++) {
        if (values[column] != null) {
          System.arraycopy(values[column], from, numbers[column], size, step);
        } else {
          for (int i = 0; i < step; i++) {
            byte[] bytes = texts[column][from + i].getBytes(StandardCharsets.UTF_8);
            codes[column][size + i] = code(column, bytes, 0, bytes.length);
          }
        }
      }
      from += step;
      read += step;
      size += step;
      if (size == capacity) {
        flush();
      }
    }
    return true;
  }

  private boolean finite(double[] values, int count) {
    boolean finite = true;
    for (int i = 0; i < count; i++) {
      finite &= Math.abs(values[i]) <= largest;
    }
    return finite;
  }

  private void endWithMissing() {
    if (missing == Missing.DROP) {
      dropped++;
      for (int i = 0; i < missingHere.length; i++) {
        missingIn[i] += missingHere[i] ? 1 : 0;
      }
      forgetNew();
      return;
    }
    for (int i = 0; i < missingHere.length; i++) {
      if (missingHere[i]) {
        problemCount++;
        if (problems.size() < DataException.TOLD) {
          problems.add(
              place()
                  + ", column `"
                  + name(i)
                  + "` is missing; fill it in, or leave such rows out with missing = drop");
        }
      }
    }
  }

  /** All rows were met. */
  Blocks finish() {
    if (problemCount > 0) {
      throw new DataException(table, problems, problemCount);
    }
    if (read == 0) {
      throw new DataException(table, "there are no rows");
    }
    if (dropped == read) {
      throw new DataException(
          table, "no row is left: " + counted() + "; read other columns, or fill in the cells");
    }
    if (size > 0) {
      flush();
    }
    List<List<String>> lists = new ArrayList<>();
    for (Labels ofColumn : labels) {
      lists.add(ofColumn == null ? List.of() : ofColumn.list());
    }
    return new Blocks(selection, store, lists, counted());
  }

  private RowCount counted() {
    Map<String, Long> byColumn = new LinkedHashMap<>();
    for (int i = 0; i < missingIn.length; i++) {
      if (missingIn[i] > 0) {
        byColumn.put(name(i), missingIn[i]);
      }
    }
    return new RowCount(read, dropped, byColumn);
  }

  /** After a problem nothing more is stored: the end is certain, only its message still grows. */
  private void flush() {
    if (problemCount == 0) {
      store.add(numbers, codes, size);
    }
    size = 0;
  }

  private void problemHere(String problem) {
    problemsHereCount++;
    if (problemsHere.size() < DataException.TOLD) {
      problemsHere.add(problem);
    }
  }

  /** A text counts once a row has it that is kept; those that are new in this row do not. */
  private void forgetNew() {
    if (someNew) {
      for (int i = 0; i < newHere.length; i++) {
        if (newHere[i]) {
          labels[i].forgetLast();
        }
      }
      keepNew();
    }
  }

  /** The texts of this row are known from now on, whatever becomes of the next. */
  private void keepNew() {
    if (someNew) {
      Arrays.fill(newHere, false);
      someNew = false;
    }
  }

  private String place() {
    long row = read + 1;
    return line == 0 ? "row " + row : "row " + row + " (line " + line + ")";
  }

  private String name(int column) {
    return selection.items().get(column).name();
  }
}
