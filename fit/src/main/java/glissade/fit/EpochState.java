package glissade.fit;

import glissade.optimize.CheckpointException;
import glissade.optimize.SafeTensors;
import glissade.optimize.Tensor;
import glissade.rule.Updater;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything that changes while a descent by batches goes on. It is whole after each update, and
 * can be written down then.
 */
final class EpochState {
  /** Where the point is; and in its units, which is what the rule changes. */
  final double[] parameters;

  final double[] scaled;

  /** Updates made. */
  long step;

  /** The epoch, from 1; its blocks come in an order of their own. */
  long epoch = 1;

  /** The next row: of which block in that order, and of which row in its own order. */
  int block;

  int row;

  /** The losses of this epoch's rows so far, and their weights. */
  double sum;

  double weight;

  /** Where this epoch began. */
  double[] before;

  /** The point with the lowest loss, how low it is, and how many epochs have come since. */
  double[] best;

  double lowest = Double.POSITIVE_INFINITY;
  long since;

  /** Epochs whose loss was no number, and what the learning rate is multiplied by since. */
  int diverged;

  double slower = 1;

  final List<FitResult.Epoch> history = new ArrayList<>();

  EpochState(double[] start, double[] units) {
    parameters = start.clone();
    scaled = new double[start.length];
    before = start.clone();
    best = start.clone();
    scale(units);
  }

  /** Whether some of this epoch's rows have been used. */
  boolean isUnderWay() {
    return block > 0 || row > 0;
  }

  boolean isFinite() {
    for (double parameter : parameters) {
      if (!Double.isFinite(parameter)) {
        return false;
      }
    }
    return true;
  }

  /** The next epoch begins here. */
  void nextEpoch() {
    epoch++;
    block = 0;
    row = 0;
    sum = 0;
    weight = 0;
    before = parameters.clone();
  }

  /** Back to where this epoch began. */
  void undoEpoch(double[] units) {
    System.arraycopy(before, 0, parameters, 0, before.length);
    scale(units);
  }

  private void scale(double[] units) {
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] = parameters[k] / units[k];
    }
  }

  /** All of it by name, with what the rule remembers. */
  SafeTensors content(Updater updater) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("step", Long.toString(step));
    texts.put("epoch", Long.toString(epoch));
    texts.put("block", Long.toString(block));
    texts.put("row", Long.toString(row));
    texts.put("sum", Double.toString(sum));
    texts.put("weight", Double.toString(weight));
    texts.put("lowest", Double.toString(lowest));
    texts.put("since", Long.toString(since));
    texts.put("diverged", Long.toString(diverged));
    texts.put("slower", Double.toString(slower));
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("parameters", Tensor.of(parameters.clone()));
    arrays.put("scaled", Tensor.of(scaled.clone()));
    arrays.put("before", Tensor.of(before.clone()));
    arrays.put("best", Tensor.of(best.clone()));
    for (String name : updater.stateNames()) {
      arrays.put("state/" + name, Tensor.of(memory(updater, name).clone()));
    }
    if (!history.isEmpty()) { // an array has at least one number
      arrays.put("epochs/number", Tensor.of(column(epoch -> epoch.number())));
      arrays.put("epochs/loss", Tensor.of(column(FitResult.Epoch::loss)));
      arrays.put("epochs/validation", Tensor.of(column(FitResult.Epoch::validation)));
    }
    return new SafeTensors(texts, arrays);
  }

  private double[] column(java.util.function.ToDoubleFunction<FitResult.Epoch> what) {
    return history.stream().mapToDouble(what).toArray();
  }

  private double[] memory(Updater updater, String name) {
    return (double[]) Objects.requireNonNull(updater.state(name, scaled));
  }

  /**
   * Takes up what was written.
   *
   * @throws CheckpointException if something is missing
   */
  void restore(SafeTensors content) {
    step = content.whole("step");
    epoch = content.whole("epoch");
    block = (int) content.whole("block");
    row = (int) content.whole("row");
    sum = content.number("sum");
    weight = content.number("weight");
    lowest = content.number("lowest");
    since = content.whole("since");
    diverged = (int) content.whole("diverged");
    slower = content.number("slower");
    copy(content, "scaled", scaled);
    if (content.tensors().containsKey("epochs/number")) {
      double[] numbers = content.doubles("epochs/number");
      double[] losses = content.doubles("epochs/loss");
      double[] kept = content.doubles("epochs/validation");
      for (int i = 0; i < numbers.length; i++) {
        history.add(new FitResult.Epoch((long) numbers[i], losses[i], kept[i]));
      }
    }
  }

  /**
   * Gives the rule what it remembered, and the points, which it may have moved to its start.
   *
   * @throws CheckpointException if it needs something else
   */
  void restore(SafeTensors content, Updater updater) {
    copy(content, "parameters", parameters);
    copy(content, "scaled", scaled);
    copy(content, "before", before);
    copy(content, "best", best);
    for (String name : updater.stateNames()) {
      copy(content, "state/" + name, memory(updater, name));
    }
  }

  private static void copy(SafeTensors content, String name, double[] to) {
    double[] from = content.doubles(name);
    if (from.length != to.length) {
      throw new CheckpointException(
          "the checkpoint's `%s` has %d numbers, this fit needs %d"
              .formatted(name, from.length, to.length));
    }
    System.arraycopy(from, 0, to, 0, to.length);
  }
}
