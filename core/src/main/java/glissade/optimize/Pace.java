package glissade.optimize;

import glissade.rule.SettingsException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How often a run is written to a checkpoint: after some steps, or after some time. Immutable. */
public final class Pace {
  private final @Nullable Long steps;
  private final @Nullable Duration time;

  private Pace(@Nullable Long steps, @Nullable Duration time) {
    this.steps = steps;
    this.time = time;
  }

  /**
   * After every so many steps.
   *
   * @throws SettingsException if that is not at least 1
   */
  public static Pace steps(long number) {
    if (number < 1) {
      throw new SettingsException("a checkpoint is written every 1 or more steps, not " + number);
    }
    return new Pace(number, null);
  }

  /** Whenever so much time has passed. */
  public static Pace time(Duration passed) {
    return new Pace(null, passed);
  }

  /** A clock of a run that is at a step. */
  public Clock from(long step) {
    return new Clock(this, step);
  }

  /** Tells a run when its next checkpoint is due. For one thread. */
  public static final class Clock {
    private final Pace pace;
    private long nextStep;
    private long nextNanos;

    private Clock(Pace pace, long step) {
      this.pace = pace;
      restart(step);
    }

    /** A checkpoint was written at that step. */
    public void restart(long step) {
      Long steps = pace.steps;
      nextStep = steps == null ? Long.MAX_VALUE : (step / steps + 1) * steps;
      Duration time = pace.time;
      nextNanos = time == null ? Long.MAX_VALUE : System.nanoTime() + time.toNanos();
    }

    /** The step at which the next one is due; the largest number where time counts instead. */
    public long nextStep() {
      return nextStep;
    }

    /** Whether it is time for one. */
    public boolean isDue(long step) {
      return step >= nextStep || pace.time != null && System.nanoTime() - nextNanos >= 0;
    }
  }
}
