package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.optimize.Minimizer;
import glissade.optimize.Result;
import glissade.optimize.StopReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the documents show is what happens. */
class DocumentsTest {
  private static final Path ROOT = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  @Test
  void referencePagesAreWhatTheCommandPrints() throws IOException {
    assertThat(read("docs/language.md")).isEqualTo(Glissade.run("language").out());
    assertThat(read("docs/rules.md")).isEqualTo(Glissade.run("rules", "--markdown").out());
  }

  @Test
  void theReadmesCommandsPrintWhatItShows() throws IOException {
    String readme = read("README.md");
    int commands = 0;
    for (String block : readme.split("```console\n", -1)) {
      if (block.startsWith("$ ")) {
        for (String command : block.split("```", 2)[0].split("(?m)^\\$ ", -1)) {
          if (!command.isEmpty()) {
            check(command);
            commands++;
          }
        }
      }
    }
    assertThat(commands).isEqualTo(5);
  }

  private static void check(String commandAndOutput) {
    String[] parts = commandAndOutput.split("\n", 2);
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(parts[0]);
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    assertThat(words.remove(0)).isEqualTo("./glissade");
    Glissade run = Glissade.run(words.toArray(String[]::new));
    assertThat(run.out() + run.err()).as(parts[0]).isEqualTo(parts[1]);
  }

  @Test
  void theReadmesTableOfRules() throws IOException {
    StringBuilder table = new StringBuilder();
    for (String rule : List.of("sgd", "momentum", "nesterov", "rmsprop")) {
      double last =
          Minimizer.of("x^2 + y^2").start("x=5, y=4").rule(rule).steps(101).run().lastValue();
      table.append(
          "| %s | %s | %s | %s |%n"
              .formatted(
                  rule, steps("x^2 + y^2", rule), brief(last), steps("x^2 + 100*y^2", rule)));
    }
    assertThat(read("README.md")).contains(table.toString());
  }

  private static String steps(String formula, String rule) {
    Result result = Minimizer.of(formula).start("x=5, y=4").rule(rule).target(1e-8).run();
    return result.stop().reason() == StopReason.DIVERGED
        ? "diverges"
        : String.valueOf(result.steps());
  }

  private static String brief(double value) {
    return "%.1e".formatted(value).replaceFirst("e([+-])0", "e$1");
  }

  @Test
  void theReadmesJavaCompilesAndRuns() throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      ReadmeExample.run();
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines(
            """
            -3.0770182845888756E-17 after 101 steps: the gradient's largest component, 6.154036569177751e-17, is within 1e-16
            update 0.3162276660168696, s 9.999999999999998
            """);
    String example = read("cli/src/test/java/glissade/cli/ReadmeExample.java");
    String snippet = example.substring(example.indexOf("// begin") + 8, example.indexOf("// end"));
    assertThat(squeezed(read("README.md"))).contains(squeezed(snippet));
  }

  /** The formatter breaks lines where the README does not. */
  private static String squeezed(String text) {
    return text.replaceAll("\\s+", "");
  }
}
