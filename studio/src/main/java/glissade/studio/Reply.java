package glissade.studio;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** An answer. */
interface Reply {
  /** Writes numbers that JSON lacks as the strings {@code "NaN"} and {@code "Infinity"}. */
  JsonMapper JSON = new JsonMapper();

  /** Sends it, headers and all. */
  void send(HttpExchange exchange) throws IOException;

  /** All of it, in memory. */
  static Reply bytes(int status, String type, byte[] body) {
    return exchange -> {
      head(exchange, type);
      boolean none = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, none || body.length == 0 ? -1 : body.length);
      if (!none) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    };
  }

  static Reply json(int status, Map<String, ?> object) {
    return bytes(status, "application/json", JSON.writeValueAsBytes(object));
  }

  /** The headers of every answer: what the page may load, and who may show or read it. */
  static void head(HttpExchange exchange, String type) {
    Headers headers = exchange.getResponseHeaders();
    boolean text = type.startsWith("text/") || type.equals("application/json");
    headers.set("Content-Type", text ? type + "; charset=utf-8" : type);
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
  }

  /** One server-sent event. */
  static void event(OutputStream out, String name, Map<String, ?> data) throws IOException {
    String text = "event: " + name + "\ndata: " + JSON.writeValueAsString(data) + "\n\n";
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
