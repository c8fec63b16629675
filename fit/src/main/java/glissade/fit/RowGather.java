package glissade.fit;

/**
 * The elements or rows of a fixed vector or matrix that a value counts off: read, and on the way
 * back added to. NaN where there is none of that number.
 */
final class RowGather implements TapeStep {
  private final FixedValues from;
  private final double[] index;
  private final RowValues result;
  private final Positions positions;

  RowGather(FixedValues from, RowValues index, RowValues result) {
    this.from = from;
    this.index = index.values()[0];
    this.result = result;
    this.positions = new Positions(from.size() / result.size(), this.index.length);
  }

  @Override
  public void forward(int rows) {
    int[] at = positions.of(index, rows);
    double[] values = from.values();
    int size = result.size();
    for (int c = 0; c < size; c++) {
      double[] y = result.values()[c];
      int first = from.offset() + c;
      for (int r = 0; r < rows; r++) {
        y[r] = at[r] < 0 ? Double.NaN : values[first + at[r] * size];
      }
    }
  }

  @Override
  public void backward(int rows) {
    int[] at = positions.known();
    double[] adjoints = from.adjoints();
    int size = result.size();
    for (int c = 0; c < size; c++) {
      double[] dy = result.adjoints()[c];
      int first = from.offset() + c;
      for (int r = 0; r < rows; r++) {
        if (at[r] >= 0) {
          adjoints[first + at[r] * size] += dy[r];
        }
      }
    }
  }
}
