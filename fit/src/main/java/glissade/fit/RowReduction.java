package glissade.fit;

import glissade.formula.Operator;
import glissade.formula.Reductions;
import java.util.Arrays;

/** One number of the components of a value, in each row. */
final class RowReduction implements TapeStep {
  private final Operator operator;
  private final RowValues argument;
  private final RowValues result;
  private final double[] share;
  private final double[] components;

  RowReduction(Operator operator, RowValues argument, RowValues result) {
    this.operator = operator;
    this.argument = argument;
    this.result = result;
    this.share = new double[result.values()[0].length];
    this.components = new double[argument.size()];
  }

  @Override
  public void forward(int rows) {
    double[][] a = argument.values();
    double[] y = result.values()[0];
    switch (operator) {
      case SUM, MEAN -> {
        Arrays.fill(y, 0, rows, 0);
        int k = 0;
        for (; k + 3 < a.length; k += 4) {
          Loops.add4(y, 1, 1, 1, 1, a[k], a[k + 1], a[k + 2], a[k + 3], rows);
        }
        for (; k < a.length; k++) {
          Loops.add(y, a[k], rows);
        }
        if (operator == Operator.MEAN) {
          for (int r = 0; r < rows; r++) {
            y[r] /= a.length;
          }
        }
      }
      case SMALLEST -> {
        System.arraycopy(a[0], 0, y, 0, rows);
        for (int k = 1; k < a.length; k++) {
          Loops.minimum(y, a[k], rows);
        }
      }
      case LARGEST -> {
        System.arraycopy(a[0], 0, y, 0, rows);
        for (int k = 1; k < a.length; k++) {
          Loops.maximum(y, a[k], rows);
        }
      }
      case NORM -> norm(a, y, rows);
      default -> throw new IllegalStateException(operator.symbol());
    }
  }

  private void norm(double[][] a, double[] y, int rows) {
    Arrays.fill(y, 0, rows, 0);
    for (double[] component : a) {
      Loops.addProduct(y, component, component, rows);
    }
    for (int r = 0; r < rows; r++) {
      if (Reductions.isPlainNorm(y[r])) {
        y[r] = Math.sqrt(y[r]);
      } else {
        for (int k = 0; k < a.length; k++) {
          components[k] = a[k][r];
        }
        y[r] = Reductions.norm(components, 0, components.length);
      }
    }
  }

  @Override
  public void backward(int rows) {
    double[][] a = argument.values();
    double[] y = result.values()[0];
    double[] dy = result.adjoints()[0];
    double[][] adjoints = argument.adjoints();
    switch (operator) {
      case SUM -> {
        for (double[] adjoint : adjoints) {
          Loops.add(adjoint, dy, rows);
        }
      }
      case MEAN -> {
        for (int r = 0; r < rows; r++) {
          share[r] = dy[r] / a.length;
        }
        for (double[] adjoint : adjoints) {
          Loops.add(adjoint, share, rows);
        }
      }
      case SMALLEST, LARGEST -> {
        Arrays.fill(share, 0, rows, 0);
        for (double[] component : a) {
          for (int r = 0; r < rows; r++) {
            share[r] += component[r] == y[r] ? 1 : 0;
          }
        }
        for (int r = 0; r < rows; r++) {
          share[r] = dy[r] / share[r];
        }
        for (int k = 0; k < a.length; k++) {
          for (int r = 0; r < rows; r++) {
            if (a[k][r] == y[r]) {
              adjoints[k][r] += share[r];
            }
          }
        }
      }
      case NORM -> {
        for (int k = 0; k < a.length; k++) {
          for (int r = 0; r < rows; r++) {
            if (y[r] != 0 && dy[r] != 0) {
              adjoints[k][r] += dy[r] * (a[k][r] / y[r]);
            }
          }
        }
      }
      default -> throw new IllegalStateException(operator.symbol());
    }
  }
}
