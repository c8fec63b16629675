package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.studio.Studio;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StudioCommandTest {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  /** What the page copies as a command prints what the page shows, to the last digit. */
  @Test
  void theCopiedCommandGivesTheSameNumbers() throws Exception {
    String request =
        """
        {"formula": "(1 - x)^2 + 100*(y - x^2)^2", "start": "x=-1.2, y=1", "steps": 500, "rules": [
          {"rule": "rmsprop", "settings": {"learning_rate": "0.01/sqrt(t)", "decay": "0.95", "centered": "on"}},
          {"rule": "adam", "settings": {"lr": "0.02"}},
          {"rule": "sgd", "settings": {"lr": "0.3"}}]}
        """;
    try (Studio studio = Studio.start(0)) {
      byte[] body = call(studio, "run", request);
      int length = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getInt();
      JsonNode runs = new JsonMapper().readTree(body, 4, length).get("runs");
      assertThat(runs.size()).isEqualTo(3);
      for (JsonNode run : runs) {
        JsonNode printed = Glissade.run(words(run.get("command").asString() + " --json")).json();
        assertThat(printed.get("rule").asString()).isEqualTo(run.get("rule").asString());
        for (String number : List.of("value", "bestStep", "steps", "parameters")) {
          assertThat(printed.get(number)).as(number).isEqualTo(run.get(number));
        }
        assertThat(printed.at("/stop/message")).isEqualTo(run.at("/stop/message"));
      }
      assertThat(runs.at("/2/stop/reason").asString()).isEqualTo("diverged");
    }
  }

  /** The report that is downloaded is the file that its command writes, byte for byte. */
  @Test
  void theReportsCommandWritesTheSameReport(@TempDir Path folder) throws Exception {
    String request =
        """
        {"formula": "(1 - x)^2 + 100*(y - x^2)^2", "start": "x=-1.2, y=1", "steps": 500, "rules": [
          {"rule": "rmsprop", "settings": {"learning_rate": "max(0.001, 0.01/sqrt(t))", "centered": "on"}},
          {"rule": "adam", "settings": {"lr": "0.02", "beta1": "0.8"}},
          {"rule": "sgd", "settings": {"lr": "0.3"}}]}
        """;
    try (Studio studio = Studio.start(0)) {
      String page = new String(call(studio, "report", request), StandardCharsets.UTF_8);
      Matcher command = Pattern.compile("<pre>(glissade compare .*)</pre>").matcher(page);
      assertThat(command.find()).isTrue();
      String text =
          command.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
      String[] words = words(text);
      assertThat(words[words.length - 1]).isEqualTo("glissade.html");
      Path file = folder.resolve("glissade.html");
      words[words.length - 1] = file.toString();
      Glissade run = Glissade.run(words);
      assertThat(run.err()).isEmpty();
      assertThat(run.code()).isZero();
      assertThat(Files.readString(file).replace(file.toString(), "glissade.html")).isEqualTo(page);
    }
  }

  private static byte[] call(Studio studio, String name, String body) throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + studio.port() + "/api/" + name))
            .header("Content-Type", "application/json")
            .header("X-Glissade-Token", studio.address().getFragment().substring("token=".length()))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofByteArray()).body();
  }

  private static String[] words(String command) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(command);
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    assertThat(words.get(0)).isEqualTo("glissade");
    return words.subList(1, words.size()).toArray(String[]::new);
  }

  @Test
  void portsThatCannotBe() throws Exception {
    Glissade run = Glissade.run("studio", "--no-open", "--port", "70000");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("glissade: --port must be from 0 to 65535, not 70000\n");
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      run = Glissade.run("studio", "--no-open", "--port", String.valueOf(taken.getLocalPort()));
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err())
          .isEqualTo(
              "glissade: cannot listen on port %d: Address already in use; choose another with --port, or none for any that is free\n"
                  .formatted(taken.getLocalPort()));
    }
  }

  @Test
  void helpSaysWhatItDoes() {
    assertThat(Arrays.stream(Glissade.run("studio", "--help").out().split("\n", -1)))
        .contains("Shows losses, rules and fits at work on a page in your browser.");
  }
}
