package glissade.studio;

import glissade.formula.Formula;
import glissade.formula.FormulaException;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Minimizer;
import glissade.optimize.Result;
import glissade.rule.ConfiguredRule;
import glissade.rule.SettingsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs of several rules from one start, each recorded step by step. */
final class Runs {
  static final List<String> FIELDS = List.of("formula", "start", "steps", "rules");

  /** Those of each of the rules. */
  static final List<String> RULE_FIELDS = List.of("rule", "settings");

  /** The most steps of a run, and the most rules beside each other. */
  static final int MOST_STEPS = 100_000;

  static final int MOST_RULES = 8;

  /** Of the parameters' numbers, the first so many are recorded. */
  static final int WATCHED = 4;

  /** The most numbers in one answer: 32 MB. */
  private static final long MOST_NUMBERS = 4_000_000;

  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** What goes on, to be interrupted when the studio stops. */
  private final Set<Minimizer> going = ConcurrentHashMap.newKeySet();

  /** What all rules of a call have in common. */
  private record Task(
      Formula formula, Point start, String startText, int steps, int watched, long deadline) {}

  /** Runs, and answers with {@link Columns}: the header tells what each column is. */
  byte[] answer(Request request) {
    Formula formula = Inputs.formula(request.text("formula"));
    String startText = request.text("start");
    Point start = Inputs.start(startText);
    formula.requireParameters();
    Grid.loss(formula, start); // what is wrong with both is wrong for every rule
    int steps = request.number("steps", 0, MOST_STEPS);
    int watched = Math.min(WATCHED, start.size());
    Task task =
        new Task(formula, start, startText, steps, watched, System.nanoTime() + LIMIT.toNanos());

    List<Map<String, Object>> runs = new ArrayList<>();
    List<double[]> columns = new ArrayList<>();
    for (Request each : request.objects("rules", MOST_RULES, RULE_FIELDS)) {
      Map<String, Object> run = new LinkedHashMap<>();
      run.put("rule", each.text("rule"));
      try {
        columns.addAll(recorded(task, each, run, columns));
      } catch (SettingsException | FormulaException e) {
        run.put("error", String.valueOf(e.getMessage()));
      }
      runs.add(run);
    }
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("elements", start.elementNames().subList(0, watched));
    header.put("size", start.size());
    header.put("runs", runs);
    return Columns.bytes(header, columns);
  }

  /** Runs one rule, and describes the run; returns its columns, which come after those before. */
  private List<double[]> recorded(
      Task task, Request request, Map<String, Object> run, List<double[]> before) {
    ConfiguredRule rule = Inputs.rule(request.text("rule"), request.texts("settings"));
    List<String> states = rule.compile(Precision.DOUBLE).stateNames();
    long numbers = (task.steps + 1L) * Recording.width(task.watched, states.size());
    if (numbers + before.stream().mapToLong(column -> column.length).sum() > MOST_NUMBERS) {
      throw new HttpProblem(
          400,
          "%,d steps of so many rules are more than the page can hold: make fewer"
              .formatted(task.steps));
    }
    Recording recording = new Recording(task.watched, states);
    Minimizer minimizer =
        Minimizer.of(task.formula)
            .start(task.start)
            .rule(rule)
            .steps(task.steps)
            .time(Duration.ofNanos(Math.max(1, task.deadline - System.nanoTime())))
            .observe(1, recording);
    describe(run, rule, states, recording, run(minimizer));
    CommandText text = new CommandText(task.formula.toString(), task.startText, task.steps, rule);
    run.put("command", text.command());
    run.put("java", text.java());
    return recording.columns();
  }

  private Result run(Minimizer minimizer) {
    going.add(minimizer);
    try {
      return minimizer.run();
    } finally {
      going.remove(minimizer);
    }
  }

  private static void describe(
      Map<String, Object> run,
      ConfiguredRule rule,
      List<String> states,
      Recording recording,
      Result result) {
    run.put("settings", rule.settings());
    run.put("states", states);
    run.put("rows", recording.rows());
    run.put("steps", result.steps());
    run.put("value", result.value());
    run.put("bestStep", result.bestStep());
    Map<String, Object> parameters = new LinkedHashMap<>();
    List<String> names = result.parameters().elementNames();
    double[] numbers = result.parameters().toArray();
    for (int i = 0; i < numbers.length; i++) {
      parameters.put(names.get(i), numbers[i]);
    }
    run.put("parameters", parameters);
    run.put("lastValue", result.lastValue());
    run.put(
        "stop",
        Map.of(
            "reason", result.stop().reason().toString(),
            "message", result.stop().message(),
            "advice", result.stop().advice()));
  }

  void interrupt() {
    going.forEach(Minimizer::interrupt);
  }
}
