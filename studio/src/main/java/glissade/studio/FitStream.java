package glissade.studio;

import glissade.data.DataException;
import glissade.data.Table;
import glissade.data.TableOptions;
import glissade.data.Tables;
import glissade.fit.Fit;
import glissade.fit.FitResult;
import glissade.fit.NamedLoss;
import glissade.formula.Formula;
import glissade.formula.FormulaException;
import glissade.formula.LimitException;
import glissade.formula.Point;
import glissade.optimize.StopReason;
import glissade.rule.Rules;
import glissade.rule.SettingsException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A fit, told by server-sent events: {@code points}, then a {@code frame} for each of some steps of
 * its descent, then {@code done} with what {@code glissade fit} prints; or {@code problem}. What
 * takes too long is interrupted, and {@code done} tells the best point so far.
 */
final class FitStream {
  static final List<String> FIELDS = List.of("formula", "start", "csv", "file");

  private static final int STEPS = (int) Fit.DEFAULT_STEPS;

  /** The most rows; the command takes more. */
  private static final int MOST_ROWS = 20_000;

  /**
   * After this a fit is interrupted. The server cuts off an answer after 40 seconds; the rest is
   * for what cannot be interrupted, such as the second-order steps after a descent.
   */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  /** The frames may take one part in so many of that, so that the fit itself can be finished. */
  private static final int FRAMES_PART = 3;

  /** After how many steps there is a frame: each about half as many again as the one before. */
  private static final int[] FRAMES = {
    0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 27, 36, 48, 64, 85, 113, 150, 200, 270, 360, 500, 700, STEPS
  };

  private final Formula formula;
  private final Point start;
  private final String csv;
  private final String file;
  private final Duration limit;
  private final long began = System.nanoTime();

  private FitStream(Request request, Duration limit) {
    this.limit = limit;
    formula = NamedLoss.parse(Inputs.tableFormula(request.text("formula")));
    start = Inputs.start(request.text("start"));
    csv = request.text("csv");
    file = request.has("file") ? request.text("file") : "data.csv";
    if (csv.startsWith("PAR1")) {
      throw new HttpProblem(
          400, "this is a Parquet file: the studio reads CSV, `glissade fit` both");
    }
    long rows = csv.lines().limit(MOST_ROWS + 2L).count();
    if (rows > MOST_ROWS + 1L) {
      throw new HttpProblem(
          400,
          "the studio fits at most %,d rows; `glissade fit` takes any number".formatted(MOST_ROWS));
    }
  }

  /** Fits, and tells about it; what is wrong with the request is told, too. */
  static void tell(Request request, OutputStream out) throws IOException {
    tell(request, out, LIMIT);
  }

  /** The same, interrupted after another time. */
  static void tell(Request request, OutputStream out, Duration limit) throws IOException {
    try {
      new FitStream(request, limit).tell(out);
    } catch (SettingsException | LimitException e) {
      Reply.event(out, "problem", new HttpProblem(400, String.valueOf(e.getMessage())).json());
    } catch (FormulaException e) {
      Reply.event(out, "problem", new HttpProblem(e).json());
    } catch (HttpProblem e) {
      Reply.event(out, "problem", e.json());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // The answer has begun, so that nobody else can say it any more.
      Reply.event(out, "problem", new HttpProblem(500, "internal error: " + e).json());
    }
  }

  private void tell(OutputStream out) throws IOException {
    Path path = Files.createTempFile("glissade-studio", ".csv");
    try {
      Files.write(path, csv.getBytes(StandardCharsets.UTF_8));
      try (Table table = Tables.open(path, TableOptions.defaults())) {
        tell(table, out);
      } catch (DataException e) {
        String message = String.valueOf(e.getMessage()).replace(path.toString(), file);
        Reply.event(out, "problem", new HttpProblem(400, message).json());
      }
    } finally {
      Files.deleteIfExists(path);
    }
  }

  private void tell(Table table, OutputStream out) throws IOException {
    Curve curve = Curve.of(formula, table);
    if (curve != null) {
      Reply.event(out, "points", curve.points());
    }
    for (int steps : FRAMES) {
      FitResult part =
          run(
              Fit.of(formula, table)
                  .start(start)
                  // The first steps of the whole descent: its rate falls over all STEPS of them.
                  .rule(
                      Rules.find("rmsprop")
                          .configured()
                          .with("learning_rate", "cosine(0.1, 0, %d)".formatted(STEPS)))
                  .steps(steps)
                  .polish(false),
              limit.dividedBy(FRAMES_PART));
      if (part.stop().reason() == StopReason.INTERRUPTED) {
        break; // this is not where so many steps lead
      }
      Map<String, Object> frame = new LinkedHashMap<>();
      frame.put("step", steps);
      put(frame, part, curve);
      Reply.event(out, "frame", frame);
    }
    Reply.event(out, "done", report(run(Fit.of(formula, table).start(start), limit), curve));
  }

  /** Fits; what is not done so long after all began is interrupted. */
  private FitResult run(Fit fit, Duration after) {
    long left = began + after.toNanos() - System.nanoTime();
    if (left > 0) {
      CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS).execute(fit::interrupt);
    } else {
      fit.interrupt();
    }
    return fit.run();
  }

  private static void put(Map<String, Object> frame, FitResult result, @Nullable Curve curve) {
    frame.put("loss", result.loss());
    Map<String, Object> values = new LinkedHashMap<>();
    result.parameters().forEach(each -> values.put(each.name(), each.value()));
    frame.put("parameters", values);
    if (curve != null) {
      frame.put("curve", curve.values(result));
    }
  }

  private Map<String, Object> report(FitResult result, @Nullable Curve curve) {
    Map<String, Object> report = new LinkedHashMap<>();
    put(report, result, curve);
    report.put(
        "estimates",
        result.parameters().stream()
            .map(
                e -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("name", e.name());
                  one.put("start", e.start());
                  one.put("value", e.value());
                  one.put("standardError", e.standardError());
                  one.put("low", e.low());
                  one.put("high", e.high());
                  return one;
                })
            .toList());
    report.put("rows", result.rows().toString());
    FitResult.Squares squares = result.squares();
    if (squares != null) {
      report.put("residualStandardError", squares.standardError());
      report.put("rSquared", squares.determination());
    }
    List<String> warnings = new ArrayList<>(result.warnings());
    if (result.stop().reason() == StopReason.INTERRUPTED) {
      warnings.add(
          "the studio ends a fit after %d s, and this is the best point until then; the command below goes on to the end"
              .formatted(limit.toSeconds()));
    }
    report.put("warnings", warnings);
    report.put("stop", result.stop().message());
    report.put(
        "command",
        "glissade fit %s %s --start %s"
            .formatted(
                CommandText.quoted(formula.toString()),
                CommandText.quoted(file),
                CommandText.quoted(start.toString())));
    return report;
  }
}
