package glissade.optimize;

/** Why a run ended. */
public enum StopReason {
  /** The gradient's largest component is within the tolerance. */
  GRADIENT("gradient", true),
  /** The best value hardly improved any more. */
  IMPROVEMENT("improvement", true),
  /** The value asked for was reached. */
  TARGET("target", true),
  /** All steps were made. */
  STEPS("steps", false),
  /** The time was up. */
  TIME("time", false),
  /** The best value has not improved for long, but the gradient is not within the tolerance. */
  STALLED("stalled", false),
  /** A value, gradient or state is not finite. */
  DIVERGED("diverged", false),
  /** The caller asked to end. */
  INTERRUPTED("interrupted", false);

  private final String label;
  private final boolean converged;

  StopReason(String label, boolean converged) {
    this.label = label;
    this.converged = converged;
  }

  /** Whether the run ended because what was sought was found. */
  public boolean isConverged() {
    return converged;
  }

  /** The name in reports. */
  @Override
  public String toString() {
    return label;
  }
}
