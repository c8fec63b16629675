package glissade.optimize;

/** A checkpoint cannot be read, written or resumed from; the message says why and what to do. */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Reports what is wrong with a file. */
  public CheckpointException(String message) {
    super(message);
  }
}
