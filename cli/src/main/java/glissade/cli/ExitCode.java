package glissade.cli;

import glissade.optimize.Stop;

/** What the process tells its caller. */
final class ExitCode {
  /** Converged, or completed as asked. */
  static final int OK = 0;

  /** A fault of Glissade's own. */
  static final int INTERNAL = 1;

  /** The command line or a formula is wrong. */
  static final int USAGE = 2;

  /** A data file is wrong. */
  static final int DATA = 3;

  /** The budget was spent before the tolerance that was asked for; the result is still written. */
  static final int BUDGET = 4;

  /** A value is not finite. */
  static final int DIVERGED = 5;

  /** Interrupted; the best point so far is written. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}

  /**
   * The code for the end of a run.
   *
   * @param goal whether a tolerance or a target was asked for
   */
  static int of(Stop stop, boolean goal) {
    return switch (stop.reason()) {
      case GRADIENT, IMPROVEMENT, TARGET -> OK;
      case STEPS, TIME, STALLED -> goal ? BUDGET : OK;
      case DIVERGED -> DIVERGED;
      case INTERRUPTED -> INTERRUPTED;
    };
  }
}
