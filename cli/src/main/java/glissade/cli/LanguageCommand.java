package glissade.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code glissade language}. */
@Command(
    name = "language",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the reference of the formula language: every operator with its derivative.",
      ""
    })
final class LanguageCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(Reference.language());
    return ExitCode.OK;
  }
}
