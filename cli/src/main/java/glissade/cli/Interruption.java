package glissade.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** On Ctrl-C, ends the run early and keeps the process alive until its result is written. */
final class Interruption {
  private static final long SECONDS_TO_FINISH = 30;

  private final CountDownLatch written = new CountDownLatch(1);
  private final Thread hook;

  Interruption(Runnable interrupt) {
    hook =
        new Thread(
            () -> {
              interrupt.run();
              try {
                boolean unused = written.await(SECONDS_TO_FINISH, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The result is written. */
  void done() {
    written.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running, and ends now.
    }
  }
}
