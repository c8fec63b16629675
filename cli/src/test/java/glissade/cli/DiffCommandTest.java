package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DiffCommandTest {
  @TempDir Path folder = Path.of(".");

  @Test
  void rulesThatAreTheSame() {
    Glissade run =
        Glissade.run("diff", "momentum", "sgd", "--set", "lr=0.5", "--set-a", "momentum=0");
    assertThat(run.out())
        .isEqualTo(
            """
            a: momentum  learning_rate=0.5
            b: sgd  learning_rate=0.5
            100 gradients drawn at random, seed 1

            the same to the bit at every step
            """);
    assertThat(run.code()).isZero();
  }

  @Test
  void rulesThatPartOnAFormula() {
    Glissade run =
        Glissade.run(
            "diff",
            "rmsprop",
            "rmsprop-pytorch",
            "x^2 + y^2",
            "--start",
            "x=5,y=4",
            "--set",
            "lr=0.1,rho=0.9,eps=1e-6",
            "--steps",
            "30");
    assertThat(run.out())
        .startsWith(
            """
            a: rmsprop  learning_rate=0.1  decay=0.9  epsilon=1e-6
            b: rmsprop-pytorch  lr=0.1  alpha=0.9  eps=1e-6
            30 gradients that rmsprop meets on x^2 + y^2

            they part at step 23, in y: 1.3318734216998191 against 1.3318734216998194, 1 ulp
            at the end, step 30, they are furthest apart in y:\s""");
  }

  @Test
  void onRecordedGradientsAsJson() throws Exception {
    Path file = folder.resolve("g.csv");
    Files.writeString(file, "a,b\n1,2\n0.5,-1\n");
    JsonNode json =
        Glissade.run(
                "diff", "sgd", "signsgd", "--gradients", file.toString(), "--set", "lr=1", "--json")
            .json();
    assertThat(json.get("same").asBoolean()).isFalse();
    assertThat(json.get("first").toString())
        .isEqualTo(
            "{\"step\":1,\"parameter\":\"b\",\"a\":-1.0,\"b\":0.0,\"ulps\":4607182418800017408,\"relative\":1.0}");
    assertThat(json.get("end").get("step").asInt()).isEqualTo(2);
  }

  @Test
  void rulesThatMeetAgain() throws Exception {
    Path file = folder.resolve("g.csv");
    Files.writeString(file, "a\n1\n-1\n");
    List<String> command =
        new ArrayList<>(List.of("diff", "sgd", "sgd", "--gradients", file.toString()));
    command.addAll(List.of("--set-a", "lr=0.25", "--set-b", "lr=0.5"));
    assertThat(Glissade.run(command.toArray(String[]::new)).out())
        .endsWith(
            """
            they part at step 1, in a: 0.75 against 0.5, 2,251,799,813,685,248 ulps
            at the end, step 2, they are the same to the bit
            """);
    command.add("--json");
    assertThat(Glissade.run(command.toArray(String[]::new)).out()).contains("\"same\":false");
  }

  /** Of all differences, NaN against a number is the largest. */
  @Test
  void aNumberAgainstNaNIsFurthest() throws Exception {
    Path file = folder.resolve("g.csv");
    Files.writeString(file, "a,b\n0,1\n0,2\n");
    Glissade run =
        Glissade.run(
            "diff", "adagrad", "rmsprop", "--set-a", "epsilon=0", "--gradients", file.toString());
    assertThat(run.out())
        .isEqualTo(
            """
            a: adagrad  learning_rate=0.1
            b: rmsprop  learning_rate=0.1  decay=0.9  epsilon=1e-6
            2 gradients of %s

            they part at step 1, in a: NaN against 1.0, not comparable
            at the end, step 2, they are furthest apart in a: NaN against 1.0, not comparable; difference NaN, relative NaN
            """
                .formatted(file));
    assertThat(run.code()).isZero();
  }

  @Test
  void replayWritesThePathOfThePyTorchDialect() throws Exception {
    Path file = folder.resolve("g.csv");
    Files.writeString(file, "b,a\n2,1\n-1,0.5\n");
    Path trace = folder.resolve("path.csv");
    Glissade run =
        Glissade.run(
            "replay",
            "--rule",
            "rmsprop-pytorch",
            "--set",
            "lr=0.01",
            "--start",
            "a=1,b=2",
            "--gradients",
            file.toString(),
            "--trace",
            trace.toString());
    assertThat(run.out())
        .isEqualTo("after 2 steps\n  a = 0.855098688525563\n  b = 1.9449013284905647\n");
    assertThat(Files.readString(trace))
        .isEqualTo(
            """
            step,value,a,b
            0,,1.0,2.0
            1,,0.9000000099999991,1.9000000049999999
            2,,0.855098688525563,1.9449013284905647
            """);
  }

  @Test
  void gradientsThatDoNotFit() throws Exception {
    Path file = folder.resolve("g.csv");
    Files.writeString(file, "a,b\n1,2\n0.5,x\n");
    refused(file + ":3: column `b`: `x` is not a number", "a=1,b=2", file);
    Files.writeString(file, "a,b\n1\n");
    refused(file + ":2: 1 cells, but the header has 2", "a=1,b=2", file);
    Files.writeString(file, "a,b\n1,2\n");
    refused("the gradients have no column `bb`; did you mean `b`?", "a=1,bb=2", file);
    refused("the start has no `b`, which has a column", "a=1", file);
    Files.writeString(file, "");
    refused(file + " is empty; expected a header of parameter names", "a=1", file);
    refused("no gradient file nowhere.csv", "a=1", Path.of("nowhere.csv"));
  }

  private static void refused(String message, String start, Path file) {
    Glissade run = Glissade.run("replay", "--start", start, "--gradients", file.toString());
    assertThat(run.err()).isEqualTo("glissade: " + message + "\n");
    assertThat(run.code()).isEqualTo(2);
  }
}
