package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The tables of docs/compare.md are what the commands above them print. After a change on purpose,
 * copy {@code cli/target/compare.md} over it. Commands on tables are skipped where
 * docs/fetch-tables has not been run, unless the environment says {@code GLISSADE_TABLES=required};
 * and on other than Java 17, whose exp and log differ in the last bits, which many steps make more
 * of.
 */
@Tag("examples")
class CompareDocumentTest {
  private static final Pattern TABLE =
      Pattern.compile("```sh\n\\./glissade (.*)\n```\n\n<!-- printed -->\n(?s:.*?)<!-- end -->");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @Test
  void tablesAreWhatTheCommandsPrint() throws IOException {
    String page = Files.readString(Path.of("../docs/compare.md"));
    StringBuilder printed = new StringBuilder();
    Matcher table = TABLE.matcher(page);
    int tables = 0;
    while (table.find()) {
      tables++;
      if (table.group(1).contains("docs/tables/") && !hasTables()) {
        table.appendReplacement(printed, Matcher.quoteReplacement(table.group()));
        continue;
      }
      List<String> words = words(table.group(1));
      words.add("--markdown");
      Glissade run = Glissade.run(words.toArray(String[]::new));
      assertThat(run.code()).as(run.err()).isZero();
      String replacement =
          "```sh\n./glissade %s\n```\n\n<!-- printed -->\n%s<!-- end -->"
              .formatted(table.group(1), run.out());
      table.appendReplacement(printed, Matcher.quoteReplacement(replacement));
    }
    table.appendTail(printed);
    Files.writeString(Path.of("target/compare.md"), printed);
    assertThat(tables).isEqualTo(13);
    assertThat(page).isEqualTo(printed.toString());
  }

  private static boolean hasTables() {
    boolean required = "required".equals(System.getenv("GLISSADE_TABLES"));
    boolean fetched = Files.exists(Path.of("../docs/tables/seattle-weather.csv"));
    return (fetched || required) && Runtime.version().feature() == 17;
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
