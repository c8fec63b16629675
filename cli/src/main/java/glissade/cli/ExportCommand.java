package glissade.cli;

import glissade.fit.ExportLanguage;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code glissade export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a fitted formula as code that predicts without Glissade: a Java class, or a Python module, with a"
          + " function predict of a row's columns.",
      ""
    },
    footer = {"", "Example:", "  glissade export model.json --to java -o Decay.java"})
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelInput modelInput = new ModelInput();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "java|python",
      converter = LanguageConverter.class,
      description = "the language")
  private ExportLanguage language = ExportLanguage.JAVA;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "where to write; standard output if it is not given. A Java class is called as the file, else Model")
  private @Nullable Path output;

  @Override
  public Integer call() {
    String name = output == null ? "Model" : String.valueOf(output.getFileName());
    int suffix = name.lastIndexOf('.');
    String code =
        modelInput.model().export(language, suffix > 0 ? name.substring(0, suffix) : name);
    if (output == null) {
      spec.commandLine().getOut().print(code);
    } else {
      OutputFile.write(output, code);
    }
    return ExitCode.OK;
  }

  /** Reads {@code java} or {@code python}. */
  static final class LanguageConverter implements ITypeConverter<ExportLanguage> {
    @Override
    public ExportLanguage convert(String text) {
      return switch (text) {
        case "java" -> ExportLanguage.JAVA;
        case "python" -> ExportLanguage.PYTHON;
        default -> throw new TypeConversionException("write java or python, not `" + text + "`");
      };
    }
  }
}
