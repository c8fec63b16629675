package glissade.fit;

import glissade.data.Blocks;
import glissade.data.Selection;
import glissade.data.Table;
import glissade.optimize.SafeTensors;
import glissade.optimize.Stop;
import glissade.optimize.StopReason;
import glissade.rule.ConfiguredRule;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A fit from the first look at the table to the report. */
final class FitRun {
  /** Rows that are looked at together. */
  static final int BLOCK = 4096;

  /** Blocks that are looked at where a glance will do. */
  static final int SAMPLE = 8;

  private final Fit fit;
  private final long began = System.nanoTime();
  private final List<FitResult.Phase> phases = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final RowNames names;
  private final Selection selection;
  private final Constraints constraints;

  FitRun(Fit fit) {
    this.fit = fit;
    this.names = new RowNames(fit.formula, fit.table.columns());
    this.selection = names.selection(fit.table.name(), fit.weights);
    this.constraints = Constraints.parse(fit.constraints);
    constraints.check(names.parameters(), names.tableColumns());
    Beginning.checkStarts(names, constraints, fit.start);
  }

  FitResult run() {
    try (Blocks blocks = fit.table.blocks(selection, BLOCK)) {
      Map<String, List<String>> labels = RowArrays.labels(names, blocks, fit.weights != null);
      RowModel model = new RowModel(names, labels, fit.start, constraints);
      if (model.layout().size() == 0) {
        throw new SettingsException(
            "all parameters are fixed, so there is nothing to fit: leave one free");
      }
      Split split = split();
      split.arrange(blocks);
      try (RowLoss loss = loss(model, blocks, labels, split, Split.Part.FITTING)) {
        Table other = fit.validationTable;
        if (other != null) {
          try (Blocks kept = other.blocks(selection, BLOCK);
              RowLoss validation = loss(model, kept, labels, Split.NONE, Split.Part.FITTING)) {
            new RowArrays(names, kept, labels, fit.weights != null).requireKnown(kept);
            return run(blocks, labels, loss, validation);
          }
        }
        if (split != Split.NONE) {
          try (RowLoss validation = loss(model, blocks, labels, split, Split.Part.VALIDATION)) {
            if (validation.rows() == 0) {
              throw new SettingsException(
                  "%.3g %% of %,d rows are none to validate with"
                      .formatted(100 * fit.validation, blocks.rows()));
            }
            return run(blocks, labels, loss, validation);
          }
        }
        return run(blocks, labels, loss, null);
      }
    }
  }

  private Split split() {
    return fit.validation > 0 ? new Split(fit.validation, fit.seed) : Split.NONE;
  }

  private RowLoss loss(
      RowModel model,
      Blocks blocks,
      Map<String, List<String>> labels,
      Split split,
      Split.Part part) {
    return new RowLoss(model, blocks, labels, fit.weights != null, false, split, part, fit.threads);
  }

  private FitResult run(
      Blocks blocks, Map<String, List<String>> labels, RowLoss loss, @Nullable RowLoss validation) {
    RowModel model = loss.model();
    ReportedValues reported = new ReportedValues(model);
    FitCheckpoint resumed = fit.resumed;
    Map<String, String> traits =
        fit.taker == null && resumed == null ? Map.of() : traits(loss, validation);
    if (resumed != null) {
      resumed.require(fit, traits);
      if (fit.patience > 0 && !resumed.isByEpochs()) {
        throw new SettingsException(
            "the checkpoint is of a descent over all rows that did not look for an early stop, and it cannot begin to: "
                + "leave out --early-stop");
      }
    }
    Begun begun =
        resumed == null ? new Beginning(fit, loss, validation).begun() : resumed.begun(fit);
    notes.addAll(begun.notes());
    double[] start = begun.start();
    ConfiguredRule rule = begun.rule();
    Descent descent = Descent.of(fit, loss, validation, begun.units(), begun.batch());
    Journal journal = journal(begun, traits);
    Descent.Outcome outcome =
        descent.run(start, rule, length(descent), fit.patience, most(), journal);
    double[] at = outcome.parameters();
    double[] gradient = new double[at.length];
    double value = loss.evaluate(at, gradient);
    double slope = Polish.slope(at, gradient);
    phases.add(new FitResult.Phase(rule.rule().name(), value, outcome.detail()));
    Stop stop = outcome.stop();
    boolean ended = stop.reason() == StopReason.INTERRUPTED;
    if (!ended && Polish.follows(fit, loss, validation)) {
      String how = model.isLeastSquares() ? "Levenberg-Marquardt" : "Newton";
      Polish.Point on = Polish.from(loss, at, fit::isInterrupted);
      Polish.Point afresh = Polish.from(loss, start, fit::isInterrupted);
      phases.add(phase(how + " from there", on));
      phases.add(phase(how + " from the start", afresh));
      for (Polish.Point point : List.of(on, afresh)) {
        if (point.isBetterThan(value, slope)) {
          value = point.value();
          slope = point.slope();
          at = point.parameters();
        }
      }
      stop =
          fit.isInterrupted()
              ? new Stop(StopReason.INTERRUPTED, "interrupted in the steps after the descent", "")
              : polished(loss, at, stop);
    }
    if (stop.reason() == StopReason.INTERRUPTED && fit.taker != null) {
      String next =
          journal.pace() == null
              ? "start again: the descent had not begun, so there is no checkpoint"
              : "go on from the checkpoint: --resume " + fit.checkpointName;
      stop = new Stop(stop.reason(), stop.message(), next);
    }
    Uncertainty uncertainty = new Uncertainty(loss, at, value);
    if (fit.bootstrap > 1) {
      List<double[]> drawn = samples(model, blocks, labels, at, start, uncertainty.isKnown());
      if (drawn.size() > 1) { // not interrupted at once
        uncertainty.useSamples(drawn);
        notes.add("errors and intervals from %d samples of the rows".formatted(drawn.size()));
      }
    }
    double kept = validation == null ? Double.NaN : validation.evaluate(at, new double[at.length]);
    return new FitResult(
        uncertainty.estimates(reported.of(start)),
        model.reported().shapes(),
        labels,
        value,
        blocks.counted(),
        names.columns(),
        phases,
        stop,
        uncertainty.squares(),
        likelihood(loss, at, value),
        uncertainty.correlations(),
        uncertainty.warnings(),
        notes,
        kept,
        outcome.epochs(),
        System.nanoTime() - began);
  }

  /** What must be the same when a fit goes on from a checkpoint. */
  private static Map<String, String> traits(RowLoss loss, @Nullable RowLoss validation) {
    Map<String, String> traits = new LinkedHashMap<>();
    traits.put("columns", String.join(", ", loss.model().names().columns()));
    traits.put("rows", Long.toString(loss.rows()));
    traits.put("numbers of the rows", loss.checksum(SAMPLE));
    traits.put("validation rows", validation == null ? "" : Long.toString(validation.rows()));
    traits.put(
        "numbers of the validation rows", validation == null ? "" : validation.checksum(SAMPLE));
    return traits;
  }

  /** Where the descent is written. One that begins after an interruption is of no use. */
  private Journal journal(Begun begun, Map<String, String> traits) {
    FitCheckpoint resumed = fit.resumed;
    SafeTensors from = resumed == null ? null : resumed.descent();
    Consumer<FitCheckpoint> taker = fit.taker;
    return taker == null || resumed == null && fit.isInterrupted()
        ? new Journal(null, content -> {}, from)
        : new Journal(
            fit.pace, content -> taker.accept(FitCheckpoint.of(fit, begun, traits, content)), from);
  }

  private List<double[]> samples(
      RowModel model,
      Blocks blocks,
      Map<String, List<String>> labels,
      double[] at,
      double[] start,
      boolean smooth) {
    boolean given = fit.weights != null;
    Split.Part part = Split.Part.FITTING;
    try (RowLoss sampled =
        new RowLoss(model, blocks, labels, given, true, split(), part, fit.threads)) {
      sampled.sample(0);
      Descent descent =
          new Descent(
              sampled,
              null,
              Units.of(sampled, fit.start, start),
              Long.MAX_VALUE,
              fit.seed,
              false,
              fit::isInterrupted);
      return Bootstrap.samples(
          sampled, at, fit.bootstrap, smooth, descent, fit.seed, fit::isInterrupted);
    }
  }

  /** Where the loss is the logarithm of a likelihood. */
  private FitResult.@Nullable Likelihood likelihood(RowLoss loss, double[] at, double value) {
    int free = loss.parameters();
    if (loss.model().isLeastSquares()) { // and the errors' variance, divided by a row's weight
      double counted = loss.rowsThatCount();
      double variance = value * (loss.weight() / counted);
      double log = -0.5 * counted * (Math.log(2 * Math.PI * variance) + 1);
      return FitResult.Likelihood.of(log + 0.5 * loss.logarithmsOfWeights(), free + 1, counted);
    }
    double rows = loss.weight();
    double beyond = loss.beyondLoss(at);
    return Double.isFinite(beyond)
        ? FitResult.Likelihood.of(-rows * (value + beyond), free, rows)
        : null;
  }

  private long length(Descent descent) {
    Long asked = fit.epochs;
    if (asked != null) {
      return asked;
    }
    long steps = fit.steps == null ? Fit.DEFAULT_STEPS : fit.steps;
    if (!descent.byEpochs()) {
      return steps;
    }
    long epochs = (steps - 1) / descent.stepsPerEpoch() + 1;
    return fit.steps == null ? Math.max(Fit.DEFAULT_EPOCHS, epochs) : epochs;
  }

  private long most() {
    Long steps = fit.steps;
    return steps == null ? Long.MAX_VALUE : steps;
  }

  private static FitResult.Phase phase(String what, Polish.Point point) {
    return new FitResult.Phase(what, point.value(), point.evaluations() + " looks at all rows");
  }

  /** Whether what second-order steps led to is an optimum to all digits. */
  private static Stop polished(RowLoss loss, double[] at, Stop before) {
    double[] gradient = new double[at.length];
    double value = loss.evaluate(at, gradient);
    if (!Double.isFinite(value)) {
      return before;
    }
    boolean flat = Polish.slope(at, gradient) <= 1e-6 * Math.max(Math.abs(value), 1e-300);
    return flat
        ? new Stop(
            StopReason.GRADIENT, "no change of any parameter makes the loss smaller any more", "")
        : new Stop(
            StopReason.STALLED,
            "second-order steps led no lower, but the gradient is not zero: the loss may have a kink here",
            "try other start values, or more steps of descent: --steps 10000");
  }
}
