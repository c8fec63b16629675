package glissade.studio;

import glissade.optimize.Observer;
import glissade.optimize.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The course of a run: for each step from 0 the loss, then for each watched number of the
 * parameters its value, its gradient and its states.
 */
final class Recording implements Observer {
  private final int watched;
  private final List<String> states;
  private final double[][] columns;
  private int rows;

  Recording(int watched, List<String> states) {
    this.watched = watched;
    this.states = states;
    this.columns = new double[width(watched, states.size())][64];
  }

  /** How many numbers are kept of a step. */
  static int width(int watched, int states) {
    return 1 + watched * (2 + states);
  }

  @Override
  public void observe(Progress progress) {
    if (progress.step() >= rows) { // the last step is reported once more at the end
      append(progress);
    }
  }

  /** Adds a row. */
  void append(Progress progress) {
    if (rows == columns[0].length) {
      for (int i = 0; i < columns.length; i++) {
        columns[i] = Arrays.copyOf(columns[i], 2 * rows);
      }
    }
    int column = 0;
    columns[column++][rows] = progress.value();
    for (int k = 0; k < watched; k++) {
      columns[column++][rows] = progress.parameter(k);
    }
    for (int k = 0; k < watched; k++) {
      columns[column++][rows] = progress.gradient(k);
    }
    for (String state : states) {
      for (int k = 0; k < watched; k++) {
        columns[column++][rows] = progress.state(state, k);
      }
    }
    rows++;
  }

  int rows() {
    return rows;
  }

  /** Leaves out all rows but these, which are in ascending order. */
  void keep(int[] kept) {
    for (double[] column : columns) {
      for (int i = 0; i < kept.length; i++) {
        column[i] = column[kept[i]];
      }
    }
    rows = kept.length;
  }

  /** Loss; values; gradients; first state, second state, …; as many as there are rows. */
  List<double[]> columns() {
    return columns(0);
  }

  /** The same, from a row on. */
  List<double[]> columns(int from) {
    List<double[]> exact = new ArrayList<>();
    for (double[] column : columns) {
      exact.add(Arrays.copyOfRange(column, from, rows));
    }
    return exact;
  }
}
