package glissade.studio;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A Chromium of this machine. Without one, tests that need it are skipped and say so; with the
 * environment variable {@code GLISSADE_BROWSER=required} they fail.
 */
final class Browser implements AutoCloseable {
  private static final Path SHOTS = Path.of("target", "screenshots");

  private final Studio studio;
  private final Playwright playwright;
  private final com.microsoft.playwright.Browser browser;

  /** What a page complained of, and what it asked of others than the studio. */
  final List<String> complaints = new ArrayList<>();

  private Browser(Studio studio, Path chromium) {
    this.studio = studio;
    this.playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    this.browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium)
                    .setArgs(List.of("--no-sandbox")));
  }

  static Browser start(Studio studio) {
    Path chromium = find();
    if (chromium == null) {
      String message =
          "The studio's page is not tested: no chromium on the PATH (Debian: apt-get install chromium).";
      if ("required".equals(System.getenv("GLISSADE_BROWSER"))) {
        throw new IllegalStateException(message);
      }
      System.out.println(message);
      Assumptions.abort(message);
    }
    return new Browser(studio, Objects.requireNonNull(chromium));
  }

  private static @Nullable Path find() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .flatMap(
            folder ->
                List.of("chromium", "chromium-browser", "google-chrome").stream()
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /** A new page of a size, that has not been anywhere. */
  Page page(int width, int height) {
    Page page =
        browser
            .newContext(
                new com.microsoft.playwright.Browser.NewContextOptions()
                    .setViewportSize(width, height)
                    .setPermissions(List.of("clipboard-read", "clipboard-write")))
            .newPage();
    page.setDefaultTimeout(20_000);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(
        request -> {
          String url = request.url();
          if (!url.startsWith("http://127.0.0.1:" + studio.port() + "/")
              && !url.startsWith("blob:http://127.0.0.1:" + studio.port() + "/")
              && !url.startsWith("data:")) {
            complaints.add("asked " + url);
          }
        });
    return page;
  }

  /** The studio at a view, once its first run is drawn. */
  Page open(int width, int height, String view) {
    Page page = page(width, height);
    page.navigate(studio.address() + view);
    ready(page);
    return page;
  }

  static void ready(Page page) {
    page.waitForSelector(
        "html[data-ready]",
        new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED));
  }

  /** Waits; Playwright's own way makes code of texts, which the page's policy does not allow. */
  static void until(Page page, String condition) {
    for (int tries = 0; !Boolean.TRUE.equals(page.evaluate(condition)); tries++) {
      if (tries > 400) {
        throw new AssertionError("never: " + condition);
      }
      page.waitForTimeout(25);
    }
  }

  /** Keeps what a page looks like, for people. */
  static void keep(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + ".png")).setFullPage(true));
  }

  @Override
  public void close() {
    playwright.close();
  }
}
