package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What docs/fitting.md shows is what its commands print. After a change on purpose, copy {@code
 * cli/target/fitting.md} over it. Skipped where docs/fetch-tables has not been run, unless the
 * environment says {@code GLISSADE_TABLES=required}. Compared on Java 17 alone: the last bits of
 * tanh and others differ from Java to Java, and what comes of many steps differs more.
 */
@Tag("examples")
class FittingDocumentTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern EXAMPLE =
      Pattern.compile("```sh\n\\./glissade (.*)\n```\n\n<!-- printed -->\n(?s:.*?)<!-- end -->");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @Test
  void examplesPrintWhatIsShown() throws IOException {
    boolean fetched = Files.exists(DOCS.resolve("tables/flights-3m.parquet"));
    boolean required = "required".equals(System.getenv("GLISSADE_TABLES"));
    Assumptions.assumeTrue(fetched || required, "run docs/fetch-tables first");
    String page = Files.readString(DOCS.resolve("fitting.md"));
    StringBuilder printed = new StringBuilder();
    Matcher example = EXAMPLE.matcher(page);
    int examples = 0;
    while (example.find()) {
      Glissade run = Glissade.run(words(example.group(1)).toArray(String[]::new));
      assertThat(run.code()).as(run.err()).isZero();
      String shown =
          "```sh\n./glissade %s\n```\n\n<!-- printed -->\n```text\n%s```\n<!-- end -->"
              .formatted(example.group(1), run.out());
      example.appendReplacement(printed, Matcher.quoteReplacement(shown));
      examples++;
    }
    example.appendTail(printed);
    Files.writeString(Path.of("target/fitting.md"), printed);
    assertThat(examples).isEqualTo(6);
    if (Runtime.version().feature() == 17) {
      assertThat(page).isEqualTo(printed.toString());
    }
  }

  /** The words of a command, with paths from the module's folder. */
  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      for (int group = 1; group <= 3; group++) {
        if (word.group(group) != null) {
          words.add(word.group(group).replace("docs/tables/", "../docs/tables/"));
        }
      }
    }
    return words;
  }
}
