package glissade.studio;

import com.sun.net.httpserver.HttpExchange;
import glissade.formula.FormulaException;
import glissade.formula.LimitException;
import glissade.rule.SettingsException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which call is answered by what. */
final class Api implements AutoCloseable {
  /** What a loss, a start and settings may take, and what a table. */
  private static final int SMALL = 64 * 1024;

  private static final int LARGE = 4 * 1024 * 1024;

  private static final String BINARY = "application/octet-stream";

  private final Slots slots = new Slots();
  private final Runs runs = new Runs();
  private final Reports reports = new Reports();
  private final @Nullable Live live;

  Api(@Nullable Live live) {
    this.live = live;
  }

  /**
   * Answers a call.
   *
   * @throws HttpProblem if it cannot be answered as asked
   */
  Reply answer(String call, HttpExchange exchange) throws IOException {
    try {
      return switch (call) {
        case "catalogue" -> Reply.json(200, Catalogue.answer(live != null));
        case "check" -> {
          Request request = Request.read(exchange, SMALL, Check.FIELDS);
          yield Reply.json(200, slots.compute(() -> Check.answer(request)));
        }
        case "grid" -> {
          Request request = Request.read(exchange, SMALL, Grid.FIELDS);
          yield slots.reply(BINARY, slots.compute(() -> Grid.answer(request)));
        }
        case "run" -> {
          Request request = Request.read(exchange, SMALL, Runs.FIELDS);
          yield slots.reply(BINARY, slots.compute(() -> runs.answer(request)));
        }
        case "report" -> {
          Request request = Request.read(exchange, SMALL, Runs.FIELDS);
          yield slots.reply("text/html", slots.compute(() -> reports.answer(request)));
        }
        case "fit" -> fit(Request.read(exchange, LARGE, FitStream.FIELDS));
        case "watch" -> {
          Request unused = Request.read(exchange, SMALL, List.of());
          Live run = live();
          yield answer -> stream(answer, slots::watch, run::tell);
        }
        case "watched" -> {
          Request unused = Request.read(exchange, SMALL, List.of());
          Live run = live();
          yield answer -> {
            Reply.json(200, Map.of()).send(answer);
            run.seen(); // then the server may stop, so the answer goes first
          };
        }
        default -> throw new HttpProblem(404, "there is no such call");
      };
    } catch (FormulaException e) {
      throw new HttpProblem(e);
    } catch (SettingsException | LimitException e) {
      throw new HttpProblem(400, String.valueOf(e.getMessage()));
    }
  }

  private Reply fit(Request request) {
    return exchange -> stream(exchange, slots::fit, out -> FitStream.tell(request, out));
  }

  private Live live() {
    if (live == null) {
      throw new HttpProblem(404, "no run is watched here: start one with --watch");
    }
    return live;
  }

  /** What is told by and by. */
  private interface Story {
    void tell(OutputStream out) throws IOException;
  }

  /** Where there is room for it, and not always. */
  private interface Room {
    boolean within(Slots.Computation<Boolean> computation) throws IOException;
  }

  private static void stream(HttpExchange exchange, Room room, Story story) throws IOException {
    try {
      room.within(
          () -> {
            Reply.head(exchange, "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
              story.tell(out);
            }
            return true;
          });
    } catch (HttpProblem busy) {
      busy.reply().send(exchange);
    }
  }

  /** Runs the lesson once, so that the first person who asks does not wait for classes to load. */
  void warmUp() {
    runs.answer(
        Request.of(
            Reply.JSON.readTree(
                """
                {"formula": "x^2 + y^2", "start": "x=5, y=4", "steps": 100,
                 "rules": [{"rule": "rmsprop", "settings": {}}, {"rule": "sgd", "settings": {}}]}
                """),
            Runs.FIELDS));
    Reply.JSON.writeValueAsBytes(Catalogue.answer(false));
  }

  @Override
  public void close() {
    runs.interrupt();
    reports.interrupt();
  }
}
