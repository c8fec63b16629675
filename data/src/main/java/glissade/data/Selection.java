package glissade.data;

import glissade.formula.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * The columns to read, in the order in which they are wanted, and what to read them as. Immutable.
 *
 * @param items the columns, no name twice with the same use
 * @param precision what numbers are held in
 */
public record Selection(List<Item> items, Precision precision) {

  /**
   * One wanted column.
   *
   * @param name its name in the table
   * @param category whether to read it as codes of its texts rather than as numbers
   */
  public record Item(String name, boolean category) {}

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if it is empty, or a column is in it twice with the same use
   */
  public Selection {
    items = List.copyOf(items);
    if (items.isEmpty()) {
      throw new IllegalArgumentException("no column is selected");
    }
    if (new HashSet<>(items).size() < items.size()) {
      throw new IllegalArgumentException("a column is selected twice: " + items);
    }
  }

  /** Columns to be read as numbers, in double precision. */
  public static Selection numbers(String... names) {
    return new Selection(items(false, names), Precision.DOUBLE);
  }

  /**
   * Columns to be read as categories. Numbers are categories by their text, as the source writes
   * it: {@code 70} in CSV may be {@code 70.0} in Parquet.
   */
  public static Selection categories(String... names) {
    return new Selection(items(true, names), Precision.DOUBLE);
  }

  /** These columns, and more that are read as numbers. */
  public Selection andNumbers(String... names) {
    return and(false, names);
  }

  /** These columns, and more that are read as categories. */
  public Selection andCategories(String... names) {
    return and(true, names);
  }

  /** The same columns, numbers being held in this precision. */
  public Selection in(Precision newPrecision) {
    return new Selection(items, newPrecision);
  }

  /** How many columns are wanted. */
  public int size() {
    return items.size();
  }

  /** Bytes that one row of these columns takes. */
  int rowBytes() {
    int bytes = 0;
    for (int i = 0; i < items.size(); i++) {
      bytes += wide(i) ? Double.BYTES : Float.BYTES;
    }
    return bytes;
  }

  /** Whether a value of this column takes eight bytes, not four. */
  boolean wide(int column) {
    return !items.get(column).category() && precision == Precision.DOUBLE;
  }

  private Selection and(boolean category, String... names) {
    List<Item> all = new ArrayList<>(items);
    all.addAll(items(category, names));
    return new Selection(all, precision);
  }

  private static List<Item> items(boolean category, String... names) {
    return Arrays.stream(names).map(name -> new Item(name, category)).toList();
  }
}
