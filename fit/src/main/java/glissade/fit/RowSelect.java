package glissade.fit;

/**
 * In each row, the element or matrix row that a value counts off of what differs from row to row.
 * NaN where there is none of that number.
 */
final class RowSelect implements TapeStep {
  private final RowValues from;
  private final double[] index;
  private final RowValues result;
  private final Positions positions;

  RowSelect(RowValues from, RowValues index, RowValues result) {
    this.from = from;
    this.index = index.values()[0];
    this.result = result;
    this.positions = new Positions(from.size() / result.size(), this.index.length);
  }

  @Override
  public void forward(int rows) {
    int[] at = positions.of(index, rows);
    int size = result.size();
    for (int c = 0; c < size; c++) {
      double[] y = result.values()[c];
      for (int r = 0; r < rows; r++) {
        y[r] = at[r] < 0 ? Double.NaN : from.values()[at[r] * size + c][r];
      }
    }
  }

  @Override
  public void backward(int rows) {
    int[] at = positions.known();
    int size = result.size();
    for (int c = 0; c < size; c++) {
      double[] dy = result.adjoints()[c];
      for (int r = 0; r < rows; r++) {
        if (at[r] >= 0) {
          from.adjoints()[at[r] * size + c][r] += dy[r];
        }
      }
    }
  }
}
