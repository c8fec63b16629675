package glissade.rule;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.formula.FormulaException;
import glissade.formula.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person reads who wrote a rule that cannot be. */
class RuleProblemsTest {

  /** The paragraphs of {@code problems.txt}, which says how it is to be read. */
  static Stream<String> cases() throws IOException {
    try (InputStream in = RuleProblemsTest.class.getResourceAsStream("problems.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.strip().split("\n\n", -1)).skip(1);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void messageNamesEveryProblemWithItsPlace(String problem) {
    String[] parts = problem.split("\n---\n", 2);
    String text = parts[0].replace("␣", "");
    assertThatThrownBy(() -> Rule.parse("mine", new Source("mine.rule", text)))
        .isInstanceOf(FormulaException.class)
        .hasMessage(parts[1]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/no/such/folder/mine.rule", "mine.rule"})
  void missingFileIsNamed(String path) {
    assertThatThrownBy(() -> Rules.find(path))
        .isInstanceOf(SettingsException.class)
        .hasMessage("no rule file " + path);
  }

  @Test
  void folderIsNoRule(@TempDir Path folder) {
    assertThatThrownBy(() -> Rules.find(folder.toString()))
        .isInstanceOf(SettingsException.class)
        .hasMessage("cannot read the rule file " + folder + ": Is a directory");
  }

  @Test
  void unknownRuleIsNamedWithTheNearest() {
    String all = String.join(", ", Rules.names());
    assertThatThrownBy(() -> Rules.find("rmsprp"))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "no rule `rmsprp`; did you mean `rmsprop`? Rules: %s. Your own: the path of a file ending in `.rule`.",
            all);
    assertThatThrownBy(() -> Rules.find("xyzzy"))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "no rule `xyzzy`. Rules: %s. Your own: the path of a file ending in `.rule`.", all);
  }
}
