package glissade.cli;

import glissade.studio.Studio;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code glissade studio}. */
@Command(
    name = "studio",
    mixinStandardHelpOptions = true,
    description = {
      "Shows losses, rules and fits at work on a page in your browser.",
      "",
      "It prints the page's address, opens it, and serves it until you press Ctrl-C. The address works on this"
          + " machine alone, and ends in a token that is new with each start.",
      ""
    },
    footer = {"", "Example:", "  glissade studio --port 8080 --no-open"})
final class StudioCommand implements Callable<Integer> {
  private static final int HIGHEST_PORT = 65535;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "where to listen (default: any port that is free)")
  private int port;

  @Option(names = "--no-open", description = "print the address, and open no browser")
  private boolean quiet;

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new UsageException("--port must be from 0 to %d, not %d".formatted(HIGHEST_PORT, port));
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Studio studio = Studio.start(port)) {
      out.println(studio.address());
      out.println("Stop it with Ctrl-C.");
      out.flush();
      if (!quiet && !BrowserWindow.open(studio.address())) {
        out.println("No browser could be opened: open the address in yours.");
        out.flush();
      }
      new CountDownLatch(1).await(); // until the process ends
    } catch (IOException e) {
      throw new UsageException(
          "cannot listen on port %d: %s; choose another with --port, or none for any that is free"
              .formatted(port, e.getMessage()));
    }
    return ExitCode.OK;
  }
}
