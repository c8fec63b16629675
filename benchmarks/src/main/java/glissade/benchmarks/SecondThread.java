package glissade.benchmarks;

import org.jspecify.annotations.Nullable;

/** A thread that waits for work without sleeping: how a person shares a loop by hand. */
final class SecondThread {
  private volatile @Nullable Runnable work;
  private volatile boolean closed;

  SecondThread() {
    Thread thread =
        new Thread(
            () -> {
              while (!closed) {
                Runnable some = work;
                if (some == null) {
                  Thread.onSpinWait();
                } else {
                  some.run();
                  work = null;
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  void start(Runnable some) {
    work = some;
  }

  void await() {
    while (work != null) {
      Thread.onSpinWait();
    }
  }

  void close() {
    closed = true;
  }
}
