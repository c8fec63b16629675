package glissade.compile;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that take part in short work many thousand times a second: between two calls they spin
 * for a while before they sleep, because waking takes longer than the work. Used by one thread.
 */
public final class Workers implements AutoCloseable {
  /** Some tens of microseconds: longer than what a caller does between two calls. */
  private static final int SPINS = 20_000;

  /** Nanoseconds between two looks, once it is clear that there are more threads than cores. */
  private static final long NAP = 20_000;

  private final Helper[] helpers;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean closed;
  private volatile @Nullable Throwable failure;
  private Work work = task -> {};
  private int tasks;

  /** Work in numbered tasks that do not depend on each other. */
  public interface Work {
    /** Does one of them. */
    void run(int task);
  }

  /** As many threads as {@code threads}, the caller's among them. */
  public Workers(int threads) {
    this.helpers = new Helper[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1);
      helpers[i].setDaemon(true);
      helpers[i].start();
    }
  }

  /**
   * Does all tasks; the same thread always takes the same ones, so that they stay in its cache.
   *
   * @throws IllegalStateException if a task of another thread fails
   */
  public void run(Work some, int count) {
    work = some;
    tasks = count;
    running.set(helpers.length);
    calls.getAndIncrement(); // everything above is visible to who sees this
    for (Helper helper : helpers) {
      if (helper.asleep) {
        LockSupport.unpark(helper);
      }
    }
    share(0);
    for (int spins = 0; running.get() > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, NAP);
      }
    }
    Throwable failed = failure;
    if (failed != null) {
      failure = null;
      throw new IllegalStateException("a part of the work failed", failed);
    }
  }

  private void share(int who) {
    long all = tasks;
    int threads = helpers.length + 1;
    int end = (int) (all * (who + 1) / threads);
    for (int task = (int) (all * who / threads); task < end; task++) {
      work.run(task);
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Helper helper : helpers) {
      LockSupport.unpark(helper);
    }
  }

  private final class Helper extends Thread {
    private final int who;
    private volatile boolean asleep;

    Helper(int who) {
      super("glissade-worker-" + who);
      this.who = who;
    }

    @Override
    public void run() {
      int done = 0;
      while (true) {
        for (int spins = 0; calls.get() == done && !closed; spins++) {
          if (spins < SPINS) {
            Thread.onSpinWait();
          } else {
            asleep = true;
            if (calls.get() == done && !closed) {
              LockSupport.park(Workers.this);
            }
            asleep = false;
          }
        }
        if (closed) {
          return;
        }
        done = calls.get();
        try {
          share(who);
        } catch (RuntimeException | Error e) {
          failure = e;
        }
        running.getAndDecrement();
      }
    }
  }
}
