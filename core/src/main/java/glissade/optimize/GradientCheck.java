package glissade.optimize;

import glissade.formula.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * A gradient beside finite differences of the value. Each partial derivative is estimated by
 * central differences at shrinking steps, extrapolated to a step of zero (Ridders, "Accurate
 * computation of F'(x) and F'(x)F''(x)", 1982), which also tells how far the estimate itself can be
 * trusted.
 *
 * @param components one for each of the point's numbers, or for some spread over them evenly
 */
public record GradientCheck(List<Component> components) {
  private static final int MOST_COMPONENTS = 200;
  private static final int ROUNDS = 12;
  private static final double SHRINK = 1.6;

  /** What a comparison says. */
  public enum Verdict {
    /** Equal as far as finite differences can tell. */
    AGREES("agrees"),
    /** Different by more than finite differences can be off. */
    DISAGREES("DISAGREES"),
    /** The differences do not settle here: a kink, a pole, or the edge of the domain. */
    UNCLEAR("unclear: not smooth here");

    private final String label;

    Verdict(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /**
   * One partial derivative.
   *
   * @param name of the parameter, {@code x} or {@code w[3]}
   * @param gradient the exact derivative
   * @param numeric the estimate
   * @param uncertainty how far the estimate may be off
   */
  public record Component(String name, double gradient, double numeric, double uncertainty) {

    /** How far the two are apart. */
    public double difference() {
      return Math.abs(gradient - numeric);
    }

    /** Whether they agree. */
    public Verdict verdict() {
      double scale = Math.max(Math.abs(gradient), Math.abs(numeric));
      if (difference() <= 1e-7 * scale + 10 * uncertainty && uncertainty <= 1e-3 * scale + 1e-9) {
        return Verdict.AGREES;
      }
      boolean settled = uncertainty <= 1e-4 * scale + 1e-9;
      return settled ? Verdict.DISAGREES : Verdict.UNCLEAR;
    }
  }

  /** Checks a loss at a point. */
  public static GradientCheck of(Loss loss, Point at) {
    double[] exact = loss.gradient(at).toArray();
    double[] flat = at.toArray();
    int stride = (flat.length + MOST_COMPONENTS - 1) / MOST_COMPONENTS;
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < flat.length; i += stride) {
      components.add(component(loss, at, flat, i, exact[i]));
    }
    return new GradientCheck(List.copyOf(components));
  }

  /** The components that disagree. */
  public List<Component> disagreeing() {
    return components.stream().filter(c -> c.verdict() == Verdict.DISAGREES).toList();
  }

  private static Component component(
      Loss loss, Point at, double[] flat, int position, double exact) {
    double[][] table = new double[ROUNDS][ROUNDS];
    double step = 0.1 * Math.max(1e-2, Math.abs(flat[position]));
    double best = Double.NaN;
    double uncertainty = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ROUNDS; i++) {
      table[0][i] = central(loss, at, flat, position, step);
      double factor = SHRINK * SHRINK;
      for (int j = 1; j <= i; j++) {
        table[j][i] = (table[j - 1][i] * factor - table[j - 1][i - 1]) / (factor - 1);
        factor *= SHRINK * SHRINK;
        double error =
            Math.max(
                Math.abs(table[j][i] - table[j - 1][i]),
                Math.abs(table[j][i] - table[j - 1][i - 1]));
        if (error <= uncertainty) {
          uncertainty = error;
          best = table[j][i];
        }
      }
      step /= SHRINK;
    }
    return new Component(at.elementName(position), exact, best, uncertainty);
  }

  private static double central(Loss loss, Point at, double[] flat, int position, double step) {
    double[] moved = flat.clone();
    moved[position] = flat[position] + step;
    double high = moved[position];
    double up = loss.value(at.withArray(moved));
    moved[position] = flat[position] - step;
    double low = moved[position];
    double down = loss.value(at.withArray(moved));
    return (up - down) / (high - low);
  }
}
