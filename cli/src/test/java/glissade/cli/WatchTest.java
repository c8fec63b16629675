package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code glissade minimize --watch}, with a program in the place of the page. */
class WatchTest {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "glissade: watch it at (http://127\\.0\\.0\\.1:\\d+/)#token=([\\w-]+)&view=live\n");

  private static final String[] LESSON = {
    "minimize", "x^2 + y^2", "--start", "x=5,y=4", "--watch", "--no-open"
  };

  private static String call(Matcher address, String name) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address.group(1) + "api/" + name))
            .header("Content-Type", "application/json")
            .header("X-Glissade-Token", address.group(2))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Standard input is no terminal: the command ends when a page has seen the end. */
  @Test
  void thePageIsToldWhatIsPrinted() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CompletableFuture<Integer> command =
        CompletableFuture.supplyAsync(
            () ->
                Main.run(
                    new ByteArrayInputStream(new byte[0]),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    LESSON));
    Matcher address = ADDRESS.matcher(err.toString(StandardCharsets.UTF_8));
    for (int tries = 0; !address.find() && tries < 400; tries++) {
      Thread.sleep(25);
      address = ADDRESS.matcher(err.toString(StandardCharsets.UTF_8));
    }
    String told = call(address, "watch");
    assertThat(call(address, "watched")).isEqualTo("{}");
    assertThat(command.get(20, TimeUnit.SECONDS)).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(address.group());
    String printed = out.toString(StandardCharsets.UTF_8);
    assertThat(printed)
        .isEqualTo(Glissade.run("minimize", "x^2 + y^2", "--start", "x=5,y=4").out());
    String done = told.substring(told.indexOf("event: done\ndata: ") + 18).strip();
    JsonNode lines = new JsonMapper().readTree(done).get("lines");
    StringBuilder shown = new StringBuilder();
    lines.forEach(line -> shown.append(line.asString()).append('\n'));
    assertThat(shown.toString()).startsWith("minimum  9.4680463137603E-34   (step 101 of 101)\n");
    assertThat(printed).endsWith("\n\n" + shown);
  }

  /** On a terminal it stays until Enter, whether anybody looks or not; then nobody listens. */
  @Test
  void onATerminalItStaysUntilEnter() {
    System.setProperty("glissade.interactive", "true");
    try {
      Glissade run = Glissade.runWithInput("\n", LESSON);
      assertThat(run.code()).isZero();
      Matcher address = ADDRESS.matcher(run.err());
      assertThat(address.lookingAt()).isTrue();
      assertThat(run.err().substring(address.end()))
          .isEqualTo("glissade: the page stays until you press Enter\n");
      assertThat(CompletableFuture.supplyAsync(() -> gone(address)).join()).isTrue();
    } finally {
      System.clearProperty("glissade.interactive");
    }
  }

  private static boolean gone(Matcher address) {
    try {
      call(address, "watched");
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The exit code is the run's; what cannot begin opens no page. */
  @Test
  void mistakesAndExitCodesAreAsWithoutIt() {
    System.setProperty("glissade.interactive", "true");
    try {
      Glissade run =
          Glissade.runWithInput(
              "\n",
              "minimize",
              "x^2",
              "--start",
              "x=1",
              "--lr",
              "10",
              "--rule",
              "sgd",
              "--watch",
              "--no-open");
      assertThat(run.code()).isEqualTo(ExitCode.DIVERGED);
    } finally {
      System.clearProperty("glissade.interactive");
    }
    Glissade run = Glissade.run("minimize", "x[3]", "--start", "x=1", "--watch", "--no-open");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).doesNotContain("watch it at");
    run = Glissade.run("minimize", "x^2", "--start", "x=1", "--no-open");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).isEqualTo("glissade: --no-open goes with --watch\n");
  }
}
