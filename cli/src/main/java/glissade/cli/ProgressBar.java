package glissade.cli;

import glissade.optimize.Observer;
import glissade.optimize.Progress;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Shows on standard error how a run that takes more than half a second goes: on a terminal as one
 * line that changes, else as a plain line every five seconds.
 */
final class ProgressBar implements Observer, AutoCloseable {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** How to show progress. */
  enum Mode {
    AUTO,
    BAR,
    PLAIN,
    JSONL,
    NONE
  }

  /** Reads a mode. */
  static final class ModeConverter implements ITypeConverter<Mode> {
    @Override
    public Mode convert(String text) {
      for (Mode mode : Mode.values()) {
        if (mode.name().equalsIgnoreCase(text)) {
          return mode;
        }
      }
      throw new TypeConversionException(
          "expected auto, bar, plain, jsonl or none, not `" + text + "`");
    }
  }

  private final Mode mode;
  private final PrintWriter err;
  private final @Nullable Long steps;
  private final long start = System.nanoTime();
  private long next;
  private boolean shown;

  ProgressBar(Mode mode, PrintWriter err, @Nullable Long steps) {
    this.mode =
        mode == Mode.AUTO
            ? (Boolean.getBoolean("glissade.terminal") ? Mode.BAR : Mode.PLAIN)
            : mode;
    this.err = err;
    this.steps = steps;
    this.next = start + (this.mode == Mode.PLAIN ? 5 * NANOS_PER_SECOND : NANOS_PER_SECOND / 2);
  }

  @Override
  public void observe(Progress progress) {
    show(
        seconds -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("step", progress.step());
          row.put("seconds", seconds);
          row.put("value", progress.value());
          row.put("bestValue", progress.bestValue());
          row.put("gradientNorm", progress.gradientNorm());
          return row;
        },
        seconds ->
            "step %,d%s  value %.6g  best %.6g  gradient %.3g  %.1f s"
                .formatted(
                    progress.step(),
                    steps == null
                        ? ""
                        : " of %,d (%d%%)"
                            .formatted(steps, 100 * progress.step() / Math.max(1, steps)),
                    progress.value(),
                    progress.bestValue(),
                    progress.gradientNorm(),
                    seconds));
  }

  /**
   * Shows where something is, if it is time to.
   *
   * @param row for programs, from the seconds so far
   * @param line for people, from the same
   */
  void show(DoubleFunction<Map<String, Object>> row, DoubleFunction<String> line) {
    long now = System.nanoTime();
    if (mode == Mode.NONE || now < next) {
      return;
    }
    next =
        now
            + (mode == Mode.BAR
                ? NANOS_PER_SECOND / 10
                : mode == Mode.JSONL ? NANOS_PER_SECOND / 2 : 5 * NANOS_PER_SECOND);
    double seconds = (now - start) / 1e9;
    if (mode == Mode.JSONL) {
      err.println(Json.line(row.apply(seconds)));
    } else {
      String text = line.apply(seconds);
      err.print(mode == Mode.BAR ? "\r\033[K" + text : text + System.lineSeparator());
      shown = true;
    }
    err.flush();
  }

  /** Leaves a clean line. */
  @Override
  public void close() {
    if (shown && mode == Mode.BAR) {
      err.print("\r\033[K");
      err.flush();
    }
  }
}
