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

  /** A new array of this type, {@code double[]} or {@code float[]}, with the nearest numbers. */
  public Object array(double[] values) {
    if (this == DOUBLE) {
      return values.clone();
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** A new array of this type, of zeros. */
  public Object array(int length) {
    return this == DOUBLE ? new double[length] : new float[length];
  }

  /** The numbers of a {@code double[]} or {@code float[]}, in a new array. */
  public static double[] doubles(Object array) {
    if (array instanceof double[] doubles) {
      return doubles.clone();
    }
    float[] floats = (float[]) array;
    double[] doubles = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      doubles[i] = floats[i];
    }
    return doubles;
  }

  /** The name that the command line uses: {@code float} or {@code double}. */
  @Override
  public String toString() {
    return this == FLOAT ? "float" : "double";
  }
}
