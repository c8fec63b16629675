package glissade.fit;

import glissade.optimize.Checkpoint;
import glissade.optimize.Minimizer;
import glissade.optimize.Objective;
import glissade.optimize.Pace;
import glissade.optimize.Result;
import glissade.optimize.SafeTensors;
import glissade.optimize.Stop;
import glissade.rule.ConfiguredRule;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Descent by a rule from a start, over all rows at once or in batches, in units of its own. */
final class Descent {
  private final RowLoss loss;
  private final @Nullable RowLoss validation;
  private final double[] units;
  private final long batch;
  private final long seed;
  private final boolean judged;
  private final BooleanSupplier interrupted;

  /**
   * Where it led.
   *
   * @param parameters the best point met
   * @param detail what was done, in words
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Outcome(double[] parameters, String detail, Stop stop, List<FitResult.Epoch> epochs) {}

  /**
   * A descent.
   *
   * @param batch rows of a batch; all, if that is at least as many as there are
   * @param judged whether something looks at the end of each epoch, be it a step over all rows
   */
  Descent(
      RowLoss loss,
      @Nullable RowLoss validation,
      double[] units,
      long batch,
      long seed,
      boolean judged,
      BooleanSupplier interrupted) {
    this.loss = loss;
    this.validation = validation;
    this.units = units;
    this.batch = batch;
    this.seed = seed;
    this.judged = judged;
    this.interrupted = interrupted;
  }

  /** As a fit wants it. */
  static Descent of(
      Fit fit, RowLoss loss, @Nullable RowLoss validation, double[] units, long batch) {
    FitCheckpoint resumed = fit.resumed;
    boolean judged =
        validation != null || fit.patience > 0 || resumed != null && resumed.isByEpochs();
    return new Descent(loss, validation, units, batch, fit.seed, judged, fit::isInterrupted);
  }

  /** Whether it goes by epochs rather than by steps over all rows. */
  boolean byEpochs() {
    return batch < loss.rows() || judged;
  }

  /** Updates that an epoch makes. */
  long stepsPerEpoch() {
    return byEpochs() ? new Epochs(loss, validation, units, batch, seed).stepsPerEpoch() : 1;
  }

  /** Goes for a number of epochs, or of steps over all rows, but for no more than so many steps. */
  Outcome run(double[] start, ConfiguredRule rule, long length, long patience, long most) {
    return run(start, rule, length, patience, most, Journal.NONE);
  }

  /** The same, written down from time to time, or taken up from what was written. */
  Outcome run(
      double[] start, ConfiguredRule rule, long length, long patience, long most, Journal journal) {
    if (byEpochs()) {
      Epochs.Outcome outcome =
          new Epochs(loss, validation, units, batch, seed)
              .run(start, rule, length, patience, most, interrupted, journal);
      String detail =
          "%,d steps of %,d rows, %,d epochs"
              .formatted(outcome.steps(), Math.min(batch, loss.rows()), outcome.epochs().size());
      return new Outcome(outcome.parameters(), detail, outcome.stop(), outcome.epochs());
    }
    double[] scaled = new double[start.length];
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] = start[k] / units[k];
    }
    Minimizer minimizer = Minimizer.of(new Scaled()).start(scaled);
    SafeTensors from = journal.from();
    if (from != null) {
      minimizer.resume(Checkpoint.of(from));
    }
    minimizer.rule(rule).steps(Math.min(length, most));
    Pace pace = journal.pace();
    if (pace != null) {
      minimizer.checkpoint(checkpoint -> journal.taker().accept(checkpoint.content()), pace);
    }
    minimizer.observe(
        1,
        progress -> {
          if (interrupted.getAsBoolean()) {
            minimizer.interrupt();
          }
        });
    Result result = minimizer.run();
    return new Outcome(
        unscaled(result.parameters().toArray()),
        result.steps() + " steps over all rows",
        result.stop(),
        List.of());
  }

  private double[] unscaled(double[] scaled) {
    double[] parameters = new double[scaled.length];
    for (int k = 0; k < scaled.length; k++) {
      parameters[k] = scaled[k] * units[k];
    }
    return parameters;
  }

  /** The mean loss as a function of the parameters in their units. */
  private final class Scaled implements Objective {
    @Override
    public double value(double[] x) {
      return valueAndGradient(x, new double[x.length]);
    }

    @Override
    public void gradient(double[] x, double[] gradient) {
      valueAndGradient(x, gradient);
    }

    @Override
    public double valueAndGradient(double[] x, double[] gradient) {
      double value = loss.evaluate(unscaled(x), gradient);
      for (int k = 0; k < gradient.length; k++) {
        gradient[k] *= units[k];
      }
      return value;
    }
  }
}
