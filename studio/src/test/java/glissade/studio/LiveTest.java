package glissade.studio;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.optimize.Minimizer;
import glissade.optimize.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A run that goes on in the process is told to pages, and waits for none of them. */
class LiveTest {
  private static final List<String> LINES = List.of("minimum  0", "stopped: \"here\"");

  private record Event(String name, JsonNode data) {}

  private static List<Event> events(byte[] body) {
    List<Event> events = new ArrayList<>();
    for (String text : new String(body, StandardCharsets.UTF_8).split("\n\n", -1)) {
      if (!text.isEmpty()) {
        String[] lines = text.split("\n", 2);
        events.add(
            new Event(
                lines[0].substring("event: ".length()),
                Reply.JSON.readTree(lines[1].substring("data: ".length()))));
      }
    }
    return events;
  }

  private static Minimizer lesson() {
    return Minimizer.of("x^2 + y^2").start("x=5, y=4");
  }

  /** Runs to the end, watched by nobody. */
  private static Result run(Minimizer minimizer, Live live) {
    Result result = minimizer.observe(live::next, live).run();
    live.end(result, LINES);
    return result;
  }

  private static List<Event> told(Live live) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    live.tell(out);
    return events(out.toByteArray());
  }

  @Test
  void theWholeOfAShortRunIsTold() throws Exception {
    Minimizer minimizer = lesson();
    Live live = new Live(minimizer);
    Result result = run(minimizer, live);
    List<Event> events = told(live);
    assertThat(events).extracting(Event::name).containsExactly("run", "rows", "done");
    JsonNode head = events.get(0).data();
    assertThat(head.get("formula").asString()).isEqualTo("x^2 + y^2");
    assertThat(head.get("start").asString()).isEqualTo("x=5, y=4");
    assertThat(head.get("elements").toString()).isEqualTo("[\"x\",\"y\"]");
    assertThat(head.get("rule").asString()).isEqualTo("rmsprop");
    assertThat(head.get("repeatable").asBoolean()).isTrue();
    JsonNode rows = events.get(1).data();
    assertThat(rows.get("from").asInt()).isZero();
    assertThat(rows.get("steps").size()).isEqualTo(102);
    assertThat(rows.at("/steps/101").asLong()).isEqualTo(101);
    assertThat(rows.at("/loss/0").asDouble()).isEqualTo(41);
    double at21 = lesson().steps(21).run().last().number("x");
    assertThat(rows.at("/values/0/21").asDouble()).isEqualTo(at21);
    assertThat(rows.at("/loss/101").asDouble()).isEqualTo(result.lastValue());
    assertThat(rows.at("/values/1/101").asDouble()).isEqualTo(result.last().number("y"));
    JsonNode end = events.get(2).data();
    assertThat(end.get("steps").asLong()).isEqualTo(101);
    assertThat(end.get("reason").asString()).isEqualTo("gradient");
    assertThat(end.get("lines").toString()).isEqualTo("[\"minimum  0\",\"stopped: \\\"here\\\"\"]");
  }

  /** Evenly spaced steps, never more than so many, first and last among them. */
  @Test
  void aLongRunIsThinned() throws Exception {
    Minimizer minimizer = Minimizer.of("sum(x^2)").start("x[9]=1").set("lr", 0.001).steps(123_456);
    Live live = new Live(minimizer);
    run(minimizer, live);
    JsonNode rows = told(live).get(1).data();
    JsonNode steps = rows.get("steps");
    assertThat(steps.size()).isBetween(1000, 2000);
    assertThat(rows.get("values").size()).isEqualTo(4);
    assertThat(rows.at("/values/3").size()).isEqualTo(steps.size());
    for (int i = 0; i < steps.size() - 1; i++) {
      assertThat(steps.get(i).asLong()).isEqualTo(64L * i);
    }
    assertThat(steps.get(steps.size() - 1).asLong()).isEqualTo(123_456);
  }

  /** Watching changes no bit of the result. */
  @Test
  void theResultIsTheSame() {
    Minimizer minimizer = Minimizer.of("(1 - x)^2 + 100*(y - x^2)^2").start("x=-1.2, y=1");
    Result watched = run(minimizer.steps(5000), new Live(minimizer));
    Result alone =
        Minimizer.of("(1 - x)^2 + 100*(y - x^2)^2").start("x=-1.2, y=1").steps(5000).run();
    assertThat(watched.parameters().toArray()).isEqualTo(alone.parameters().toArray());
    assertThat(watched.stop()).isEqualTo(alone.stop());
  }

  @Test
  void aPageFollowsIt() throws Exception {
    CountDownLatch watched = new CountDownLatch(1);
    Minimizer minimizer = lesson().steps(3000);
    Live live = new Live(minimizer);
    minimizer
        .observe(live::next, live)
        .observe(
            1000, progress -> await(progress.step() == 1000 ? watched : new CountDownLatch(0)));
    try (Studio studio = Studio.watching(0, live)) {
      assertThat(studio.liveAddress()).hasToString(studio.address() + "&view=live");
      Caller caller = Caller.of(studio);
      CompletableFuture<Result> run = CompletableFuture.supplyAsync(minimizer::run);
      ByteArrayOutputStream page = new ByteArrayOutputStream();
      try (InputStream in =
          caller
              .client()
              .send(caller.request("watch", Map.of()), HttpResponse.BodyHandlers.ofInputStream())
              .body()) {
        while (!page.toString(StandardCharsets.UTF_8).contains(",1000]")) {
          int next = in.read();
          assertThat(next).isNotNegative();
          page.write(next);
        }
        assertThat(run).isNotDone(); // it waits, and step 1000 has been told
        watched.countDown();
        live.end(run.get(20, TimeUnit.SECONDS), LINES);
        in.transferTo(page);
      }
      List<Event> events = events(page.toByteArray());
      assertThat(events.get(0).name()).isEqualTo("run");
      assertThat(events.get(events.size() - 1).name()).isEqualTo("done");
      List<Long> steps = new ArrayList<>();
      List<Long> lasts = new ArrayList<>();
      for (Event event : events.subList(1, events.size() - 1)) {
        if (event.data().has("steps")) {
          steps.subList(event.data().get("from").asInt(), steps.size()).clear();
          event.data().get("steps").forEach(step -> steps.add(step.asLong()));
          lasts.add(steps.get(steps.size() - 1));
        }
      }
      assertThat(lasts).isSorted().contains(1000L, 3000L); // what was there while it went on
      assertThat(steps).hasSize(1501).startsWith(0L, 2L, 4L).endsWith(2998L, 3000L);
      assertThat(live.awaitSeen(10)).isFalse();
      assertThat(caller.call("watched", Map.of()).statusCode()).isEqualTo(200);
      assertThat(live.awaitSeen(10)).isTrue();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A page that takes nothing: what is written to it waits for ever. */
  private static final class Stuck extends OutputStream {
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch never = new CountDownLatch(1);

    @Override
    public void write(int b) throws IOException {
      reached.countDown();
      try {
        never.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  @Test
  void whoNeverReadsHoldsNothingUp() throws Exception {
    Minimizer minimizer = Minimizer.of("sum(x^2)").start("x[9]=1").set("lr", 1e-6).steps(400_000);
    Live live = new Live(minimizer);
    Stuck stuck = new Stuck();
    Thread page =
        new Thread(
            () -> {
              try {
                live.tell(stuck);
              } catch (IOException e) {
                // interrupted at the end of the test
              }
            });
    page.start();
    await(stuck.reached);
    CompletableFuture<Result> run = CompletableFuture.supplyAsync(() -> run(minimizer, live));
    assertThat(run.get(20, TimeUnit.SECONDS).steps()).isEqualTo(400_000);
    assertThat(page.isAlive()).isTrue();
    page.interrupt();
    page.join();
  }

  /** Eight who never read are as many as may watch; the studio serves everybody else. */
  @Test
  void onlySoManyWatch() throws Exception {
    Live live = new Live(lesson());
    List<Socket> sockets = new ArrayList<>();
    try (Studio studio = Studio.watching(0, live)) {
      Caller caller = Caller.of(studio);
      for (int i = 0; i < 8; i++) {
        sockets.add(caller.send(caller.text("POST", "/api/watch", "{}")));
        assertThat(sockets.get(i).getInputStream().read()).isEqualTo('H'); // it is being served
      }
      HttpResponse<byte[]> ninth = caller.call("watch", Map.of());
      assertThat(ninth.statusCode()).isEqualTo(429);
      assertThat(Caller.json(ninth).get("error").asString())
          .isEqualTo("the run is watched by 8 pages already; try again in a moment");
      HttpResponse<byte[]> check = caller.call("check", Map.of("formula", "x^2", "start", "x=3"));
      assertThat(Caller.json(check).get("value").asDouble()).isEqualTo(9);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void isGuardedAsAllOfTheStudio() throws Exception {
    try (Studio studio = Studio.watching(0, new Live(lesson()))) {
      Caller caller = Caller.of(studio);
      assertThat(caller.raw(caller.text("POST", "/api/watch", "{}", Guard.TOKEN + ": x")).get(0))
          .startsWith("HTTP/1.1 401 ");
      assertThat(
              caller
                  .raw(caller.text("POST", "/api/watch", "{}", "Origin: http://a.example"))
                  .get(0))
          .startsWith("HTTP/1.1 403 ");
      assertThat(caller.raw(caller.text("GET", "/api/watched", "")).get(0))
          .startsWith("HTTP/1.1 405 ");
      assertThat(caller.raw(caller.text("POST", "/api/watched", "{\"a\":1}")).get(0))
          .startsWith("HTTP/1.1 400 ");
      HttpResponse<byte[]> all =
          caller
              .client()
              .send(caller.request("catalogue", Map.of()), HttpResponse.BodyHandlers.ofByteArray());
      assertThat(Caller.json(all).get("live").asBoolean()).isTrue();
    }
    try (Studio studio = Studio.start(0)) {
      Caller caller = Caller.of(studio);
      HttpResponse<byte[]> none = caller.call("watch", Map.of());
      assertThat(none.statusCode()).isEqualTo(404);
      assertThat(Caller.json(none).get("error").asString())
          .isEqualTo("no run is watched here: start one with --watch");
      assertThat(Caller.json(caller.call("catalogue", Map.of())).get("live").asBoolean()).isFalse();
    }
  }
}
