package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code glissade predict}, {@code score} and {@code export} of what {@code fit} printed. */
class FittedModelCommandsTest {
  @TempDir Path folder = Path.of(".");

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  /** The model that a fit prints: y = 2 + 3*x + u, where u is 0 for a and 5 for b. */
  private String fitted() throws IOException {
    String csv = file("t.csv", "x,kind,y\n0,a,2\n1,b,10\n2,a,8\n3,b,16\n4,a,14\n");
    Glissade run =
        Glissade.run(
            "fit", "y ~ m*x + u[kind]", csv, "--start", "m=1,u=0", "--steps", "500", "--json");
    assertThat(run.err()).isEmpty();
    return file("model.json", run.out());
  }

  private static String model(String formula, String parameters) {
    return """
        {"schema": "glissade/fit/1", "formula": "%s", "columns": ["x", "y"],
         "parameters": {%s}, "categories": {}}
        """
        .formatted(formula, parameters);
  }

  private String line() throws IOException {
    return file(
        "line.json", model("y ~ a + b*x", "\"a\": {\"estimate\": 2}, \"b\": {\"estimate\": 3.5}"));
  }

  @Test
  void whatAFitPrintsPredicts() throws IOException {
    Glissade run = Glissade.run("predict", fitted(), file("new.csv", "kind,x\nb,10\na,0\n"));
    assertThat(run.err()).isEmpty();
    String[] lines = run.out().split("\n", -1);
    assertThat(lines[0]).isEqualTo("predicted_y");
    assertThat(Double.parseDouble(lines[1])).isCloseTo(37, within(1e-8));
    assertThat(Double.parseDouble(lines[2])).isCloseTo(2, within(1e-8));
    assertThat(lines).hasSize(4);
  }

  @Test
  void aTextThatTheFitHasNotMetIsDataThatIsWrong() throws IOException {
    String csv = file("new.csv", "kind,x\nb,1\nc,2\n");
    Glissade run = Glissade.run("predict", fitted(), csv);
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            "glissade: "
                + csv
                + ": column `kind` has the text 'c' in row 2, which the fit has not met; it knows: a, b\n");
  }

  @Test
  void columnsAreAppendedAndFilesWritten() throws IOException {
    String csv = file("new.csv", "name,x,z\n\"a, \"\"b\"\"\",1,0.125\n,2,1\nc,3,7\n");
    Path out = folder.resolve("out.csv");
    Glissade run =
        Glissade.run("predict", line(), csv, "--append", "--missing", "drop", "-o", out.toString());
    assertThat(run.err()).isEqualTo("3 rows read, 1 dropped: name missing in 1\n");
    assertThat(run.out()).isEqualTo("2 predictions written to " + out + "\n");
    assertThat(Files.readString(out))
        .isEqualTo("name,x,z,predicted_y\n\"a, \"\"b\"\"\",1,0.125,5.5\nc,3,7,12.5\n");
    Glissade again = Glissade.run("predict", line(), out.toString(), "--append");
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err())
        .isEqualTo(
            "glissade: the table has a column `predicted_y` already: rename it, or leave out --append\n");
  }

  @Test
  void aQueryIsATable() throws IOException {
    String csv = file("new.csv", "x\n1\n2\n").replace("'", "''");
    Glissade run =
        Glissade.run("predict", line(), "--data", "SELECT x FROM '" + csv + "' WHERE x > 1");
    assertThat(run.out()).isEqualTo("predicted_y\n9\n");
    assertThat(Glissade.run("predict", line()).err())
        .isEqualTo("glissade: name a table, or give a query with --data: one of the two\n");
  }

  @Test
  void aScoreIsPrinted() throws IOException {
    String csv = file("new.csv", "x,y\n0,2\n2,10\n4,16\n");
    Glissade run = Glissade.run("score", line(), csv);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            y ~ a + b*x
            3 rows read

            mean loss  0.3333333333333333
            R²         0.9898648648648649
            """);
    JsonNode json = Glissade.run("score", line(), csv, "--json").json();
    assertThat(json.get("schema").asString()).isEqualTo("glissade/score/1");
    assertThat(json.get("rows").asLong()).isEqualTo(3);
    assertThat(json.get("loss").asDouble()).isCloseTo(1.0 / 3, within(1e-15));
    assertThat(json.get("rSquared").asDouble()).isCloseTo(1 - 1 / (296.0 / 3), within(1e-14));
    assertThat(json.get("accuracy")).isNull();
  }

  /** A row with the weight 2 counts as if it were there twice; one with 0, not at all. */
  @Test
  void scoresMayBeWeighted() throws IOException {
    String once = file("once.csv", "x,y,w\n0,2,1\n1,5.5,2\n2,9,1\n3,99,0\n");
    String twice = file("twice.csv", "x,y\n0,2\n1,5.5\n1,5.5\n2,9\n");
    JsonNode weighted = Glissade.run("score", line(), once, "--weights", "w", "--json").json();
    JsonNode plain = Glissade.run("score", line(), twice, "--json").json();
    assertThat(weighted.get("loss").asDouble())
        .isCloseTo(plain.get("loss").asDouble(), within(1e-15));
    assertThat(weighted.get("rSquared").asDouble())
        .isCloseTo(plain.get("rSquared").asDouble(), within(1e-15));
    Glissade wrong = Glissade.run("score", line(), once, "--weights", "v");
    assertThat(wrong.err())
        .isEqualTo("glissade: " + once + ": there is no column `v`; there are x, y, w\n");
    assertThat(wrong.code()).isEqualTo(3);
  }

  @Test
  void codeIsNamedAsItsFile() throws IOException {
    Path out = folder.resolve("Line.java");
    Glissade run = Glissade.run("export", line(), "--to", "java", "-o", out.toString());
    assertThat(run.err()).isEmpty();
    assertThat(Files.readString(out))
        .isEqualTo(
            """
            /**
             * A formula with the values of a fit:
             *
             * <pre>
             * y ~ a + b*x
             * </pre>
             */
            public final class Line {
              private static final double a = 2.0;
              private static final double b = 3.5;

              private Line() {}

              /**
               * Predicts.
               *
               * @param x the column x
               * @return predicted_y
               */
              public static double predict(double x) {
                return a + b * x;
              }
            }
            """);
    assertThat(Glissade.run("export", line(), "--to", "python").out())
        .isEqualTo(
            """
            # y ~ a + b*x
            # with the values of a fit.

            import math

            a = 2.0
            b = 3.5


            def predict(x):
                # The value is predicted_y.
                # x: the column x
                return a + b * x
            """);
    assertThat(Glissade.run("export", line(), "--to", "cobol").err())
        .isEqualTo(
            """
            glissade: invalid value for option '--to': write java or python, not `cobol`
            Try: glissade export --help
            """);
  }

  private void refused(String text, String message) throws IOException {
    String file = file("bad.json", text);
    Glissade run = Glissade.run("export", file, "--to", "java");
    assertThat(run.err()).isEqualTo("glissade: " + file + ": " + message + "\n");
    assertThat(run.code()).isEqualTo(3);
  }

  @Test
  void whatIsNoModelIsRefused() throws IOException {
    refused("{\"a\": ", "is not JSON: line 1, column 7");
    refused("{}", "is no fitted model; write one with: glissade fit … --json > bad.json");
    refused("[1]", "is no fitted model; write one with: glissade fit … --json > bad.json");
    refused("{\"schema\": \"glissade/fit/1\"}", "`formula` of the model must be a text");
    refused(model("y ~ a*x", "\"a\": {}"), "`parameters.a.estimate` of the model is missing");
    refused(
        model("y ~ a*x", "\"a\": {\"estimate\": true}"),
        "`parameters.a.estimate` has true where a number must be");
    refused(
        model("y ~ a*x", "\"a\": {\"estimate\": [[1], [1, 2]]}"),
        "`parameters.a.estimate` has rows of different lengths");
    String absent = folder.resolve("absent.json").toString();
    assertThat(Glissade.run("export", absent, "--to", "java").err())
        .isEqualTo("glissade: " + absent + ": the model cannot be read: no such file\n");
  }
}
