package glissade.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import glissade.optimize.Minimizer;
import glissade.optimize.Result;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A run that goes on outside the page, as a person sees it there. */
@Tag("browser")
class LivePageTest {
  private final CountDownLatch looked = new CountDownLatch(1);

  /** A run that waits at a step until the page has been looked at. */
  private CompletableFuture<Result> start(Minimizer minimizer, Live live, long pause) {
    minimizer
        .observe(live::next, live)
        .observe(
            pause,
            progress -> {
              if (progress.step() == pause) {
                try {
                  assertThat(looked.await(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              }
            });
    return CompletableFuture.supplyAsync(minimizer::run);
  }

  private static void cells(Page page, String... texts) {
    PlaywrightAssertions.assertThat(page.locator("#live-numbers tbody td")).hasText(texts);
  }

  @Test
  void thePathOfTwoParametersAsItGoes() throws Exception {
    Minimizer minimizer = Minimizer.of("x^2 + y^2").start("x=5, y=4");
    Live live = new Live(minimizer);
    try (Studio studio = Studio.watching(0, live);
        Browser browser = Browser.start(studio)) {
      CompletableFuture<Result> run = start(minimizer, live, 21);
      Page page = browser.open(1280, 1000, "&view=live");
      cells(page, "21", "7.78904926", "2.36888240", "1.47561697");
      PlaywrightAssertions.assertThat(page.locator("#live-state")).hasText("running: step 21");
      PlaywrightAssertions.assertThat(page.locator("#live-end")).isHidden();
      Browser.keep(page, "live-going");
      looked.countDown();
      live.end(run.get(20, TimeUnit.SECONDS), List.of("minimum  9.4680463137603E-34"));
      cells(page, "101", "9.46804631e-34", "-3.07701828e-17", "2.18862195e-20");
      PlaywrightAssertions.assertThat(page.locator("#live-state"))
          .hasText("ended after 101 steps: gradient");
      PlaywrightAssertions.assertThat(page.locator("#live-result"))
          .hasText("minimum  9.4680463137603E-34");
      assertThat(live.awaitSeen(20_000)).isTrue();
      page.evaluate(
          "() => { const s = document.getElementById('live-scrub'); s.value = 1; s.dispatchEvent(new Event('input')); }");
      cells(page, "1", "35.50790207", "4.68377233", "3.68377236");
      Browser.keep(page, "live-light");
      for (String theme : List.of("light", "dark")) {
        assertThat(PageTest.violations(page, theme)).as(theme).isEmpty();
      }
      Browser.keep(page, "live-dark");
      page.click("#live-open");
      PlaywrightAssertions.assertThat(page.locator("#numbers tr[data-rule=rmsprop] td").first())
          .hasText("9.46804631e-34");
      assertThat(browser.complaints).isEmpty();
    }
  }

  @Test
  void theLossOfManyParametersOnAPhone() throws Exception {
    Minimizer minimizer = Minimizer.of("sum((x - 1)^2)").start("x[50]=3").steps(5000);
    Live live = new Live(minimizer);
    try (Studio studio = Studio.watching(0, live);
        Browser browser = Browser.start(studio)) {
      CompletableFuture<Result> run = start(minimizer, live, 4000);
      Page page = browser.open(360, 740, "&view=live");
      PlaywrightAssertions.assertThat(page.locator("#live-map-card")).isHidden();
      PlaywrightAssertions.assertThat(page.locator("#live-loss canvas")).isVisible();
      looked.countDown();
      live.end(run.get(20, TimeUnit.SECONDS), List.of());
      PlaywrightAssertions.assertThat(page.locator("#live-state"))
          .hasText("ended after 5,000 steps: steps");
      assertThat(page.locator("#live-step").textContent()).isEqualTo("5000 / 5000");
      assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
      Browser.keep(page, "live-phone");
      assertThat(browser.complaints).isEmpty();
    }
  }
}
