package glissade.fit;

import glissade.formula.Precision;
import glissade.optimize.Pace;
import glissade.optimize.SafeTensors;
import glissade.optimize.Stop;
import glissade.optimize.StopReason;
import glissade.rule.ConfiguredRule;
import glissade.rule.ParameterArray;
import glissade.rule.Updater;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Descent by mini-batches. In every epoch the blocks come in an order of its own, and the rows of a
 * block in an order of its own, both drawn from the seed, so that the table is never read at random
 * places. Of tables of several blocks, whose rows were put in a random order within each, large
 * batches are made of pieces of {@link RowRuns}. The point of the epoch with the lowest loss
 * counts: on validation rows, where some are kept back.
 */
final class Epochs {
  private static final int MOST_DIVERGED = 5;

  /** Rows of a batch that is made of pieces: of so many that it differs from epoch to epoch. */
  private static final int MADE_OF_PIECES = 2 * RowRuns.PIECE;

  private final RowLoss loss;
  private final @Nullable RowLoss validation;
  private final double[] units;
  private final long batch;
  private final long seed;
  private final boolean inPieces;

  /** Whether the loss of an epoch is that of all rows where it began, before its only step. */
  private final boolean isAtOnce;

  private final RowReader reader;
  private final SharedSums sums;

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
    this.isAtOnce = validation == null && batch >= loss.rows();
    this.reader = loss.newReader();
    this.inPieces = // else it is not reading the rows that takes the time
        batch >= MADE_OF_PIECES && reader.blocks() > 1 && loss.isWrittenOut();
    this.sums = loss.batchSums();
  }

  /** Updates in an epoch. */
  long stepsPerEpoch() {
    return (loss.rows() + batch - 1) / batch;
  }

  /** Of so many epochs, as far as a number can tell. */
  private long stepsOf(long epochs) {
    return epochs > Long.MAX_VALUE / stepsPerEpoch() ? Long.MAX_VALUE : epochs * stepsPerEpoch();
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
      BooleanSupplier interrupted,
      Journal journal) {
    EpochState state = new EpochState(start, units);
    SafeTensors from = journal.from();
    if (from != null) {
      state.restore(from);
    }
    long total = Math.min(most, stepsOf(epochs));
    try (Walk walk = new Walk(state, total, rule, interrupted, journal)) {
      while (true) {
        if (patience > 0 && state.since >= patience) {
          String what = validation == null ? "loss" : "validation loss";
          String message = "the %s has not become lower for %d epochs".formatted(what, patience);
          return walk.ended(StopReason.IMPROVEMENT, message);
        }
        if (!state.isUnderWay() && (state.epoch > epochs || state.step >= total)) {
          return walk.ended(StopReason.STEPS, allSteps(state));
        }
        walk.epoch();
        boolean cut = interrupted.getAsBoolean();
        boolean last = state.step >= total && walk.amid;
        if (cut || last) { // before the epoch is judged, which may go on from here
          walk.save();
        }
        if (!judge(state, walk.found()) && !cut) {
          if (!walk.canSlowDown()) {
            String message = "the loss was no number in epoch %d".formatted(state.epoch);
            return outcome(state, StopReason.DIVERGED, message, "a rule that makes smaller steps");
          }
          if (++state.diverged > MOST_DIVERGED) {
            String message = divergence(state.epoch);
            return outcome(state, StopReason.DIVERGED, message, "a smaller learning rate: --lr");
          }
          state.slower /= 3;
          walk.restart();
        }
        if (cut) {
          return walk.end(StopReason.INTERRUPTED, "interrupted in epoch " + state.epoch);
        }
        if (last) {
          return walk.end(StopReason.STEPS, allSteps(state));
        }
        state.nextEpoch();
      }
    }
  }

  /** Descends, watched at each step, with no second chance where the loss becomes no number. */
  void descend(double[] start, ConfiguredRule rule, long epochs, MeanLoss.StepObserver observer) {
    EpochState state = new EpochState(start, units);
    long total = stepsOf(epochs);
    try (Walk walk = new Walk(state, total, rule, () -> false, Journal.NONE)) {
      walk.observer = observer;
      while (!walk.stopped && state.step < total) {
        walk.epoch();
        state.nextEpoch();
      }
    }
  }

  /** Looks at the point that an epoch found; false if that, or its loss, is no number. */
  private boolean judge(EpochState state, double[] found) {
    if (!state.isFinite() || !Arrays.stream(found).allMatch(Double::isFinite)) {
      return false;
    }
    double mean = state.sum / state.weight;
    double value = validation == null ? mean : validation.evaluate(found, new double[found.length]);
    if (!Double.isFinite(mean) || !Double.isFinite(value)) {
      return false;
    }
    double kept = validation == null ? Double.NaN : value;
    state.history.add(new FitResult.Epoch(state.epoch, mean, kept));
    state.since++;
    if (value < state.lowest) {
      state.lowest = value;
      state.best = isAtOnce ? state.before.clone() : found;
      state.since = 0;
    }
    return true;
  }

  private static String allSteps(EpochState state) {
    String slowed =
        state.diverged == 0
            ? ""
            : ", after a third of the learning rate was taken %d times because the loss was no number"
                .formatted(state.diverged);
    return "made all %,d steps%s".formatted(state.step, slowed);
  }

  private static String divergence(long epoch) {
    return "the loss was no number in epoch %d, even with a third of the learning rate taken %d times"
        .formatted(epoch, MOST_DIVERGED);
  }

  private static Outcome outcome(
      EpochState state, StopReason reason, String message, String advice) {
    Stop stop = new Stop(reason, message, advice);
    return new Outcome(state.best, state.step, List.copyOf(state.history), stop);
  }

  /** The point as it moves, by a rule. */
  private final class Walk implements AutoCloseable {
    private final EpochState state;
    private final long total;
    private final ConfiguredRule rule;
    private final BooleanSupplier interrupted;
    private final Journal journal;
    private final Pace.@Nullable Clock clock;
    private final double[] gradient;
    private final ParameterArray array;
    private Updater updater;
    private MeanLoss.StepObserver observer = (step, rows, at) -> true;
    private final Supplier<double[]> found = this::found;
    private boolean stopped;
    private long used;

    /** Whether the epoch at hand has rows that were not used yet. */
    private boolean amid;

    private final int[] starts = new int[RowRuns.most(reader.blockRows())];
    private final int[] ends = new int[starts.length];

    Walk(
        EpochState state,
        long total,
        ConfiguredRule rule,
        BooleanSupplier interrupted,
        Journal journal) {
      this.state = state;
      this.total = total;
      this.rule = rule;
      this.interrupted = interrupted;
      this.journal = journal;
      Pace pace = journal.pace();
      this.clock = pace == null ? null : pace.from(state.step);
      this.gradient = new double[state.scaled.length];
      this.array =
          ParameterArray.of(
              "parameters",
              List.of(new ParameterArray.Piece(state.scaled, gradient, 0, gradient.length)));
      this.updater = open();
      SafeTensors from = journal.from();
      if (from != null) {
        state.restore(from, updater);
      }
    }

    private Updater open() {
      ConfiguredRule slowed =
          state.slower == 1 ? rule : rule.with("lr", "(" + rate(rule) + ")*" + state.slower);
      double[] given = state.scaled.clone();
      Updater opened =
          new Updater(List.of(new Updater.Part(array, slowed)), Precision.DOUBLE, 1, total);
      if (!Arrays.equals(given, state.scaled)) { // the rule starts elsewhere
        for (int k = 0; k < given.length; k++) {
          state.parameters[k] = state.scaled[k] * units[k];
        }
        if (state.step == 0) {
          state.before = state.parameters.clone();
          state.best = state.parameters.clone();
        }
      }
      return opened;
    }

    /** The point that the rule has found: where it is, or what it reports instead, an average. */
    double[] found() {
      double[] reported = state.step == 0 ? null : updater.reported(state.step, total);
      if (reported == null) {
        return state.parameters.clone();
      }
      for (int k = 0; k < reported.length; k++) {
        reported[k] *= units[k];
      }
      return reported;
    }

    /** Whether the rule has a learning rate. */
    boolean canSlowDown() {
      return RateSearch.falling(rule, 1) != null;
    }

    private static String rate(ConfiguredRule rule) {
      return Objects.requireNonNull(rule.settings().get(rule.ownName("lr")));
    }

    /** Back to where the epoch began, with nothing remembered, and slower. */
    void restart() {
      close();
      state.undoEpoch(units);
      updater = open();
    }

    /** The rest of an epoch, or of the steps, or what is done before an interruption. */
    void epoch() {
      EpochState s = state;
      int[] order = Split.identity(reader.blocks());
      Split.shuffle(order, new SplittableRandom(key(-1)));
      double value = 0;
      double weight = 0;
      long filled = 0;
      amid = s.isUnderWay() && s.block < order.length;
      int first = s.block;
      for (int b = first; b < order.length && s.step < total; b++) {
        RowRuns runs = read(order[b]);
        int row = b == first ? s.row : 0;
        runs.skip(row);
        while (row < runs.rows() && s.step < total) {
          int take = (int) Math.min(batch - filled, runs.rows() - row);
          int count = runs.take(take, starts, ends);
          value += sums.add(s.parameters, reader.arrays(), starts, ends, count, gradient);
          weight += weight(count);
          filled += take;
          row += take;
          if (filled == batch) {
            boolean whole = row == runs.rows();
            s.block = whole ? b + 1 : b;
            s.row = whole ? 0 : row;
            amid = s.block < order.length;
            update(value, weight, filled);
            value = 0;
            weight = 0;
            filled = 0;
            if (stopped || interrupted.getAsBoolean()) {
              return;
            }
          }
        }
        if (interrupted.getAsBoolean()) {
          return;
        }
      }
      if (filled > 0 && s.step < total) {
        s.block = order.length;
        s.row = 0;
        amid = false;
        update(value, weight, filled);
      }
    }

    /** What this epoch's order of a block's rows is drawn from; of -1, that of the blocks. */
    private long key(int index) {
      return seed ^ (state.epoch * 0xBF58476D1CE4E5B9L + index * 0x94D049BB133111EBL);
    }

    /** Reads a block; in which order its rows come. */
    private RowRuns read(int index) {
      long key = key(index);
      if (batch >= loss.rows()) {
        return RowRuns.all(reader.read(index));
      }
      return inPieces
          ? RowRuns.shuffled(reader.read(index), key)
          : RowRuns.all(reader.readShuffled(index, key));
    }

    private double weight(int count) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += loss.isWeighted() ? weight(starts[i], ends[i]) : ends[i] - starts[i];
      }
      return sum;
    }

    private double weight(int from, int to) {
      double[] weights = reader.arrays()[reader.arrays().length - 1];
      double sum = 0;
      for (int r = from; r < to; r++) {
        sum += weights[r];
      }
      return sum;
    }

    private void update(double value, double weight, long rows) {
      EpochState s = state;
      s.step++;
      if (weight != 0) { // rows without weight say nothing
        for (int k = 0; k < gradient.length; k++) {
          gradient[k] = gradient[k] * units[k] / weight;
        }
        updater.step(s.step, total);
        for (int k = 0; k < gradient.length; k++) {
          s.parameters[k] = s.scaled[k] * units[k];
        }
      }
      Arrays.fill(gradient, 0);
      s.sum += value;
      s.weight += weight;
      used += rows;
      stopped = !observer.after(s.step, used, found);
      if (clock != null && clock.isDue(s.step)) {
        save();
        clock.restart(s.step);
      }
    }

    void save() {
      if (clock != null) {
        journal.taker().accept(state.content(updater));
      }
    }

    Outcome ended(StopReason reason, String message) {
      save();
      return end(reason, message);
    }

    /** Ends; where each epoch looked at the point before its step, the last one is looked at. */
    Outcome end(StopReason reason, String message) {
      if (isAtOnce) {
        double[] found = found();
        if (loss.evaluate(found, new double[found.length]) < state.lowest) {
          state.best = found;
        }
      }
      return outcome(state, reason, message, "");
    }

    @Override
    public void close() {
      Arrays.fill(gradient, 0);
      updater.close();
    }
  }
}
