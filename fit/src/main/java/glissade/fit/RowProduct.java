package glissade.fit;

import java.util.Arrays;

/** A product of matrices and vectors that both differ from row to row. */
final class RowProduct implements TapeStep {
  private final RowValues left;
  private final RowValues right;
  private final RowValues result;
  private final int inner;
  private final int columns;
  private final boolean conditional;

  /**
   * A product.
   *
   * @param inner how many terms each sum has
   * @param conditional whether the result may count in some rows only
   */
  RowProduct(RowValues left, RowValues right, RowValues result, int inner, boolean conditional) {
    this.left = left;
    this.right = right;
    this.result = result;
    this.inner = inner;
    this.columns = right.size() / inner;
    this.conditional = conditional;
  }

  @Override
  public void forward(int rows) {
    for (int i = 0; i < result.size(); i++) {
      double[] sum = result.values()[i];
      Arrays.fill(sum, 0, rows, 0);
      for (int k = 0; k < inner; k++) {
        Loops.addProduct(sum, left.values()[ofLeft(i, k)], right.values()[ofRight(i, k)], rows);
      }
    }
  }

  @Override
  public void backward(int rows) {
    for (int i = 0; i < result.size(); i++) {
      double[] adjoint = result.adjoints()[i];
      for (int k = 0; k < inner; k++) {
        if (left.isActive()) {
          add(left.adjoints()[ofLeft(i, k)], adjoint, right.values()[ofRight(i, k)], rows);
        }
        if (right.isActive()) {
          add(right.adjoints()[ofRight(i, k)], adjoint, left.values()[ofLeft(i, k)], rows);
        }
      }
    }
  }

  private void add(double[] to, double[] adjoint, double[] factor, int rows) {
    if (conditional) {
      Loops.addProductWhereCounts(to, adjoint, factor, rows);
    } else {
      Loops.addProduct(to, adjoint, factor, rows);
    }
  }

  private int ofLeft(int i, int k) {
    return i / columns * inner + k;
  }

  private int ofRight(int i, int k) {
    return k * columns + i % columns;
  }
}
