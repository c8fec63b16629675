package glissade.formula;

/** The floating-point type that parameters are held and computed in. */
public enum Precision {
  /** IEEE binary32. */
  FLOAT {
    @Override
    public double round(double value) {
      return (float) value;
    }
  },
  /** IEEE binary64. */
  DOUBLE {
    @Override
    public double round(double value) {
      return value;
    }
  };

  /** The nearest number of this type. */
  public abstract double round(double value);

  /** The name that the command line uses: {@code float} or {@code double}. */
  @Override
  public String toString() {
    return this == FLOAT ? "float" : "double";
  }
}
