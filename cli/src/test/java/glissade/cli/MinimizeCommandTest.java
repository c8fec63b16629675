package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MinimizeCommandTest {
  private static final String ROSENBROCK = "sum(100*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)";

  @TempDir Path folder = Path.of(".");

  /** The lesson prints the state after epoch 0, 20, … 100: after 1, 21, … 101 updates. */
  @Test
  void theLessonsRunToEveryDigitItPrints() throws Exception {
    Path trace = folder.resolve("t.csv");
    Glissade run =
        Glissade.run(
            "minimize",
            "x^2 + y^2",
            "--start",
            "x=5,y=4",
            "--set",
            "learning_rate=0.1,decay=0.9,epsilon=1e-6",
            "--steps",
            "101",
            "--trace",
            trace.toString());
    assertThat(run.code()).isZero();
    List<String> rows = Files.readAllLines(trace);
    assertThat(rows).hasSize(103);
    assertThat(rows.get(0)).isEqualTo("step,value,x,y");
    assertThat(rows.get(1)).isEqualTo("0,41.0,5.0,4.0");
    assertThat(printed(rows.get(2))).isEqualTo("[4.68377233 3.68377236]");
    assertThat(printed(rows.get(22))).isEqualTo("[2.36888240 1.47561697]");
    assertThat(printed(rows.get(42))).isEqualTo("[0.95903672 0.35004133]");
    assertThat(printed(rows.get(62))).isEqualTo("[0.13761293 0.00745214]");
    assertThat(printed(rows.get(82))).isEqualTo("[3.91649374e-04 3.12725069e-09]");
    assertThat(printed(rows.get(102))).isEqualTo("[-3.07701828e-17 2.18862195e-20]");
    // (1 - decay)*g^2, with g^2 first; the neighbouring doubles come of other orders.
    assertThat(rows.get(102))
        .isEqualTo("101,9.4680463137603E-34,-3.0770182845888756E-17,2.1886219485527558E-20");
  }

  /** As the lesson prints arrays: nine significant digits, all fixed or all scientific. */
  private static String printed(String row) {
    List<Double> numbers = new ArrayList<>();
    for (String cell : row.split(",", -1)) {
      numbers.add(Double.valueOf(cell));
    }
    double smaller = Math.min(Math.abs(numbers.get(2)), Math.abs(numbers.get(3)));
    String form = smaller < 1e-4 ? "[%.8e %.8e]" : "[%.8f %.8f]";
    return form.formatted(numbers.get(2), numbers.get(3));
  }

  @Test
  void theDefaultIsTheLessonsRun() {
    JsonNode run = Glissade.run("minimize", "x^2 + y^2", "--start", "x=5,y=4", "--json").json();
    assertThat(run.get("schema").asString()).isEqualTo("glissade/run/1");
    assertThat(run.get("formula").asString()).isEqualTo("x^2 + y^2");
    assertThat(run.get("rule").asString()).isEqualTo("rmsprop");
    assertThat(run.get("hyperparameters").toString())
        .isEqualTo(
            "{\"learning_rate\":0.1,\"decay\":0.9,\"epsilon\":1.0E-6,\"momentum\":0.0,\"weight_decay\":0.0,\"l2\":0.0,\"initial_scale\":0.0,\"centered\":false,\"nesterov\":false,\"bias_correction\":false,\"epsilon_in_sqrt\":false}");
    assertThat(run.get("steps").asInt()).isEqualTo(101);
    assertThat(run.get("value").asDouble()).isEqualTo(9.4680463137603E-34);
    assertThat(run.get("parameters").get("x").asDouble()).isEqualTo(-3.0770182845888756E-17);
    assertThat(run.get("gradientNorm").asDouble()).isEqualTo(6.154036569177751E-17);
    assertThat(run.get("stop").get("reason").asString()).isEqualTo("gradient");
    assertThat(run.get("stop").get("message").asString())
        .isEqualTo("the gradient's largest component, 6.154036569177751e-17, is within 1e-16");
  }

  @Test
  void exactlySoManySteps() {
    Glissade run =
        Glissade.run(
            "minimize", "x^2", "--start", "x=1", "--rule", "sgd", "--steps", "5000", "--json");
    assertThat(run.code()).isZero();
    assertThat(run.json().get("steps").asInt()).isEqualTo(5000);
    assertThat(run.json().get("stop").get("reason").asString()).isEqualTo("steps");
  }

  @Test
  void aToleranceThatIsNotReachedIsExitFour() {
    Glissade run =
        Glissade.run(
            "minimize", "x^2", "--start", "x=1", "--steps", "3", "--tolerance", "1e-9", "--json");
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.json().get("steps").asInt()).isEqualTo(3);
  }

  @Test
  void divergenceIsExitFiveWithTheTermAtFault() {
    Glissade run =
        Glissade.run("minimize", "x^4+exp(x)", "--start", "x=50", "--rule", "sgd", "--json");
    assertThat(run.code()).isEqualTo(5);
    assertThat(run.err())
        .isEqualTo(
            "glissade: diverged at step 2: the value is Infinity: `exp(x)` is Infinity where `x` = 5.574838322665518E61\n");
    assertThat(run.json().get("parameters").get("x").asDouble()).isEqualTo(50);
    assertThat(run.json().get("last").get("value").asString()).isEqualTo("Infinity");
  }

  @Test
  void vectorsSchedulesAndFiles() throws Exception {
    Path output = folder.resolve("r.json");
    Path trace = folder.resolve("t.jsonl");
    Glissade run =
        Glissade.run(
            "minimize",
            ROSENBROCK,
            "--start",
            "x[100]=0",
            "--lr",
            "0.01*0.5*(1 + cos(pi*t/T))",
            "--steps",
            "20000",
            "--every",
            "10000",
            "--trace",
            trace.toString(),
            "-o",
            output.toString());
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEmpty();
    JsonNode result = new JsonMapper().readTree(Files.readString(output));
    assertThat(result.get("value").asDouble()).isLessThan(1e-9);
    assertThat(result.get("parameters").get("x").size()).isEqualTo(100);
    assertThat(result.get("hyperparameters").get("learning_rate").asString())
        .isEqualTo("0.01*0.5*(1 + cos(pi*t/T))");
    List<String> rows = Files.readAllLines(trace);
    assertThat(rows).hasSize(3);
    assertThat(new JsonMapper().readTree(rows.get(2)).get("step").asInt()).isEqualTo(20000);
    assertThat(new JsonMapper().readTree(rows.get(2)).get("x").size()).isEqualTo(100);
  }

  @Test
  void uphillInFloatFromAFormulaFile() throws Exception {
    Path file = folder.resolve("f.txt");
    Files.writeString(file, "# a hill\nr = x - 3\n-r^2 + 2\n");
    Glissade run =
        Glissade.run(
            "minimize",
            "--formula-file",
            file.toString(),
            "--start",
            "x=0",
            "--maximize",
            "--rule",
            "sgd",
            "--precision",
            "float",
            "--json");
    assertThat(run.code()).isZero();
    assertThat(run.json().get("value").asDouble()).isEqualTo(2);
    assertThat(run.json().get("parameters").get("x").asDouble()).isCloseTo(3, within(1e-3));
    assertThat(run.json().get("precision").asString()).isEqualTo("float");
  }

  @Test
  void aFormulaMayBeginWithAMinusOrComeFromStandardInput() {
    assertThat(Glissade.run("minimize", "-x^2", "--start", "x=1", "--maximize").code()).isZero();
    Glissade run =
        Glissade.runWithInput(
            "θ^2\n",
            "minimize",
            "--formula-file",
            "-",
            "--start",
            "θ=1",
            "--set",
            "ρ=0.5,ε=1e-8",
            "--json");
    assertThat(run.json().get("hyperparameters").get("decay").asDouble()).isEqualTo(0.5);
    assertThat(run.json().get("hyperparameters").get("epsilon").asDouble()).isEqualTo(1e-8);
    assertThat(run.json().get("parameters").has("θ")).isTrue();
  }

  @Test
  void aUsersOwnRule() throws Exception {
    Path rule = folder.resolve("sign.rule");
    Files.writeString(
        rule,
        "# Steps of one length.\nhyper step = 0.5 in (0, inf) # also: lr\nw = w - step*sign(g)\n");
    JsonNode run =
        Glissade.run("minimize", "x^2", "--start", "x=2", "--rule", rule.toString(), "--json")
            .json();
    assertThat(run.get("rule").asString()).isEqualTo("sign");
    assertThat(run.get("value").asDouble()).isZero();
  }

  @Test
  void timeAndTarget() {
    Glissade timed =
        Glissade.run(
            "minimize",
            "(x - 1/3)^2",
            "--start",
            "x=1",
            "--time",
            "50ms",
            "--tolerance",
            "0",
            "--json");
    assertThat(timed.json().get("stop").get("reason").asString()).isEqualTo("time");
    assertThat(timed.code()).isEqualTo(4);
    Glissade targeted =
        Glissade.run("minimize", "x^2", "--start", "x=1", "--target", "0.25", "--json");
    assertThat(targeted.code()).isZero();
    assertThat(targeted.json().get("stop").get("message").asString())
        .isEqualTo("the value reached the target 0.25");
  }

  @Test
  void progressAsJsonLinesOnStandardError() {
    Glissade run =
        Glissade.run(
            "minimize",
            "x^2 + y^2",
            "--start",
            "x=5,y=4",
            "--time",
            "1200ms",
            "--tolerance",
            "0",
            "--progress",
            "jsonl",
            "--json");
    JsonNode first = new JsonMapper().readTree(run.err().lines().findFirst().orElseThrow());
    assertThat(first.get("step").asLong()).isPositive();
    assertThat(first.has("bestValue")).isTrue();
    assertThat(Glissade.run("minimize", "x^2", "--start", "x=1", "--progress", "none").err())
        .isEmpty();
  }

  @Test
  void theOutputFileKeepsLinksAndRefusesFolders() throws Exception {
    Path target = folder.resolve("target.txt");
    Files.writeString(target, "before");
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), target);
    assertThat(Glissade.run("minimize", "x^2", "--start", "x=1", "-o", link.toString()).code())
        .isZero();
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.readString(target)).startsWith("rmsprop");
    Path empty = Files.createDirectory(folder.resolve("d"));
    Glissade run = Glissade.run("minimize", "x^2", "--start", "x=1", "-o", empty.toString());
    assertThat(run.err()).isEqualTo("glissade: cannot write " + empty + ": it is a folder\n");
    assertThat(run.code()).isEqualTo(2);
    Glissade nowhere =
        Glissade.run(
            "minimize", "x^2", "--start", "x=1", "--trace", folder.resolve("no/t.csv").toString());
    assertThat(nowhere.err())
        .isEqualTo(
            "glissade: cannot write the trace "
                + folder.resolve("no/t.csv")
                + ": no such folder\n");
  }

  private static org.assertj.core.data.Offset<Double> within(double distance) {
    return org.assertj.core.api.Assertions.within(distance);
  }
}
