package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Rules compared on the rows of a table. */
class CompareRowsTest {
  @TempDir Path folder = Path.of(".");
  private String file = "";

  /** In units of the start, 2, a rate of 1/16 halves the distance to 1 at each step. */
  @BeforeEach
  void write() throws IOException {
    Path rows = folder.resolve("rows.csv");
    Files.writeString(rows, "x\n1\n1\n1\n1\n");
    file = rows.toString();
  }

  private Glissade compare(String... more) {
    List<String> words =
        new ArrayList<>(List.of("compare", "(a - x)^2", file, "--start", "a=2", "--rules", "sgd"));
    words.addAll(List.of("--set", "sgd.lr=0.0625", "--budget", "8", "--target", "1e-3"));
    words.addAll(List.of(more));
    return Glissade.run(words.toArray(String[]::new));
  }

  @Test
  void aTable() {
    Glissade run = compare("--seeds", "2");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines.subList(0, 6))
        .containsExactly(
            "(a - x)^2",
            "  4 rows; each of 2 seeds draws the order of the rows (--seed 1)",
            "  each run has 8 passes over the rows, 32 row gradients; the target is 0.001",
            "  learning rates: as each rule has them, unless set; in units of a: 2",
            "  the loss is the mean over all rows, looked at after 1/64, 1/32, … 1/2 of the first pass and after every pass; looks count neither as passes nor as seconds",
            "");
    assertThat(lines.get(6))
        .matches(
            "rule +batch +learning rate +loss at the end +quartiles +steps +seconds +passes to target +quartiles +steps to target +row gradients to target +seconds to target +reached");
    // 256 rows are all that there are.
    assertThat(lines.get(7))
        .matches("sgd +full +0\\.0625 +1\\.53e-5 .* 8 +\\S+ +5 +5 to 5 +5 +20 +\\S+ +2 of 2");
    assertThat(lines.get(8))
        .matches("sgd +1 +0\\.0625 +5\\.42e-20 .* 32 +\\S+ +2 +2 to 2 +8 +8 +\\S+ +2 of 2");
    assertThat(lines).hasSize(9);
  }

  @Test
  void aTableInMarkdownHasNoSeconds() {
    assertThat(compare("--seeds", "1", "--batch", "3", "--markdown").out())
        .isEqualTo(
            """
            - 4 rows; a seed draws the order of the rows (--seed 1)
            - each run has 8 passes over the rows, 32 row gradients; the target is 0.001
            - learning rates: as each rule has them, unless set; in units of a: 2
            - the loss is the mean over all rows, looked at after 1/64, 1/32, … 1/2 of the first pass and after every pass

            | rule | batch | learning rate | loss at the end | quartiles | steps | passes to target | quartiles | steps to target | row gradients to target | reached |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
            | sgd | 3 | 0.0625 | 2.33e-10 | 2.33e-10 to 2.33e-10 | 16 | 3 | 3 to 3 | 6 | 12 | 1 of 1 |
            """);
  }

  @Test
  void jsonHasWhatRepeatsIt() {
    JsonNode json = compare("--seeds", "3", "--batch", "full,1", "--json").json();
    assertThat(json.get("schema").asString()).isEqualTo("glissade/compare-rows/1");
    assertThat(json.get("formula").asString()).isEqualTo("(a - x)^2");
    assertThat(json.get("data").asString()).isEqualTo(file);
    assertThat(json.get("rows").asInt()).isEqualTo(4);
    assertThat(json.get("start").toString()).isEqualTo("[\"a=2\"]");
    assertThat(json.get("budgetPasses").asInt()).isEqualTo(8);
    assertThat(json.get("target").asDouble()).isEqualTo(1e-3);
    assertThat(json.get("units").toString()).isEqualTo("{\"a\":2.0}");
    assertThat(json.has("unfinished")).isFalse();
    JsonNode full = json.get("entrants").get(0);
    assertThat(full.get("rule").asString()).isEqualTo("sgd");
    assertThat(full.get("batch").asString()).isEqualTo("full");
    assertThat(full.get("hyperparameters").get("learning_rate").asDouble()).isEqualTo(0.0625);
    assertThat(full.get("passesToTarget").get("median").asInt()).isEqualTo(5);
    assertThat(full.get("rowGradients").get("median").asInt()).isEqualTo(32);
    assertThat(full.get("runs")).hasSize(3);
    JsonNode single = json.get("entrants").get(1);
    assertThat(single.get("batch").asInt()).isEqualTo(1);
    assertThat(single.get("stepsToTarget").get("median").asInt()).isEqualTo(8);
    assertThat(single.get("rowGradients").get("median").asInt()).isEqualTo(32);
    JsonNode run = single.get("runs").get(2);
    assertThat(run.get("outcome").asString()).isEqualTo("reached");
    assertThat(run.get("target").get("passes").asDouble()).isEqualTo(2);
    assertThat(run.get("looks").get(1).get("passes").asDouble()).isEqualTo(0.25);
    assertThat(run.get("looks").get(1).get("loss").asDouble()).isEqualTo(0.25);
  }

  @Test
  void tunedOnTheSameGrid() {
    JsonNode json =
        Glissade.run(
                "compare",
                "(a - x)^2",
                file,
                "--start",
                "a=2",
                "--rules",
                "sgd",
                "--budget",
                "4",
                "--batch",
                "full,1",
                "--seeds",
                "1",
                "--tune",
                "--json")
            .json();
    JsonNode tuning = json.get("entrants").get(1).get("tuning");
    assertThat(tuning.get("tried")).hasSize(25);
    assertThat(tuning.get("tried").get(0).has("passes")).isTrue();
    assertThat(tuning.get("rate").asDouble()).isEqualTo(0.1); // 1/8 would be there at once
  }

  @Test
  void aRowForEachRunAndAPage() throws Exception {
    Path csv = folder.resolve("runs.csv");
    Path page = folder.resolve("page.html");
    Glissade run = compare("--seeds", "2", "--csv", csv.toString(), "--report", page.toString());
    assertThat(run.code()).as(run.err()).isZero();
    List<String> rows = Files.readString(csv).lines().toList();
    assertThat(rows).hasSize(5);
    assertThat(rows.get(0))
        .isEqualTo(
            "problem,rule,batch,learning_rate,seed,outcome,best,last,passes,steps,row_gradients,seconds,passes_to_target,steps_to_target,row_gradients_to_target,seconds_to_target,reason");
    assertThat(rows.get(1))
        .matches(
            "\\(a - x\\)\\^2,sgd,full,0\\.0625,1,reached,\\S+,\\S+,8\\.0,8,32,\\S+,5\\.0,5,20,\\S+,");
    assertThat(rows.get(4))
        .matches(
            "\\(a - x\\)\\^2,sgd,1,0\\.0625,2,reached,\\S+,\\S+,8\\.0,32,32,\\S+,2\\.0,8,8,\\S+,");
    assertThat(Files.readString(page))
        .contains("glissade compare '(a - x)^2' " + file + " --start a=2")
        .contains("Passes to the target");
  }

  @Test
  void aQueryInPlaceOfAFile() {
    Glissade run =
        Glissade.run(
            "compare",
            "(a - z)^2",
            "--data",
            "SELECT x + 1 AS z FROM '" + file + "'",
            "--start",
            "a=1",
            "--rules",
            "sgd",
            "--seeds",
            "1",
            "--budget",
            "1s",
            "--batch",
            "full",
            "--json");
    JsonNode json = run.json();
    assertThat(json.get("budgetSeconds").asDouble()).isEqualTo(1);
    assertThat(json.get("entrants").get(0).get("loss").get("median").asDouble()).isLessThan(1e-20);
  }

  private void refused(String message, String... words) {
    Glissade run = Glissade.run(words);
    assertThat(run.err()).isEqualTo("glissade: " + message + "\n");
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(2);
  }

  private void refusedHere(String message, String... more) {
    Glissade run = compare(more);
    assertThat(run.err()).isEqualTo("glissade: " + message + "\n");
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void whatIsRefused() {
    refused(
        "`rosenbrock` is a test function, which has no rows: leave out the table, or give the loss of a row such as 'y ~ a*x + b'",
        "compare",
        "rosenbrock",
        file);
    refused(
        "there is no start for `a`: give one, as --start a=0, or one that is drawn for each seed, as a=normal(0,1)",
        "compare",
        "x ~ a",
        file);
    refused(
        "--suite compares on every test function: leave out the table",
        "compare",
        "x ~ a",
        file,
        "--suite");
    refused(
        "--batch is for rows: name a table, or give a query with --data",
        "compare",
        "sphere",
        "--batch",
        "1");
    refusedHere("a batch must be at least 1 row, not 0", "--batch", "0");
    refusedHere(
        "--batch takes `full` or numbers of rows, such as full,256,1, not `full,half`",
        "--batch",
        "full,half");
    refusedHere("--noise is for losses without rows: leave it out, or the table", "--noise", "0.1");
    refusedHere(
        "name a table, or give a query with --data: one of the two", "--data", "SELECT 1 AS x");
  }

  @Test
  void aMisspeltColumn() throws IOException {
    Path rows = folder.resolve("flights.csv");
    Files.writeString(rows, "late,distance\n1,2\n0,3\n");
    refused(
        "the table has no column `distanse`; did you mean `distance`? if it is a parameter, give it a start: --start distanse=1",
        "compare",
        "logistic(late, a + b*distanse)",
        rows.toString(),
        "--start",
        "a=0,b=0");
    refused(
        "--budget is a number of passes or a time such as 30s, not `soon`",
        "compare",
        "logistic(late, a + b*distance)",
        rows.toString(),
        "--start",
        "a=0,b=0",
        "--budget",
        "soon");
  }
}
