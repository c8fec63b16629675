package glissade.studio;

import glissade.formula.Formula;
import glissade.formula.FormulaException;
import glissade.formula.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a formula's parameters are, and how a start fits them: asked while a person types. That they
 * cannot be read is an answer, too: {@code error}, with a caret under each place.
 */
final class Check {
  static final List<String> FIELDS = List.of("formula", "start");

  private Check() {}

  static Map<String, Object> answer(Request request) {
    try {
      return read(request);
    } catch (FormulaException e) {
      return new HttpProblem(e).json();
    }
  }

  private static Map<String, Object> read(Request request) {
    Formula formula = Inputs.formula(request.text("formula"));
    formula.requireNoRuleFunctions();
    formula.requireParameters();
    Point start = Inputs.start(request.text("start"));
    List<String> missing = formula.names().stream().filter(name -> !start.has(name)).toList();
    List<String> unused = start.names().stream().filter(n -> !formula.names().contains(n)).toList();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("parameters", formula.names());
    answer.put("missing", missing);
    answer.put("unused", unused);
    List<Map<String, Object>> names = new ArrayList<>();
    for (String name : start.names()) {
      names.add(
          Map.of(
              "name", name,
              "scalar", start.shape(name).isScalar(),
              "values", start.get(name)));
    }
    answer.put("start", names);
    if (missing.isEmpty() && unused.isEmpty()) {
      answer.put("value", Grid.loss(formula, start).value(start));
    }
    return answer;
  }
}
