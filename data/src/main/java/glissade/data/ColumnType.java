package glissade.data;

/** What a column holds. */
public enum ColumnType {
  /** Numbers. */
  NUMBER,
  /** True or false; read as a number it is 1 or 0. */
  BOOLEAN,
  /** Text, to be used as categories. Dates and times are text. */
  TEXT,
  /** Lists, structures or bytes, which cannot be read. */
  OTHER
}
