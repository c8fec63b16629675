package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TranslateCommandTest {

  @Test
  void settingsCanBePasted() {
    Glissade run =
        Glissade.run(
            "translate", "rmsprop-pytorch", "--set", "lr=0.05,momentum=0.9", "--to", "rmsprop");
    assertThat(run.err()).isEmpty();
    assertThat(run.out().replaceFirst("within \\S+ of", "within … of"))
        .isEqualTo(
            """
            rmsprop-pytorch  lr=0.05  alpha=0.99  eps=1e-8  momentum=0.9
            is  --rule rmsprop --set 'learning_rate=0.05,decay=0.99,epsilon=1e-8,momentum=0.9'
            On 100 random gradients the two stay within … of the way of each other.
            """);
    assertThat(run.code()).isZero();
  }

  @Test
  void aRefusalSaysWhy() {
    Glissade run = Glissade.run("translate", "rmsprop-pytorch", "--to", "rmsprop-keras");
    assertThat(run.out()).isEmpty();
    assertThat(run.err().replaceFirst("parts by \\S+ of", "parts by … of"))
        .isEqualTo(
            """
            glissade: no settings of `rmsprop-keras` do that:
              `rmsprop-pytorch` adds epsilon after the root, `rmsprop-keras` under it; the two agree only with epsilon = 0
            nearest  --rule rmsprop-keras --set 'learning_rate=0.01,rho=0.99,epsilon=1e-8', which parts by … of the way
            """);
    assertThat(run.code()).isEqualTo(2);
    Glissade json = Glissade.run("translate", "rmsprop-pytorch", "--to", "rmsprop-keras", "--json");
    assertThat(json.json().get("schema").asString()).isEqualTo("glissade/translate/1");
    assertThat(json.json().get("possible").asBoolean()).isFalse();
    assertThat(json.json().get("reasons").size()).isEqualTo(1);
  }

  @Test
  void badUseIsSaid() {
    refused(
        "glissade: rule `adam` declares no traits: only RMSProp and its dialects can be translated\n",
        "adam",
        "--to",
        "rmsprop");
    refused(
        "glissade: missing required option: '--to=RULE_B'\nTry: glissade translate --help\n",
        "rmsprop");
    refused(
        "glissade: `decay` must be in [0, 1], not 2\n",
        "rmsprop",
        "--set",
        "decay=2",
        "--to",
        "rmsprop-keras");
  }

  private static void refused(String message, String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "translate";
    System.arraycopy(args, 0, all, 1, args.length);
    Glissade run = Glissade.run(all);
    assertThat(run.err()).isEqualTo(message);
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(2);
  }
}
