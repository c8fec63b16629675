package glissade.formula;

/**
 * A node of parsed text, before names and shapes are known. A text's nodes stand in one list,
 * children first, and name their children by position, so that deep texts need no recursion.
 *
 * @param kind what it is
 * @param name of a name, the name; of a call, the function or sign
 * @param number of a number, its value
 * @param children positions in the list; -1 for a slice's open end
 * @param span the text
 */
record Node(Kind kind, String name, double number, int[] children, Span span) {

  enum Kind {
    NUMBER,
    NAME,
    CALL,
    /** {@code v[i]}, {@code m[i, j]}: children are v and i, or m, i and j. */
    ELEMENT,
    /** {@code v[a:b]}: children are v, a and b. */
    SLICE,
    /** Something that could not be read; its problem is already noted. */
    ERROR
  }

  /** The same node over more text: parentheses belong to what they enclose. */
  Node spanning(Span wider) {
    return new Node(kind, name, number, children, wider);
  }
}
