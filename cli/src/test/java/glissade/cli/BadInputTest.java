package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.rule.Rules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mistake: the whole message, exit code 2, within two seconds. */
class BadInputTest {
  @TempDir Path folder = Path.of(".");

  private static void isRefused(String message, String... args) {
    long start = System.nanoTime();
    Glissade run = Glissade.run(args);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    assertThat(run.err()).isEqualTo(message);
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void unbalancedParenthesesAndUnknownFunctionAtOnce() {
    isRefused(
        """
        formula:1:1: unknown function `sine`; did you mean `sin`?
          sine(x) + (y
          ^^^^
        formula:1:11: `(` is never closed
          sine(x) + (y
                    ^
        """,
        "minimize",
        "sine(x) + (y",
        "--start",
        "x=1,y=1");
    isRefused(
        """
        formula:1:5: `)` closes nothing
          x^2 )
              ^
        """,
        "minimize",
        "x^2 )",
        "--start",
        "x=1");
  }

  @Test
  void startsThatDoNotFit() {
    isRefused(
        """
        --start:1:5: the formula has no parameter `rats`; did you mean `rate`?
          x=5,rats=4
              ^^^^
        """,
        "minimize",
        "x^2 + rate",
        "--start",
        "x=5,rats=4");
    isRefused(
        """
        formula:1:7: `y` has no value; give it one, such as `y=0` (a vector: `y[10]=0`)
          x^2 + y^2
                ^
        """,
        "minimize",
        "x^2 + y^2",
        "--start",
        "x=5");
    isRefused(
        """
        formula:1:1: the sizes do not fit: `x` has 3 elements, `y` has 4 elements
          x + y
          ^^^^^
        """,
        "minimize",
        "x + y",
        "--start",
        "x[3]=1,y[4]=2");
    isRefused(
        """
        formula:1:1: the formula must be a single number, but this has 3 elements; wrap it in `sum(…)` or `mean(…)`
          x^2
          ^^^
        """,
        "minimize",
        "x^2",
        "--start",
        "x[3]=1");
    isRefused(
        """
        --start:1:3: unknown name `abc`
          x=abc
            ^^^
        """,
        "minimize",
        "x^2",
        "--start",
        "x=abc");
  }

  @Test
  void formulasThatAreEmptyTooLongOrTooDeep() throws Exception {
    isRefused(
        """
        formula:1:1: the formula is empty; write one such as `x^2 + y^2`
        \s\s
          ^
        """,
        "minimize",
        "",
        "--start",
        "x=5");
    isRefused(
        "glissade: no formula; give one such as 'x^2 + y^2', or --formula-file FILE\n", "minimize");
    isRefused(
        """
        formula:1:5: the number is too large: a double reaches 1.7976931348623157e308
          x + 1e400
              ^^^^^
        """,
        "minimize",
        "x + 1e400",
        "--start",
        "x=5");
    Path deep = folder.resolve("deep.txt");
    Files.writeString(deep, "(".repeat(100_000) + "x" + ")".repeat(100_000));
    assertThat(Glissade.run("minimize", "--formula-file", deep.toString(), "--start", "x=1").err())
        .startsWith(
            deep
                + ":1:501: nested too deeply: the limit is 500 levels of parentheses, powers and calls\n");
    Path large = folder.resolve("large.txt");
    Files.writeString(large, "x+".repeat(5_000_000) + "x");
    assertThat(Glissade.run("minimize", "--formula-file", large.toString(), "--start", "x=1").err())
        .contains(":1:1: the text is too long: 4,000,004 characters; the limit is 1,000,000\n");
  }

  @Test
  void strangeCharacters() {
    isRefused(
        """
        formula:1:3: unexpected character `×` (U+00D7 MULTIPLICATION SIGN); write `*`
          x × y − 1
            ^
        formula:1:7: unexpected character `−` (U+2212 MINUS SIGN); write `-`
          x × y − 1
                ^
        """,
        "minimize",
        "x × y − 1",
        "--start",
        "x=1,y=1");
    assertThat(Glissade.run("minimize", "x\0y", "--start", "x=1").err())
        .startsWith("formula:1:2: unexpected character (U+0000 NULL)\n");
  }

  @Test
  void settingsThatTheRuleDoesNotHave() {
    isRefused(
        "glissade: rule `rmsprop` has no hyperparameter `decya`; did you mean `decay`?"
            + " It has: learning_rate, decay, epsilon, momentum, weight_decay, l2, initial_scale, centered, nesterov, bias_correction, epsilon_in_sqrt.\n",
        "minimize",
        "x^2",
        "--start",
        "x=1",
        "--set",
        "decya=0.5");
    isRefused(
        "glissade: `decay` must be in [0, 1], not 1.5\n",
        "minimize",
        "x^2",
        "--start",
        "x=1",
        "--set",
        "decay=1.5");
    isRefused(
        "glissade: no rule `rmsprp`; did you mean `rmsprop`? Rules: "
            + String.join(", ", Rules.names())
            + "."
            + " Your own: the path of a file ending in `.rule`.\n",
        "minimize",
        "x^2",
        "--start",
        "x=1",
        "--rule",
        "rmsprp");
    isRefused(
        "glissade: a schedule uses T, the total number of steps: set the number of steps\n",
        "minimize",
        "x^2",
        "--start",
        "x=1",
        "--lr",
        "0.1*t/T");
    isRefused(
        "glissade: a setting is NAME=VALUE, not `decay`; rule `rmsprop` has: learning_rate, decay, epsilon, momentum, weight_decay, l2, initial_scale, centered, nesterov, bias_correction, epsilon_in_sqrt\n",
        "minimize",
        "x^2",
        "--start",
        "x=1",
        "--set",
        "decay");
  }

  @Test
  void aLearningRateThatIsSetTwice() {
    isRefused(
        "glissade: the learning rate is set twice, by --lr 0.1 and by --set decay=0.5,alpha=0.5: leave out one of the two\n",
        "minimize",
        "x^2",
        "--start",
        "x=1",
        "--lr",
        "0.1",
        "--set",
        "decay=0.5,alpha=0.5");
  }

  @Test
  void parametersWithTheNamesOfATrace() {
    for (String name : List.of("step", "value")) {
      for (String file : List.of("t.csv", "t.jsonl")) {
        Path trace = folder.resolve(file);
        isRefused(
            "glissade: --trace writes a `%s` of its own: give the parameter `%s` another name, or leave out --trace\n"
                .formatted(name, name),
            "minimize",
            name + "^2",
            "--start",
            name + "=5",
            "--trace",
            trace.toString());
        assertThat(trace).doesNotExist();
      }
    }
  }

  @Test
  void aRuleThatNeverAssignsTheParameters() throws Exception {
    Path rule = folder.resolve("idle.rule");
    Files.writeString(rule, "# Does nothing.\nstate s = 0\ns = s + g\n");
    isRefused(
        """
        %s:1:1: the rule never assigns `w`, the parameters; its last line could be `w = w - learning_rate*g`
          # Does nothing.
          ^
        """
            .formatted(rule),
        "minimize",
        "x^2",
        "--start",
        "x=1",
        "--rule",
        rule.toString());
  }

  @Test
  void optionsThatDoNotExistOrCannotBeRead() {
    isRefused(
        """
        glissade: unknown options: '--stepz', '3'
        Possible solutions: --start, --steps
        Try: glissade minimize --help
        """,
        "minimize",
        "x^2",
        "--start",
        "x=5",
        "--stepz",
        "3");
    isRefused(
        """
        glissade: invalid value for option '--time': expected a time such as 30s, 500ms, 2m or 1h, not `soon`
        Try: glissade minimize --help
        """,
        "minimize",
        "x^2",
        "--start",
        "x=5",
        "--time",
        "soon");
    isRefused(
        "glissade: --trace writes .csv or .jsonl files, not `t.xml`\n",
        "minimize",
        "x^2",
        "--start",
        "x=5",
        "--trace",
        "t.xml");
    isRefused(
        "glissade: the number of steps must be at least 0, not -3\n",
        "minimize",
        "x^2",
        "--start",
        "x=5",
        "--steps",
        "-3");
    isRefused(
        "glissade: no formula file nowhere.txt\n",
        "minimize",
        "--formula-file",
        "nowhere.txt",
        "--start",
        "x=5");
  }
}
