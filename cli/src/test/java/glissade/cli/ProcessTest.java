package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.optimize.Checkpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What only a process of its own can show. */
class ProcessTest {
  @TempDir Path folder = Path.of(".");

  private static Process start(List<String> jvm, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "glissade.cli.Main"));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).start();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void interruptionLeavesTheBestPointSoFar() throws Exception {
    Process process =
        start(
            List.of(),
            "minimize",
            "(x - 1/3)^2",
            "--start",
            "x=1",
            "--steps",
            "1000000000000",
            "--progress",
            "jsonl",
            "--json");
    int firstProgress = process.getErrorStream().read(); // it is under way
    assertThat(firstProgress).isEqualTo('{');
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    JsonNode result = new JsonMapper().readTree(out);
    assertThat(result.get("stop").get("reason").asString()).isEqualTo("interrupted");
    assertThat(result.get("value").asDouble()).isLessThan(1e-6);
  }

  /** What runs second never ends; the table has what ran first. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void interruptedComparisonsHaveWhatIsFinished() throws Exception {
    Path rows = folder.resolve("rows.csv");
    Files.writeString(rows, "x\n" + "1\n2\n".repeat(5000));
    Process process =
        start(
            List.of(),
            "compare",
            "(a - x)^2",
            rows.toString(),
            "--start",
            "a=2",
            "--rules",
            "sgd",
            "--set",
            "sgd.lr=0.001",
            "--batch",
            "full,1",
            "--seeds",
            "1",
            "--budget",
            "100000",
            "--progress",
            "jsonl",
            "--json");
    try (var err = process.errorReader()) {
      String line = err.readLine();
      while (line != null && !line.contains("\"run\":\"sgd, batch 1, seed 1\"")) {
        line = err.readLine();
      }
      assertThat(line).contains("\"number\":2,\"of\":2");
      new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      JsonNode result = new JsonMapper().readTree(out);
      assertThat(result.get("entrants")).hasSize(1);
      assertThat(result.get("entrants").get(0).get("batch").asString()).isEqualTo("full");
      assertThat(result.get("unfinished").toString()).isEqualTo("[\"sgd, batch 1\"]");
    }
  }

  /** Killed while it writes, again and again, a run leaves a whole checkpoint. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void killedWhileWritingLeavesTheLastCheckpoint() throws Exception {
    Path file = folder.resolve("run.ckpt");
    for (int round = 0; round < 5; round++) {
      Process process =
          start(
              List.of(),
              "minimize",
              "sum(w^2)",
              "--start",
              "w[100000]=1",
              "--lr",
              "0.001",
              "--steps",
              "1000000",
              "--checkpoint",
              file.toString(),
              "--checkpoint-every",
              "1");
      for (int wait = 0; wait < 400 && !Files.exists(file); wait++) {
        Thread.sleep(25);
      }
      Thread.sleep(50 + 37L * round);
      process.destroyForcibly().waitFor();
      assertThat(Checkpoint.read(file).step()).isPositive();
    }
  }

  /** Refused in little memory, without a stack trace. */
  @Test
  void hostileInputInHalfAGigabyte() throws Exception {
    Path large = folder.resolve("large.txt");
    Files.writeString(large, "x+".repeat(5_000_000) + "x");
    Path deep = folder.resolve("deep.txt");
    Files.writeString(deep, "(".repeat(100_000) + "x");
    Path many = folder.resolve("many.txt");
    Files.writeString(many, "x+".repeat(400_000) + "x");
    for (Path file : List.of(large, deep, many)) {
      refused("minimize", "--formula-file", file.toString(), "--start", "x=1");
    }
    refused("minimize", "sum(x)", "--start", "x[2000000000]=0");
    refused("eval", "x[0]^2", "--at", "x[2000000000]=0");
  }

  private static void refused(String... args) throws Exception {
    Process process = start(List.of("-Xmx400m"), args);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(err).doesNotContain("\tat ").doesNotContain("Exception").isNotEmpty();
    assertThat(process.exitValue()).isEqualTo(2);
  }
}
