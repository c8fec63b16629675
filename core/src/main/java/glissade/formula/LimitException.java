package glissade.formula;

/** An input is larger than one of the {@link CompileLimits} allows. The message says which. */
public final class LimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Reports the limit that was met. */
  public LimitException(String message) {
    super(message);
  }
}
