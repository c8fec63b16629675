package glissade.data;

/** Where each row of a block goes, where the rows are wanted in another order than the table's. */
@FunctionalInterface
public interface Arrangement {

  /**
   * The places of a block's rows, the same at every call.
   *
   * @param block its number
   * @param rows how many rows it has
   * @return for each row in the table's order a place of its own, from 0 and below {@code rows}
   */
  int[] places(int block, int rows);
}
