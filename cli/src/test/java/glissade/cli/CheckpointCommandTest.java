package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointCommandTest {
  @TempDir Path folder = Path.of(".");

  private Path half() {
    Path file = folder.resolve("run.ckpt");
    Glissade run =
        Glissade.run(
            "minimize",
            "x^2 + y^2",
            "--start",
            "x=5,y=4",
            "--steps",
            "50",
            "--checkpoint",
            file.toString(),
            "--checkpoint-every",
            "20");
    assertThat(run.code()).isZero();
    return file;
  }

  @Test
  void resumedIsTheLessonsRun() {
    Glissade run =
        Glissade.run("minimize", "--resume", half().toString(), "--steps", "101", "--json");
    assertThat(run.err()).isEqualTo("glissade: resuming at step 50\n");
    assertThat(run.json().get("parameters").get("x").asDouble()).isEqualTo(-3.0770182845888756E-17);
    assertThat(run.json().get("parameters").get("y").asDouble()).isEqualTo(2.1886219485527558E-20);
    assertThat(run.json().get("steps").asInt()).isEqualTo(101);
  }

  @Test
  void changesAreListed() {
    Glissade run =
        Glissade.run(
            "minimize", "--resume", half().toString(), "--steps", "60", "--lr", "0.05", "--json");
    assertThat(run.err())
        .isEqualTo(
            "glissade: resuming at step 50\nglissade: learning_rate: 0.1 before, 0.05 now\n");
    assertThat(run.code()).isZero();
  }

  @Test
  void whatCannotGoOnIsRefused() throws Exception {
    String file = half().toString();
    refused(
        3,
        "the checkpoint's formula is `x^2 + y^2`, this run's is `x^2`; a run goes on with the formula it had",
        "x^2",
        "--resume",
        file);
    refused(
        2,
        "the checkpoint is of the rule `rmsprop`, and a run goes on with the rule it had; leave out --rule sgd",
        "--resume",
        file,
        "--rule",
        "sgd");
    refused(
        2,
        "--start does not go with --resume: the checkpoint has the parameters",
        "--resume",
        file,
        "--start",
        "x=1");
    refused(3, "no checkpoint nowhere.ckpt", "--resume", "nowhere.ckpt");
    Path cut = folder.resolve("cut.ckpt");
    byte[] whole = Files.readAllBytes(Path.of(file));
    Files.write(cut, Arrays.copyOf(whole, whole.length - 1));
    refused(
        3,
        cut + " is not a whole checkpoint: the extent of `state/s/y` is damaged",
        "--resume",
        cut.toString());
  }

  @Test
  void aPaceIsANumberOfStepsOrATime() {
    refused(
        2,
        "--checkpoint-every is a number of steps or a time such as 30s, not `30x`",
        "x^2",
        "--start",
        "x=1",
        "--checkpoint",
        folder.resolve("run.ckpt").toString(),
        "--checkpoint-every",
        "30x");
  }

  private static void refused(int code, String message, String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "minimize";
    System.arraycopy(args, 0, all, 1, args.length);
    Glissade run = Glissade.run(all);
    assertThat(run.err()).isEqualTo("glissade: " + message + "\n");
    assertThat(run.code()).isEqualTo(code);
  }
}
