package glissade.optimize;

/**
 * When a run ends.
 *
 * @param steps after so many updates
 * @param tolerance when the gradient's largest component is at most this; negative for never
 * @param target when the value is at most this
 * @param improvement when the best value improves by less than this fraction of itself
 * @param window over this many steps
 * @param patience when the best value has not improved for so many steps
 * @param skips when the value or gradient is not finite, after so many updates left out in a row
 * @param nanos when so much time has passed
 */
record Limits(
    long steps,
    double tolerance,
    double target,
    double improvement,
    long window,
    long patience,
    long skips,
    long nanos) {}
