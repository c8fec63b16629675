package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CompareCommandTest {
  @TempDir Path folder = Path.of(".");

  private static Glissade compare(String... more) {
    String[] words = new String[more.length + 4];
    words[0] = "compare";
    words[1] = "x^2 + y^2";
    words[2] = "--start";
    words[3] = "x=5,y=4";
    System.arraycopy(more, 0, words, 4, more.length);
    return Glissade.run(words);
  }

  @Test
  void aTable() {
    Glissade run =
        compare(
            "--rules",
            "sgd,rmsprop",
            "--set",
            "sgd.lr=2",
            "--budget",
            "200",
            "--target",
            "1e-8",
            "--seeds",
            "1");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines.subList(0, 5))
        .containsExactly(
            "x^2 + y^2",
            "  seed 1 starts at x=5, y=4",
            "  each run has 200 steps; the target is 1e-8",
            "  learning rates: as each rule has them, unless set",
            "");
    assertThat(lines.get(5))
        .matches(
            "rule +learning rate {2}loss at the end +quartiles {2}steps to target +quartiles {2}gradients +seconds {2}reached");
    assertThat(lines.get(6)).matches("sgd +2 +2\\.89e192 .* – +– +– +– +0 of 1");
    assertThat(lines.get(7))
        .matches(
            "rmsprop +0\\.1 +0\\.00402 +0\\.00402 to 0\\.00402 +84 +84 to 84 +85 +\\S+ +1 of 1");
    assertThat(lines).hasSize(8);
  }

  @Test
  void aTableInMarkdownHasNoSeconds() {
    Glissade run =
        compare(
            "--rules", "sgd", "--budget", "60", "--target", "1e-8", "--seeds", "2", "--markdown");
    assertThat(run.out())
        .isEqualTo(
            """
            - seed 1 starts at x=5, y=4; seed 2 up to 0.2*max(1, |number|) away from it in each number (--seed 1)
            - each run has 60 steps; the target is 1e-8
            - learning rates: as each rule has them, unless set

            | rule | learning rate | loss at the end | quartiles | steps to target | quartiles | gradients | reached |
            |---|---:|---:|---:|---:|---:|---:|---:|
            | sgd | 0.1 | 8.91e-11 | 8.55e-11 to 9.27e-11 | 50 | 50 to 50 | 51 | 2 of 2 |
            """);
  }

  @Test
  void jsonHasWhatRepeatsIt() {
    JsonNode json =
        compare(
                "--rules",
                "sgd,adam",
                "--budget",
                "100",
                "--target",
                "1e-8",
                "--seeds",
                "3",
                "--tune",
                "--json")
            .json();
    assertThat(json.get("schema").asString()).isEqualTo("glissade/compare/1");
    assertThat(json.get("formula").asString()).isEqualTo("x^2 + y^2");
    assertThat(json.get("start").toString()).isEqualTo("{\"x\":5.0,\"y\":4.0}");
    assertThat(json.get("budgetSteps").asInt()).isEqualTo(100);
    assertThat(json.get("target").asDouble()).isEqualTo(1e-8);
    assertThat(json.get("seeds").asInt()).isEqualTo(3);
    assertThat(json.get("tuned").asBoolean()).isTrue();
    JsonNode sgd = json.get("rules").get(0);
    assertThat(sgd.get("name").asString()).isEqualTo("sgd");
    assertThat(sgd.get("tuning").get("rate").asDouble()).isEqualTo(0.5);
    assertThat(sgd.get("tuning").get("tried").size()).isEqualTo(25);
    assertThat(sgd.get("hyperparameters").get("learning_rate").asDouble()).isEqualTo(0.5);
    assertThat(sgd.get("stepsToTarget").get("median").asInt()).isEqualTo(1);
    assertThat(sgd.get("reached").asInt()).isEqualTo(3);
    assertThat(sgd.get("runs").get(2).get("outcome").asString()).isEqualTo("reached");
    JsonNode adam = json.get("rules").get(1);
    assertThat(adam.get("reached").asInt()).isZero();
    assertThat(adam.get("stepsToTarget").get("median").asString()).isEqualTo("Infinity");
  }

  @Test
  void aRowForEachRunAndAPage() throws Exception {
    Path csv = folder.resolve("runs.csv");
    Path page = folder.resolve("page.html");
    compare(
        "--rules",
        "sgd,rmsprop",
        "--budget",
        "100",
        "--target",
        "1e-8",
        "--seeds",
        "2",
        "--set",
        "sgd.lr=0.05",
        "--csv",
        csv.toString(),
        "--report",
        page.toString());
    List<String> rows = Files.readString(csv).lines().toList();
    assertThat(rows).hasSize(5);
    assertThat(rows.get(0))
        .isEqualTo(
            "problem,rule,learning_rate,seed,outcome,best,last,steps,steps_to_target,gradients_to_target,seconds_to_target,ratio,reason");
    assertThat(rows.get(1)).matches("x\\^2 \\+ y\\^2,sgd,0\\.05,1,budget spent,\\S+,\\S+,100,,,,,");
    assertThat(rows.get(3))
        .matches("x\\^2 \\+ y\\^2,rmsprop,0\\.1,1,reached,\\S+,\\S+,100,84,85,\\S+,1\\.0,");
    assertThat(Files.readString(page))
        .contains("glissade compare 'x^2 + y^2' --start x=5,y=4 --rules sgd,rmsprop");
  }

  /** A run of a second shows where it is, to programs each half second. */
  @Test
  void progressIsShownOnStandardError() {
    Glissade run = compare("--rules", "sgd", "--seeds", "1", "--budget", "1500ms", "--json");
    assertThat(run.err()).isEmpty(); // a plain line comes after five seconds
    Glissade rows =
        compare(
            "--rules",
            "sgd",
            "--seeds",
            "1",
            "--budget",
            "1500ms",
            "--json",
            "--progress",
            "jsonl");
    assertThat(rows.code()).isZero();
    assertThat(rows.err().lines().findFirst().orElse(""))
        .matches("\\{\"run\":\"sgd, seed 1\",\"number\":1,\"of\":1,\"seconds\":\\S+}");
    Glissade bar =
        compare(
            "--rules", "sgd", "--seeds", "1", "--budget", "1500ms", "--json", "--progress", "bar");
    assertThat(bar.err()).startsWith("\r\033[Krun 1 of 1 (0%): sgd, seed 1  ").endsWith("\r\033[K");
  }

  @Test
  void aSuiteHasAProfile() {
    JsonNode json =
        Glissade.run(
                "compare",
                "--suite",
                "--rules",
                "sgd,rmsprop",
                "--seeds",
                "1",
                "--budget",
                "30",
                "--json")
            .json();
    assertThat(json.get("schema").asString()).isEqualTo("glissade/compare-suite/1");
    assertThat(json.get("functions").size()).isEqualTo(18);
    JsonNode rules = json.get("profile").get("rules");
    assertThat(json.get("profile").get("problems").asInt()).isEqualTo(18);
    assertThat(rules.get(0).get("name").asString()).isEqualTo("sgd");
    // Sphere, booth and the noisy quadratic: 26, 26 and 8 steps.
    assertThat(rules.get(0).get("solved").asDouble()).isEqualTo(3.0 / 18);
    assertThat(rules.get(0).get("parts").size()).isEqualTo(rules.get(0).get("factors").size());
  }

  @Test
  void aStartOfAnotherLengthAsksForSoManyDimensions() {
    JsonNode json =
        Glissade.run(
                "compare", "styblinski-tang", "--start", "x[3]=-1", "--rules", "rprop", "--json")
            .json();
    assertThat(json.get("start").toString()).isEqualTo("{\"x\":[-1.0,-1.0,-1.0]}");
    assertThat(json.get("target").asDouble()).isBetween(-117.5, -117.49); // least: -117.498497
    assertThat(json.get("rules").get(0).get("reached").asInt()).isEqualTo(5);
    refused(
        "the number of dimensions of `beale` is fixed", "compare", "beale", "--start", "x[3]=1");
  }

  private static void refused(String message, String... words) {
    Glissade run = Glissade.run(words);
    assertThat(run.err()).isEqualTo("glissade: " + message + "\n");
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void whatIsRefused() {
    refused(
        "no test function `rosenbrok`; did you mean `rosenbrock`? (`glissade functions` lists them); a formula needs --start",
        "compare",
        "rosenbrok");
    refused(
        "--set lr=1 is for none of the rules; write RULE.NAME=VALUE, where RULE is one of: sgd, adam",
        "compare",
        "sphere",
        "--rules",
        "sgd,adam",
        "--set",
        "lr=1");
    refused(
        "--tune finds the learning rate of `sgd`: leave out --set sgd.alpha=1",
        "compare",
        "sphere",
        "--tune",
        "--set",
        "sgd.alpha=1");
    refused("the rule `sgd` is there twice", "compare", "sphere", "--rules", "sgd,sgd");
    refused(
        "--budget is a number of steps or a time such as 30s, not `soon`",
        "compare",
        "sphere",
        "--budget",
        "soon");
    refused("the budget must be at least 1 step, not 0", "compare", "sphere", "--budget", "0");
    refused(
        "the number of seeds must be from 1 to 1000, not 0", "compare", "sphere", "--seeds", "0");
    refused(
        "--missing is for rows: name a table, or give a query with --data",
        "compare",
        "sphere",
        "--missing",
        "drop");
    refused("give --json or --markdown, not both", "compare", "sphere", "--json", "--markdown");
    refused(
        "--report writes an .html file, not `page.pdf`",
        "compare",
        "sphere",
        "--report",
        "page.pdf");
    refused(
        "--suite compares on every test function: leave out the formula",
        "compare",
        "sphere",
        "--suite");
    refused(
        "--suite has a target and a noise for each function: leave out --target and --noise",
        "compare",
        "--suite",
        "--target",
        "1");
    refused(
        "no test function `beal`; did you mean `beale`? There are: "
            + String.join(", ", glissade.functions.TestFunctions.names())
            + ".",
        "functions",
        "beal");
  }

  @Test
  void functionsInAListAndInFull() {
    assertThat(Glissade.run("functions").out())
        .startsWith("sphere             Sphere\nbooth              Booth\n")
        .endsWith(
            "\nOne of them in full: glissade functions NAME. Compare rules on it: glissade compare NAME.\n");
    assertThat(Glissade.run("functions", "noisy-quadratic").out())
        .isEqualTo(
            """
            noisy-quadratic: Noisy quadratic
            Schaul, Zhang & LeCun, "No more pesky learning rates", 2013: a bowl whose gradients are those of small batches

                (x^2 + 10*y^2)/2

            domain   -10 to 10, each number
            start    x=3, y=3
            minimum  0
              at     x=0, y=0
            noise    1 in each number of each gradient
            """);
    JsonNode json = Glissade.run("functions", "saddle", "--json").json();
    assertThat(json.get("schema").asString()).isEqualTo("glissade/functions/1");
    assertThat(json.get("functions").get(0).get("at").toString())
        .isEqualTo("[{\"x\":0.0,\"y\":1.0},{\"x\":0.0,\"y\":-1.0}]");
    assertThat(Glissade.run("functions", "--json").json().get("functions").size()).isEqualTo(18);
  }
}
