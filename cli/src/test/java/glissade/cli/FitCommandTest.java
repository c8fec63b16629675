package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class FitCommandTest {
  @TempDir Path folder = Path.of(".");

  private String table(String text) throws IOException {
    Path file = folder.resolve("t.csv");
    Files.writeString(file, text);
    return file.toString();
  }

  /** y = 2 + 3*x but for the last row, so that all of it can be checked by hand. */
  @Test
  void aLineIsReported() throws IOException {
    Glissade run =
        Glissade.run(
            "fit",
            "y ~ a + b*x",
            table("x,y\n0,2\n1,5\n2,8\n3,11\n4,14.5\n"),
            "--start",
            "a=1,b=1");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    String phases = "(?m)^  (rmsprop|Levenberg-Marquardt from (there|the start)): loss .*\\n";
    assertThat(run.out().replaceAll(phases, ""))
        .isEqualTo(
            """
            y ~ a + b*x
            5 rows read; columns: x, y; parameters: a, b

                 estimate    ± standard error            95 % interval      start
              a  1.90000000  ± 0.1414          (7.44 %)  1.44993 … 2.35007  1.0
              b  3.10000000  ± 0.05774         (1.86 %)  2.91626 … 3.28374  1.0

              correlation of a and b: -0.816

            mean loss  0.02000000000000000
            residual standard error 0.182574 on 3 degrees of freedom; R² 0.998960
            log-likelihood 2.68536; AIC 0.629270; BIC -0.542416
            stopped: no change of any parameter makes the loss smaller any more
            """
                .replaceFirst("0.02000000000000000", loss(run.out())));
    assertThat(Double.parseDouble(loss(run.out()))).isCloseTo(0.02, within(1e-15));
  }

  private static String loss(String out) {
    return out.replaceFirst("(?s).*mean loss  (\\S+).*", "$1");
  }

  @Test
  void jsonHasEverything() throws IOException {
    Glissade run =
        Glissade.run(
            "fit",
            "logistic(y, a + b*x)",
            table("x,y\n0,0\n1,0\n2,1\n3,0\n4,1\n5,1\n6,\n"),
            "--start",
            "a=0,b=0",
            "--missing",
            "drop",
            "--json");
    assertThat(run.err()).isEmpty();
    JsonNode json = run.json();
    assertThat(json.get("schema").asString()).isEqualTo("glissade/fit/1");
    assertThat(json.get("rows").asLong()).isEqualTo(6);
    assertThat(json.get("rowsDropped").asLong()).isEqualTo(1);
    // By Newton steps on these rows, written in Python.
    assertThat(json.at("/parameters/b/estimate").asDouble())
        .isCloseTo(1.21402758585142, within(1e-12));
    assertThat(json.at("/parameters/b/start").asDouble()).isZero();
    assertThat(json.at("/stop/reason").asString()).isEqualTo("gradient");
    assertThat(json.get("residualSumOfSquares")).isNull();
  }

  /** SQL, Parquet and JSON come through DuckDB. */
  @Test
  void aQueryIsATable() throws IOException {
    String file = table("x,y\n0,99\n1,5\n2,8\n3,11\n").replace("'", "''");
    Glissade run =
        Glissade.run(
            "fit",
            "y ~ a + b*x",
            "--data",
            "SELECT x, y FROM '" + file + "' WHERE x > 0",
            "--start",
            "a=1,b=1",
            "--json");
    assertThat(run.err()).isEmpty();
    assertThat(run.json().at("/parameters/b/estimate").asDouble()).isCloseTo(3, within(1e-9));
  }

  /** The rule alone, without second-order steps. */
  @Test
  void theRuleMayGoAlone() throws IOException {
    Glissade run =
        Glissade.run(
            "fit",
            "y ~ a + b*x",
            table("x,y\n0,2\n1,5\n2,8\n3,11\n4,14.5\n"),
            "--start",
            "a=1,b=1",
            "--no-polish",
            "--steps",
            "3000",
            "--json");
    JsonNode json = run.json();
    assertThat(json.get("phases").size()).isEqualTo(1);
    assertThat(json.get("loss").asDouble()).isCloseTo(0.02, within(1e-4 * 0.02));
  }

  @Test
  void aRuleMayHaveNoLearningRate() throws IOException {
    String file = table("x,y\n0,2\n1,5\n2,8\n3,11\n4,14.5\n");
    Path rule = folder.resolve("slow.rule");
    Files.writeString(rule, "hyper pace = 0.01 in [0, inf)\nw = w - pace*g\n");
    for (String way : new String[] {"--steps=50", "--batch=2"}) {
      Glissade run =
          Glissade.run(
              "fit",
              "y ~ a + b*x",
              file,
              "--start",
              "a=1,b=1",
              "--rule",
              rule.toString(),
              way,
              "--set",
              "pace=0.02",
              "--json");
      assertThat(run.err()).isEmpty();
      assertThat(run.code()).isZero();
      assertThat(run.json().at("/phases/0/phase").asString()).isEqualTo("slow");
      assertThat(run.json().at("/parameters/b/estimate").asDouble()).isCloseTo(3.1, within(1e-7));
    }
    refused(
        "glissade: rule `slow` has no hyperparameter `lr`. It has: pace.\n",
        "y ~ a + b*x",
        file,
        "--rule",
        rule.toString(),
        "--lr",
        "0.1");
  }

  @Test
  void problemsOfDataExitWith3() throws IOException {
    String file = table("x,y\n1,2\n3,oops\n");
    Glissade run = Glissade.run("fit", "y ~ a + b*x", file, "--start", "a=1,b=1");
    assertThat(run.err())
        .isEqualTo(
            "glissade: "
                + file
                + ": row 2 (line 3), column `y` is `oops`, not a number; correct it, or leave the cell empty if the value is missing\n");
    assertThat(run.code()).isEqualTo(3);
    String words = table("x,y\na,1\nb,2\n");
    Glissade text = Glissade.run("fit", "y ~ a + b*x", words, "--start", "a=1,b=1");
    assertThat(text.err())
        .isEqualTo(
            "glissade: "
                + words
                + ": column `x` holds text, and the formula needs numbers; as a category it is `x == 'text'`, `u[x]` or `code(x)`\n");
    assertThat(text.code()).isEqualTo(3);
  }

  @Test
  void problemsOfUseExitWith2() throws IOException {
    String file = table("x,y\n1,2\n3,4\n");
    refused("glissade: name a table, or give a query with --data: one of the two\n", "y ~ a*x");
    refused("glissade: the formula has no parameter `c`\n", "y ~ a + b*x", file, "--start", "c=1");
    refused(
        """
        formula:1:5: `mean` takes a vector, and `x` is a single number; a loss is averaged over the rows anyway
          y ~ mean(x)*a
              ^^^^^^^
        """,
        "y ~ mean(x)*a",
        file,
        "--start",
        "a=1");
    refused(
        """
        formula:1:1: unknown function `logistik`; did you mean `logistic`?
          logistik(y, a*x)
          ^^^^^^^^
        """,
        "logistik(y, a*x)",
        file,
        "--start",
        "a=1");
  }

  private static void refused(String message, String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "fit";
    System.arraycopy(args, 0, all, 1, args.length);
    Glissade run = Glissade.run(all);
    assertThat(run.err()).isEqualTo(message);
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void aFitIsDrawn() throws IOException {
    String file = table("x,y\n1,5\n2,8.2\n3,11.1\n4,14.1\n5,17.6\n");
    Path svg = folder.resolve("fit.svg");
    Path html = folder.resolve("fit.html");
    Glissade run = Glissade.run("fit", "y ~ a + b*x", file, "--plot", svg.toString());
    assertThat(run.err()).isEmpty();
    assertThat(Files.readString(svg)).startsWith("<svg").contains("Rows and fit");
    Glissade.run("fit", "y ~ a + b*x", file, "--plot", html.toString());
    assertThat(Files.readString(html)).contains("What is left over").contains("y ~ a + b*x");
    refused(
        "glissade: --plot takes a file that ends in .svg or .html, not `fit.png`\n",
        "y ~ a*x",
        file,
        "--plot",
        "fit.png");
  }

  @Test
  void aColumnBetweenBackquotesIsDrawn() throws IOException {
    String file = table("x (s),y (m)\n1,5\n2,8.2\n3,11.1\n4,14.1\n5,17.6\n");
    Path svg = folder.resolve("quoted.svg");
    Glissade run = Glissade.run("fit", "`y (m)` ~ a + b*`x (s)`", file, "--plot", svg.toString());
    assertThat(run.err()).isEmpty();
    assertThat(Files.readString(svg)).contains("Rows and fit").contains("y (m)");
  }

  @Test
  void numbersThatCannotBeAreRefused() throws IOException {
    String file = table("x,y\n1,5\n2,8.2\n3,11.1\n");
    refused(
        "glissade: the number of threads must be at least 1, not 0\n",
        "y ~ a*x",
        file,
        "--threads",
        "0");
    refused(
        "glissade: --valid 0% keeps no rows back: leave it out\n",
        "y ~ a*x", file, "--valid", "0%");
  }
}
