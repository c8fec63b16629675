package glissade.studio;

import glissade.functions.TestFunction;
import glissade.functions.TestFunctions;
import glissade.rule.Hyperparameter;
import glissade.rule.Option;
import glissade.rule.Rule;
import glissade.rule.Rules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules and the functions, from their tables; and whether there is a run to watch. */
final class Catalogue {
  private Catalogue() {}

  static Map<String, Object> answer(boolean live) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("rules", Rules.names().stream().map(Rules::find).map(Catalogue::rule).toList());
    all.put("functions", TestFunctions.all().stream().map(Catalogue::function).toList());
    all.put("live", live);
    all.put("mostSteps", Runs.MOST_STEPS);
    all.put("mostRules", Runs.MOST_RULES);
    return all;
  }

  private static Map<String, Object> rule(Rule rule) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", rule.name());
    json.put("summary", rule.summary());
    json.put("reference", rule.reference());
    json.put("lines", rule.formulaLines());
    json.put("hyperparameters", rule.hyperparameters().stream().map(Catalogue::hyper).toList());
    json.put("options", rule.options().stream().map(Catalogue::option).toList());
    return json;
  }

  private static Map<String, Object> hyper(Hyperparameter hyper) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", hyper.name());
    json.put("default", hyper.defaultValue());
    json.put("range", hyper.range().toString());
    json.put("low", hyper.range().low());
    json.put("lowOpen", hyper.range().lowOpen());
    json.put("high", hyper.range().high());
    json.put("highOpen", hyper.range().highOpen());
    json.put("aliases", hyper.aliases());
    json.put("description", hyper.description());
    return json;
  }

  private static Map<String, Object> option(Option option) {
    return Map.of(
        "name", option.name(), "default", option.defaultOn(), "description", option.description());
  }

  private static Map<String, Object> function(TestFunction function) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", function.name());
    json.put("title", function.title());
    json.put("formula", function.formula());
    json.put("start", function.start());
    json.put("domain", List.of(function.low(), function.high()));
    json.put(
        "minima",
        function.minimumPoints().stream().map(point -> (Object) point.toArray()).toList());
    json.put("value", function.value());
    json.put("source", function.source());
    return json;
  }
}
