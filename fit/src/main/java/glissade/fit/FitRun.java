package glissade.fit;

import glissade.data.Blocks;
import glissade.data.Selection;
import glissade.data.Table;
import glissade.formula.Printer;
import glissade.formula.Suggestion;
import glissade.optimize.SafeTensors;
import glissade.optimize.Stop;
import glissade.optimize.StopReason;
import glissade.rule.ConfiguredRule;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A fit from the first look at the table to the report. */
final class FitRun {
  /** Rows that are looked at together. */
  static final int BLOCK = 4096;

  /** Blocks that are looked at where a glance will do. */
  static final int SAMPLE = 8;

  /** More rows are taken in batches, where nothing is said. */
  private static final long MOST_AT_ONCE = 100_000;

  /** Rows times parameters of a network that is worth several starts. */
  private static final long SMALL_NETWORK = 100_000;

  /** Numbers of a vector that a note shows. */
  private static final int SHOWN = 6;

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
    checkStarts(names, constraints, fit.start);
    if (fit.steps != null && fit.epochs != null) {
      throw new SettingsException(
          "both steps and epochs are set: steps for a descent over all rows, epochs for one by batches; leave out one of the two");
    }
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
    }
    Begun begun = resumed == null ? begin(loss, validation, reported) : resumed.begun(fit);
    notes.addAll(begun.notes());
    double[] start = begun.start();
    ConfiguredRule rule = begun.rule();
    Descent descent = descent(loss, validation, begun.units(), begun.batch());
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
    if (ended && fit.taker != null) {
      String next =
          journal.pace() == null
              ? "start again: the descent had not begun, so there is no checkpoint"
              : "go on from the checkpoint: --resume " + fit.checkpointName;
      stop = new Stop(stop.reason(), stop.message(), next);
    }
    if (!ended && polishes(loss, validation)) {
      String how = model.isLeastSquares() ? "Levenberg-Marquardt" : "Newton";
      Polish.Point on = Polish.from(loss, at);
      Polish.Point afresh = Polish.from(loss, start);
      phases.add(phase(how + " from there", on));
      phases.add(phase(how + " from the start", afresh));
      for (Polish.Point point : List.of(on, afresh)) {
        if (point.isBetterThan(value, slope)) {
          value = point.value();
          slope = point.slope();
          at = point.parameters();
        }
      }
      stop = polished(loss, at, stop);
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

  /** Settles where the descent begins, and how it goes. */
  private Begun begin(RowLoss loss, @Nullable RowLoss validation, ReportedValues reported) {
    List<String> said = new ArrayList<>();
    double[] first = start(loss, reported, 0);
    checkStart(loss, "", first);
    if (validation != null) {
      checkStart(validation, " of the validation rows", first);
    }
    double[] units = Units.of(loss, fit.start, first);
    long batch = batch(loss);
    Descent descent = descent(loss, validation, units, batch);
    ConfiguredRule rule = rule(loss, descent, first, said);
    double[] start = bestStart(loss, reported, descent, rule, first, said);
    noteGuess(loss, reported.of(start), said);
    return new Begun(start, units, batch, rule, said);
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

  /** What is near a column's name is probably meant to be it. */
  static void checkStarts(RowNames names, Constraints constraints, Starts starts) {
    List<String> columns = names.tableColumns();
    List<String> doubtful = new ArrayList<>();
    for (String name : names.parameters()) {
      String near = Suggestion.didYouMean(name, columns);
      if (!starts.has(name) && name.length() > 2 && !near.isEmpty()) {
        doubtful.add(
            "the table has no column `%s`%s if it is a parameter, give it a start: --start %s=1"
                .formatted(name, near, name));
      }
    }
    if (!doubtful.isEmpty()) {
      throw new SettingsException(String.join("\n", doubtful));
    }
    List<String> known = new ArrayList<>(names.parameters());
    for (String name : names.parameters()) {
      var tie = constraints.tie(name);
      if (tie != null) {
        known.remove(name);
        known.addAll(tie.names());
      }
    }
    for (String name : starts.names()) {
      if (constraints.tie(name) != null) {
        throw new SettingsException(
            "`%s` has a start, but it is tied: leave out one of the two".formatted(name));
      }
      if (!known.contains(name)) {
        throw new SettingsException(
            "the formula has no parameter `%s`%s"
                .formatted(name, Suggestion.didYouMean(name, names.parameters())));
      }
    }
  }

  /** Free numbers to start from, guessed where none are given. */
  private double[] start(RowLoss loss, ReportedValues reported, int attempt) {
    Layout layout = loss.model().layout();
    double[] values = fit.start.values(layout, fit.seed, attempt);
    if (attempt == 0) {
      checkBounds(layout, values);
    }
    double[] given = reported.free(values);
    if (Arrays.stream(given).noneMatch(Double::isNaN)) {
      return given;
    }
    return new StartGuess(loss, fit.seed + attempt).fill(given);
  }

  /** What is given must lie where it may; what is drawn is moved there. */
  private void checkBounds(Layout layout, double[] values) {
    List<String> problems = new ArrayList<>();
    for (Layout.Parameter parameter : layout.parameters()) {
      Constraints.Bound bound = constraints.bound(parameter.name());
      for (int k = 0; bound != null && k < parameter.shape().size(); k++) {
        double value = values[parameter.offset() + k];
        boolean given = !Double.isNaN(value) && !fit.start.isRandom(parameter.name());
        if (given && !bound.allows(value)) {
          problems.add(
              "`%s` starts at %s, which is not in %s: start inside"
                  .formatted(parameter.elements().get(k), Printer.number(value), bound));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(String.join("\n", problems));
    }
  }

  private void noteGuess(RowLoss loss, double[] values, List<String> notes) {
    List<String> said = new ArrayList<>();
    for (Layout.Parameter parameter : loss.model().reported().parameters()) {
      boolean guessed =
          !fit.start.has(parameter.name()) && constraints.tie(parameter.name()) == null;
      if (guessed && parameter.shape().size() <= SHOWN) {
        for (int k = 0; k < parameter.shape().size(); k++) {
          double shown =
              Double.parseDouble(
                  String.format(Locale.ROOT, "%.4g", values[parameter.offset() + k]));
          said.add(parameter.elements().get(k) + "=" + Printer.number(shown));
        }
      } else if (guessed) {
        said.add("%s drawn (%s)".formatted(parameter.name(), parameter.shape()));
      }
    }
    if (!said.isEmpty()) {
      notes.add("start guessed: " + String.join(", ", said));
    }
  }

  /** Refuses a start where the mean loss over {@code which} rows is no finite number. */
  static void checkStart(RowLoss loss, String which, double[] start) {
    double value = loss.evaluate(start, new double[start.length]);
    if (!Double.isFinite(value)) {
      String row = RowDiagnosis.of(loss, start);
      throw new SettingsException(
          "the mean loss%s at the start is %s%s: start elsewhere, where the formula is finite in every row"
              .formatted(which, value, row.isEmpty() ? "" : " (" + row + ")"));
    }
  }

  private Descent descent(RowLoss loss, @Nullable RowLoss validation, double[] units, long batch) {
    boolean judged = validation != null || fit.patience > 0;
    return new Descent(loss, validation, units, batch, fit.seed, judged, fit::isInterrupted);
  }

  /** Rows of a step. */
  private long batch(RowLoss loss) {
    Long rows = fit.batch;
    if (rows != null) {
      return rows;
    }
    boolean many =
        fit.epochs != null
            || loss.rows() > MOST_AT_ONCE
            || !loss.isWrittenOut() && loss.rows() > Fit.DEFAULT_BATCH;
    return fit.steps == null && many ? Fit.DEFAULT_BATCH : Long.MAX_VALUE;
  }

  private ConfiguredRule rule(RowLoss loss, Descent descent, double[] start, List<String> said) {
    if (!fit.findRate) {
      return fit.rule;
    }
    boolean polished = polishes(loss, null) && !descent.byEpochs();
    double rate = polished ? 0.1 : RateSearch.best(loss, descent, fit.rule, start);
    if (Double.isNaN(rate)) {
      return fit.rule;
    }
    if (!polished) {
      said.add(
          "learning rate %s, falling to zero: the best of a few short descents from the start"
              .formatted(Printer.number(rate)));
    }
    ConfiguredRule falling = RateSearch.falling(fit.rule, rate);
    return falling == null ? fit.rule : falling;
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

  /** From several starts: after each round the better half goes on, for twice as long. */
  private double[] bestStart(
      RowLoss loss,
      ReportedValues reported,
      Descent descent,
      ConfiguredRule rule,
      double[] first,
      List<String> said) {
    boolean small = loss.rows() * loss.parameters() <= SMALL_NETWORK;
    Integer asked = fit.restarts;
    boolean drawn = loss.model().layout().isNetwork() && isDrawn();
    int restarts = asked != null ? asked : drawn && small ? 8 : 1;
    if (restarts == 1) {
      return first;
    }
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < restarts; i++) {
      double[] start = i == 0 ? first : start(loss, reported, i);
      boolean same = i > 0 && Arrays.equals(start, first);
      start = same ? perturbed(start, i) : start;
      candidates.add(new Candidate(start, start));
    }
    long most = descent.byEpochs() ? descent.stepsPerEpoch() : small ? 200 : 50;
    while (candidates.size() > 1 && !fit.isInterrupted()) {
      List<Candidate> further = new ArrayList<>();
      for (Candidate candidate : candidates) {
        double[] end =
            descent
                .run(candidate.at, rule, Long.MAX_VALUE / descent.stepsPerEpoch(), 0, most)
                .parameters();
        further.add(new Candidate(candidate.start, end));
      }
      further.sort(Comparator.comparingDouble(c -> orInfinity(loss.sample(c.at, SAMPLE))));
      candidates = further.subList(0, (further.size() + 1) / 2);
      most *= 2;
    }
    said.add("%d starts were tried; the one that led lowest counts".formatted(restarts));
    return candidates.get(0).start;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Candidate(double[] start, double[] at) {}

  private static double orInfinity(double value) {
    return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
  }

  /** Whether another attempt starts elsewhere by itself. */
  private boolean isDrawn() {
    return names.parameters().stream()
        .anyMatch(name -> fit.start.isRandom(name) || !fit.start.has(name));
  }

  /** Near a start, where nothing of it is drawn anew. */
  private double[] perturbed(double[] start, int attempt) {
    SplittableRandom random = new SplittableRandom(fit.seed * 31 + attempt);
    return Arrays.stream(start)
        .map(v -> v + (v == 0 ? 1 : Math.abs(v)) * Starts.normal(random))
        .toArray();
  }

  private boolean polishes(RowLoss loss, @Nullable RowLoss validation) {
    Boolean asked = fit.polish;
    boolean deterministic = validation == null && fit.patience == 0;
    return (asked == null ? deterministic : asked) && Polish.fits(loss);
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
