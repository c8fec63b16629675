package glissade.studio;

import glissade.formula.FormulaException;
import glissade.formula.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request that is not answered as asked. The message says why, to a person. */
final class HttpProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient List<Map<String, Object>> problems = new ArrayList<>();

  HttpProblem(int status, String message) {
    super(message);
    this.status = status;
  }

  /** A text that cannot be understood; the message holds a caret under each place. */
  HttpProblem(FormulaException e) {
    super(e.getMessage());
    this.status = 400;
    for (Problem problem : e.problems()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("message", problem.message());
      one.put("start", problem.span().start());
      one.put("end", problem.span().end());
      problems.add(one);
    }
  }

  /** As JSON: {@code error}, with {@code problems} where they have places in a text. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("error", String.valueOf(getMessage()));
    if (!problems.isEmpty()) {
      json.put("problems", problems);
    }
    return json;
  }

  Reply reply() {
    return Reply.json(status, json());
  }
}
