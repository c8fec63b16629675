package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Precision;
import glissade.formula.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's own rule file, with everything that a rule can have. */
class RuleFileTest {
  private static final String TEXT =
      """
      # Pull: a step of limited length, and a pull towards where it began.
      # Somebody, "On pulling", 2026;
      # and others.

      hyper length = 0.5 in (0, 10]   # also: len, ℓ; how far
      hyper pull   = 0.1              # how strongly
      hyper fade   = 0 in [0, 1)
      option early = on               # also: soon; whether t counts
      option plain = off
      require length > pull or plain  # the length must exceed the pull
      state home = w                  # where it began
      state size = length/2
      state idle = 7

      n = norm(g)   # one number for all
      step = where(n > 0, g/n, 0)
      if early
        step = step/sqrt(t)
      else
        step = step/2
      end
      idle = idle + 1
      if plain
        w = w - length*step
      else
        if fade > 0
          size = fade*size
        end
        w = w - size*step - pull*(w - home)
      end
      """;

  @TempDir Path folder;

  private Rule read() throws IOException {
    Path file = folder.resolve("pull.rule");
    Files.writeString(file, TEXT);
    return Rules.find(file.toString());
  }

  @Test
  void saysWhatItIs() throws IOException {
    Rule rule = read();
    assertThat(rule.name()).isEqualTo("pull");
    assertThat(rule).hasToString("pull");
    assertThat(rule.summary())
        .isEqualTo("a step of limited length, and a pull towards where it began.");
    assertThat(rule.reference()).isEqualTo("Somebody, \"On pulling\", 2026; and others.");
    assertThat(rule.hyperparameters())
        .containsExactly(
            new Hyperparameter(
                "length", 0.5, new Range(0, true, 10, false), List.of("len", "ℓ"), "how far"),
            new Hyperparameter("pull", 0.1, Range.ALL, List.of(), "how strongly"),
            new Hyperparameter("fade", 0, new Range(0, false, 1, true), List.of(), ""));
    assertThat(rule.options())
        .containsExactly(
            new Option("early", true, List.of("soon"), "whether t counts"),
            new Option("plain", false, List.of(), ""));
    assertThat(rule.configured().settings())
        .containsExactlyInAnyOrderEntriesOf(
            java.util.Map.of(
                "length", "0.5", "pull", "0.1", "fade", "0", "early", "on", "plain", "off"));
  }

  @Test
  void computesWhatItSays() throws IOException {
    double[] w = {1, 2};
    double[] g = {3, 4};
    TrialRun rule = new TrialRun(read().configured(), Precision.DOUBLE, w);
    for (int t = 1; t <= 5; t++) {
      rule.step(g);
      for (int i = 0; i < 2; i++) {
        double step = g[i] / 5 / Math.sqrt(t);
        w[i] = w[i] - 0.25 * step - 0.1 * (w[i] - (i + 1));
      }
      assertThat(rule.w()).containsExactly(w);
    }
    assertThat(rule.state("home")).containsExactly(1, 2);
    assertThat(rule.state("size")).containsExactly(0.25, 0.25);
  }

  @Test
  void otherFormsAreCompiledToo() throws IOException {
    ConfiguredRule plain =
        read().configured().with("plain", "yes").with("soon", "0").with("ℓ", "3 - 1");
    TrialRun rule = new TrialRun(plain, Precision.DOUBLE, new double[] {1, 2});
    rule.step(new double[] {3, 4});
    assertThat(rule.w()).containsExactly(1 - 2 * (3.0 / 5 / 2), 2 - 2 * (4.0 / 5 / 2));
    assertThat(plain.compile(Precision.DOUBLE).stateNames()).isEmpty();

    ConfiguredRule fading = read().configured().with("fade", 0.5).with("pull", 0);
    TrialRun faded = new TrialRun(fading, Precision.DOUBLE, new double[] {1});
    faded.step(new double[] {2});
    faded.step(new double[] {2});
    assertThat(faded.w()).containsExactly(1 - 0.125 - 0.0625 * (1 / Math.sqrt(2)));
  }

  @Test
  void onlyStatesInUseAreKept() throws IOException {
    CompiledRule rule = read().configured().compile(Precision.DOUBLE);
    assertThat(rule.stateNames()).containsExactly("home", "size");
    assertThat(rule.reduces()).isTrue();
  }

  /** A zero gradient makes 0/0 in the branch not taken; it must not spread. */
  @Test
  void whereDecidesElementByElement() throws IOException {
    TrialRun rule =
        new TrialRun(read().configured().with("pull", 0), Precision.DOUBLE, new double[] {1, 2});
    rule.step(new double[] {0, 0});
    assertThat(rule.w()).containsExactly(1, 2);
  }

  /** The file of a Windows user. */
  @Test
  void linesMayEndInCarriageReturns() throws IOException {
    Path file = folder.resolve("crlf.rule");
    Files.writeString(file, TEXT.replace("\n", "\r\n"));
    assertThat(Rules.find(file.toString()).formulaLines()).isEqualTo(read().formulaLines());
  }

  @Test
  void formulaLinesAreTheBody() {
    Rule rule =
        Rule.parse(
            "short", new Source("short", "# a\nhyper r = 1  # b\n\nu = r*g\nw = w - u  # c\n"));
    assertThat(rule.formulaLines()).containsExactly("u = r*g", "w = w - u  # c");
  }
}
