package glissade.data;

/** What becomes of a row that lacks a value in a column that is read. */
public enum Missing {
  /** It is a problem: reading ends in a {@link DataException} that names the cells. */
  ERROR,
  /** The row is left out, and counted. */
  DROP
}
