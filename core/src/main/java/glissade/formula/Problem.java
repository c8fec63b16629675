package glissade.formula;

/**
 * One thing that is wrong with a text, and where.
 *
 * @param span the characters at fault
 * @param message what is wrong, what was expected and, where it helps, what to write instead
 */
public record Problem(Span span, String message) {}
