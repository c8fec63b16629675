package glissade.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.sun.net.httpserver.HttpServer;
import glissade.optimize.Minimizer;
import glissade.optimize.Result;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The page in a browser, as a person uses it. */
@Tag("browser")
class PageTest {
  private static Studio studio;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    studio = Studio.start(0);
    browser = Browser.start(studio);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    studio.close();
  }

  @BeforeEach
  void forget() {
    browser.complaints.clear();
  }

  @AfterEach
  void nothingIsWrongAndNobodyElseIsAsked() {
    assertThat(browser.complaints).isEmpty();
  }

  private static Page open() {
    return browser.open(1440, 1000, "");
  }

  /** The studio with a loss, a start and a rule that has its defaults. */
  private static Page open(String formula, String start, String rule) {
    String view = "&f=" + encoded(formula) + "&s=" + encoded(start);
    return browser.open(1440, 1000, view + "&r=" + encoded("[[\"" + rule + "\",{}]]"));
  }

  private static void cell(Page page, String rule, int column, String text) {
    PlaywrightAssertions.assertThat(
            page.locator("#numbers tr[data-rule=" + rule + "] td").nth(column))
        .hasText(text);
  }

  private static void scrub(Page page, int step) {
    page.evaluate(
        "step => { const s = document.getElementById('scrub'); s.value = step;"
            + " s.dispatchEvent(new Event('input')); }",
        step);
  }

  @Test
  void theLessonsRunShowsTheLessonsNumbers() {
    Page page = open();
    assertThat(page.url()).doesNotContain("token");
    cell(page, "rmsprop", 0, "9.46804631e-34");
    cell(page, "rmsprop", 1, "-3.07701828e-17");
    cell(page, "rmsprop", 2, "2.18862195e-20");
    scrub(page, 21);
    cell(page, "rmsprop", 1, "2.36888240");
    cell(page, "rmsprop", 2, "1.47561697");
    page.click("#back");
    assertThat(page.inputValue("#scrub")).isEqualTo("20");
    page.click("#forward");
    cell(page, "rmsprop", 1, "2.36888240");
    page.click("#first");
    cell(page, "rmsprop", 1, "5.00000000");
    Browser.keep(page, "explore-light");
  }

  @Test
  void theLessonIsComputed() {
    Page page = browser.open(1280, 900, "&view=lesson");
    PlaywrightAssertions.assertThat(page.locator("#lesson-table tbody tr"))
        .containsText(
            new String[] {
              "0 4.68377233 3.68377236".replace(" ", ""),
              "2.36888240",
              "0.95903672",
              "0.13761293",
              "3.91649374e-04",
              "-3.07701828e-17"
            });
    PlaywrightAssertions.assertThat(page.locator("#race-table tbody tr"))
        .containsText(new String[] {"50 stepsdiverges", "167", "57", "84 steps84 steps"});
    Browser.keep(page, "lesson-light");
    page.click("#lesson-race");
    PlaywrightAssertions.assertThat(page.locator("#formula")).hasValue("x^2 + 100*y^2");
    PlaywrightAssertions.assertThat(page.locator("#numbers tbody tr")).hasCount(3);
  }

  @Test
  void aClickOnTheMapIsTheStart() {
    Page page = open();
    page.click(
        "#map",
        new Page.ClickOptions().setPosition(page.locator("#map").boundingBox().width / 2, 40));
    PlaywrightAssertions.assertThat(page.locator("#numbers tr[data-rule=rmsprop] td").nth(1))
        .not()
        .hasText("-3.07701828e-17");
    String start = page.inputValue("#start");
    assertThat(start).startsWith("x=0, y=");
    Result result = Minimizer.of("x^2 + y^2").start(start).rule("sgd").steps(101).run();
    assertThat(page.locator("#numbers tr[data-rule=sgd] td").nth(0).textContent())
        .isEqualTo(shown(result.lastValue()));
    page.focus("#map");
    page.keyboard().press("ArrowRight");
    PlaywrightAssertions.assertThat(page.locator("#start")).not().hasValue(start);
  }

  private static String shown(double number) {
    return String.format(java.util.Locale.ROOT, "%.8e", number);
  }

  @Test
  void aSliderChangesThePathAndTheCommand() {
    Page page = open();
    page.locator("#rules [data-hyper=learning_rate]").first().focus();
    for (int i = 0; i < 40; i++) {
      page.keyboard().press("ArrowLeft");
    }
    PlaywrightAssertions.assertThat(page.locator("#command"))
        .hasText(
            "glissade minimize 'x^2 + y^2' --start 'x=5, y=4' --rule rmsprop --set learning_rate=0.032 --steps 101");
    double x =
        Minimizer.of("x^2 + y^2")
            .start("x=5, y=4")
            .set("lr", 0.032)
            .steps(101)
            .run()
            .last()
            .number("x");
    cell(page, "rmsprop", 1, "%.8f".formatted(x));
    page.locator("#rules input.value").first().fill("0.1/sqrt(t)");
    page.keyboard().press("Tab");
    PlaywrightAssertions.assertThat(page.locator("#command"))
        .containsText("--set 'learning_rate=0.1/sqrt(t)'");
    page.locator("#rules input.value").first().fill("-1");
    page.keyboard().press("Tab");
    PlaywrightAssertions.assertThat(page.locator("#rules .error").first())
        .hasText("`learning_rate` must be in [0, inf), not -1");
  }

  @Test
  void playAndPause() {
    Page page = open();
    page.click("#play");
    Browser.until(page, "Number(document.getElementById('scrub').value) > 3");
    page.click("#play");
    PlaywrightAssertions.assertThat(page.locator("#play")).hasAttribute("aria-label", "Play");
    String step = page.inputValue("#scrub");
    page.waitForTimeout(200);
    assertThat(page.inputValue("#scrub")).isEqualTo(step).isNotEqualTo("101");
  }

  @Test
  void aMistakeIsShownWithItsPlace() {
    Page page = open();
    page.fill("#formula", "sine(x) + (y");
    PlaywrightAssertions.assertThat(page.locator("#formula-error")).isVisible();
    assertThat(page.locator("#formula-error").textContent())
        .isEqualTo(
            "formula:1:1: unknown function `sine`; did you mean `sin`?\n  sine(x) + (y\n  ^^^^\n"
                + "formula:1:11: `(` is never closed\n  sine(x) + (y\n            ^");
    Browser.keep(page, "mistake");
    page.fill("#formula", "x^4 - 3*x^2 + x");
    PlaywrightAssertions.assertThat(page.locator("#formula-error")).isHidden();
    PlaywrightAssertions.assertThat(page.locator("#start")).hasValue("x=5");
    Browser.keep(page, "one-parameter");
  }

  @Test
  void theAddressRestoresTheView() {
    Page page = open();
    page.selectOption("#function", "rosenbrock");
    page.selectOption("#add-rule", "adam");
    PlaywrightAssertions.assertThat(page.locator("#numbers tbody tr")).hasCount(4);
    scrub(page, 40);
    page.locator("#scrub").dispatchEvent("change");
    Browser.until(page, "location.hash.includes('t=40')");
    String adam = page.locator("#numbers tr[data-rule=adam] td").nth(0).textContent();
    String address = page.url();
    Page other = page.context().newPage();
    other.navigate(address);
    Browser.ready(other);
    assertThat(other.inputValue("#formula")).isEqualTo(page.inputValue("#formula"));
    assertThat(other.inputValue("#function")).isEqualTo("rosenbrock");
    assertThat(other.inputValue("#scrub")).isEqualTo("40");
    cell(other, "adam", 0, Objects.requireNonNull(adam));
  }

  /** The state overflows; the axis of what is left of it is drawn all the same. */
  @Test
  void aMeanSquareThatOverflows() {
    Page page = open("exp(x) + y^2", "x=400, y=4", "rmsprop");
    page.selectOption("#rate-mode", "root");
    PlaywrightAssertions.assertThat(page.locator("#rate-title"))
        .hasText("Size of the gradient, remembered");
    PlaywrightAssertions.assertThat(page.locator("#rate-chart canvas")).isVisible();
  }

  @ParameterizedTest
  @ValueSource(strings = {"#zoom-fit", "#zoom-in"})
  void aSmallPartFarFromTheOrigin(String button) {
    Page page =
        browser.open(
            1440,
            1000,
            "&f="
                + encoded("(x-1000)^2 + (y-1000)^2")
                + "&s="
                + encoded("x=1000.3, y=1000.2")
                + "&r="
                + encoded("[[\"sgd\",{}]]")
                + "&d=1000,1000.001,1000,1000.001");
    page.click(button);
    Browser.until(page, "!location.hash.includes('1000.001')");
    Object ascending =
        page.evaluate(
            "() => { const [a, b, c, d] = new URLSearchParams(location.hash.slice(1)).get('d')"
                + ".split(',').map(Number); return a < b && c < d; }");
    assertThat(ascending).isEqualTo(true);
    PlaywrightAssertions.assertThat(page.locator("#formula-error")).isHidden();
  }

  /** The axes are the first two numbers of the start. */
  @Test
  void anotherOrderOfTheStartHasAnotherGround() {
    Page page = open("x^2 + 100*y^2", "x=5, y=4", "rmsprop");
    var grid =
        page.waitForRequest(
            "**/api/grid",
            () -> {
              page.fill("#start", "y=4, x=5");
              page.keyboard().press("Tab");
            });
    assertThat(grid.postData()).contains("y=4, x=5");
    PlaywrightAssertions.assertThat(page.locator("#numbers thead th").nth(2)).hasText("y");
  }

  @Test
  void aCurveHasGapsWhereTheLossIsUndefined() {
    Page page = open();
    Object drawn =
        page.evaluate(
            """
            async () => {
              const { LossMap } = await import('/js/map.js');
              const drawn = [];
              const pen = { fillRect() {}, beginPath() {}, stroke() {}, moveTo: (x) => drawn.push('to ' + x), lineTo: (x) => drawn.push('line ' + x) };
              const map = { grid: { nx: 5, x: [0, 4], z: [1, 2, NaN, 4, 5] }, px: (x) => x, py: (y) => y };
              LossMap.prototype.drawCurve.call(map, pen);
              return drawn.join(', ');
            }
            """);
    assertThat(drawn).isEqualTo("to 0, line 1, to 3, line 4");
  }

  private static Object typeset(Page page, String formula) {
    return page.evaluate("async text => (await import('/js/formula.js')).lossTex(text)", formula);
  }

  @Test
  void parenthesesTellSumsApart() {
    Page page = open();
    assertThat(typeset(page, "sum(x)^2")).isEqualTo("\\left(\\sum x\\right)^{2}");
    assertThat(typeset(page, "sum(x^2)")).isEqualTo("\\sum {x}^{2}");
    assertThat(typeset(page, "sum(x)*y")).isEqualTo("\\left(\\sum x\\right)\\,y");
    assertThat(typeset(page, "sum(x*y)")).isEqualTo("\\sum x\\,y");
    assertThat(typeset(page, "-sum(x)*y")).isEqualTo("\\left(-\\sum x\\right)\\,y");
    assertThat(typeset(page, "y - sum(x)")).isEqualTo("y - \\sum x");
    assertThat(typeset(page, "sum(x + y)")).isEqualTo("\\sum \\left(x + y\\right)");
    assertThat(typeset(page, "exp(x)^2")).isEqualTo("\\left(e^{x}\\right)^{2}");
  }

  /** Not with the formula that has been typed since; and what has overflowed is told as such. */
  @Test
  void runsAreDownloadedWithWhatTheyWereMadeOf() throws Exception {
    Page page = open("exp(x) + y^2", "x=400, y=4", "rmsprop");
    page.fill("#formula", "x^2 + (y");
    PlaywrightAssertions.assertThat(page.locator("#formula-error")).isVisible();
    Download download = page.waitForDownload(() -> page.click("#download"));
    JsonNode data = Reply.JSON.readTree(Files.readString(download.path()));
    assertThat(data.get("formula").asString()).isEqualTo("exp(x) + y^2");
    assertThat(data.get("start").asString()).isEqualTo("x=400, y=4");
    assertThat(data.at("/runs/0/states/s/x/0").asDouble()).isZero();
    assertThat(data.at("/runs/0/states/s/x/1").asString()).isEqualTo("Infinity");
  }

  @Test
  void whatIsCopied() {
    Page page = open();
    page.click("#copy-command");
    PlaywrightAssertions.assertThat(page.locator("#toast")).hasText("Command copied");
    assertThat(page.evaluate("navigator.clipboard.readText()"))
        .isEqualTo("glissade minimize 'x^2 + y^2' --start 'x=5, y=4' --rule rmsprop --steps 101")
        .isEqualTo(page.locator("#command").textContent());
    page.click("#copy-java");
    PlaywrightAssertions.assertThat(page.locator("#toast")).hasText("Java copied");
    assertThat(String.valueOf(page.evaluate("navigator.clipboard.readText()")))
        .startsWith("Result result =\n    Minimizer.of(\"x^2 + y^2\")");
    assertThat(page.waitForDownload(() -> page.click("#download")).suggestedFilename())
        .isEqualTo("glissade.json");
  }

  /** By the keyboard; what it holds is what the page shows, and it asks nobody for anything. */
  @Test
  void aReportIsDownloaded() throws Exception {
    Page page = open();
    Locator button =
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Download report"));
    button.focus();
    Download download = page.waitForDownload(() -> page.keyboard().press("Enter"));
    assertThat(download.suggestedFilename()).isEqualTo("glissade.html");
    PlaywrightAssertions.assertThat(button).isFocused();
    PlaywrightAssertions.assertThat(button).hasText("Download report");
    assertThat(button.getAttribute("aria-busy")).isNull();
    Page report = page.context().newPage();
    report.setContent(Files.readString(download.path()));
    PlaywrightAssertions.assertThat(report.locator("h1")).hasText("Rules compared on x^2 + y^2");
    PlaywrightAssertions.assertThat(report.locator("figure")).hasCount(4);
    PlaywrightAssertions.assertThat(report.locator("table").first().locator("tbody tr"))
        .containsText(new String[] {"rmsprop0.19.47e-34", "sgd", "momentum"});
    PlaywrightAssertions.assertThat(report.locator("pre").last())
        .hasText(
            "glissade compare 'x^2 + y^2' --start 'x=5, y=4' --rules rmsprop,sgd,momentum --seeds 1"
                + " --budget 101 --report glissade.html");
    Browser.keep(report, "report");
  }

  @Test
  void whyThereIsNoReportIsShownWithTheOtherMistakes() {
    Page page = open();
    page.selectOption("#add-rule", "sgd");
    PlaywrightAssertions.assertThat(page.locator("#numbers tbody tr")).hasCount(4);
    page.click("#download-report");
    PlaywrightAssertions.assertThat(page.locator("#formula-error"))
        .hasText("a report has each rule once, and `sgd` is there twice: remove one of them");
    page.locator("#rules .remove").last().click();
    PlaywrightAssertions.assertThat(page.locator("#formula-error")).isHidden();
    for (int rules = 3; rules > 0; rules--) {
      page.locator("#rules .remove").first().click();
    }
    page.click("#download-report");
    PlaywrightAssertions.assertThat(page.locator("#formula-error"))
        .hasText("a report is of rules: add one first");
    browser.complaints.removeIf(text -> text.contains("status of 400")); // as the browser tells it
  }

  /** While it is written the button says so, and another press asks for nothing. */
  @Test
  void aReportThatTakesItsTime() {
    Page page = open();
    List<Route> held = new ArrayList<>();
    page.route("**/api/report", held::add);
    page.click("#download-report");
    Locator button = page.locator("#download-report");
    PlaywrightAssertions.assertThat(button).hasText("Writing report …");
    PlaywrightAssertions.assertThat(button).hasAttribute("aria-busy", "true");
    page.click("#download-report");
    Download download = page.waitForDownload(() -> held.get(0).resume());
    assertThat(download.suggestedFilename()).isEqualTo("glissade.html");
    assertThat(held).hasSize(1);
    PlaywrightAssertions.assertThat(button).hasText("Download report");
  }

  @Test
  void aCsvThatIsDroppedIsFitted() {
    Page page = browser.open(1280, 900, "&view=fit");
    page.evaluate(
        """
        () => {
          const data = new DataTransfer();
          let csv = 't,y\\n';
          for (let t = 0; t < 30; t++) csv += `${t / 5},${3 * Math.exp(-0.7 * t / 5) + 1 + 0.02 * Math.sin(9 * t)}\\n`;
          data.items.add(new File([csv], 'decay.csv', {type: 'text/csv'}));
          document.getElementById('drop').dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
        }
        """);
    PlaywrightAssertions.assertThat(page.locator("#table-info"))
        .hasText("decay.csv: 30 rows; columns t, y");
    page.click("#fit-run");
    PlaywrightAssertions.assertThat(page.locator("#estimates tbody tr")).hasCount(3);
    assertThat(page.locator("#estimates tbody tr").nth(1).textContent()).startsWith("b0.70");
    Browser.until(page, "document.getElementById('fit-step').textContent.startsWith('the fit')");
    String end = page.locator("path.curve").getAttribute("d");
    page.evaluate(
        "() => { const s = document.getElementById('fit-scrub'); s.value = 3; s.dispatchEvent(new Event('input')); }");
    assertThat(page.locator("path.curve").getAttribute("d")).isNotEqualTo(end);
    page.fill("#fit-formula", "y ~ a*exp(-b*t");
    page.click("#fit-run");
    PlaywrightAssertions.assertThat(page.locator("#fit-error")).containsText("`(` is never closed");
    page.fill("#fit-formula", "y ~ a*exp(-b*t) + c");
    page.click("#fit-run");
    Browser.until(page, "document.getElementById('fit-step').textContent.startsWith('the fit')");
    Browser.keep(page, "fit-light");
    page.fill("#fit-start", "a=2, b=1, c=0");
    Browser.until(page, "location.hash.includes('fs=a%3D2')");
    page.reload();
    Browser.ready(page);
    PlaywrightAssertions.assertThat(page.locator("#fit-start")).hasValue("a=2, b=1, c=0");
  }

  /** R² is no number there; the fit is shown with what there is, as the command shows it. */
  @Test
  void aColumnThatDoesNotVaryIsFitted() {
    Page page = browser.open(1280, 900, "&view=fit");
    byte[] csv = "x,y\n1,3\n2,3\n3,3\n4,3\n5,3\n".getBytes(StandardCharsets.UTF_8);
    page.setInputFiles("#file", new FilePayload("flat.csv", "text/csv", csv));
    PlaywrightAssertions.assertThat(page.locator("#table-info"))
        .hasText("flat.csv: 5 rows; columns x, y");
    page.fill("#fit-formula", "y ~ a + b*x");
    page.fill("#fit-start", "a=1, b=1");
    page.click("#fit-run");
    PlaywrightAssertions.assertThat(page.locator("#fit-facts")).containsText("R² NaN");
    PlaywrightAssertions.assertThat(page.locator("#estimates tbody tr")).hasCount(2);
    Browser.until(page, "document.getElementById('fit-step').textContent.startsWith('the fit')");
    PlaywrightAssertions.assertThat(page.locator("#fit-error")).isHidden();
  }

  /** The end of a fit plays it, also where it is played already. */
  @Test
  void aFitIsPlayedByOneClock() {
    Page page = open();
    Object clocks =
        page.evaluate(
            """
            async () => {
              const { FitView } = await import('/js/fit.js');
              const clocks = new Set();
              const [begin, end] = [window.setInterval, window.clearInterval];
              window.setInterval = (...what) => { const id = begin(...what); clocks.add(id); return id; };
              window.clearInterval = (id) => { clocks.delete(id); end(id); };
              const view = Object.create(FitView.prototype);
              view.shown = 0;
              view.frames = [0, 1, 2].map((step) => ({ step, loss: 1, parameters: {} }));
              view.play();
              view.play();
              const playing = clocks.size;
              view.stop();
              return [playing, clocks.size];
            }
            """);
    assertThat(clocks).asString().isEqualTo("[1, 0]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"explore", "lesson", "fit"})
  void fitsAPhone(String view) {
    Page page = browser.open(360, 740, "&view=" + view);
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
    Browser.keep(page, view + "-phone");
  }

  /** In light and dark, by axe: nothing that is serious or critical. */
  @ParameterizedTest
  @ValueSource(strings = {"explore", "lesson", "fit"})
  void isAccessible(String view) throws Exception {
    Page page = browser.open(1280, 900, "&view=" + view);
    for (String theme : List.of("light", "dark")) {
      assertThat(violations(page, theme)).as(theme).isEmpty();
      if (theme.equals("dark")) {
        Browser.keep(page, view + "-dark");
      }
    }
  }

  /** What axe finds on a page in a theme that is serious or critical. */
  static List<?> violations(Page page, String theme) throws Exception {
    return (List<?>)
        page.evaluate(
            "async ([axe, theme]) => {"
                + " if (document.documentElement.dataset.theme !== theme) document.getElementById('theme').click();"
                + " if (!window.axe) (0, eval)(axe);"
                + " await new Promise(done => setTimeout(done, 400));"
                + " const all = await window.axe.run();"
                + " return all.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')"
                + ".map(v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join('; ')); }",
            List.of(axe(), theme));
  }

  private static String axe() throws Exception {
    Properties version = new Properties();
    try (InputStream in =
        PageTest.class.getResourceAsStream(
            "/META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
      version.load(Objects.requireNonNull(in));
    }
    String path =
        "/META-INF/resources/webjars/axe-core/" + version.getProperty("version") + "/axe.min.js";
    try (InputStream in = PageTest.class.getResourceAsStream(path)) {
      return new String(Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * The lower half of some tries, of which the first is on a page that has just been opened;
   * whatever else the machine does only adds to the time.
   */
  @Test
  void theFirstPathIsThereAtOnce() {
    Page page = open();
    List<Double> tries = new java.util.ArrayList<>();
    for (int i = 0; i < 9; i++) {
      page.evaluate("performance.clearMeasures('run-to-path')");
      page.click("#run");
      Browser.until(page, "performance.getEntriesByName('run-to-path').length > 0");
      tries.add(
          ((Number) page.evaluate("performance.getEntriesByName('run-to-path')[0].duration"))
              .doubleValue());
    }
    System.out.println("From pressing run to the path, in ms: " + tries);
    tries.sort(Comparator.naturalOrder());
    assertThat(tries.get(3)).isLessThan(300);
  }

  /** The best of three rounds, because whatever else the machine does only adds to the time. */
  @Test
  void scrubbingIsClientSideAndQuick() {
    String rules =
        "[[\"rmsprop\",{}],[\"adam\",{}],[\"adagrad\",{}],[\"sgd\",{\"lr\":\"0.001\"}],"
            + "[\"momentum\",{\"lr\":\"0.0001\"}],[\"nesterov\",{\"lr\":\"0.0001\"}]]";
    Page page =
        browser.open(
            1440,
            1000,
            "&f="
                + encoded("(1 - x)^2 + 100*(y - x^2)^2")
                + "&s="
                + encoded("x=-1.2, y=1")
                + "&n=10000&r="
                + encoded(rules));
    PlaywrightAssertions.assertThat(page.locator("#numbers tbody tr")).hasCount(6);
    assertThat(page.getAttribute("#scrub", "max")).isEqualTo("10000");
    List<?> times =
        (List<?>)
            page.evaluate(
                """
                () => {
                  const s = document.getElementById('scrub');
                  const before = performance.getEntriesByType('resource').length;
                  let best = [Infinity, Infinity];
                  for (let round = 0; round < 3; round++) {
                    const times = [];
                    for (let i = 0; i < 400; i++) {
                      s.value = (i * 7919) % 10001;
                      const began = performance.now();
                      s.dispatchEvent(new Event('input'));
                      times.push(performance.now() - began);
                    }
                    times.sort((a, b) => a - b);
                    if (times[380] < best[1]) best = [times[200], times[380]];
                  }
                  return [...best, performance.getEntriesByType('resource').length - before];
                }
                """);
    System.out.println(
        "One scrub over 6 paths of 10,000 steps: median and 95th percentile in ms, calls: "
            + times);
    assertThat(((Number) times.get(2)).intValue()).isZero();
    assertThat(((Number) times.get(1)).doubleValue()).isLessThanOrEqualTo(8);
    Browser.keep(page, "six-rules");
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Even one that has come to know the token. */
  @Test
  void aHostilePageInTheSameBrowserGetsNothing() throws Exception {
    HttpServer hostile =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hostile.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("hi".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    hostile.start();
    try {
      Page page = browser.page(800, 600);
      page.navigate("http://127.0.0.1:" + hostile.getAddress().getPort() + "/");
      Object outcome =
          page.evaluate(
              "async ([address, token]) => {"
                  + " const tell = p => p.then(() => 'read', () => 'refused');"
                  + " return [await tell(fetch(address + '/api/catalogue', {headers: {'X-Glissade-Token': token}})),"
                  + " await tell(fetch(address + '/api/run', {method: 'POST', body: '{}'})),"
                  + " await tell(new Promise((yes, no) => { const s = document.createElement('script');"
                  + " s.src = address + '/js/api.js'; s.onload = yes; s.onerror = no; document.head.append(s); }))]; }",
              List.of("http://127.0.0.1:" + studio.port(), Caller.of(studio).token()));
      assertThat(outcome).asString().isEqualTo("[refused, refused, refused]");
    } finally {
      hostile.stop(0);
      browser.complaints.clear(); // the browser says that it refused
    }
  }
}
