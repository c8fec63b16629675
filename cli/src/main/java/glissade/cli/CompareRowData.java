package glissade.cli;

import glissade.lab.RowComparisonResult;
import glissade.lab.RowEntrant;
import glissade.lab.RowResult;
import glissade.lab.RowTerms;
import glissade.lab.RowTrial;
import glissade.lab.RowTrial.Look;
import glissade.lab.Tuning;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a comparison over rows, for programs: a JSON object and CSV rows.
 *
 * @param result what came of it
 * @param data the file or the query
 * @param starts as they were given
 */
record CompareRowData(RowComparisonResult result, String data, List<String> starts) {
  private static final String HEADER =
      "problem,rule,batch,learning_rate,seed,outcome,best,last,passes,steps,row_gradients,seconds,passes_to_target,steps_to_target,row_gradients_to_target,seconds_to_target,reason\n";

  /** Schema {@code glissade/compare-rows/1}. */
  Map<String, Object> object() {
    RowTerms terms = result.terms();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("schema", "glissade/compare-rows/1");
    object.put("formula", terms.name());
    object.put("data", data);
    object.put("rows", terms.rows());
    object.put("start", starts);
    object.put("seeds", terms.seeds());
    object.put("seed", terms.seed());
    Duration time = terms.budget().time();
    if (time == null) {
      object.put("budgetPasses", terms.budget().passes());
    } else {
      object.put("budgetSeconds", time.toNanos() / 1e9);
    }
    if (terms.hasTarget()) {
      object.put("target", terms.target());
    }
    object.put("tuned", terms.tuned());
    Map<String, Object> units = new LinkedHashMap<>();
    for (int k = 0; k < terms.units().length; k++) {
      units.put(terms.parameters().get(k), terms.units()[k]);
    }
    object.put("units", units);
    object.put("entrants", result.entrants().stream().map(this::entrant).toList());
    if (!result.unfinished().isEmpty()) {
      object.put("unfinished", result.unfinished());
    }
    return object;
  }

  private Map<String, Object> entrant(RowResult entrant) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("rule", entrant.entrant().rule().name());
    object.put("batch", batch(entrant.entrant()));
    object.put("hyperparameters", RunReport.settingsByName(entrant.entrant().rule().rule()));
    Tuning tuning = entrant.tuning();
    if (tuning != null) {
      object.put("tuning", CompareData.tuning(tuning, "passes"));
    }
    object.put("loss", CompareData.quartiles(entrant.loss()));
    object.put("best", CompareData.quartiles(entrant.best()));
    object.put("steps", CompareData.quartiles(entrant.spent(Look::steps)));
    object.put("rowGradients", CompareData.quartiles(entrant.spent(Look::rows)));
    object.put("seconds", CompareData.quartiles(entrant.spent(Look::seconds)));
    if (result.terms().hasTarget()) {
      object.put("passesToTarget", CompareData.quartiles(entrant.passes()));
      object.put("stepsToTarget", CompareData.quartiles(entrant.toTarget(Look::steps)));
      object.put("rowGradientsToTarget", CompareData.quartiles(entrant.toTarget(Look::rows)));
      object.put("secondsToTarget", CompareData.quartiles(entrant.toTarget(Look::seconds)));
      object.put("reached", entrant.reached());
    }
    object.put("runs", entrant.trials().stream().map(CompareRowData::run).toList());
    return object;
  }

  private static Object batch(RowEntrant entrant) {
    return entrant.batch() == Long.MAX_VALUE ? (Object) "full" : (Object) entrant.batch();
  }

  private static Map<String, Object> run(RowTrial trial) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("seed", trial.index() + 1);
    object.put("outcome", trial.outcome().toString());
    object.put("best", trial.best().loss());
    object.put("last", trial.last());
    Look met = trial.met();
    if (met != null) {
      object.put("target", look(met));
    }
    if (!trial.reason().isEmpty()) {
      object.put("reason", trial.reason());
    }
    object.put("looks", trial.looks().stream().map(CompareRowData::look).toList());
    return object;
  }

  private static Map<String, Object> look(Look look) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("passes", look.passes());
    object.put("steps", look.steps());
    object.put("rowGradients", look.rows());
    object.put("seconds", look.seconds());
    object.put("loss", look.loss());
    return object;
  }

  /** A row for each run. */
  String csv() {
    StringBuilder csv = new StringBuilder(HEADER);
    for (RowResult entrant : result.entrants()) {
      for (RowTrial trial : entrant.trials()) {
        csv.append(row(entrant.entrant(), trial)).append('\n');
      }
    }
    return csv.toString();
  }

  private String row(RowEntrant entrant, RowTrial trial) {
    Look end = trial.end();
    Look met = trial.met();
    return String.join(
        ",",
        CompareData.cell(result.terms().name()),
        CompareData.cell(entrant.rule().name()),
        entrant.batchName(),
        CompareData.cell(entrant.rule().rate()),
        String.valueOf(trial.index() + 1),
        trial.outcome().toString(),
        Json.shortest(trial.best().loss()),
        Json.shortest(trial.last()),
        Json.shortest(end.passes()),
        String.valueOf(end.steps()),
        String.valueOf(end.rows()),
        Json.shortest(end.seconds()),
        met == null ? "" : Json.shortest(met.passes()),
        met == null ? "" : String.valueOf(met.steps()),
        met == null ? "" : String.valueOf(met.rows()),
        met == null ? "" : Json.shortest(met.seconds()),
        CompareData.cell(trial.reason()));
  }
}
