package glissade.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.formula.Source;
import glissade.optimize.CheckpointException;
import glissade.optimize.Minimizer;
import glissade.optimize.Pace;
import glissade.optimize.StopReason;
import glissade.rule.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class FitCheckpointTest {
  private static final long SEED = 20261126;
  private static final String DECAY = "y ~ a*exp(-b*t) + c";

  @TempDir Path folder = Path.of(".");

  /** More rows than two blocks have, so that an epoch has an order of blocks. */
  private Path decay(int rows) throws IOException {
    Random random = new Random(SEED);
    StringBuilder csv = new StringBuilder("t,y,w\n");
    for (int i = 0; i < rows; i++) {
      double t = 5 * random.nextDouble();
      double y = 3 * Math.exp(-1.2 * t) + 0.5 + 0.05 * random.nextGaussian();
      csv.append(t).append(',').append(y).append(',').append(1 + i % 3).append('\n');
    }
    Path file = folder.resolve("decay" + rows + ".csv");
    Files.writeString(file, csv);
    return file;
  }

  private static FitResult fit(Path file, String formula, UnaryOperator<Fit> settings) {
    try (Table table = Tables.open(file, TableOptions.defaults())) {
      return settings.apply(Fit.of(NamedLoss.parse(new Source("formula", formula)), table)).run();
    }
  }

  /** All that a fit says, but for the time it took. */
  private static String said(FitResult result) {
    return result.toString().replaceAll(", nanos=\\d+", "");
  }

  private static List<FitCheckpoint> everyStep(Path file, String formula, UnaryOperator<Fit> of) {
    List<FitCheckpoint> all = new ArrayList<>();
    FitResult unused = fit(file, formula, fit -> of.apply(fit).checkpoint(all::add, Pace.steps(1)));
    return all;
  }

  /** From every so many steps, and from the end, it goes on to the same bits. */
  private void same(Path file, String formula, int stride, UnaryOperator<Fit> settings) {
    String whole = said(fit(file, formula, settings));
    List<FitCheckpoint> all = everyStep(file, formula, settings);
    assertThat(all.size()).isGreaterThan(2 * stride);
    List<FitCheckpoint> some = new ArrayList<>();
    for (int k = 0; k < all.size(); k += stride) {
      some.add(all.get(k));
    }
    some.add(all.get(all.size() - 1));
    for (FitCheckpoint checkpoint : some) {
      Path written = folder.resolve("fit.ckpt");
      checkpoint.write(written);
      FitResult rest = fit(file, formula, fit -> fit.resume(FitCheckpoint.read(written)));
      assertThat(said(rest)).as("from step %d", checkpoint.step()).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rmsprop", "adam", "momentum"})
  void batchesGoOnInTheMiddleOfAnEpoch(String rule) throws IOException {
    Path file = decay(9000); // 8 batches of fitting rows: most reach from one block into another
    same(
        file,
        DECAY,
        9,
        fit ->
            fit.rule(Rules.find(rule).configured().with("lr", rule.equals("adam") ? 0.5 : 0.05))
                .start("a=1, b=1, c=0")
                .batch(900)
                .epochs(6)
                .validation(0.2)
                .weights("w")
                .patience(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rmsprop", "adam", "momentum"})
  void allRowsAtOnceGoOn(String rule) throws IOException {
    same(
        decay(300),
        DECAY,
        19,
        fit ->
            fit.rule(Rules.find(rule).configured().with("lr", "cosine(0.01, 0, T)"))
                .steps(40)
                .constrain("0<b<9")
                .start("a=1, b=1"));
  }

  /** What was guessed and found before the descent is not looked for again. */
  @Test
  void startsAndRatesAreKept() throws IOException {
    same(
        decay(500),
        "X = columns('t'); absolute(y, v @ tanh(W[3, X] @ X + b) + c)",
        11,
        fit -> fit.batch(100).epochs(5).restarts(4).seed(7).bootstrap(2).start("W=normal(0, 2)"));
  }

  /** With an epoch that led to no number, and was left for a smaller rate. */
  @Test
  void divergenceIsRemembered() throws IOException {
    UnaryOperator<Fit> settings =
        fit ->
            fit.rule(Rules.find("sgd").configured().with("lr", 1.0))
                .start("a=-1, b=-3, c=0")
                .batch(100)
                .epochs(4)
                .polish(false);
    assertThat(fit(decay(500), DECAY, settings).stop().message())
        .contains("a third of the learning rate was taken");
    same(decay(500), DECAY, 3, settings);
  }

  @Test
  void anInterruptedFitGoesOn() throws IOException {
    Path file = decay(9000);
    Path written = folder.resolve("fit.ckpt");
    for (boolean batches : List.of(true, false)) {
      UnaryOperator<Fit> settings = fit -> batches ? fit.batch(1000).epochs(3) : fit.steps(30);
      String whole = said(fit(file, DECAY, settings));
      FitResult cut =
          fit(
              file,
              DECAY,
              fit ->
                  settings
                      .apply(fit)
                      .checkpoint(
                          checkpoint -> {
                            checkpoint.write(written);
                            if (checkpoint.step() == 12) {
                              fit.interrupt();
                            }
                          },
                          Pace.steps(4)));
      assertThat(cut.stop().reason()).isEqualTo(StopReason.INTERRUPTED);
      assertThat(cut.stop().advice()).isEqualTo("go on from the checkpoint: --resume FILE");
      assertThat(FitCheckpoint.read(written).step()).isBetween(12L, 13L);
      FitResult rest = fit(file, DECAY, fit -> fit.resume(FitCheckpoint.read(written)).threads(2));
      assertThat(said(rest)).isEqualTo(whole);
    }
  }

  @Test
  void secondOrderStepsAreInterruptedToo() throws IOException {
    Path file = decay(300);
    Path written = folder.resolve("descended.ckpt");
    FitResult whole = fit(file, DECAY, fit -> fit.start("a=1, b=1, c=0").steps(30));
    FitResult cut =
        fit(
            file,
            DECAY,
            fit ->
                fit.start("a=1, b=1, c=0")
                    .steps(30)
                    .checkpoint(
                        checkpoint -> {
                          checkpoint.write(written);
                          fit.interrupt();
                        },
                        Pace.steps(1000)));
    assertThat(cut.stop().message()).isEqualTo("interrupted in the steps after the descent");
    assertThat(cut.stop().advice()).isEqualTo("go on from the checkpoint: --resume FILE");
    assertThat(cut.loss()).isGreaterThan(whole.loss());
    FitResult rest = fit(file, DECAY, fit -> fit.resume(FitCheckpoint.read(written)));
    assertThat(rest.loss()).isEqualTo(whole.loss());
    assertThat(rest.stop()).isEqualTo(whole.stop());
  }

  /** Steps may end amid the rows of an epoch; more steps begin with the others. */
  @Test
  void moreStepsGoOnAmidAnEpoch() throws IOException {
    Path file = decay(300);
    UnaryOperator<Fit> plain =
        fit ->
            fit.rule(Rules.find("rmsprop").configured().with("lr", 0.05))
                .start("a=1, b=1, c=0")
                .batch(50)
                .polish(false);
    Path written = folder.resolve("steps.ckpt");
    for (int cut : new int[] {1, 6, 8, 12}) {
      fit(file, DECAY, fit -> plain.apply(fit).steps(cut).checkpoint(written, Pace.steps(1000)));
      FitCheckpoint end = FitCheckpoint.read(written);
      FitResult longer = fit(file, DECAY, fit -> fit.resume(end).steps(18));
      FitResult whole = fit(file, DECAY, fit -> plain.apply(fit).steps(18));
      assertThat(said(longer)).as("after %d steps", cut).isEqualTo(said(whole));
      FitResult same = fit(file, DECAY, fit -> fit.resume(end));
      assertThat(said(same)).isEqualTo(said(fit(file, DECAY, f -> plain.apply(f).steps(cut))));
      FitResult epochs = fit(file, DECAY, fit -> fit.resume(end).epochs(3));
      assertThat(said(epochs)).isEqualTo(said(fit(file, DECAY, f -> plain.apply(f).epochs(3))));
    }
  }

  @Test
  void anEarlyStopOverAllRowsCannotBeginLater() throws IOException {
    Path file = decay(300);
    Path written = folder.resolve("all.ckpt");
    UnaryOperator<Fit> brief = fit -> fit.start("a=1, b=1, c=0").steps(20);
    fit(file, DECAY, fit -> brief.apply(fit).checkpoint(written, Pace.steps(1000)));
    assertThatThrownBy(
            () -> fit(file, DECAY, fit -> fit.resume(FitCheckpoint.read(written)).patience(5)))
        .hasMessage(
            "the checkpoint is of a descent over all rows that did not look for an early stop, and it cannot begin to: leave out --early-stop");
    fit(file, DECAY, fit -> brief.apply(fit).patience(5).checkpoint(written, Pace.steps(1000)));
    FitResult on =
        fit(file, DECAY, fit -> fit.resume(FitCheckpoint.read(written)).patience(0).steps(30));
    assertThat(on.phases().get(0).detail()).startsWith("30 steps of 300 rows");
  }

  /** A start is written down as it is read. */
  @Test
  void namesBetweenBackquotesGoOn() throws IOException {
    Path file = decay(300);
    String formula = DECAY.replace("a*", "`a b`*");
    Path written = folder.resolve("quoted.ckpt");
    FitResult whole =
        fit(
            file,
            formula,
            fit ->
                fit.start("`a b`=0.5, b=1, c=0").steps(10).checkpoint(written, Pace.steps(1000)));
    FitResult resumed = fit(file, formula, fit -> fit.resume(FitCheckpoint.read(written)));
    assertThat(resumed.loss()).isEqualTo(whole.loss());
  }

  @Test
  void beforeTheDescentThereIsNothingToGoOnFrom() throws IOException {
    List<FitCheckpoint> none = new ArrayList<>();
    FitResult result =
        fit(
            decay(300),
            DECAY,
            fit -> {
              fit.interrupt();
              return brief(fit).bootstrap(5).checkpoint(none::add, Pace.steps(1));
            });
    assertThat(result.stop().advice())
        .isEqualTo("start again: the descent had not begun, so there is no checkpoint");
    assertThat(none).isEmpty();
  }

  private static Fit brief(Fit fit) {
    return fit.rule(Rules.find("rmsprop").configured().with("lr", 0.05))
        .start("a=1, b=1, c=0")
        .batch(50)
        .epochs(2);
  }

  @Test
  void moreEpochsMayFollow() throws IOException {
    Path file = decay(300);
    List<FitCheckpoint> all = everyStep(file, DECAY, FitCheckpointTest::brief);
    FitCheckpoint end = all.get(all.size() - 1);
    FitResult longer = fit(file, DECAY, fit -> fit.resume(end).epochs(5));
    assertThat(longer.epochs()).hasSize(5);
    assertThat(said(longer)).isEqualTo(said(fit(file, DECAY, fit -> brief(fit).epochs(5))));
  }

  @Test
  void whatMayChangeIsListed() throws IOException {
    Path file = decay(300);
    FitCheckpoint checkpoint = everyStep(file, DECAY, FitCheckpointTest::brief).get(3);
    assertThat(checkpoint.step()).isEqualTo(4);
    assertThat(checkpoint.formula()).isEqualTo(DECAY);
    try (Table table = Tables.open(file, TableOptions.defaults())) {
      Fit fit = Fit.of(DECAY, table).resume(checkpoint);
      assertThat(checkpoint.changes(fit)).isEmpty();
      fit.rule(checkpoint.rule().with("lr", 0.01)).epochs(9).polish(false).bootstrap(5).patience(3);
      assertThat(checkpoint.changes(fit))
          .containsExactly(
              "learning_rate: 0.05 before, 0.01 now",
              "epochs: 2 before, 9 now",
              "early stop: 0 before, 3 now",
              "polish: none before, false now",
              "bootstrap: 0 before, 5 now");
    }
  }

  @Test
  void whatMustNotChangeIsRefused() throws IOException {
    Path file = decay(300);
    FitCheckpoint checkpoint = everyStep(file, DECAY, FitCheckpointTest::brief).get(3);
    assertThatThrownBy(() -> fit(file, "y ~ a + b*t", fit -> fit.resume(checkpoint)))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "the checkpoint's formula is `y ~ a*exp(-b*t) + c`, this fit's is `y ~ a + b*t`; a fit goes on with the formula it had");
    refused(
        file,
        checkpoint,
        fit -> fit.rule(Rules.find("sgd").configured()),
        "the checkpoint is of the rule `rmsprop`, whose text is not that of this run's rule; a run goes on with the rule it had");
    refused(
        file,
        checkpoint,
        fit -> fit.rule(checkpoint.rule().with("centered", "on")),
        "the checkpoint has no `state/m`: it was written with other settings");
    refused(
        file,
        checkpoint,
        fit ->
            fit.start("a=2")
                .seed(2)
                .batch(60)
                .weights("w")
                .validation(0.1)
                .restarts(3)
                .constrain("b>0"),
        """
        a fit goes on only with the settings and the table it had:
          start: a=1, b=1, c=0 before, a=2, b=1, c=0 now
          constraints: none before, b>0 now
          weights: none before, w now
          batch: 50 before, 60 now
          seed: 1 before, 2 now
          validation share: 0.0 before, 0.1 now
          restarts: none before, 3 now
          rows: 300 before, 270 now
          numbers of the rows: CHECKSUM before, CHECKSUM now
          validation rows: none before, 30 now
          numbers of the validation rows: none before, CHECKSUM now""");
    refused(
        decay(299),
        checkpoint,
        fit -> fit,
        """
        a fit goes on only with the settings and the table it had:
          rows: 300 before, 299 now
          numbers of the rows: CHECKSUM before, CHECKSUM now""");
  }

  private static void refused(
      Path file, FitCheckpoint checkpoint, UnaryOperator<Fit> change, String message) {
    assertThatThrownBy(() -> fit(file, DECAY, fit -> change.apply(fit.resume(checkpoint))))
        .isInstanceOf(CheckpointException.class)
        .extracting(e -> String.valueOf(e.getMessage()).replaceAll("crc32c:\\w{8}", "CHECKSUM"))
        .isEqualTo(message);
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path file = folder.resolve("other.ckpt");
    assertThatThrownBy(() -> FitCheckpoint.read(file)).hasMessage("no checkpoint " + file);
    Minimizer.of("x^2").start("x=1").steps(1).checkpoint(file, 1).run();
    assertThatThrownBy(() -> FitCheckpoint.read(file))
        .hasMessage(file + " is of `glissade minimize`, not of a fit");
    everyStep(decay(300), DECAY, FitCheckpointTest::brief).get(2).write(file);
    byte[] whole = Files.readAllBytes(file);
    whole[whole.length - 9] ^= 1;
    Files.write(file, whole);
    assertThatThrownBy(() -> FitCheckpoint.read(file))
        .hasMessage(
            file
                + " is not a whole checkpoint: its checksum does not fit: it was damaged or changed");
    Files.write(file, Arrays.copyOf(whole, 100));
    assertThatThrownBy(() -> FitCheckpoint.read(file))
        .hasMessage(
            file
                + " is not a whole checkpoint: its header is cut short, or it is another kind of file");
  }

  @Test
  void startsReadBackAsThemselves() {
    String text =
        "a=1, w=[1, -2.5], W[2, X]=[[1, 2], [3, 4e-9]], V[3, X]=normal(0, 0.1), u[k]=1e20";
    assertThat(Starts.parse(text)).hasToString(text);
    assertThat(Starts.parse(Starts.parse(text).toString())).hasToString(text);
  }
}
