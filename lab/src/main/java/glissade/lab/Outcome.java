package glissade.lab;

/** How a run came out. */
public enum Outcome {
  /** The target was met. */
  REACHED("reached"),
  /** The budget was spent while the loss was still falling, or no target was set. */
  SPENT("budget spent"),
  /**
   * The loss has long stopped falling, but the gradient has not vanished: the steps are too long.
   */
  STALLED("stalled"),
  /** The gradient has vanished above the target: another minimum, a saddle, or a plain. */
  SETTLED("settled elsewhere"),
  /** A number overflowed. */
  DIVERGED("diverged");

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  /** Whether the rule failed, rather than ran out of budget. */
  public boolean isFailure() {
    return this == STALLED || this == SETTLED || this == DIVERGED;
  }

  /** The name in reports. */
  @Override
  public String toString() {
    return label;
  }
}
