package glissade.compile;

import glissade.formula.LimitException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A kernel in two forms of the same bits: plain, and for vector registers. The second is slow until
 * HotSpot has compiled it, and on some machines it stays so. So work begins with the plain form;
 * once there was much of it, the other is run beside it on numbers of its own, and takes over when
 * it has been faster.
 */
final class WarmingKernel implements Kernel {
  /** Elements of work that make it worthwhile. */
  private static final long MUCH = 1_000_000;

  /** Shorter calls do not fill the registers well. */
  private static final int SHORT = 32;

  /** Elements of a trial: few, as it is calls that HotSpot counts before it compiles. */
  static final int TRIAL = 192;

  /** Calls that are timed together. */
  private static final int CALLS = 16;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  /** How long both may stay as fast as they are before that is taken for how fast they are. */
  private static final long SETTLED = TimeUnit.SECONDS.toNanos(1);

  /** The parts of rest for one of trial, where every processor has work; patience grows as well. */
  private static final int RESTS = 4;

  /** One thread for all kernels, which ends when there is nothing to try. */
  private static final Executor BESIDE = beside();

  private final Kernel plain;
  private final Supplier<Kernel> inLanes;
  private final Supplier<Object[]> view;
  private final int scalars;
  private volatile Kernel current;
  private final Set<Thread> callers = ConcurrentHashMap.newKeySet(); // until asked
  private volatile boolean asked;
  private long seen;

  /**
   * A kernel.
   *
   * @param inLanes makes the other form
   * @param view makes arrays to try both with, of {@link #TRIAL} elements at least
   * @param scalars how many scalar inputs there are
   */
  WarmingKernel(Kernel plain, Supplier<Kernel> inLanes, Supplier<Object[]> view, int scalars) {
    this.plain = plain;
    this.inLanes = inLanes;
    this.view = view;
    this.scalars = scalars;
    this.current = plain;
  }

  private static Executor beside() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "glissade-lanes");
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  @Override
  public double run(Object[] arrays, double[] numbers, int from, int to) {
    if (to - from < SHORT) {
      return plain.run(arrays, numbers, from, to);
    }
    if (!asked) {
      callers.add(Thread.currentThread());
      seen += to - from; // by several threads, some may be lost
      if (seen > MUCH) {
        ask();
      }
    }
    return current.run(arrays, numbers, from, to);
  }

  private synchronized void ask() {
    if (!asked) {
      asked = true;
      BESIDE.execute(this::compare);
    }
  }

  private void compare() {
    try {
      current = faster();
    } catch (LimitException | LinkageError e) {
      // A form that cannot be had is none: the plain one goes on.
    }
  }

  private Kernel faster() {
    Kernel other = inLanes.get();
    Object[] arrays = view.get();
    double[] numbers = new double[scalars];
    Arrays.fill(numbers, 0.5);
    int rests = callers.size() < Runtime.getRuntime().availableProcessors() ? 0 : RESTS;
    callers.clear();
    long least = Long.MAX_VALUE;
    long leastOther = Long.MAX_VALUE;
    long start = System.nanoTime();
    long improved = start;
    long now;
    do {
      long timeOther = time(other, arrays, numbers);
      long time = time(plain, arrays, numbers);
      now = System.nanoTime();
      if (timeOther < 0.97 * leastOther || time < 0.97 * least) {
        improved = now;
      }
      leastOther = Math.min(leastOther, timeOther);
      least = Math.min(least, time);
      if (leastOther < 0.9 * least) {
        return other;
      }
      if (leastOther < 3 * least && now - improved > SETTLED) { // it is compiled
        return plain;
      }
      if (rests > 0) {
        LockSupport.parkNanos(rests * (time + timeOther));
      }
    } while (now - start < PATIENCE * (1 + rests));
    return plain;
  }

  private static long time(Kernel kernel, Object[] arrays, double[] numbers) {
    long start = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      kernel.run(arrays, numbers, 0, TRIAL);
    }
    return System.nanoTime() - start;
  }
}
