package glissade.optimize;

/**
 * How a run ended.
 *
 * @param reason why
 * @param message why, in words, with the figures
 * @param advice what to try next; empty if there is nothing to
 */
public record Stop(StopReason reason, String message, String advice) {}
