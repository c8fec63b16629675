package glissade.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.formula.Point;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rates that fall on a plateau, and settings changed by hand. */
class ReduceOnPlateauTest {
  private static final String LOSS = "(1 - x)^2 + 100*(y - x^2)^2";
  private static final String START = "x=-1.2, y=1";

  @TempDir Path folder = Path.of(".");

  /** The rates that PyTorch recorded, exactly. */
  @Test
  void isAsPyTorchComputesIt() throws IOException {
    List<String> lines = new ArrayList<>();
    try (InputStream in =
        glissade.rule.Rule.class.getResourceAsStream("golden/torch_schedules.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      lines.addAll(text.lines().toList());
    }
    int at = 0;
    while (!lines.get(at).startsWith("case ReduceLROnPlateau")) {
      at++;
    }
    assertThat(lines.get(at)).contains("factor=0.5 patience=4 threshold=0.0001", "min_lr=0.001");
    double[] metrics = numbers(lines.get(at + 1));
    double[] rates = numbers(lines.get(at + 2));
    ReduceOnPlateau plateau =
        ReduceOnPlateau.parse("factor=0.5, patience=4, cooldown=2, minimum=1e-3");
    ReduceOnPlateau.Memory memory = new ReduceOnPlateau.Memory();
    String rate = "0.1";
    for (int t = 0; t < rates.length; t++) {
      assertThat(Double.parseDouble(rate)).isEqualTo(rates[t]);
      if (plateau.look(metrics[t], memory)) {
        rate = plateau.smaller(rate);
      }
    }
    assertThat(rates[rates.length - 1]).isLessThan(0.05);
  }

  private static double[] numbers(String row) {
    return Arrays.stream(row.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  @Test
  void aScheduleIsScaledAsAWhole() {
    ReduceOnPlateau half = ReduceOnPlateau.parse("factor=0.5");
    assertThat(half.smaller("0.1/sqrt(t)")).isEqualTo("0.5*(0.1/sqrt(t))");
    assertThat(half.smaller("0.5*(0.1/sqrt(t))")).isEqualTo("0.25*(0.1/sqrt(t))");
    assertThat(half.smaller("0.5*(t) + (2)")).isEqualTo("0.5*(0.5*(t) + (2))");
    ReduceOnPlateau bounded = ReduceOnPlateau.parse("factor=0.5, minimum=1e-3");
    String once = "max(0.5*(1/t), min(0.001, (1/t)))";
    assertThat(bounded.smaller("1/t")).isEqualTo(once);
    assertThat(bounded.smaller(once)).isEqualTo("max(0.25*(1/t), min(0.001, (1/t)))");
    assertThat(ReduceOnPlateau.parse("factor=0.5, minimum=1e-4").smaller(once))
        .isEqualTo("max(0.5*(" + once + "), min(1e-4, (" + once + ")))");
    String alike = "max(0.5*(1) + (t), min(0.001, (1) + (t)))";
    assertThat(bounded.smaller(alike))
        .isEqualTo("max(0.5*(" + alike + "), min(0.001, (" + alike + ")))");
    assertThat(bounded.smaller("0.0015")).isEqualTo("0.001");
  }

  @Test
  void aRateBelowTheMinimumIsNotRaised() {
    ReduceOnPlateau bounded = ReduceOnPlateau.parse("factor=0.5, minimum=1e-3");
    assertThat(bounded.smaller("0.0005")).isEqualTo("5e-4");
    ConfiguredRule before = Rules.find("sgd").configured().with("lr", "0.1/t");
    ConfiguredRule after = before;
    double scale = 1;
    for (int look = 0; look < 3; look++) {
      String rate = Objects.requireNonNull(after.settings().get("learning_rate"));
      after = after.with("lr", bounded.smaller(rate));
      scale *= 0.5;
      for (long t = 1; t <= 1000; t++) {
        double was = before.valueAt("lr", t, 1000);
        assertThat(after.valueAt("lr", t, 1000))
            .isEqualTo(Math.min(was, Math.max(scale * was, 1e-3)));
      }
    }
    assertThat(after.settings())
        .containsEntry("learning_rate", "max(0.125*(0.1/t), min(0.001, (0.1/t)))");
  }

  /** An equal loss is no better, whatever its sign. */
  @Test
  void negativeLossesCountAsPositiveOnes() {
    ReduceOnPlateau plateau = ReduceOnPlateau.parse("patience=2");
    ReduceOnPlateau.Memory memory = new ReduceOnPlateau.Memory();
    List<Boolean> looks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      looks.add(plateau.look(-5, memory));
    }
    assertThat(looks).containsExactly(false, false, false, true);
  }

  private static Minimizer minimizer(String rate, String plateau) {
    return Minimizer.of(LOSS)
        .start(START)
        .set("lr", rate)
        .reduceOnPlateau(ReduceOnPlateau.parse(plateau))
        .steps(40);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.3", "0.3*(1 + cos(t))"})
  void resumedEqualsUninterrupted(String rate) {
    String plateau = "factor=0.5, patience=2, every=2, cooldown=1, minimum=1e-3";
    Result whole = minimizer(rate, plateau).run();
    assertThat(whole.last()).isNotEqualTo(minimizer(rate, "patience=1000").run().last());
    for (int cut = 0; cut < 40; cut++) {
      Path file = folder.resolve("run.safetensors");
      minimizer(rate, plateau).set("lr", rate).steps(cut).checkpoint(file, 1000).run();
      Result rest = Minimizer.of(LOSS).resume(Checkpoint.read(file)).steps(40).run();
      assertThat(rest.last().toArray()).containsExactly(whole.last().toArray());
    }
  }

  /** Each group's own rate falls. */
  @Test
  void groupsKeepTheirProportions() {
    Path file = folder.resolve("run.safetensors");
    minimizer("0.2", "factor=0.5, patience=0")
        .group(ParameterGroup.parse("y: lr=0.4, decay=0.8"))
        .checkpoint(file, 1000)
        .run();
    Checkpoint end = Checkpoint.read(file);
    double rate = Double.parseDouble(end.rule().settings().getOrDefault("learning_rate", ""));
    assertThat(rate).isLessThan(0.2);
    assertThat(end.groups())
        .containsExactly(
            ParameterGroup.parse("y: learning_rate=" + number(2 * rate) + ", decay=0.8"));
  }

  private static String number(double value) {
    return glissade.formula.Printer.number(value);
  }

  /** What an observer sets holds from the next step on, also where steps are compiled whole. */
  @Test
  void settingsMayChangeInMidRun() {
    Result changed =
        Minimizer.of(LOSS)
            .start(START)
            .steps(20)
            .observe(
                1,
                progress -> {
                  assertThat(progress.hyperparameter("alpha"))
                      .isEqualTo(progress.step() <= 5 ? 0.1 : progress.step() <= 9 ? 0.02 : 0.01);
                  if (progress.step() == 5) {
                    progress.set("lr", "0.02");
                  } else if (progress.step() == 9) {
                    progress.set("lr", "0.01");
                    progress.set("decay", "0.5");
                  }
                })
            .run();
    Result schedules =
        Minimizer.of(LOSS)
            .start(START)
            .steps(20)
            .set("lr", "where(t <= 5, 0.1, where(t <= 9, 0.02, 0.01))")
            .set("decay", "where(t <= 9, 0.9, 0.5)")
            .run();
    assertThat(changed.last()).isEqualTo(schedules.last());
  }

  @Test
  void aChangedRunResumesToTheSameBits() {
    Path file = folder.resolve("run.safetensors");
    Result whole = changing(30).run();
    changing(17).checkpoint(file, 1000).run();
    Checkpoint checkpoint = Checkpoint.read(file);
    assertThat(checkpoint.rule().settings()).containsEntry("learning_rate", "0.05/t");
    assertThat(Minimizer.of(LOSS).resume(checkpoint).steps(30).run().last())
        .isEqualTo(whole.last());
  }

  private static Minimizer changing(long steps) {
    return Minimizer.of(LOSS)
        .start(START)
        .steps(steps)
        .observe(
            step -> step < 7 ? 7 : Long.MAX_VALUE,
            progress -> {
              if (progress.step() == 7) {
                progress.set("lr", "0.05/t");
              }
            });
  }

  @Test
  void statesStayAsTheyAre() {
    Minimizer minimizer = Minimizer.of("x^2").start(Point.parse("x=1")).steps(3);
    minimizer.observe(1, progress -> progress.set("momentum", "0.9"));
    assertThatThrownBy(minimizer::run)
        .hasMessage(
            "during a run, rule `rmsprop` keeps the states that it has: s; with these settings it needs s, v");
    Minimizer other = Minimizer.of("x^2").start(Point.parse("x=1")).steps(3);
    other.observe(1, progress -> progress.set("decay", "2"));
    assertThatThrownBy(other::run).hasMessage("`decay` must be in [0, 1], not 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "factr=0.5 | reduce on plateau: `factr=0.5` is not NAME=VALUE with one of hyper, factor, patience, threshold, absolute, cooldown, minimum, every; did you mean `factor`?",
        "factor=2, every=0 | reduce on plateau: factor must be between 0 and 1, not 2.0; every must be at least 1, not 0",
        "patience=x | reduce on plateau: patience is a whole number, not `x`",
        "absolute=1 | reduce on plateau: absolute is on or off, not `1`",
        "factor=,patience=1 | reduce on plateau: factor is a number, not ``"
      })
  void problemsAreSaid(String example) {
    String[] parts = example.split(" \\| ", 2);
    assertThatThrownBy(() -> ReduceOnPlateau.parse(parts[0])).hasMessage(parts[1]);
  }

  @Test
  void aWrongNameIsSaidBeforeTheRun() {
    assertThatThrownBy(() -> minimizer("0.1", "hyper=rate").run())
        .hasMessageStartingWith("rule `rmsprop` has no hyperparameter `rate`");
    assertThat(ReduceOnPlateau.parse(ReduceOnPlateau.DEFAULT.toString()))
        .isEqualTo(ReduceOnPlateau.DEFAULT);
  }
}
