package glissade.optimize;

import glissade.compile.StepKernel;
import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.formula.Printer;
import glissade.rule.ParameterArray;
import glissade.rule.SettingsException;
import glissade.rule.Updater;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One minimization, from start to result. */
final class Run {
  /** Between two looks at the clock and at interruption. */
  private static final long NANOS_PER_CHUNK = 5_000_000;

  private final Minimizer minimizer;
  private final Limits limits;
  private final Point start;
  private final @Nullable Loss loss;
  private final Evaluator evaluator;
  private final RunState state;
  private final StepLoop loop;
  private final double sign;
  private final Progress progress;

  /** Whether it may end at a point that only the rule's report has: looked at after each step. */
  private final boolean aimsAtReported;

  /** The step at which each observer is called next. */
  private final long[] due;

  /** When the next checkpoint of each taker is due. */
  private final List<Pace.Clock> clocks;

  private final long startNanos = System.nanoTime();

  Run(Minimizer minimizer, Limits limits) {
    this.minimizer = minimizer;
    this.limits = limits;
    this.start = minimizer.startPoint();
    Formula formula = minimizer.formula();
    this.loss = formula == null ? null : Loss.of(formula, start);
    if (start.size() == 0) {
      throw new SettingsException("there is nothing to minimize over: give a start");
    }
    this.sign = minimizer.isMaximizing() ? -1 : 1;
    Evaluator all =
        loss != null
            ? new Evaluator.OfFormula(loss.compile(minimizer.precision(), minimizer.isMaximizing()))
            : new Evaluator.OfObject(
                Objects.requireNonNull(minimizer.objective()), minimizer.isMaximizing());
    Precision precision = minimizer.precision();
    Object parameters = precision.array(start.toArray());
    Object gradient = precision.array(start.size());
    List<Updater.Part> parts =
        ParameterGroup.parts(minimizer.groups(), minimizer.rule(), start, parameters, gradient);
    List<ParameterArray.Piece> frozen =
        parts.stream()
            .filter(part -> part.rule() == null)
            .flatMap(part -> part.array().pieces().stream())
            .toList();
    this.evaluator = frozen.isEmpty() ? all : new Evaluator.OfFree(all, frozen);
    Updater updater = new Updater(parts, precision, minimizer.threads(), limits.steps());
    this.state =
        new RunState(
            evaluator.arrays(parameters, gradient),
            updater,
            new LiveSettings(updater, minimizer.rule(), minimizer.groups()),
            limits.steps(),
            precision.array(start.toArray()));
    Checkpoint resumed = minimizer.resumed();
    if (resumed != null) {
      resumed.restore(minimizer, state);
    }
    this.clocks =
        minimizer.savings().stream().map(saving -> saving.pace().from(state.step)).toList();
    this.loop = new StepLoop(state, evaluator, limits, smallSteps());
    this.progress = new Progress(state, start, sign, () -> sign * reportedValue());
    this.aimsAtReported =
        limits.target() > Double.NEGATIVE_INFINITY
            && updater.rules().stream().anyMatch(rule -> rule.configured().reports());
    this.due = new long[minimizer.watches().size()];
  }

  /** Whole steps over a few numbers; null where they do not serve. */
  private @Nullable SmallSteps smallSteps() {
    boolean plain =
        state.settings.groups().isEmpty()
            && !state.settings.rule().isScheduled()
            && limits.skips() == 0;
    if (loss == null || !plain) {
      return null;
    }
    StepKernel steps =
        loss.compileSteps(
            state.updater.rules().get(0), minimizer.precision(), minimizer.isMaximizing());
    return steps == null ? null : new SmallSteps(steps, state, limits);
  }

  Result run() {
    try {
      return untilDone();
    } finally {
      state.updater.close();
    }
  }

  private Result untilDone() {
    if (state.skippedInRow > 0) { // of a resumed run, whose last evaluation is made again
      state.skipped--;
      state.skippedInRow--;
    }
    StopReason reason = settled(loop.evaluate());
    observe(true);
    if (state.settings.takeChanged()) {
      loop.use(smallSteps());
    }
    if (reason != null) {
      save(reason);
    }
    long chunk = 1;
    while (reason == null) {
      long before = System.nanoTime();
      if (minimizer.isInterrupted()) {
        reason = StopReason.INTERRUPTED;
      } else if (before - startNanos >= limits.nanos()) {
        reason = loop.statesAreFinite() ? StopReason.TIME : StopReason.DIVERGED;
      } else {
        long from = state.step;
        long until = Math.min(from + (aimsAtReported ? 1 : chunk), nextObservation());
        reason = settled(loop.advance(until));
        boolean goesOn = reason == null || reason == StopReason.STEPS;
        if (aimsAtReported && goesOn && reportedValue() <= limits.target()) {
          reason = StopReason.TARGET;
        }
        lookForPlateau();
        long nanos = Math.max(1, System.nanoTime() - before);
        long made = Math.max(1, state.step - from);
        chunk = Math.max(1, Math.min(2 * chunk, made * NANOS_PER_CHUNK / nanos));
      }
      observe(reason != null);
      if (state.settings.takeChanged()) {
        loop.use(smallSteps());
      }
      save(reason);
      minimizer.heartbeats().forEach(observer -> observer.observe(progress));
    }
    return result(reason);
  }

  /** A formula without a value stays so, however many updates are left out. */
  private @Nullable StopReason settled(@Nullable StopReason reason) {
    boolean stuck = loss != null && state.skippedInRow > 0;
    return stuck && reason == StopReason.STEPS ? StopReason.DIVERGED : reason;
  }

  private void lookForPlateau() {
    ReduceOnPlateau plateau = minimizer.plateau();
    if (plateau != null
        && state.step % plateau.every() == 0
        && plateau.look(state.value, state.plateau)) {
      state.settings.change(plateau.hyperparameter(), plateau::smaller);
    }
  }

  private long nextObservation() {
    long next = Arrays.stream(due).min().orElse(Long.MAX_VALUE);
    ReduceOnPlateau plateau = minimizer.plateau();
    if (plateau != null) {
      next = Math.min(next, (state.step / plateau.every() + 1) * plateau.every());
    }
    for (Pace.Clock clock : clocks) {
      next = Math.min(next, clock.nextStep());
    }
    return next;
  }

  /**
   * Saves where it is due, and at the end; but not a run that has diverged over one that had not.
   */
  private void save(@Nullable StopReason reason) {
    for (int i = 0; i < clocks.size(); i++) {
      Pace.Clock clock = clocks.get(i);
      if (reason == null ? clock.isDue(state.step) : reason != StopReason.DIVERGED) {
        minimizer.savings().get(i).taker().accept(Checkpoint.of(minimizer, state));
        clock.restart(state.step);
      }
    }
  }

  private void observe(boolean always) {
    for (int i = 0; i < due.length; i++) {
      if (always || state.step == due[i]) {
        Minimizer.Watch watch = minimizer.watches().get(i);
        watch.observer().observe(progress);
        due[i] = Math.max(state.step + 1, watch.next().applyAsLong(state.step));
      }
    }
  }

  /** The point that the rule reports; null if it is that of the parameters. */
  private @Nullable Object reported() {
    double[] reported =
        state.step == 0 ? null : state.updater.reported(state.step - state.skipped, limits.steps());
    return reported == null ? null : minimizer.precision().array(reported);
  }

  /** The loss at the point that the rule reports. */
  private double reportedValue() {
    Object reported = reported();
    return reported == null ? state.value : evaluator.value(reported);
  }

  /** A rule that reports another point than it evaluates has that point looked at in the end. */
  private @Nullable Object considerReported() {
    Object point = reported();
    if (point != null) {
      double value = evaluator.value(point);
      if (value < state.bestValue) {
        Object gradient = minimizer.precision().array(start.size());
        double unused =
            evaluator.kernel().run(evaluator.arrays(point, gradient), new double[0], 0, 0);
        state.bestValue = value;
        state.bestStep = state.step;
        state.bestGradientNorm = Elements.maxAbs(gradient);
        Elements.copy(point, state.best);
      }
    }
    return point;
  }

  private Result result(StopReason reason) {
    Object reported = considerReported();
    Object apart = reason == StopReason.DIVERGED ? null : reported;
    double[] lastParameters = Precision.doubles(apart == null ? state.parameters() : apart);
    double lastValue = apart == null ? state.value : evaluator.value(apart);
    boolean found = Double.isFinite(state.bestValue);
    Point best = start.withArray(found ? Precision.doubles(state.best) : lastParameters);
    return new Result(
        best,
        sign * (found ? state.bestValue : state.value),
        found ? state.bestGradientNorm : state.gradientNorm,
        found ? state.bestStep : state.step,
        state.step,
        state.skipped,
        start.withArray(lastParameters),
        sign * lastValue,
        new Stop(reason, message(reason), advice(reason)),
        System.nanoTime() - startNanos);
  }

  private String message(StopReason reason) {
    return state.skipped == 0
        ? plainMessage(reason)
        : "%s; %d update%s left out, because the value or gradient was not finite"
            .formatted(plainMessage(reason), state.skipped, state.skipped == 1 ? "" : "s");
  }

  private String plainMessage(StopReason reason) {
    String gradient =
        Double.isFinite(state.gradientNorm)
            ? Printer.number(state.gradientNorm)
            : String.valueOf(state.gradientNorm);
    return switch (reason) {
      case GRADIENT ->
          "the gradient's largest component, %s, is within %s"
              .formatted(gradient, Printer.number(limits.tolerance()));
      case IMPROVEMENT ->
          "the value improved by less than a fraction of %s in %d steps"
              .formatted(Printer.number(limits.improvement()), limits.window());
      case TARGET ->
          "the value reached the target %s".formatted(Printer.number(sign * limits.target()));
      case STEPS ->
          "all %d steps made; the gradient's largest component is %s"
              .formatted(limits.steps(), gradient);
      case TIME -> "the time was up; the gradient's largest component is %s".formatted(gradient);
      case STALLED ->
          "no improvement for %d steps; the gradient's largest component is %s"
              .formatted(limits.patience(), gradient);
      case INTERRUPTED -> "interrupted after %d steps".formatted(state.step);
      case DIVERGED -> cause();
    };
  }

  private String cause() {
    Object parameters = state.parameters();
    int bad = Elements.firstNonFinite(parameters);
    String at = "diverged at step %d: ".formatted(state.step);
    if (bad >= 0 && state.step == 0) {
      double given = start.toArray()[bad];
      return at
          + "the start `%s` = %s is not finite in %s"
              .formatted(start.elementName(bad), given, minimizer.precision());
    }
    if (bad >= 0) {
      return at
          + "the update made `%s` %s"
              .formatted(start.elementName(bad), Elements.get(parameters, bad));
    }
    for (String name : state.updater.stateNames()) {
      Object array = state.state(name);
      int element = Elements.firstNonFinite(array);
      if (element >= 0) {
        return "diverged by step %d: the rule's state `%s` for `%s` is %s"
            .formatted(state.step, name, start.elementName(element), Elements.get(array, element));
      }
    }
    int component = Elements.firstNonFinite(state.gradient());
    boolean valueBad = !Double.isFinite(state.value);
    String what =
        valueBad
            ? "the value is " + sign * state.value
            : "the gradient with respect to `%s` is %s"
                .formatted(
                    start.elementName(component), sign * Elements.get(state.gradient(), component));
    if (loss == null) {
      return at + what;
    }
    String term = loss.diagnose(start.withArray(Precision.doubles(parameters)));
    if (!term.isEmpty()) {
      return at + what + ": " + term;
    }
    return at + what + ": beyond the range of " + minimizer.precision();
  }

  private String advice(StopReason reason) {
    boolean loose = state.bestGradientNorm > Math.max(1e-6, limits.tolerance());
    return switch (reason) {
      case GRADIENT, IMPROVEMENT, TARGET, INTERRUPTED -> "";
      case STEPS, TIME ->
          loose ? "for a smaller gradient, make more steps or change " + rates() : "";
      case STALLED ->
          loose
              ? "the steps may be too long to settle: try a smaller learning rate, or one that falls, such as 0.1/sqrt(t)"
              : "";
      case DIVERGED ->
          state.step == 0
              ? "start elsewhere, where the formula is defined"
              : loop.statesAreFinite()
                  ? "the steps may be too long: try a tenth of the learning rate"
                  : "numbers derived from the gradient are too large for the rule: scale the loss down";
    };
  }

  private String rates() {
    List<String> names =
        minimizer.rule().rule().hyperparameters().stream()
            .map(hyper -> hyper.name())
            .filter(name -> name.contains("rate"))
            .toList();
    return names.isEmpty() ? "the rule's settings" : names.get(0);
  }
}
