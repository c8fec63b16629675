package glissade.cli;

import glissade.formula.CompileLimits;
import glissade.formula.Formula;
import glissade.formula.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The formula, from the command line, a file or standard input. */
final class FormulaInput {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FORMULA",
      description = "what to compute, such as 'x^2 + y^2'")
  private @Nullable String text;

  @Option(
      names = "--formula-file",
      paramLabel = "FILE",
      description = "read the formula from a file; - is standard input")
  private @Nullable String file;

  /** Whether there is a formula on the command line. */
  boolean isGiven() {
    return text != null || file != null;
  }

  /** The formula as it stands on the command line; null if it is not there. */
  @Nullable String text() {
    return text;
  }

  /** Reads the formula. */
  Formula formula() {
    return Formula.parse(source(), CompileLimits.DEFAULT);
  }

  /** The formula's text. */
  Source source() {
    if (text != null && text.startsWith("--")) {
      throw new UnmatchedArgumentException(spec.commandLine(), List.of(text));
    }
    if (text != null && file != null) {
      throw new UsageException("give the formula or --formula-file, not both");
    }
    if (file == null && text == null) {
      throw new UsageException("no formula; give one such as 'x^2 + y^2', or --formula-file FILE");
    }
    return file != null ? read(file) : new Source("formula", text == null ? "" : text);
  }

  private Source read(String path) {
    boolean standard = path.equals("-");
    try (InputStream in =
        standard ? Main.standardInput(spec) : Files.newInputStream(Path.of(path))) {
      // Beyond the limit the text is refused anyway, so no more of it is read.
      byte[] bytes = in.readNBytes(4 * CompileLimits.DEFAULT.characters() + 4);
      String content = new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
      return new Source(standard ? "standard input" : path, content.stripTrailing());
    } catch (NoSuchFileException e) {
      throw new UsageException("no formula file " + path);
    } catch (IOException | java.nio.file.InvalidPathException e) {
      throw new UsageException("cannot read the formula file " + path + ": " + e.getMessage());
    }
  }
}
