package glissade.cli;

import glissade.optimize.Minimizer;
import glissade.optimize.Progress;
import glissade.optimize.Result;
import glissade.studio.Live;
import glissade.studio.Studio;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Shows a run on the studio's page while it goes on. When it is over, the page stays: on a terminal
 * until the person presses Enter or Ctrl-C; elsewhere until a page has seen the end, or for ten
 * seconds.
 */
final class WatchInput {
  private static final long PATIENCE_MILLIS = 10_000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--watch",
      description = {
        "show the run on a page in your browser while it goes on; when it is over the page stays until you press Enter,"
            + " or, where standard input is no terminal, until it has seen the end, or for 10 seconds"
      })
  private boolean on;

  @Option(names = "--no-open", description = "with --watch: print the address, and open no browser")
  private boolean quiet;

  private @Nullable Live live;
  private @Nullable Studio studio;

  /** Starts the server, if the run is to be watched; its address is told when the run begins. */
  void begin(Minimizer minimizer) {
    if (!on) {
      if (quiet) {
        throw new UsageException("--no-open goes with --watch");
      }
      return;
    }
    Live run = new Live(minimizer);
    try {
      studio = Studio.watching(0, run);
    } catch (IOException e) {
      throw new UsageException("cannot listen for the page: " + e.getMessage());
    }
    live = run;
    minimizer.observe(step -> Long.MAX_VALUE, this::tell);
    minimizer.observe(run::next, run);
  }

  private boolean told;

  /** A run that cannot begin opens no page. */
  private void tell(Progress progress) {
    Studio started = studio;
    if (told || started == null) {
      return;
    }
    told = true;
    say("watch it at " + started.liveAddress());
    if (!quiet) {
      Thread opening = // which may take longer than the run
          new Thread(
              () -> {
                if (!BrowserWindow.open(started.liveAddress())) {
                  say("no browser could be opened: open the address in yours");
                }
              },
              "glissade-browser");
      opening.setDaemon(true);
      opening.start();
    }
  }

  /**
   * The run is over and its result is written.
   *
   * @param lines what was printed of it
   */
  void end(Result result, List<String> lines) {
    if (live != null) {
      live.end(result, lines);
    }
  }

  /** Lets the page stay as long as it may. */
  void stay() throws InterruptedException {
    if (live == null) {
      return;
    }
    if (Boolean.getBoolean("glissade.interactive")) {
      say("the page stays until you press Enter");
      waitForEnter(Main.standardInput(spec));
    } else if (!live.awaitSeen(PATIENCE_MILLIS)) {
      say("no page has seen the end within 10 seconds");
    }
  }

  private static void waitForEnter(InputStream in) {
    try {
      int read;
      do {
        read = in.read();
      } while (read >= 0 && read != '\n');
    } catch (IOException e) {
      // There is nobody at the terminal any more.
    }
  }

  /** Stops the server, if there is one. */
  void close() {
    if (studio != null) {
      studio.close();
    }
  }

  private void say(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("glissade: " + message);
    err.flush();
  }
}
