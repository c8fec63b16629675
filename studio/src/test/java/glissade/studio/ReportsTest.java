package glissade.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.lab.Budget;
import glissade.lab.Comparison;
import glissade.lab.ComparisonResult;
import glissade.lab.Entrant;
import glissade.lab.Problem;
import glissade.lab.Report;
import glissade.lab.Summary;
import glissade.rule.Rules;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The report is the lab's, and its numbers are those of the page. */
class ReportsTest {
  private static final Pattern ROW =
      Pattern.compile("<tr><th scope=\"row\">(\\w+)</th><td>[^<]*</td><td>([^<]*)</td>");

  /** Each step of it takes long, and so does a map of it. */
  private static final String SLOW = "sum(" + "sin(exp(".repeat(60) + "x" + "))".repeat(60) + ")";

  private static Studio studio;
  private static Caller caller;

  @BeforeAll
  static void start() throws Exception {
    studio = Studio.start(0);
    caller = Caller.of(studio);
  }

  @AfterAll
  static void stop() {
    studio.close();
  }

  private static Map<String, Object> body(
      String formula, String start, int steps, Object... rules) {
    return Map.of("formula", formula, "start", start, "steps", steps, "rules", List.of(rules));
  }

  private static Map<String, Object> rule(String name, Map<String, ?> settings) {
    return Map.of("rule", name, "settings", settings);
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static String error(Map<String, ?> body) throws Exception {
    HttpResponse<byte[]> response = caller.call("report", body);
    assertThat(response.statusCode()).isEqualTo(400);
    return Caller.json(response).get("error").asString();
  }

  /** Byte for byte what the lab makes of the same settings; the losses are those of the run. */
  @Test
  void isTheLabsReportOfWhatThePageShows() throws Exception {
    String formula = "(1 - x)^2 + 100*(y - x^2)^2";
    Map<String, Object> body =
        body(
            formula,
            "x=-1.2, y=1",
            300,
            rule("rmsprop", Map.of("lr", "0.01/sqrt(t)", "decay", "0.95")),
            rule("adam", Map.of()),
            rule("sgd", Map.of("lr", 0.3)));
    HttpResponse<byte[]> response = caller.call("report", body);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    String page = text(response);
    ComparisonResult result =
        Comparison.of(Problem.of(Formula.parse(formula), Point.parse("x=-1.2, y=1")))
            .entrant(
                Entrant.of(
                    Rules.find("rmsprop").configured().withAll("lr=0.01/sqrt(t),decay=0.95")))
            .rule("adam")
            .entrant(Entrant.of(Rules.find("sgd").configured().withAll("lr=0.3")))
            .seeds(1)
            .budget(Budget.ofSteps(300))
            .run();
    assertThat(page)
        .isEqualTo(
            Report.page(
                result,
                "glissade compare '(1 - x)^2 + 100*(y - x^2)^2' --start 'x=-1.2, y=1'"
                    + " --rules rmsprop,adam,sgd --set 'rmsprop.learning_rate=0.01/sqrt(t)'"
                    + " --set rmsprop.decay=0.95 --set sgd.learning_rate=0.3"
                    + " --seeds 1 --budget 300 --report glissade.html"))
        .startsWith("<!doctype html>")
        .doesNotContain("<script");

    JsonNode runs = Caller.header(caller.call("run", body).body()).get("runs");
    List<MatchResult> rows = ROW.matcher(page).results().limit(3).toList();
    List<List<String>> summary = new Summary(result, true).rows();
    for (int i = 0; i < 3; i++) {
      assertThat(rows.get(i).group(1)).isEqualTo(runs.at("/" + i + "/rule").asString());
      assertThat(rows.get(i).group(2)).isEqualTo(summary.get(i).get(2));
      double last = result.rules().get(i).trials().get(0).last();
      boolean diverged = runs.at("/" + i + "/stop/reason").asString().equals("diverged");
      assertThat(last)
          .isEqualTo(
              diverged ? Double.POSITIVE_INFINITY : runs.at("/" + i + "/lastValue").asDouble());
    }
    assertThat(runs.at("/2/stop/reason").asString()).isEqualTo("diverged");
    assertThat(page).contains("sgd: diverged with 1 of 1 seeds");
  }

  static Stream<Arguments> formulas() {
    return Stream.of(
        Arguments.of("x^2", "'x^2' "),
        Arguments.of("-x + x^2", "' -x + x^2' "),
        Arguments.of("booth", "' booth' "),
        Arguments.of("x^2 # it's", "'x^2 # it'\\''s' "));
  }

  /** Neither as an option nor as the name of a function that the command knows. */
  @ParameterizedTest
  @MethodSource("formulas")
  void theCommandReadsTheFormulaAsItIs(String formula, String word) {
    assertThat(
            Reports.command(formula, "x=1", 9, List.of(Entrant.of(Rules.find("sgd").configured()))))
        .isEqualTo(
            "glissade compare "
                + word
                + "--start x=1 --rules sgd --seeds 1 --budget 9 --report glissade.html");
  }

  @Test
  void mistakesAreAnsweredInWords() throws Exception {
    Map<String, Object> sgd = rule("sgd", Map.of());
    assertThat(error(body("x^2 + (y", "x=1, y=1", 5, sgd)))
        .isEqualTo("formula:1:7: `(` is never closed\n  x^2 + (y\n        ^");
    assertThat(error(body("x^2", "x=1, y=1", 5, sgd)))
        .isEqualTo("the formula has no parameter `y`");
    assertThat(error(body("x^2", "x=1", 0, sgd)))
        .isEqualTo("`steps` must be a whole number from 1 to 100000");
    assertThat(error(body("x^2", "x=1", 5, sgd, rule("adam", Map.of()), sgd)))
        .isEqualTo("a report has each rule once, and `sgd` is there twice: remove one of them");
    assertThat(error(body("x^2", "x=1", 5, sgd, rule("rmsprop", Map.of("decay", 2)))))
        .isEqualTo(
            "a report is of rules that run, and `rmsprop` does not: `decay` must be in [0, 1], not 2");
    assertThat(error(body("x^2", "x=1", 5, rule("rmsprop", Map.of("nesterov", "on")))))
        .isEqualTo(
            "a report is of rules that run, and `rmsprop` does not: rule `rmsprop` with nesterov=on:"
                + " nesterov needs a momentum above 0");
    assertThat(error(body("x^2", "x=1", 5, rule("/etc/passwd.rule", Map.of()))))
        .startsWith("no rule `/etc/passwd.rule` in the catalogue; there are: sgd, momentum, ");
    assertThat(error(Map.of("formule", "x")))
        .isEqualTo("no field `formule` here; there are: formula, start, steps, rules");
  }

  private static Request slow(int numbers, int steps) {
    return Request.of(
        Reply.JSON.valueToTree(
            body(
                SLOW,
                "x[" + numbers + "]=1",
                steps,
                rule("sgd", Map.of()),
                rule("adam", Map.of()))),
        Runs.FIELDS);
  }

  /** In the comparison, and in a drawing that takes longer than that. */
  @ParameterizedTest
  @MethodSource("slowOnes")
  void whatTakesTooLongIsEndedAndSaysSo(int numbers, int steps) {
    Reports reports = new Reports(Duration.ofSeconds(2));
    long before = System.nanoTime();
    assertThatThrownBy(() -> reports.answer(slow(numbers, steps)))
        .isInstanceOf(HttpProblem.class)
        .hasMessage(
            "this report takes longer than 2 seconds: make fewer steps, or write it in a shell:\n"
                + "glissade compare '%s' --start 'x[%d]=1' --rules sgd,adam --seeds 1 --budget %d --report glissade.html"
                    .formatted(SLOW, numbers, steps));
    assertThat((System.nanoTime() - before) / 1e9).isBetween(1.9, 8.0);
  }

  static Stream<Arguments> slowOnes() {
    return Stream.of(Arguments.of(1000, 100_000), Arguments.of(500, 1));
  }

  /** A studio that stops does not wait for a report. */
  @Test
  void stoppingEndsIt() {
    Reports reports = new Reports(Duration.ofMinutes(5));
    reports.interrupt();
    long before = System.nanoTime();
    assertThatThrownBy(() -> reports.answer(slow(1000, 100_000))).isInstanceOf(HttpProblem.class);
    assertThat((System.nanoTime() - before) / 1e9).isLessThan(10);
  }
}
