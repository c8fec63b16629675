package glissade.studio;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.optimize.Minimizer;
import glissade.optimize.Result;
import glissade.rule.Rules;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The page's numbers are those of the library, and so of the command. */
class RunsTest {
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

  private static String error(String call, Map<String, ?> body) throws Exception {
    HttpResponse<byte[]> response = caller.call(call, body);
    assertThat(response.statusCode()).isEqualTo(400);
    return Caller.json(response).get("error").asString();
  }

  private static Map<String, Object> run(String formula, String start, int steps, Object... rules) {
    return Map.of("formula", formula, "start", start, "steps", steps, "rules", List.of(rules));
  }

  private static Map<String, Object> rule(String name, Map<String, ?> settings) {
    return Map.of("rule", name, "settings", settings);
  }

  /** Loss and parameters of every rule at every step, to the bit. */
  @Test
  void pathsAreTheMinimizers() throws Exception {
    String formula = "(1 - x)^2 + 100*(y - x^2)^2";
    for (String name : Rules.names()) {
      byte[] body =
          caller
              .call("run", run(formula, "x=-1.2, y=1", 300, rule(name, Map.of("lr", 0.001))))
              .body();
      List<Double> values = new ArrayList<>();
      List<Double> xs = new ArrayList<>();
      List<Double> ys = new ArrayList<>();
      Result result =
          Minimizer.of(formula)
              .start("x=-1.2, y=1")
              .rule(name)
              .set("lr", 0.001)
              .steps(300)
              .observe(
                  1,
                  progress -> {
                    if (progress.step() == values.size()) {
                      values.add(progress.value());
                      xs.add(progress.parameter(0));
                      ys.add(progress.parameter(1));
                    }
                  })
              .run();
      JsonNode run = Caller.header(body).at("/runs/0");
      assertThat(run.get("value").asDouble()).as(name).isEqualTo(result.value());
      assertThat(run.at("/stop/message").asString()).isEqualTo(result.stop().message());
      int rows = run.get("rows").asInt();
      assertThat(rows).isEqualTo(values.size());
      double[] numbers = Caller.numbers(body);
      assertThat(numbers).hasSize(rows * (5 + 2 * run.get("states").size()));
      for (int i = 0; i < rows; i++) {
        assertThat(numbers[i]).isEqualTo(values.get(i));
        assertThat(numbers[rows + i]).isEqualTo(xs.get(i));
        assertThat(numbers[2 * rows + i]).isEqualTo(ys.get(i));
      }
    }
  }

  /** The lesson's own: g = 2w, and s is the running mean of its square. */
  @Test
  void gradientsAndStates() throws Exception {
    byte[] body =
        caller.call("run", run("x^2 + y^2", "x=5, y=4", 101, rule("rmsprop", Map.of()))).body();
    double[] n = Caller.numbers(body);
    int rows = 102;
    double s = 0;
    assertThat(Caller.header(body).at("/runs/0/states/0").asString()).isEqualTo("s");
    for (int i = 0; i < rows; i++) {
      assertThat(n[3 * rows + i]).isEqualTo(2 * n[rows + i]);
      assertThat(n[5 * rows + i]).isEqualTo(s);
      double g = n[3 * rows + i];
      s = 0.9 * s + (1 - 0.9) * (g * g);
    }
    assertThat(n[rows + 21]).isEqualTo(2.368882398592308);
    assertThat(n[2 * rows + 101]).isEqualTo(2.1886219485527558e-20);
  }

  @Test
  void whatToPasteElsewhere() throws Exception {
    JsonNode run =
        Caller.header(
                caller
                    .call(
                        "run",
                        run(
                            "x^2 + y^2",
                            "x=5, y=4",
                            50,
                            rule("rmsprop", Map.of("rho", 0.8, "lr", "0.1/sqrt(t)"))))
                    .body())
            .at("/runs/0");
    assertThat(run.get("command").asString())
        .isEqualTo(
            "glissade minimize 'x^2 + y^2' --start 'x=5, y=4' --rule rmsprop"
                + " --set 'learning_rate=0.1/sqrt(t),decay=0.8' --steps 50");
    assertThat(run.get("java").asString())
        .isEqualTo(
            """
            Result result =
                Minimizer.of("x^2 + y^2")
                    .start("x=5, y=4")
                    .rule("rmsprop")
                    .set("learning_rate", "0.1/sqrt(t)")
                    .set("decay", "0.8")
                    .steps(50)
                    .run();
            """);
    assertThat(ran(run.get("java").asString())).isEqualTo(run.get("value").asDouble());
  }

  /** Compiles what is copied as Java, runs it, and returns the value that it finds. */
  private static double ran(String snippet) throws Exception {
    Path folder = Files.createTempDirectory("copied");
    Path file =
        Files.writeString(
            folder.resolve("Copied.java"),
            """
            import glissade.optimize.Minimizer;
            import glissade.optimize.Result;

            public class Copied {
              public static double value() {
                %s
                return result.value();
              }
            }
            """
                .formatted(snippet));
    String path = System.getProperty("java.class.path");
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                path,
                "-d",
                folder.toString(),
                file.toString());
    assertThat(code).isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      return (double) loader.loadClass("Copied").getMethod("value").invoke(null);
    }
  }

  @Test
  void mistakesAreAnsweredWithTheirPlace() throws Exception {
    assertThat(error("run", run("x^2 + (y", "x=1, y=1", 5, rule("sgd", Map.of()))))
        .isEqualTo("formula:1:7: `(` is never closed\n  x^2 + (y\n        ^");
    assertThat(error("run", run("x^2", "x=1, y=1", 5, rule("sgd", Map.of()))))
        .isEqualTo("the formula has no parameter `y`");
    assertThat(error("run", run("x^2", "x=1", 1_000_000, rule("sgd", Map.of()))))
        .isEqualTo("`steps` must be a whole number from 0 to 100000");
    assertThat(
            error(
                "run",
                run(
                    "x^2",
                    "x=1",
                    100_000,
                    rule("adam", Map.of()),
                    rule("adam", Map.of()),
                    rule("adam", Map.of()),
                    rule("adam", Map.of()),
                    rule("adam", Map.of()),
                    rule("adam", Map.of()),
                    rule("adam", Map.of()),
                    rule("radam", Map.of()),
                    rule("amsgrad", Map.of()))))
        .isEqualTo("`rules` must be a list of 1 to 8");
    Object[] eight = new Object[8];
    java.util.Arrays.fill(eight, rule("amsgrad", Map.of()));
    assertThat(error("run", run("x^2 + y^2", "x=1, y=1", 100_000, eight)))
        .isEqualTo("100,000 steps of so many rules are more than the page can hold: make fewer");
    assertThat(error("run", Map.of("formule", "x")))
        .isEqualTo("no field `formule` here; there are: formula, start, steps, rules");
  }

  /** One rule that cannot run does not keep the others from it. */
  @Test
  void aRuleThatCannotRunSaysWhy() throws Exception {
    JsonNode runs =
        Caller.header(
                caller
                    .call(
                        "run",
                        run(
                            "x^2",
                            "x=1",
                            3,
                            rule("rmsprop", Map.of("decay", 2)),
                            rule("rmsprop", Map.of("nesterov", "on")),
                            rule("rmsprop", Map.of("lr", "0.1*")),
                            rule("sgd", Map.of())))
                    .body())
            .get("runs");
    assertThat(runs.at("/0/error").asString()).isEqualTo("`decay` must be in [0, 1], not 2");
    assertThat(runs.at("/1/error").asString())
        .isEqualTo("rule `rmsprop` with nesterov=on: nesterov needs a momentum above 0");
    assertThat(runs.at("/2/error").asString())
        .isEqualTo("lr:1:5: expected a number, a name or `(`, found the end\n  0.1*\n      ^");
    assertThat(runs.at("/3/rows").asInt()).isEqualTo(4);
  }

  @Test
  void gridIsTheLoss() throws Exception {
    byte[] body =
        caller
            .call(
                "grid",
                Map.of(
                    "formula",
                    "x^2 + 3*y",
                    "start",
                    "x=5, y=4",
                    "x",
                    List.of(-1, 1),
                    "y",
                    List.of(0, 10),
                    "nx",
                    3,
                    "ny",
                    2))
            .body();
    assertThat(Caller.numbers(body)).containsExactly(1, 0, 1, 31, 30, 31);
  }

  @Test
  void checkTellsWhatTheStartLacks() throws Exception {
    JsonNode check =
        Caller.json(caller.call("check", Map.of("formula", "x^2 + sum(w^2)", "start", "x=2, z=1")));
    assertThat(check.toString())
        .isEqualTo(
            "{\"parameters\":[\"x\",\"w\"],\"missing\":[\"w\"],\"unused\":[\"z\"],\"start\":"
                + check.get("start")
                + "}");
    check =
        Caller.json(
            caller.call("check", Map.of("formula", "x^2 + sum(w^2)", "start", "x=2, w[2]=3")));
    assertThat(check.get("value").asDouble()).isEqualTo(22);
  }

  @Test
  void catalogueHasTheTables() throws Exception {
    HttpResponse<byte[]> response =
        caller
            .client()
            .send(
                java.net.http.HttpRequest.newBuilder(
                        java.net.URI.create("http://127.0.0.1:" + studio.port() + "/api/catalogue"))
                    .header(Guard.TOKEN, caller.token())
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    JsonNode catalogue = Caller.json(response);
    assertThat(catalogue.get("rules").size()).isEqualTo(Rules.names().size());
    JsonNode decay = catalogue.at("/rules/3/hyperparameters/1");
    assertThat(decay.get("name").asString()).isEqualTo("decay");
    assertThat(decay.get("default").asDouble()).isEqualTo(0.9);
    assertThat(decay.get("range").asString()).isEqualTo("[0, 1]");
    assertThat(catalogue.at("/functions/0/formula").asString()).isEqualTo("x^2 + y^2");
  }
}
