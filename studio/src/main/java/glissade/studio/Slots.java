package glissade.studio;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How much may go on at once. Who finds no room within a moment is told to try again. */
final class Slots {
  private static final int COMPUTATIONS = 4;

  /** Apart from the others, because a fit is told as it goes on, at the pace of who reads it. */
  private static final int FITS = 2;

  /** Each is a page that sits beside a run and sleeps most of the time. */
  private static final int WATCHES = 8;

  /** Of answers that are larger than a socket's buffers, and stay in memory until read. */
  private static final int LARGE_ANSWERS = 4;

  private static final int LARGE = 1 << 20;
  private static final long PATIENCE_MILLIS = 250;

  private final Semaphore computing = new Semaphore(COMPUTATIONS);
  private final Semaphore fitting = new Semaphore(FITS);
  private final Semaphore watching = new Semaphore(WATCHES);
  private final Semaphore sending = new Semaphore(LARGE_ANSWERS);

  /** What is computed. */
  interface Computation<T> {
    T get() throws IOException;
  }

  /** Computes, when there is room. */
  <T> T compute(Computation<T> computation) throws IOException {
    return within(computing, "the studio is busy with " + COMPUTATIONS + " runs", computation);
  }

  /** Fits, when there is room. */
  <T> T fit(Computation<T> computation) throws IOException {
    return within(fitting, "the studio is busy with " + FITS + " fits", computation);
  }

  /** Watches, when there is room. */
  <T> T watch(Computation<T> computation) throws IOException {
    return within(watching, "the run is watched by " + WATCHES + " pages", computation);
  }

  private static <T> T within(Semaphore semaphore, String busy, Computation<T> computation)
      throws IOException {
    acquire(semaphore, busy);
    try {
      return computation.get();
    } finally {
      semaphore.release();
    }
  }

  /**
   * An answer that may be large. While a large one is being read it takes up room; a client that
   * never reads is cut off by the server in the end.
   */
  Reply reply(String type, byte[] body) {
    Reply reply = Reply.bytes(200, type, body);
    if (body.length < LARGE) {
      return reply;
    }
    return exchange -> {
      if (!sending.tryAcquire()) {
        busy("the studio is sending " + LARGE_ANSWERS + " long answers").reply().send(exchange);
        return;
      }
      try {
        reply.send(exchange);
      } finally {
        sending.release();
      }
    };
  }

  private static void acquire(Semaphore semaphore, String what) {
    try {
      if (!semaphore.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        throw busy(what);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy(what);
    }
  }

  private static HttpProblem busy(String what) {
    return new HttpProblem(429, what + " already; try again in a moment");
  }
}
