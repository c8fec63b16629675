package glissade.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not be asked is refused, and the studio goes on serving. */
class GuardTest {
  private static final Map<String, Object> RUN =
      Map.of(
          "formula",
          "x^2 + y^2",
          "start",
          "x=5, y=4",
          "steps",
          101,
          "rules",
          List.of(Map.of("rule", "rmsprop", "settings", Map.of())));

  private static final String NO_TOKEN =
      "the token is missing or of an earlier start: open the address that `glissade studio` printed";
  private static final String FOREIGN = "pages of other sites may not call the studio";

  private Studio studio;
  private Caller caller;

  @BeforeEach
  void start() throws IOException {
    studio = Studio.start(0);
    caller = Caller.of(studio);
  }

  @AfterEach
  void stillServesThenStops() throws Exception {
    HttpResponse<byte[]> response = caller.call("run", RUN);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Caller.header(response.body()).at("/runs/0/value").asDouble())
        .isEqualTo(9.4680463137603E-34);
    studio.close();
  }

  private void assertRefused(String request, int status, String message) throws IOException {
    List<String> answer = caller.raw(request);
    assertThat(answer.get(0)).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer.get(1)).endsWith("\r\n\r\n{\"error\":\"" + message + "\"}");
  }

  @Test
  void withoutTheToken() throws IOException {
    assertRefused(caller.text("GET", "/api/catalogue", "", Guard.TOKEN + ": "), 401, NO_TOKEN);
    assertRefused(caller.text("GET", "/api/catalogue", "", Guard.TOKEN + ": x"), 401, NO_TOKEN);
    assertRefused(
        caller.text("GET", "/api/catalogue", "", Guard.TOKEN + ": " + caller.token() + "x"),
        401,
        NO_TOKEN);
    assertRefused(
        caller.text(
            "GET",
            "/api/catalogue",
            "",
            Guard.TOKEN + ": " + caller.token(),
            Guard.TOKEN + ": " + caller.token()),
        401,
        NO_TOKEN);
    assertRefused(caller.text("POST", "/api/report", "{}", Guard.TOKEN + ": x"), 401, NO_TOKEN);
    try (Studio other = Studio.start(0)) {
      assertRefused(
          caller.text("GET", "/api/catalogue", "", Guard.TOKEN + ": " + Caller.of(other).token()),
          401,
          NO_TOKEN);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1", ""})
  void fromAPageOfAnotherSite(String origin) throws IOException {
    for (String path : List.of("/api/run", "/api/report")) {
      assertRefused(caller.text("POST", path, "{}", "Origin: " + origin), 403, FOREIGN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "none"})
  void asTheBrowserTellsIt(String site) throws IOException {
    assertRefused(caller.text("POST", "/api/run", "{}", "Sec-Fetch-Site: " + site), 403, FOREIGN);
  }

  @Test
  void fromItsOwnPage() throws IOException {
    String origin = "Origin: http://127.0.0.1:" + studio.port();
    String ours = caller.text("GET", "/api/catalogue", "", origin, "Sec-Fetch-Site: same-origin");
    assertThat(caller.raw(ours).get(0)).isEqualTo("HTTP/1.1 200 OK");
  }

  private static Headers headers(String host) {
    Headers headers = new Headers();
    headers.set("Host", host);
    headers.set("Origin", "http://" + host);
    headers.set(Guard.TOKEN, "secret");
    return headers;
  }

  /** Browsers leave out the port that http has anyway. */
  @Test
  void fromItsOwnPageAtPort80() {
    Guard guard = new Guard(80, "secret");
    for (String host : List.of("127.0.0.1", "localhost", "127.0.0.1:80", "localhost:80")) {
      guard.checkHost(headers(host));
      guard.checkCaller(headers(host));
    }
    for (String host : List.of("evil.example", "evil.example:80", "localhost:1")) {
      assertThatThrownBy(() -> guard.checkHost(headers(host)))
          .hasMessage("this server answers to 127.0.0.1 and localhost alone");
      assertThatThrownBy(() -> guard.checkCaller(headers(host))).hasMessage(FOREIGN);
    }
  }

  /** A name that another site has made to point here is still that site's name. */
  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1", "localhost:1", ""})
  void byAnotherName(String host) throws IOException {
    for (String path : List.of("/", "/api/catalogue", "/style.css")) {
      assertRefused(
          caller.text("GET", path, "", "Host: " + host),
          403,
          "this server answers to 127.0.0.1 and localhost alone");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/page/index.html",
        "/lib/../style.css",
        "/files.txt",
        "/Studio.class",
        "/style.css/",
        "/style.css%00",
        "/lib/fonts/../d3.js"
      })
  void whatIsNotOnTheList(String path) throws IOException {
    assertRefused(caller.text("GET", path, ""), 404, "there is nothing here; the page is at /");
  }

  @Test
  void everyFileOnTheListIsThere() throws Exception {
    for (String path : StaticFiles.paths()) {
      List<String> answer = caller.raw(caller.text("GET", path, "", Guard.TOKEN + ": "));
      assertThat(answer.get(0)).as(path).isEqualTo("HTTP/1.1 200 OK");
      assertThat(answer.get(1).toLowerCase(java.util.Locale.ROOT))
          .contains("x-content-type-options: nosniff\r\n")
          .contains("referrer-policy: no-referrer\r\n")
          .contains("script-src 'self';")
          .doesNotContain("unsafe");
    }
  }

  @Test
  void methodsAndTypesThatAreNotMeant() throws IOException {
    assertRefused(caller.text("POST", "/style.css", ""), 405, "files are read with GET");
    assertRefused(caller.text("GET", "/api/run", ""), 405, "this call is made with POST");
    assertRefused(caller.text("GET", "/api/report", ""), 405, "this call is made with POST");
    assertRefused(
        caller.text("POST", "/api/run", "{}", "Content-Type: text/plain"),
        415,
        "the body must be application/json");
    assertRefused(caller.text("GET", "/api/files", ""), 404, "there is no such call");
  }

  @Test
  void aBodyThatIsTooLarge() throws IOException {
    assertRefused(
        caller.text("POST", "/api/run", " ".repeat(70_000)),
        413,
        "the request is larger than 65,536 bytes");
    assertRefused(
        caller.text("POST", "/api/report", " ".repeat(70_000)),
        413,
        "the request is larger than 65,536 bytes");
    // Also when it says that it has no end.
    String endless = caller.text("POST", "/api/run", "", "Transfer-Encoding: chunked");
    endless = endless.replaceFirst("Content-Length: 0\r\n", "");
    assertRefused(
        endless + "20000\r\n" + " ".repeat(0x20000) + "\r\n0\r\n\r\n",
        413,
        "the request is larger than 65,536 bytes");
  }

  @Test
  void aRuleThatIsAFile() throws Exception {
    Map<String, Object> run =
        Map.of(
            "formula",
            "x^2",
            "start",
            "x=5",
            "steps",
            1,
            "rules",
            List.of(Map.of("rule", "/etc/passwd.rule", "settings", Map.of())));
    HttpResponse<byte[]> response = caller.call("run", run);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Caller.json(response).get("error").asString())
        .startsWith("no rule `/etc/passwd.rule` in the catalogue; there are: sgd, momentum, ");
  }

  /** Each is answered, by numbers or by "try again". */
  @Test
  void aHundredRunsAtOnce() throws Exception {
    Map<String, Object> run =
        Map.of(
            "formula",
            "(1 - x)^2 + 100*(y - x^2)^2",
            "start",
            "x=-1.2, y=1",
            "steps",
            20_000,
            "rules",
            List.of(Map.of("rule", "adam", "settings", Map.of())));
    List<CompletableFuture<HttpResponse<byte[]>>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(
          caller
              .client()
              .sendAsync(caller.request("run", run), HttpResponse.BodyHandlers.ofByteArray()));
    }
    Map<Integer, Integer> count = new TreeMap<>();
    for (CompletableFuture<HttpResponse<byte[]>> call : calls) {
      count.merge(call.get().statusCode(), 1, Integer::sum);
    }
    assertThat(count.keySet()).isSubsetOf(200, 429).contains(200);
    assertThat(count.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
  }

  /** Their answers are larger than what a socket holds, so that each keeps a thread waiting. */
  @Test
  void clientsThatNeverRead() throws Exception {
    String run =
        Reply.JSON.writeValueAsString(
            Map.of(
                "formula",
                "x^2 + y^2",
                "start",
                "x=5, y=4",
                "steps",
                100_000,
                "rules",
                List.of(Map.of("rule", "rmsprop", "settings", Map.of()))));
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        idle.add(caller.send(caller.text("POST", "/api/run", run)));
      }
      long before = System.nanoTime();
      while (caller.call("run", RUN).statusCode() == 429) { // until theirs are computed
        assertThat((System.nanoTime() - before) / 1e9).isLessThan(15);
      }
      assertThat(caller.raw(caller.text("GET", "/", "")).get(0)).isEqualTo("HTTP/1.1 200 OK");
      assertThat((System.nanoTime() - before) / 1e9).isLessThan(15);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @Test
  void lossesThatWouldTakeForever() throws Exception {
    long before = System.nanoTime();
    HttpResponse<byte[]> response =
        caller.call(
            "run",
            Map.of(
                "formula",
                "sum(" + "sin(exp(".repeat(60) + "x" + "))".repeat(60) + ")",
                "start",
                "x[1000]=1",
                "steps",
                100_000,
                "rules",
                List.of(Map.of("rule", "sgd", "settings", Map.of()))));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Caller.header(response.body()).at("/runs/0/stop/reason").asString())
        .isEqualTo("time");
    assertThat((System.nanoTime() - before) / 1e9).isLessThan(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x[1e9]=0", "x[1001]=0", "x [ 2000 ]=1", "x[ 1e6 #\n]=0"})
  void startsThatWouldNotFit(String start) throws Exception {
    HttpResponse<byte[]> response =
        caller.call("check", Map.of("formula", "sum(x^2)", "start", start));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Caller.json(response).get("error").asString())
        .isEqualTo("the studio takes at most 1000 parameters; `glissade minimize` takes more");
  }
}
