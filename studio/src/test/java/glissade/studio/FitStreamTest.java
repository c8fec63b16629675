package glissade.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.fit.Fit;
import glissade.fit.FitResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A fit on the page is the fit of the command, told as it goes on. */
class FitStreamTest {
  private static final String CSV = "t,y\n0,5.1\n1,3.9\n2,3.2\n3,2.5\n4,2.2\n5,1.9\n6,1.6\n";

  private static final String MANY =
      "x1,x2,C,y\n1,2,red,3\n2,1,blue,4\n3,5,red,8\n4,3,blue,6\n5,1,red,7\n6,2,blue,9\n";

  private static Studio studio;
  private static Caller caller;

  private record Event(String name, JsonNode data) {}

  @BeforeAll
  static void start() throws Exception {
    studio = Studio.start(0);
    caller = Caller.of(studio);
  }

  @AfterAll
  static void stop() {
    studio.close();
  }

  private static List<Event> fit(String formula, String start, String csv) throws Exception {
    byte[] body =
        caller
            .call(
                "fit", Map.of("formula", formula, "start", start, "csv", csv, "file", "decay.csv"))
            .body();
    return events(body);
  }

  /** A request for a test that has no need of the server. */
  private static Request request(String formula, String start) {
    return Request.of(
        Reply.JSON.readTree(
            Reply.JSON.writeValueAsBytes(Map.of("formula", formula, "start", start, "csv", CSV))),
        FitStream.FIELDS);
  }

  private static List<Event> events(byte[] body) {
    List<Event> events = new ArrayList<>();
    for (String text : new String(body, StandardCharsets.UTF_8).split("\n\n", -1)) {
      if (!text.isEmpty()) {
        String[] lines = text.split("\n", 2);
        events.add(
            new Event(
                lines[0].substring("event: ".length()),
                Reply.JSON.readTree(lines[1].substring("data: ".length()))));
      }
    }
    return events;
  }

  @Test
  void itEndsWhereTheFitDoes(@TempDir Path folder) throws Exception {
    List<Event> events = fit("y ~ a*exp(-b*t) + c", "a=1, b=1, c=0", CSV);
    FitResult result;
    Path file = Files.writeString(folder.resolve("decay.csv"), CSV);
    try (Table table = Tables.open(file, TableOptions.defaults())) {
      result = Fit.of("y ~ a*exp(-b*t) + c", table).start("a=1, b=1, c=0").run();
    }
    assertThat(events.get(0).name()).isEqualTo("points");
    assertThat(events.get(0).data().get("x").size()).isEqualTo(7);
    JsonNode first = events.get(1).data();
    assertThat(first.get("step").asInt()).isZero();
    assertThat(first.at("/curve/0").asDouble()).isEqualTo(1);
    JsonNode descended = events.get(events.size() - 2).data();
    assertThat(descended.get("loss").asDouble()).isEqualTo(result.phases().get(0).loss());
    Event last = events.get(events.size() - 1);
    assertThat(last.name()).isEqualTo("done");
    for (int i = 0; i < 3; i++) {
      JsonNode estimate = last.data().get("estimates").get(i);
      FitResult.Estimate expected = result.parameters().get(i);
      assertThat(estimate.get("value").asDouble()).isEqualTo(expected.value());
      assertThat(estimate.get("standardError").asDouble()).isEqualTo(expected.standardError());
    }
    assertThat(last.data().get("command").asString())
        .isEqualTo("glissade fit 'y ~ a*exp(-b*t) + c' decay.csv --start 'a=1, b=1, c=0'");
  }

  @Test
  void aVectorOfParametersHasACurve() throws Exception {
    List<Event> events = fit("y ~ w[0] + w[1]*t", "w=[0,0]", CSV);
    assertThat(events.get(0).name()).isEqualTo("points");
    assertThat(events.get(1).data().at("/curve/199").asDouble()).isZero();
    Event last = events.get(events.size() - 1);
    assertThat(last.name()).isEqualTo("done");
    double intercept = last.data().at("/estimates/0/value").asDouble();
    double slope = last.data().at("/estimates/1/value").asDouble();
    assertThat(slope).isNegative();
    assertThat(last.data().get("curve").size()).isEqualTo(200);
    assertThat(last.data().at("/curve/0").asDouble()).isEqualTo(intercept);
    assertThat(last.data().at("/curve/199").asDouble())
        .isCloseTo(intercept + 6 * slope, within(1e-12));
  }

  @Test
  void whatHasNoCurveIsFittedAllTheSame() throws Exception {
    fitsWithoutACurve("y ~ u[C]", "u=[0,0]");
    fitsWithoutACurve("y ~ u[x2]", "u=[0,0,0,0]");
    fitsWithoutACurve("y ~ a*x1 + b*(C == 'red')", "a=1, b=1");
    fitsWithoutACurve("X = columns('x*'); y ~ w @ X", "w=[0,0]");
    fitsWithoutACurve("X = columns('x*'); y ~ a*x1 + w @ X", "a=1, w=[0,0]");
  }

  private static void fitsWithoutACurve(String formula, String start) throws Exception {
    List<Event> events = fit(formula, start, MANY);
    assertThat(events.stream().map(Event::name))
        .as(formula)
        .doesNotContain("points", "problem")
        .startsWith("frame")
        .endsWith("done");
    assertThat(events.get(events.size() - 1).data().has("curve")).isFalse();
  }

  @Test
  void whatTakesTooLongIsToldAsFarAsItGot() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FitStream.tell(request("y ~ a*exp(-b*t) + c", "a=1, b=1, c=0"), out, Duration.ZERO);
    List<Event> events = events(out.toByteArray());
    assertThat(events.stream().map(Event::name)).containsExactly("points", "frame", "done");
    JsonNode done = events.get(2).data();
    assertThat(done.get("stop").asString()).isEqualTo("interrupted after 0 steps");
    assertThat(done.at("/estimates/0/value").asDouble()).isEqualTo(1);
    assertThat(done.get("warnings").size()).isEqualTo(1);
    assertThat(done.at("/warnings/0").asString())
        .isEqualTo(
            "the studio ends a fit after 0 s, and this is the best point until then; the command below goes on to the end");
  }

  /** Fails at the first event, in a way that nobody expects. */
  private static final class Faulty extends ByteArrayOutputStream {
    private boolean failed;

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      if (!failed) {
        failed = true;
        throw new IllegalStateException("out of ink");
      }
      super.write(bytes, from, length);
    }
  }

  @Test
  void whatNobodyExpectsIsSaid() throws IOException {
    Faulty out = new Faulty();
    FitStream.tell(request("y ~ a*t", "a=1"), out);
    List<Event> events = events(out.toByteArray());
    assertThat(events.stream().map(Event::name)).containsExactly("problem");
    assertThat(events.get(0).data().get("error").asString())
        .isEqualTo("internal error: java.lang.IllegalStateException: out of ink");
  }

  @Test
  void whatIsWrongIsSaid() throws Exception {
    List<Event> events = fit("y ~ a*t", "a=1", "t,y\n1,2\n2,oops,3\n");
    assertThat(events.get(events.size() - 1).name()).isEqualTo("problem");
    assertThat(events.get(events.size() - 1).data().get("error").asString())
        .isEqualTo(
            "decay.csv: row 2 (line 3) has 3 cells, the header has 2; put quotes around a cell that holds `,`");
    events = fit("y ~ a*t", "a=1, b=1", CSV);
    assertThat(events.get(events.size() - 1).data().get("error").asString())
        .isEqualTo("the formula has no parameter `b`");
  }
}
