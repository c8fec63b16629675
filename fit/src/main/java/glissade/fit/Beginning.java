package glissade.fit;

import glissade.formula.Printer;
import glissade.formula.Suggestion;
import glissade.rule.ConfiguredRule;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Settles where a descent begins, and how it goes, as far as the caller has not said. */
final class Beginning {
  /** More rows are taken in batches, where nothing is said. */
  private static final long MOST_AT_ONCE = 100_000;

  /** Rows times parameters of a network that is worth several starts. */
  private static final long SMALL_NETWORK = 100_000;

  /** Numbers of a vector that a note shows. */
  private static final int SHOWN = 6;

  private final Fit fit;
  private final RowLoss loss;
  private final @Nullable RowLoss validation;
  private final ReportedValues reported;
  private final Constraints constraints;
  private final List<String> said = new ArrayList<>();

  Beginning(Fit fit, RowLoss loss, @Nullable RowLoss validation) {
    this.fit = fit;
    this.loss = loss;
    this.validation = validation;
    this.reported = new ReportedValues(loss.model());
    this.constraints = loss.model().constraints();
  }

  /** Where and how the descent begins. */
  Begun begun() {
    double[] first = start(0);
    checkStart(loss, "", first);
    if (validation != null) {
      checkStart(validation, " of the validation rows", first);
    }
    double[] units = Units.of(loss, fit.start, first);
    long batch = batch();
    Descent descent = Descent.of(fit, loss, validation, units, batch);
    ConfiguredRule rule = rule(descent, first);
    double[] start = bestStart(descent, rule, first);
    noteGuess(reported.of(start));
    return new Begun(start, units, batch, rule, said);
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
                .formatted(name, near, Printer.name(name)));
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
  private double[] start(int attempt) {
    Layout layout = loss.model().layout();
    double[] values = fit.start.values(layout, fit.seed, attempt);
    if (attempt == 0) {
      checkBounds(layout, values);
    }
    double[] given = reported.free(values);
    if (Arrays.stream(given).noneMatch(Double::isNaN)) {
      return given;
    }
    return new StartGuess(loss, fit.seed + attempt, fit::isInterrupted).fill(given);
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

  /** Rows of a step. */
  private long batch() {
    Long rows = fit.batch;
    if (rows != null) {
      return rows;
    }
    boolean many =
        fit.epochs != null
            || loss.rows() > MOST_AT_ONCE
            || !loss.isWrittenOut() && loss.rows() > Fit.DEFAULT_BATCH;
    return many ? Fit.DEFAULT_BATCH : Long.MAX_VALUE;
  }

  private ConfiguredRule rule(Descent descent, double[] start) {
    if (!fit.findRate) {
      return fit.rule;
    }
    boolean polished = Polish.follows(fit, loss, null) && !descent.byEpochs();
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

  /** From several starts: after each round the better half goes on, for twice as long. */
  private double[] bestStart(Descent descent, ConfiguredRule rule, double[] first) {
    boolean small = loss.rows() * loss.parameters() <= SMALL_NETWORK;
    Integer asked = fit.restarts;
    boolean drawn = loss.model().layout().isNetwork() && isDrawn();
    int restarts = asked != null ? asked : drawn && small ? 8 : 1;
    if (restarts == 1) {
      return first;
    }
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < restarts; i++) {
      double[] start = i == 0 ? first : start(i);
      boolean same = i > 0 && Arrays.equals(start, first);
      start = same ? perturbed(start, i) : start;
      candidates.add(new Candidate(start, start));
    }
    long perEpoch = descent.stepsPerEpoch();
    long most = perEpoch > 1 ? perEpoch : small ? 200 : 50;
    while (candidates.size() > 1 && !fit.isInterrupted()) {
      List<Candidate> further = new ArrayList<>();
      for (Candidate candidate : candidates) {
        double[] end =
            descent.run(candidate.at, rule, Long.MAX_VALUE / perEpoch, 0, most).parameters();
        further.add(new Candidate(candidate.start, end));
      }
      further.sort(Comparator.comparingDouble(c -> orInfinity(loss.sample(c.at, FitRun.SAMPLE))));
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
    return loss.model().names().parameters().stream()
        .anyMatch(name -> fit.start.isRandom(name) || !fit.start.has(name));
  }

  /** Near a start, where nothing of it is drawn anew. */
  private double[] perturbed(double[] start, int attempt) {
    SplittableRandom random = new SplittableRandom(fit.seed * 31 + attempt);
    return Arrays.stream(start)
        .map(v -> v + (v == 0 ? 1 : Math.abs(v)) * Starts.normal(random))
        .toArray();
  }

  private void noteGuess(double[] values) {
    List<String> guesses = new ArrayList<>();
    for (Layout.Parameter parameter : loss.model().reported().parameters()) {
      boolean guessed =
          !fit.start.has(parameter.name()) && constraints.tie(parameter.name()) == null;
      if (guessed && parameter.shape().size() <= SHOWN) {
        for (int k = 0; k < parameter.shape().size(); k++) {
          double shown =
              Double.parseDouble(
                  String.format(Locale.ROOT, "%.4g", values[parameter.offset() + k]));
          guesses.add(parameter.elements().get(k) + "=" + Printer.number(shown));
        }
      } else if (guessed) {
        guesses.add("%s drawn (%s)".formatted(parameter.name(), parameter.shape()));
      }
    }
    if (!guesses.isEmpty()) {
      said.add("start guessed: " + String.join(", ", guesses));
    }
  }
}
