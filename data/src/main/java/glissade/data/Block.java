package glissade.data;

/**
 * Some rows of the selected columns, one array per column. Columns are numbered from 0 in the order
 * of the {@link Selection}.
 */
public final class Block {
  /** Numbers of a cache line, and how many places there are to begin at. */
  private static final int LINE = 8;

  private static final int PLACES = 16;

  /** Numbers of a memory page. */
  private static final int PAGE = 512;

  private final Object[] columns;
  private int rows;

  Block(Object[] columns, int rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /** Arrays of just so many rows. */
  static Block allocate(Selection selection, int capacity) {
    return allocate(selection, capacity, false);
  }

  /**
   * Arrays of so many rows, of lengths that differ by some cache lines: if the same row of all
   * columns were at the same place of a memory page, they would crowd each other out of a cache.
   */
  static Block allocateApart(Selection selection, int capacity) {
    return allocate(selection, capacity, true);
  }

  private static Block allocate(Selection selection, int capacity, boolean isApart) {
    Object[] columns = new Object[selection.size()];
    for (int i = 0; i < columns.length; i++) {
      int length = capacity + (isApart ? apart(i, capacity) : 0);
      columns[i] =
          selection.items().get(i).category()
              ? new int[length]
              : selection.wide(i) ? new double[length] : new float[length];
    }
    return new Block(columns, capacity);
  }

  /** By how much the array of a column is longer than so many rows need. */
  public static int apart(int column, int capacity) {
    return capacity < PAGE ? 0 : column % PLACES * LINE;
  }

  /** How many rows this block has. Arrays may be longer; what lies beyond has no meaning. */
  public int rows() {
    return rows;
  }

  /**
   * The numbers of a column.
   *
   * @throws ClassCastException if it was not selected as numbers in double precision
   */
  public double[] doubles(int column) {
    return (double[]) columns[column];
  }

  /**
   * The numbers of a column.
   *
   * @throws ClassCastException if it was not selected as numbers in float precision
   */
  public float[] floats(int column) {
    return (float[]) columns[column];
  }

  /**
   * The codes of a column: positions in its list of labels.
   *
   * @throws ClassCastException if it was not selected as a category
   */
  public int[] codes(int column) {
    return (int[]) columns[column];
  }

  /** The array of a column, whichever type it has. */
  public Object array(int column) {
    return columns[column];
  }

  /** Takes another block's rows, each in its place. */
  void place(Block other, int[] places) {
    for (int column = 0; column < columns.length; column++) {
      place(other.columns[column], columns[column], places);
    }
    rows = other.rows;
  }

  /** Each row of a large table comes by here, so each type has a loop of its own. */
  private static void place(Object from, Object to, int[] places) {
    if (from instanceof double[] doubles) {
      double[] placed = (double[]) to;
      for (int r = 0; r < places.length; r++) {
        placed[places[r]] = doubles[r];
      }
    } else if (from instanceof float[] floats) {
      float[] placed = (float[]) to;
      for (int r = 0; r < places.length; r++) {
        placed[places[r]] = floats[r];
      }
    } else {
      int[] codes = (int[]) from;
      int[] placed = (int[]) to;
      for (int r = 0; r < places.length; r++) {
        placed[places[r]] = codes[r];
      }
    }
  }

  void resize(int newRows) {
    rows = newRows;
  }
}
