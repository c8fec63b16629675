package glissade.fit;

/**
 * A step of a {@link Tape}, on arrays that it was made with. What depends on rows has an element
 * for each row of a chunk.
 */
interface TapeStep {
  /**
   * Computes values.
   *
   * @param rows in the chunk
   */
  void forward(int rows);

  /**
   * Adds to the adjoints of what the values were computed from.
   *
   * @param rows in the chunk
   */
  void backward(int rows);
}
