package glissade.benchmarks;

import org.jspecify.annotations.Nullable;

/** A thread that waits for work without sleeping: how a person shares a loop by hand. */
public final class SecondThread {
  private volatile @Nullable Runnable work;
  private volatile boolean closed;

  /** Starts it. */
  public SecondThread() {
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

  /** Has it begin with some work. */
  public void start(Runnable some) {
    work = some;
  }

  /** Returns when that is done. */
  public void await() {
    while (work != null) {
      Thread.onSpinWait();
    }
  }

  /** Ends it. */
  public void close() {
    closed = true;
  }
}
