package glissade.compile;

import glissade.formula.Precision;
import glissade.formula.Reductions;
import java.util.Optional;

/**
 * The vector registers of this machine, as far as Java's vector module was asked for: {@code java
 * --add-modules jdk.incubator.vector}. Nothing needs it otherwise. The system property {@code
 * glissade.lanes} can be {@code always}, for tests and benchmarks, so that what can be is for lanes
 * from the first call on, or {@code never}.
 */
final class Lanes {
  private static final String MODULE = "jdk.incubator.vector";
  private static final String MODE = System.getProperty("glissade.lanes", "auto");
  private static final int DOUBLES = preferred("DoubleVector");
  private static final int FLOATS = preferred("FloatVector");

  private Lanes() {}

  /** How many numbers a register holds; 0 where compiled code should not use any. */
  static int of(Precision precision) {
    return precision == Precision.FLOAT ? FLOATS : DOUBLES;
  }

  /** Whether kernels are to be for lanes before there was much work. */
  static boolean always() {
    return MODE.equals("always");
  }

  /**
   * Whether the larger of {@code x} and a bound is the bound where {@code x <= bound} and else
   * {@code x}, and the smaller the bound where {@code bound < x} and else {@code x}, for every
   * {@code x}: NaN, and a zero of another sign too. Hidden classes call it.
   */
  static boolean isBound(double bound) {
    return !Double.isNaN(bound) && Double.doubleToRawLongBits(bound) != Long.MIN_VALUE; // not -0.0
  }

  /**
   * Whether a number times {@link Math#signum} of {@code x} is that number where {@code x > 0}, the
   * opposite where {@code x < 0}, and else {@code x}: a zero, or NaN. Hidden classes call it.
   */
  static boolean isLength(double number) {
    return Double.compare(number, 0) >= 0 && number <= Double.MAX_VALUE; // -0.0 is less than 0.0
  }

  private static int preferred(String vector) {
    Optional<Module> module = ModuleLayer.boot().findModule(MODULE);
    if (module.isEmpty() || MODE.equals("never")) {
      return 0;
    }
    Lanes.class.getModule().addReads(module.get());
    try {
      ClassLoader loader = Lanes.class.getClassLoader();
      Object species =
          Class.forName(MODULE + "." + vector, true, loader)
              .getField("SPECIES_PREFERRED")
              .get(null);
      Object length =
          Class.forName(MODULE + ".VectorSpecies", true, loader)
              .getMethod("length")
              .invoke(species);
      int lanes = (Integer) length;
      boolean whole = vector.startsWith("Float") || lanes <= Reductions.LANES;
      return lanes > 1 && whole ? lanes : 0;
    } catch (ReflectiveOperationException e) {
      return 0; // a later Java's module, of another shape
    }
  }
}
