package glissade.rule;

/** A hyperparameter or option was set to something that the rule does not allow. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Reports what was set, what is allowed and what to do. */
  public SettingsException(String message) {
    super(message);
  }
}
