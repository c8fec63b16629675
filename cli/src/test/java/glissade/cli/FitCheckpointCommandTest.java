package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.fit.FitCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FitCheckpointCommandTest {
  private static final String LINE = "y ~ a + b*x";

  @TempDir Path folder = Path.of(".");

  private String table = "";
  private String checkpoint = "";

  @BeforeEach
  void write() throws IOException {
    Random random = new Random(20261126);
    StringBuilder csv = new StringBuilder("x,y\n");
    for (int i = 0; i < 200; i++) {
      double x = random.nextGaussian();
      csv.append(x).append(',').append(2 + 3 * x + random.nextGaussian()).append('\n');
    }
    Path file = folder.resolve("line.csv");
    Files.writeString(file, csv);
    table = file.toString();
    checkpoint = folder.resolve("fit.ckpt").toString();
  }

  private List<String> command(String... more) {
    List<String> command = new ArrayList<>(List.of("fit", LINE, table));
    command.addAll(List.of(more));
    return command;
  }

  private Glissade fit(String... more) {
    return Glissade.run(command(more).toArray(String[]::new));
  }

  /** Eight steps an epoch; what is written last is the end of the descent. */
  @Test
  void theSettingsAreTheCheckpoints() {
    String[] settings = {"--batch", "20", "--epochs", "30", "--seed", "3", "--valid", "25%"};
    Glissade whole = fit(settings);
    List<String> saving = new ArrayList<>(List.of(settings));
    saving.addAll(List.of("--checkpoint", checkpoint, "--checkpoint-every", "7"));
    Glissade first = fit(saving.toArray(String[]::new));
    assertThat(first.err()).isEmpty();
    assertThat(first.out()).isEqualTo(whole.out());
    Glissade again = fit("--resume", checkpoint);
    assertThat(again.err()).isEqualTo("glissade: resuming at step 240\n");
    assertThat(again.out()).isEqualTo(whole.out());
    List<String> repeated = new ArrayList<>(List.of(settings));
    repeated.addAll(List.of("--resume", checkpoint, "--threads", "2", "--rule", "rmsprop"));
    Glissade same = fit(repeated.toArray(String[]::new));
    assertThat(same.out()).isEqualTo(whole.out());
    Glissade further = fit("--resume", checkpoint, "--epochs", "40", "--lr", "0.001", "--json");
    assertThat(further.err())
        .matches(
            """
            glissade: resuming at step 240
            glissade: learning_rate: cosine\\(\\S+, 0, T\\) before, 0.001 now
            glissade: epochs: 30 before, 40 now
            """);
    assertThat(further.json().get("epochs").size()).isEqualTo(40);
  }

  @Test
  void whatCannotGoOnIsRefused() throws IOException {
    assertThat(fit("--batch", "20", "--checkpoint", checkpoint).code()).isZero();
    refused(
        2,
        "--checkpoint-every says how often --checkpoint FILE is written",
        "--checkpoint-every",
        "5");
    refused(
        3,
        """
        resuming at step 1000
        glissade: a fit goes on only with the settings and the table it had:
          batch: 20 before, 30 now
          seed: 1 before, 2 now""",
        "--resume",
        checkpoint,
        "--batch",
        "30",
        "--seed",
        "2");
    refused(
        2,
        "the checkpoint is of the rule `rmsprop`, and a run goes on with the rule it had; leave out --rule adam",
        "--resume",
        checkpoint,
        "--rule",
        "adam");
    refused(3, "no checkpoint nowhere.ckpt", "--resume", "nowhere.ckpt");
    byte[] whole = Files.readAllBytes(Path.of(checkpoint));
    Files.write(Path.of(checkpoint), Arrays.copyOf(whole, whole.length - 1));
    refused(
        3,
        checkpoint
            + " is not a whole checkpoint: the extent of `descent/epochs/validation` is damaged",
        "--resume",
        checkpoint);
    Glissade.run("minimize", "x^2", "--start", "x=1", "--steps", "1", "--checkpoint", checkpoint);
    refused(3, checkpoint + " is of `glissade minimize`, not of a fit", "--resume", checkpoint);
  }

  private void refused(int code, String message, String... more) {
    Glissade run = fit(more);
    assertThat(run.err()).isEqualTo("glissade: " + message + "\n");
    assertThat(run.code()).isEqualTo(code);
  }

  /** Interrupted wherever it happens to be, it goes on as if it had not been. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anInterruptedProcessGoesOn() throws Exception {
    String[] settings = {"--batch", "50", "--lr", "0.01", "--no-polish", "--json"};
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "glissade.cli.Main"));
    command.addAll(command(settings));
    command.addAll(List.of("--epochs", "1000000000"));
    command.addAll(List.of("--checkpoint", checkpoint, "--checkpoint-every", "50ms"));
    Process process = new ProcessBuilder(command).start();
    for (int wait = 0; wait < 800 && !Files.exists(Path.of(checkpoint)); wait++) {
      Thread.sleep(25);
    }
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    JsonNode result = new JsonMapper().readTree(out);
    assertThat(result.at("/stop/reason").asString()).isEqualTo("interrupted");
    assertThat(result.at("/stop/advice").asString())
        .isEqualTo("go on from the checkpoint: --resume " + checkpoint);
    long step = FitCheckpoint.read(Path.of(checkpoint)).step();
    assertThat(step).isPositive();
    List<String> whole = new ArrayList<>(List.of(settings));
    whole.addAll(List.of("--epochs", String.valueOf(step / 4 + 2)));
    List<String> rest = new ArrayList<>(whole);
    rest.addAll(List.of("--resume", checkpoint));
    String expected = fit(whole.toArray(String[]::new)).out();
    String resumed = fit(rest.toArray(String[]::new)).out();
    String time = "\"seconds\":[^,}]+";
    assertThat(resumed.replaceFirst(time, "")).isEqualTo(expected.replaceFirst(time, ""));
  }
}
