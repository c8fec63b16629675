package glissade.fit;

import glissade.formula.Precision;
import glissade.optimize.Stop;
import glissade.optimize.StopReason;
import glissade.rule.ConfiguredRule;
import glissade.rule.ParameterArray;
import glissade.rule.Updater;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Descent by mini-batches. In every epoch the blocks come in an order of its own, and the rows of a
 * block in an order of its own, both drawn from the seed, so that the table is never read at random
 * places. The point of the epoch with the lowest loss counts: on validation rows, where some are
 * kept back.
 */
final class Epochs {
  private static final int MOST_DIVERGED = 5;

  private final RowLoss loss;
  private final @Nullable RowLoss validation;
  private final double[] units;
  private final long batch;
  private final long seed;
  private final RowReader reader;
  private final RowSums sums;
  private final List<FitResult.Epoch> history = new ArrayList<>();

  /**
   * Where it led.
   *
   * @param parameters the best point met
   * @param steps how many updates were made
   * @param epochs each of them
   * @param stop why it ended
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Outcome(double[] parameters, long steps, List<FitResult.Epoch> epochs, Stop stop) {}

  /**
   * A descent.
   *
   * @param units what a step of 1 is for each number
   * @param batch rows of a batch
   */
  Epochs(RowLoss loss, @Nullable RowLoss validation, double[] units, long batch, long seed) {
    this.loss = loss;
    this.validation = validation;
    this.units = units;
    this.batch = Math.min(batch, loss.rows());
    this.seed = seed;
    this.reader = loss.newReader();
    this.sums = loss.sums();
  }

  /** Updates in an epoch. */
  long stepsPerEpoch() {
    return (loss.rows() + batch - 1) / batch;
  }

  /**
   * Descends.
   *
   * @param patience after how many epochs without a better one it ends; 0 for never
   * @param most how many steps to make at most
   */
  Outcome run(
      double[] start,
      ConfiguredRule rule,
      long epochs,
      long patience,
      long most,
      BooleanSupplier interrupted) {
    Walk walk = new Walk(start, Math.min(most, Math.multiplyExact(epochs, stepsPerEpoch())));
    double[] best = start.clone();
    double lowest = Double.POSITIVE_INFINITY;
    long since = 0;
    int diverged = 0;
    double slower = 1;
    walk.open(rule, slower);
    try {
      for (long epoch = 1; epoch <= epochs && walk.step < walk.total; epoch++) {
        double[] before = walk.parameters.clone();
        double mean = walk.epoch(epoch, interrupted);
        double kept = validation == null || !walk.isFinite() ? Double.NaN : ofValidation(walk);
        if (!Double.isFinite(mean) || !walk.isFinite() || Double.isInfinite(kept)) {
          if (++diverged > MOST_DIVERGED) {
            return outcome(
                best,
                walk,
                StopReason.DIVERGED,
                divergence(epoch),
                "a smaller learning rate: --lr");
          }
          slower /= 3;
          walk.restart(before, rule, slower);
          continue;
        }
        history.add(new FitResult.Epoch(epoch, mean, kept));
        double value = validation == null ? mean : kept;
        since++;
        if (value < lowest) {
          lowest = value;
          best = walk.parameters.clone();
          since = 0;
        }
        if (interrupted.getAsBoolean()) {
          return outcome(best, walk, StopReason.INTERRUPTED, "interrupted in epoch " + epoch, "");
        }
        if (patience > 0 && since >= patience) {
          String what = validation == null ? "loss" : "validation loss";
          return outcome(
              best,
              walk,
              StopReason.IMPROVEMENT,
              "the %s has not become lower for %d epochs".formatted(what, patience),
              "");
        }
      }
    } finally {
      walk.close();
    }
    String slowed =
        diverged == 0
            ? ""
            : ", after a third of the learning rate was taken %d times because the loss was no number"
                .formatted(diverged);
    return outcome(
        best, walk, StopReason.STEPS, "made all %,d steps%s".formatted(walk.step, slowed), "");
  }

  /** Descends, watched at each step, with no second chance where the loss becomes no number. */
  void descend(double[] start, ConfiguredRule rule, long epochs, MeanLoss.StepObserver observer) {
    Walk walk = new Walk(start, Math.multiplyExact(epochs, stepsPerEpoch()));
    walk.observer = observer;
    walk.open(rule, 1);
    try {
      for (long epoch = 1; epoch <= epochs && walk.goesOn(); epoch++) {
        double unused = walk.epoch(epoch, () -> false);
      }
    } finally {
      walk.close();
    }
  }

  private static String divergence(long epoch) {
    return "the loss was no number in epoch %d, even with a third of the learning rate taken %d times"
        .formatted(epoch, MOST_DIVERGED);
  }

  private Outcome outcome(
      double[] best, Walk walk, StopReason reason, String message, String advice) {
    return new Outcome(best, walk.step, List.copyOf(history), new Stop(reason, message, advice));
  }

  private double ofValidation(Walk walk) {
    RowLoss kept = Objects.requireNonNull(validation);
    return kept.evaluate(walk.parameters, new double[walk.parameters.length]);
  }

  /** The point as it moves. */
  private final class Walk {
    final long total;
    final double[] parameters;
    private final double[] scaled;
    private final double[] gradient;
    private final ParameterArray array;
    private @Nullable Updater updater;
    private MeanLoss.@Nullable StepObserver observer;
    private boolean ended;
    private long used;
    long step;

    Walk(double[] start, long total) {
      this.total = total;
      this.parameters = start.clone();
      this.scaled = new double[start.length];
      this.gradient = new double[start.length];
      this.array =
          ParameterArray.of(
              "parameters", List.of(new ParameterArray.Piece(scaled, gradient, 0, scaled.length)));
      scale();
    }

    void open(ConfiguredRule rule, double slower) {
      ConfiguredRule slowed =
          slower == 1 ? rule : rule.with("lr", "(" + rate(rule) + ")*" + slower);
      updater = new Updater(List.of(new Updater.Part(array, slowed)), Precision.DOUBLE, 1);
    }

    private static String rate(ConfiguredRule rule) {
      return Objects.requireNonNull(rule.settings().get(rule.ownName("lr")));
    }

    void restart(double[] at, ConfiguredRule rule, double slower) {
      close();
      System.arraycopy(at, 0, parameters, 0, at.length);
      scale();
      open(rule, slower);
    }

    private void scale() {
      for (int k = 0; k < scaled.length; k++) {
        scaled[k] = parameters[k] / units[k];
      }
    }

    boolean isFinite() {
      return Arrays.stream(parameters).allMatch(Double::isFinite);
    }

    boolean goesOn() {
      return step < total && !ended;
    }

    /** One epoch, or what is left of the steps; the mean loss of its batches. */
    double epoch(long epoch, BooleanSupplier interrupted) {
      int[] order = Split.identity(reader.blocks());
      Split.shuffle(order, new SplittableRandom(seed + 0x9E3779B97F4A7C15L * epoch));
      double all = 0;
      double allWeight = 0;
      double value = 0;
      double weight = 0;
      long filled = 0;
      for (int b = 0; b < order.length && goesOn(); b++) {
        long key = seed ^ (epoch * 0xBF58476D1CE4E5B9L + order[b] * 0x94D049BB133111EBL);
        int rows =
            batch >= loss.rows() ? reader.read(order[b]) : reader.readShuffled(order[b], key);
        int from = 0;
        while (from < rows && goesOn()) {
          int take = (int) Math.min(batch - filled, rows - from);
          value += sums.add(parameters, reader.arrays(), from, from + take, gradient);
          weight += weight(from, from + take);
          filled += take;
          from += take;
          if (filled == batch) {
            update(weight, filled);
            all += value;
            allWeight += weight;
            value = 0;
            weight = 0;
            filled = 0;
          }
        }
        if (interrupted.getAsBoolean()) {
          break;
        }
      }
      if (filled > 0 && goesOn()) {
        update(weight, filled);
        all += value;
        allWeight += weight;
      }
      return all / allWeight;
    }

    private double weight(int from, int to) {
      if (!loss.isWeighted()) {
        return to - from;
      }
      double[] weights = reader.arrays()[reader.arrays().length - 1];
      double sum = 0;
      for (int r = from; r < to; r++) {
        sum += weights[r];
      }
      return sum;
    }

    private void update(double weight, long ofRows) {
      for (int k = 0; k < gradient.length; k++) {
        gradient[k] = gradient[k] * units[k] / weight;
      }
      step++;
      Objects.requireNonNull(updater).step(step, total);
      for (int k = 0; k < gradient.length; k++) {
        parameters[k] = scaled[k] * units[k];
        gradient[k] = 0;
      }
      used += ofRows;
      if (observer != null) {
        ended = !observer.after(step, used, parameters);
      }
    }

    void close() {
      Arrays.fill(gradient, 0);
      if (updater != null) {
        updater.close();
        updater = null;
      }
    }
  }
}
