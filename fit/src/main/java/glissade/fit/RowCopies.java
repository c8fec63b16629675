package glissade.fit;

import java.util.Arrays;

/** What is the same in all rows, as values of each row, for steps that want those. */
final class RowCopies implements TapeStep {
  private final FixedValues from;
  private final RowValues result;

  RowCopies(FixedValues from, RowValues result) {
    this.from = from;
    this.result = result;
  }

  @Override
  public void forward(int rows) {
    for (int c = 0; c < result.size(); c++) {
      Arrays.fill(result.values()[c], 0, rows, from.values()[from.offset() + c]);
    }
  }

  @Override
  public void backward(int rows) {
    for (int c = 0; c < result.adjoints().length; c++) {
      from.adjoints()[from.offset() + c] += Loops.sum(result.adjoints()[c], rows);
    }
  }
}
