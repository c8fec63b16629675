package glissade.cli;

import glissade.lab.ComparisonResult;
import glissade.lab.PerformanceProfile;
import glissade.lab.Quartiles;
import glissade.lab.RuleResult;
import glissade.lab.Suite;
import glissade.lab.Trial;
import glissade.lab.Tuning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of a comparison, for programs: JSON objects and CSV rows. */
final class CompareData {
  private static final String HEADER =
      "problem,rule,learning_rate,seed,outcome,best,last,steps,steps_to_target,gradients_to_target,seconds_to_target,ratio,reason\n";

  private CompareData() {}

  /** One problem, schema {@code glissade/compare/1}. */
  static Map<String, Object> object(ComparisonResult result) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("schema", "glissade/compare/1");
    object.put("problem", result.problem().name());
    object.put("formula", result.problem().formula().toString());
    object.put("start", Json.of(result.problem().start()));
    object.put("noise", result.problem().noise());
    object.put("seeds", result.seeds());
    object.put("seed", result.seed());
    object.put("spread", result.spread());
    java.time.Duration time = result.budget().time();
    if (time == null) {
      object.put("budgetSteps", result.budget().steps());
    } else {
      object.put("budgetSeconds", time.toNanos() / 1e9);
    }
    if (result.hasTarget()) {
      object.put("target", result.target());
    }
    object.put("tuned", result.tuned());
    object.put("rules", result.rules().stream().map(rule -> rule(rule, result)).toList());
    if (!result.unfinished().isEmpty()) {
      object.put("unfinished", result.unfinished());
    }
    return object;
  }

  private static Map<String, Object> rule(RuleResult rule, ComparisonResult result) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", rule.entrant().name());
    object.put("hyperparameters", RunReport.settingsByName(rule.entrant().rule()));
    Tuning tuning = rule.tuning();
    if (tuning != null) {
      object.put("tuning", tuning(tuning, "steps"));
    }
    object.put("loss", quartiles(rule.loss()));
    object.put("best", quartiles(rule.best()));
    if (result.hasTarget()) {
      object.put("stepsToTarget", quartiles(rule.steps()));
      object.put("gradientsToTarget", quartiles(rule.gradients()));
      object.put("secondsToTarget", quartiles(rule.seconds()));
      object.put("reached", rule.reached());
    }
    object.put("runs", rule.trials().stream().map(CompareData::run).toList());
    return object;
  }

  /**
   * How a rate was chosen.
   *
   * @param cost what a candidate's steps are
   */
  static Map<String, Object> tuning(Tuning tuning, String cost) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("rate", tuning.chosen().rate());
    object.put("atEdge", tuning.isAtEdge());
    List<Map<String, Object>> tried = new ArrayList<>();
    for (Tuning.Candidate candidate : tuning.candidates()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("rate", candidate.rate());
      one.put(cost, candidate.steps());
      one.put("loss", candidate.loss());
      tried.add(one);
    }
    object.put("tried", tried);
    return object;
  }

  /** Low, median, high. */
  static Map<String, Object> quartiles(Quartiles quartiles) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("low", quartiles.low());
    object.put("median", quartiles.median());
    object.put("high", quartiles.high());
    return object;
  }

  private static Map<String, Object> run(Trial trial) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("seed", trial.index() + 1);
    object.put("start", Json.of(trial.start()));
    object.put("outcome", trial.outcome().toString());
    object.put("best", trial.best());
    object.put("last", trial.last());
    object.put("steps", trial.steps());
    if (trial.stepsToTarget() >= 0) {
      object.put("stepsToTarget", trial.stepsToTarget());
      object.put("gradientsToTarget", trial.gradientsToTarget());
      object.put("secondsToTarget", trial.secondsToTarget());
    }
    if (!trial.reason().isEmpty()) {
      object.put("reason", trial.reason());
    }
    return object;
  }

  /** Every function, schema {@code glissade/compare-suite/1}. */
  static Map<String, Object> object(Suite suite) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("schema", "glissade/compare-suite/1");
    PerformanceProfile profile = suite.profile();
    List<Map<String, Object>> rules = new ArrayList<>();
    for (int r = 0; r < profile.names().size(); r++) {
      Map<String, Object> rule = new LinkedHashMap<>();
      rule.put("name", profile.names().get(r));
      rule.put("solved", profile.at(r, Double.POSITIVE_INFINITY));
      rule.put("factors", profile.factors());
      int row = r;
      rule.put(
          "parts",
          java.util.Arrays.stream(profile.factors()).map(f -> profile.at(row, f)).toArray());
      rules.add(rule);
    }
    Map<String, Object> profiled = new LinkedHashMap<>();
    profiled.put("problems", profile.problems());
    profiled.put("rules", rules);
    object.put("profile", profiled);
    object.put("functions", suite.results().stream().map(CompareData::object).toList());
    return object;
  }

  /** A row for each run; {@code ratio} is its steps to the target over those of the best rule. */
  static String csv(List<ComparisonResult> results) {
    StringBuilder csv = new StringBuilder(HEADER);
    for (ComparisonResult result : results) {
      for (RuleResult rule : result.rules()) {
        for (Trial trial : rule.trials()) {
          csv.append(row(result, rule, trial)).append('\n');
        }
      }
    }
    return csv.toString();
  }

  private static String row(ComparisonResult result, RuleResult rule, Trial trial) {
    boolean reached = trial.stepsToTarget() >= 0;
    long fewest =
        result.rules().stream()
            .mapToLong(other -> other.trials().get(trial.index()).stepsToTarget())
            .filter(steps -> steps >= 0)
            .min()
            .orElse(0);
    return String.join(
        ",",
        cell(result.problem().name()),
        cell(rule.entrant().name()),
        cell(rule.learningRate()),
        String.valueOf(trial.index() + 1),
        trial.outcome().toString(),
        Json.shortest(trial.best()),
        Json.shortest(trial.last()),
        String.valueOf(trial.steps()),
        reached ? String.valueOf(trial.stepsToTarget()) : "",
        reached ? String.valueOf(trial.gradientsToTarget()) : "",
        reached ? Json.shortest(trial.secondsToTarget()) : "",
        reached
            ? Json.shortest((double) Math.max(1, trial.stepsToTarget()) / Math.max(1, fewest))
            : "",
        cell(trial.reason()));
  }

  /** A text, quoted where it must be. */
  static String cell(String text) {
    return text.matches("[^\",\n\r]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
