package glissade.studio;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The studio's server, running from {@link #start} until {@link #close}.
 *
 * <p>It listens on the loopback address alone. Each call must name this host and, if a page sends
 * it, come from the studio's own page; all but the files of the page must carry the token that
 * {@link #address} holds. Safe for use by several threads.
 */
public final class Studio implements AutoCloseable {
  /** Enough for a browser and for clients that hang, each of which holds one until cut off. */
  private static final int THREADS = 128;

  static {
    // The JDK's server reads these once. A request, or an answer, that takes longer is cut off.
    preset("sun.net.httpserver.maxReqTime", "20");
    preset("sun.net.httpserver.maxRspTime", "40");
    // Answers are written in several pieces, which must not wait for each other's receipts.
    preset("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final String token;
  private final Guard guard;
  private final Api api;

  private static void preset(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private Studio(int port, @Nullable Live live) throws IOException {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
    guard = new Guard(port(), token);
    api = new Api(live);
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "studio-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    threads.execute(api::warmUp);
  }

  /**
   * Starts.
   *
   * @param port where to listen; 0 for any that is free
   * @throws IOException if the port is taken
   */
  public static Studio start(int port) throws IOException {
    return new Studio(port, null);
  }

  /**
   * Starts, with a run that goes on in this process and is shown on the page beside all else.
   *
   * @param port where to listen; 0 for any that is free
   * @throws IOException if the port is taken
   */
  public static Studio watching(int port, Live run) throws IOException {
    return new Studio(port, run);
  }

  /** The page's address; its fragment holds the token, and never leaves the browser. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + port() + "/#token=" + token);
  }

  /** The address at which the page shows the run that is watched. */
  public URI liveAddress() {
    return URI.create(address() + "&view=live");
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      Reply reply;
      try {
        guard.checkHost(exchange.getRequestHeaders());
        String path = exchange.getRequestURI().getRawPath();
        if (path.startsWith("/api/")) {
          guard.checkCaller(exchange.getRequestHeaders());
          reply = api.answer(path.substring("/api/".length()), exchange);
        } else {
          reply = StaticFiles.answer(path, exchange.getRequestMethod());
        }
      } catch (HttpProblem problem) {
        reply = problem.reply();
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        reply = new HttpProblem(500, "internal error: " + e).reply();
      }
      reply.send(exchange);
    } catch (IOException e) {
      // The client has gone, or was cut off. Nobody is left to tell.
    }
  }

  /** Stops at once: runs are interrupted, and connections closed. */
  @Override
  public void close() {
    api.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
