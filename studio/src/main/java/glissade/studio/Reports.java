package glissade.studio;

import glissade.formula.Formula;
import glissade.formula.FormulaException;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.lab.Budget;
import glissade.lab.Comparison;
import glissade.lab.ComparisonResult;
import glissade.lab.Entrant;
import glissade.lab.Problem;
import glissade.lab.Report;
import glissade.rule.ConfiguredRule;
import glissade.rule.SettingsException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Runs of several rules from one start, compared as {@code glissade compare --report} does it. */
final class Reports {
  /** What the page calls the file, and the command writes. */
  static final String FILE = "glissade.html";

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Duration limit;
  private volatile boolean interrupted;

  Reports() {
    this(LIMIT);
  }

  /** With another time than a page may ask for. */
  Reports(Duration limit) {
    this.limit = limit;
  }

  /** Compares, and answers with the report; what a run may have, a report may have. */
  byte[] answer(Request request) {
    long deadline = System.nanoTime() + limit.toNanos();
    Formula formula = Inputs.formula(request.text("formula"));
    String startText = request.text("start");
    Point start = Inputs.start(startText);
    formula.requireParameters();
    Grid.loss(formula, start); // what is wrong with both is wrong for every rule
    int steps = request.number("steps", 1, Runs.MOST_STEPS);
    List<Entrant> entrants = entrants(request);
    Comparison comparison =
        Comparison.of(Problem.of(formula, start)).seeds(1).budget(Budget.ofSteps(steps));
    entrants.forEach(comparison::entrant);
    String command = command(formula.toString(), startText, steps, entrants);
    BooleanSupplier goesOn = () -> !interrupted && System.nanoTime() < deadline;
    ComparisonResult result = comparison.observe(standing -> goesOn.getAsBoolean()).run();
    if (!result.unfinished().isEmpty()) {
      throw tooLong(command);
    }
    try {
      return Report.page(result, command, goesOn).getBytes(StandardCharsets.UTF_8);
    } catch (CancellationException e) {
      throw tooLong(command);
    }
  }

  /** The rules of the page, each of which must be able to run. */
  private static List<Entrant> entrants(Request request) {
    List<Entrant> entrants = new ArrayList<>();
    for (Request each : request.objects("rules", Runs.MOST_RULES, Runs.RULE_FIELDS)) {
      String name = each.text("rule");
      if (entrants.stream().anyMatch(other -> other.name().equals(name))) {
        throw new HttpProblem(
            400,
            "a report has each rule once, and `%s` is there twice: remove one of them"
                .formatted(name));
      }
      try {
        ConfiguredRule rule = Inputs.rule(name, each.texts("settings"));
        rule.compile(Precision.DOUBLE); // so that settings that do not go together are said here
        entrants.add(Entrant.of(rule));
      } catch (SettingsException | FormulaException e) {
        throw new HttpProblem(
            400,
            "a report is of rules that run, and `%s` does not: %s".formatted(name, e.getMessage()));
      }
    }
    return entrants;
  }

  /** What writes the same report, for a POSIX shell. */
  static String command(String formula, String start, int steps, List<Entrant> entrants) {
    StringBuilder text = new StringBuilder("glissade compare ");
    text.append(CommandText.loss(formula)).append(" --start ").append(CommandText.quoted(start));
    text.append(" --rules ")
        .append(entrants.stream().map(Entrant::name).collect(Collectors.joining(",")));
    for (Entrant entrant : entrants) {
      CommandText.changed(entrant.rule())
          .forEach(
              (name, value) ->
                  text.append(" --set ")
                      .append(CommandText.quoted(entrant.name() + "." + name + "=" + value)));
    }
    return text.append(" --seeds 1 --budget ")
        .append(steps)
        .append(" --report ")
        .append(FILE)
        .toString();
  }

  private HttpProblem tooLong(String command) {
    return new HttpProblem(
        400,
        "this report takes longer than %d seconds: make fewer steps, or write it in a shell:\n%s"
            .formatted(limit.toSeconds(), command));
  }

  void interrupt() {
    interrupted = true;
  }
}
