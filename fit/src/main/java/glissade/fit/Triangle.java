package glissade.fit;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.jspecify.annotations.Nullable;

/**
 * The triangular factor of a tall matrix that arrives in blocks of rows: each block is factored
 * together with the factor so far. Unlike a sum of products it does not square how ill-conditioned
 * the matrix is.
 */
final class Triangle {
  private final int columns;

  /** The factor; before there are more rows than columns, the rows themselves. */
  private @Nullable RealMatrix factor;

  private boolean factored;

  Triangle(int columns) {
    this.columns = columns;
  }

  /**
   * Takes in rows.
   *
   * @param values by column, from {@code first} on
   */
  void add(double[][] values, int first, int rows) {
    RealMatrix before = factor;
    double[][] above = before == null ? new double[0][0] : before.getData();
    int kept = above.length;
    double[][] stacked = new double[kept + rows][columns];
    System.arraycopy(above, 0, stacked, 0, kept);
    for (int j = 0; j < columns; j++) {
      double[] column = values[first + j];
      for (int i = 0; i < rows; i++) {
        stacked[kept + i][j] = column[i];
      }
    }
    RealMatrix all = new Array2DRowRealMatrix(stacked, false);
    if (all.getRowDimension() <= columns) {
      factor = all;
      return;
    }
    factor = new QRDecomposition(all).getR().getSubMatrix(0, columns - 1, 0, columns - 1);
    factored = true;
  }

  /** The triangular factor, of as many rows as there are where they are few; null without any. */
  private @Nullable RealMatrix triangular() {
    RealMatrix rows = factor;
    return rows == null || factored ? rows : new QRDecomposition(rows).getR();
  }

  /**
   * The inverse of the matrix's product with itself.
   *
   * @return null if there are too few rows, or a column is a combination of others
   */
  double @Nullable [][] inverseOfProduct() {
    RealMatrix r = triangular();
    if (r == null || r.getRowDimension() < columns) {
      return null;
    }
    double[][] inverse = new double[columns][columns];
    for (int j = 0; j < columns; j++) {
      for (int i = j; i >= 0; i--) {
        double sum = i == j ? 1 : 0;
        for (int k = i + 1; k <= j; k++) {
          sum -= r.getEntry(i, k) * inverse[k][j];
        }
        double diagonal = r.getEntry(i, i);
        if (!(Math.abs(diagonal) > tiny(r, i))) {
          return null;
        }
        inverse[i][j] = sum / diagonal;
      }
    }
    double[][] product = new double[columns][columns];
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j < columns; j++) {
        for (int k = Math.max(i, j); k < columns; k++) {
          product[i][j] += inverse[i][k] * inverse[j][k];
        }
      }
    }
    return product;
  }

  /** What counts as zero beside the rest of a column. */
  private double tiny(RealMatrix r, int column) {
    double squares = 0;
    for (int i = 0; i <= column; i++) {
      squares += r.getEntry(i, column) * r.getEntry(i, column);
    }
    return 1e-13 * Math.sqrt(squares);
  }

  /** The columns that are, to all digits, combinations of those before them. */
  java.util.List<Integer> dependent() {
    java.util.List<Integer> found = new java.util.ArrayList<>();
    RealMatrix r = triangular();
    for (int i = 0; r != null && i < Math.min(columns, r.getRowDimension()); i++) {
      if (!(Math.abs(r.getEntry(i, i)) > tiny(r, i))) {
        found.add(i);
      }
    }
    return found;
  }
}
