package glissade.cli;

import glissade.optimize.Pace;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where a run is written down, how often, and what it goes on from. */
final class CheckpointInput {
  private static final String USUAL = "30s";

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "write the run's state to a file from time to time, and at the end, to resume from")
  private @Nullable Path checkpoint;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "TIME|N",
      description = "how often: a time such as 30s, or a number of steps (default: 30s)")
  private @Nullable String every;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description =
          "go on from a checkpoint; formula, rule and settings are its own unless changed")
  private @Nullable Path resume;

  /** Where to write; null for nowhere. */
  @Nullable Path file() {
    if (checkpoint == null && every != null) {
      throw new UsageException("--checkpoint-every says how often --checkpoint FILE is written");
    }
    return checkpoint;
  }

  Pace pace() {
    String text = every == null ? USUAL : every;
    if (text.matches("\\d{1,18}")) {
      return Pace.steps(Long.parseLong(text));
    }
    try {
      return Pace.time(new DurationConverter().convert(text));
    } catch (TypeConversionException e) {
      throw new UsageException(
          "--checkpoint-every is a number of steps or a time such as 30s, not `" + text + "`");
    }
  }

  /** What to go on from; null to begin. */
  @Nullable Path resume() {
    return resume;
  }
}
