package glissade.compile;

import java.util.concurrent.atomic.AtomicIntegerArray;
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

  /** Elements between two numbers that different threads write: no cache line has both. */
  private static final int APART = 32;

  private final Helper[] helpers;

  /**
   * By helper, far apart: the number of a call when it is asked, minus that when it has done; then
   * the number that tasks are given.
   */
  private final AtomicIntegerArray calls;

  private volatile boolean closed;
  private volatile @Nullable Throwable failure;
  private Work work = (task, number) -> {};
  private int tasks;

  /** Work in numbered tasks that do not depend on each other. */
  public interface Work {
    /**
     * Does one of them.
     *
     * @param number as given to all
     */
    void run(int task, int number);
  }

  /** As many threads as {@code threads}, the caller's among them. */
  public Workers(int threads) {
    this.helpers = new Helper[threads - 1];
    this.calls = new AtomicIntegerArray(Math.max(2, threads + 1) * APART);
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1);
      helpers[i].setDaemon(true);
      helpers[i].start();
    }
  }

  /**
   * Does all tasks; the same thread always takes the same ones, so that they stay in its cache.
   * Returns, or throws, once no thread is at work.
   *
   * @param number what all are given; what else a task reads that has changed since the call before
   *     makes other threads wait, each time, for a cache line more
   * @throws IllegalStateException if a task of another thread fails
   */
  public void run(Work some, int count, int number) {
    if (work != some || tasks != count) { // what is not written stays in the helpers' caches
      work = some;
      tasks = count;
    }
    int before = -calls.getPlain(APART); // of the first helper; all have done as many
    int now = before == Integer.MAX_VALUE ? 1 : before + 1;
    for (Helper helper : helpers) {
      calls.setPlain(helper.place + 1, number); // in the cache line that they look at
      calls.set(helper.place, now); // everything above is visible to who sees this
      if (helper.asleep) {
        LockSupport.unpark(helper);
      }
    }
    Throwable failed = null;
    try {
      share(0, number);
    } finally {
      for (Helper helper : helpers) {
        await(helper, now);
      }
      failed = failure;
      if (failed != null) { // else the helpers, who look beside it, would have to fetch it anew
        failure = null;
      }
    }
    if (failed != null) {
      throw new IllegalStateException("a part of the work failed", failed);
    }
  }

  private void await(Helper helper, int now) {
    for (int spins = 0; calls.getAcquire(helper.place) != -now; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, NAP);
      }
    }
  }

  private void share(int who, int number) {
    long all = tasks;
    int threads = helpers.length + 1;
    int end = (int) (all * (who + 1) / threads);
    for (int task = (int) (all * who / threads); task < end; task++) {
      work.run(task, number);
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
    private final int place;
    private volatile boolean asleep;

    Helper(int who) {
      super("glissade-worker-" + who);
      this.who = who;
      this.place = who * APART;
    }

    @Override
    public void run() {
      while (true) {
        for (int spins = 0; calls.get(place) <= 0 && !closed; spins++) {
          if (spins < SPINS) {
            Thread.onSpinWait();
          } else {
            asleep = true;
            if (calls.get(place) <= 0 && !closed) {
              LockSupport.park(Workers.this);
            }
            asleep = false;
          }
        }
        if (closed) {
          return;
        }
        int call = calls.get(place);
        try {
          share(who, calls.getPlain(place + 1));
        } catch (RuntimeException | Error e) {
          failure = e;
        }
        calls.setRelease(place, -call);
      }
    }
  }
}
