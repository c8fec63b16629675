package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The tables of docs/compare.md are what the commands above them print. After a change on purpose,
 * copy {@code cli/target/compare.md} over it.
 */
class CompareDocumentTest {
  private static final Pattern TABLE =
      Pattern.compile("```sh\n\\./glissade (.*)\n```\n\n<!-- printed -->\n(?s:.*?)<!-- end -->");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  @Test
  void tablesAreWhatTheCommandsPrint() throws IOException {
    String page = Files.readString(Path.of("../docs/compare.md"));
    StringBuilder printed = new StringBuilder();
    Matcher table = TABLE.matcher(page);
    int tables = 0;
    while (table.find()) {
      List<String> words = new ArrayList<>();
      Matcher word = WORD.matcher(table.group(1));
      while (word.find()) {
        words.add(word.group(1) == null ? word.group(2) : word.group(1));
      }
      words.add("--markdown");
      Glissade run = Glissade.run(words.toArray(String[]::new));
      assertThat(run.code()).as(run.err()).isZero();
      String replacement =
          "```sh\n./glissade %s\n```\n\n<!-- printed -->\n%s<!-- end -->"
              .formatted(table.group(1), run.out());
      table.appendReplacement(printed, Matcher.quoteReplacement(replacement));
      tables++;
    }
    table.appendTail(printed);
    Files.writeString(Path.of("target/compare.md"), printed);
    assertThat(tables).isEqualTo(9);
    assertThat(page).isEqualTo(printed.toString());
  }
}
