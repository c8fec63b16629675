package glissade.studio;

import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Minimizer;
import glissade.optimize.Observer;
import glissade.optimize.Progress;
import glissade.optimize.Result;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rules;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A run that goes on in this process, for the page to show. It observes the run and keeps its
 * course; pages ask for what is new. The run waits for nobody: a page that reads slowly, or not at
 * all, misses what was in between.
 *
 * <p>Kept are at most 2000 steps, evenly spaced: when there would be more, every other one is
 * forgotten. Of the parameters' numbers the first four are kept. Safe for use by several threads.
 *
 * <pre>{@code
 * Live live = new Live(minimizer);
 * minimizer.observe(live::next, live);
 * try (Studio studio = Studio.watching(0, live)) {
 *   live.end(minimizer.run(), List.of());
 *   live.awaitSeen(10_000);
 * }
 * }</pre>
 */
public final class Live implements Observer {
  private static final int MOST_ROWS = 2000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Between two tellings; a person sees no more. */
  private static final long PAUSE_MILLIS = 80;

  /** Without news, so often a page is told that there is none, and its going away is noticed. */
  private static final long QUIET_MILLIS = 1000;

  /** How long one answer tells; then the page asks again. The server cuts off what takes longer. */
  private static final long TURN_NANOS = 15_000 * NANOS_PER_MILLI;

  private final Map<String, Object> head;

  /** How many of the parameters' numbers are kept. */
  private final int watched;

  private final long[] steps = new long[MOST_ROWS];
  private @Nullable Recording recording;
  private long stride = 1;

  /** How often rows were forgotten: what a page has from before is of no use. */
  private int thinned;

  private @Nullable Map<String, Object> end;
  private boolean seen;

  /** The rows that a page does not have yet. */
  private record News(
      int thinned, int rows, Map<String, Object> data, @Nullable Map<String, Object> end) {}

  /** Of a run that is set up and has not begun. */
  public Live(Minimizer minimizer) {
    watched = Math.min(Runs.WATCHED, minimizer.startPoint().size());
    head = head(minimizer, watched);
  }

  private static Map<String, Object> head(Minimizer minimizer, int watched) {
    Point start = minimizer.startPoint();
    ConfiguredRule rule = minimizer.rule();
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("elements", IntStream.range(0, watched).mapToObj(start::elementName).toList());
    head.put("size", start.size());
    head.put("maximize", minimizer.isMaximizing());
    String name = rule.rule().name();
    head.put("rule", name);
    head.put("settings", rule.settings());
    boolean known =
        Rules.names().contains(name)
            && Rules.find(name).source().text().equals(rule.rule().source().text());
    head.put("known", known);
    head.put(
        "repeatable", // on the page, which has neither groups nor other arithmetic
        known
            && minimizer.formula() != null
            && start.size() <= Inputs.MOST_NUMBERS
            && minimizer.groups().isEmpty()
            && minimizer.plateau() == null
            && minimizer.precision() == Precision.DOUBLE
            && !minimizer.isMaximizing());
    if (minimizer.formula() != null) {
      head.put("formula", minimizer.formula().toString());
    }
    if (start.size() <= Inputs.MOST_NUMBERS) {
      head.put("start", start.toString());
    }
    return head;
  }

  /** The first step after {@code step} to observe. */
  public synchronized long next(long step) {
    return (step / stride + 1) * stride;
  }

  @Override
  public synchronized void observe(Progress progress) {
    if (recording == null) {
      recording = new Recording(watched, List.of());
    }
    int rows = recording.rows();
    if (rows > 0 && steps[rows - 1] == progress.step()) {
      return; // the last step is reported once more at the end
    }
    if (rows == MOST_ROWS) {
      thin(recording);
    }
    steps[recording.rows()] = progress.step();
    recording.append(progress);
    notifyAll();
  }

  /** Forgets about every other row; the first, at which a run is resumed, may be any step. */
  private void thin(Recording rows) {
    stride *= 2;
    int[] kept =
        IntStream.range(0, rows.rows()).filter(i -> i == 0 || steps[i] % stride == 0).toArray();
    for (int i = 0; i < kept.length; i++) {
      steps[i] = steps[kept[i]];
    }
    rows.keep(kept);
    thinned++;
  }

  /**
   * The run is over.
   *
   * @param lines what the command prints of the result, to be shown as it is
   */
  public synchronized void end(Result result, List<String> lines) {
    end = new LinkedHashMap<>();
    end.put("steps", result.steps());
    end.put("reason", result.stop().reason().toString());
    end.put("lines", lines);
    notifyAll();
  }

  /** A page has all that it needs of the run. */
  synchronized void seen() {
    seen = true;
    notifyAll();
  }

  /**
   * Waits until a page has seen the end.
   *
   * @return whether one has, within the time
   */
  public synchronized boolean awaitSeen(long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * NANOS_PER_MILLI;
    while (!seen) {
      long left = (until - System.nanoTime()) / NANOS_PER_MILLI;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /**
   * Tells a page: {@code run}, then {@code rows} as they come, and {@code done} at the end; before
   * that it may break off, and the page asks again.
   */
  void tell(OutputStream out) throws IOException {
    Reply.event(out, "run", head);
    long until = System.nanoTime() + TURN_NANOS;
    News news = new News(-1, 0, Map.of(), null);
    try {
      while (System.nanoTime() < until) {
        news = news(news);
        Reply.event(out, "rows", news.data);
        if (news.end != null) {
          Reply.event(out, "done", news.end);
          return;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits a while for what is new since before. */
  private synchronized News news(News before) throws InterruptedException {
    long until = System.nanoTime() + QUIET_MILLIS * NANOS_PER_MILLI;
    long left = QUIET_MILLIS;
    while (end == null && left > 0 && before.thinned == thinned && before.rows == rows()) {
      wait(left);
      left = (until - System.nanoTime()) / NANOS_PER_MILLI;
    }
    Map<String, Object> data = new LinkedHashMap<>();
    int from = before.thinned == thinned ? before.rows : 0;
    data.put("from", from);
    if (recording != null) {
      data.put("steps", Arrays.copyOfRange(steps, from, rows()));
      List<double[]> columns = recording.columns(from);
      data.put("loss", columns.get(0));
      data.put("values", columns.subList(1, 1 + watched));
    }
    return new News(thinned, rows(), data, end);
  }

  private int rows() {
    return recording == null ? 0 : recording.rows();
  }
}
