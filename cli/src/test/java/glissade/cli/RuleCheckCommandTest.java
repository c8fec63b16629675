package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleCheckCommandTest {
  @TempDir Path folder = Path.of(".");

  @Test
  void aSoundRuleIsDescribed() {
    Glissade run = Glissade.run("rule-check", "rmsprop");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            rmsprop  learning_rate=0.1  decay=0.9  epsilon=1e-6

            pass  compiled = interpreted   to the bit, in float and double, over 30 steps
            pass  zero gradient            parameters stay where they are
            pass  finite                   500 steps on gradients between 0.01 and 100 in size
            pass  float against double     apart by 2e-07 of the way after 30 steps
            pass  resume                   cut anywhere in 30 steps, a run goes on to the same bits
            pass  order of parameters      in reverse order the parameters go the same way
            pass  coordinates              each parameter's step depends on its own gradient alone
            pass  NaN                      a gradient of NaN stays with its own parameter
            pass  huge and tiny gradients  gradients of 1e200 and 1e-200 leave parameters finite
            note  scale of the gradient    a gradient 1000 times as large makes the same step: the learning rate is a length
            pass  descent                  0.1*sum(w^2) and sum(w^2) become smaller in 3000 steps
            note  memory                   s: with the parameter, 8 bytes in float and 16 in double

            Nothing is wrong with this rule as far as these runs can tell.
            """);
    assertThat(run.code()).isZero();
  }

  @Test
  void aBrokenRuleIsToldWhatToMend() throws IOException {
    Path file = folder.resolve("up.rule");
    Files.writeString(file, "hyper lr = 0.1\nw = w + lr*g/abs(g)\n");
    Glissade run = Glissade.run("rule-check", file.toString(), "--set", "lr=0.2", "--json");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.json().get("schema").asString()).isEqualTo("glissade/rule-check/1");
    assertThat(run.json().get("sound").asBoolean()).isFalse();
    assertThat(run.json().get("conclusion").asString())
        .isEqualTo("To mend: zero gradient, descent.");
    assertThat(run.json().get("findings").get(1).get("verdict").asString()).isEqualTo("fail");
  }

  @Test
  void whatIsNoRuleIsSaid() {
    refused("glissade: no rule file /no/such.rule\n", "rule-check", "/no/such.rule");
    refused(
        "glissade: a setting is NAME=VALUE, not `lr`; rule `sgd` has: learning_rate, l2\n",
        "rule-check",
        "sgd",
        "--set",
        "lr");
    refused(
        "glissade: missing required parameter: 'NAME|FILE'\nTry: glissade rule-check --help\n",
        "rule-check");
  }

  private static void refused(String message, String... args) {
    Glissade run = Glissade.run(args);
    assertThat(run.err()).isEqualTo(message);
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(2);
  }
}
