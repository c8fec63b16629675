package glissade.fit;

/** The sum of a loss over rows, with its derivatives. For one thread. */
interface RowSums extends AutoCloseable {
  /**
   * Sums over some rows.
   *
   * @param parameters their numbers
   * @param rows arrays as {@link RowArrays} makes them
   * @param from the first row
   * @param to after the last row
   * @param gradient to which the sums of the derivatives are added
   * @return the sum of the losses, each times its weight
   */
  double add(double[] parameters, double[][] rows, int from, int to, double[] gradient);

  /** Ends threads that helped, if any. */
  @Override
  void close();
}
