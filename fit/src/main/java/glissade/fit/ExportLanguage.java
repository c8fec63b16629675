package glissade.fit;

/** A language that a fitted formula can be exported to. */
public enum ExportLanguage {
  /** A class with a static method {@code predict}, for Java 17 and later. */
  JAVA,
  /**
   * A module with a function {@code predict}, for Python 3.6 and later; it imports {@code math}.
   */
  PYTHON
}
