package glissade.studio;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.fit.Fit;
import glissade.fit.FitResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
