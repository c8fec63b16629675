package glissade.optimize;

import glissade.formula.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Compares a gradient with central differences of the loss itself, component by component.
 *
 * <p>Differences over steps that halve are extrapolated to step 0, and the extrapolation that
 * changes least is taken, with that change and the rounding of the loss as its uncertainty
 * (Ridders' method: C. Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", Advances in
 * Engineering Software 4(2), 1982). The first step is an eighth of the component, or of 1 where
 * that is smaller; a step over a point where the loss is not finite is not used. Rounding is taken
 * to be that of numbers around 1 at least, since a small loss is often made of such.
 */
public final class GradientCheck {
  private static final int STEPS = 24;
  private static final int MOST_STEPS = 80;
  private static final int ORDERS = 6;
  private static final double ROUNDING = 0x1p-52;

  private GradientCheck() {}

  /**
   * The derivative by one number of the parameters.
   *
   * @param name what the number is called: {@code x}, {@code w[3]}
   * @param at the number
   * @param analytic the derivative as the gradient has it
   * @param numeric the derivative as differences have it; NaN where the loss is not finite nearby
   * @param uncertainty how far {@code numeric} may be off
   */
  public record Component(
      String name, double at, double analytic, double numeric, double uncertainty) {

    /** Whether the differences settle on a number: they do not at a kink, a pole or an edge. */
    public boolean isClear() {
      // Beside a gradient that is no number, the differences stand for themselves.
      double larger =
          Double.isFinite(analytic)
              ? Math.max(Math.abs(analytic), Math.abs(numeric))
              : Math.abs(numeric);
      return uncertainty <= 1e-3 * larger + 1e-9;
    }

    /** The difference of the two, relative to the larger; 0 where both are 0. */
    public double relativeDifference() {
      double larger = Math.max(Math.abs(analytic), Math.abs(numeric));
      return larger == 0 ? 0 : Math.abs(analytic - numeric) / larger;
    }

    /**
     * Whether the two agree within the tolerance, or within what differences can tell. With a
     * gradient that is infinite or NaN nothing agrees.
     *
     * @param tolerance relative to the larger of the two
     */
    public boolean agrees(double tolerance) {
      double larger = Math.max(Math.abs(analytic), Math.abs(numeric));
      return Double.isFinite(analytic)
          && Math.abs(analytic - numeric) <= tolerance * larger + 4 * uncertainty;
    }
  }

  /**
   * Checks the gradient of a loss, in double precision.
   *
   * @param loss the loss
   * @param at where
   * @return all components, as the point is laid out
   */
  public static List<Component> of(Loss loss, Point at) {
    return of(loss, at, Math.max(1, at.size()));
  }

  /**
   * Checks some components of the gradient of a loss, in double precision.
   *
   * @param loss the loss
   * @param at where
   * @param most how many components, at the most; they are spread evenly
   */
  public static List<Component> of(Loss loss, Point at, int most) {
    double[] gradient = loss.gradient(at).toArray();
    double[] flat = at.toArray();
    int stride = (flat.length + most - 1) / most;
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < flat.length; i += stride) {
      int position = i;
      DoubleUnaryOperator along =
          x -> {
            double[] moved = flat.clone();
            moved[position] = x;
            return loss.value(at.withArray(moved));
          };
      components.add(component(at.elementName(i), along, flat[i], gradient[i]));
    }
    return components;
  }

  /**
   * Checks one derivative.
   *
   * @param name what the number is called
   * @param function of that number
   * @param at where
   * @param analytic the derivative to check
   */
  public static Component component(
      String name, DoubleUnaryOperator function, double at, double analytic) {
    double step = Math.scalb(1.0, Math.min(0, Math.getExponent(at)) - 3);
    if (step < 0x1p-30) { // near 0, or at it: the scale is that of the function, about 1
      step = 0x1p-3;
    }
    double[] last = new double[0];
    double[] lastChange = new double[0];
    double numeric = Double.NaN;
    double uncertainty = Double.POSITIVE_INFINITY;
    int used = 0;
    for (int k = 0; k < MOST_STEPS && used < STEPS; k++, step /= 2) {
      double right = function.applyAsDouble(at + step);
      double left = function.applyAsDouble(at - step);
      double difference = (right - left) / (at + step - (at - step));
      if (!Double.isFinite(difference)) {
        last = new double[0];
        lastChange = last;
        continue;
      }
      used++;
      double noise = ROUNDING * Math.max(1, Math.abs(right) + Math.abs(left)) / step;
      double[] row = new double[Math.min(last.length + 1, ORDERS)];
      row[0] = difference;
      double[] changes = new double[row.length];
      double weight = 4;
      for (int order = 1; order < row.length; order++, weight *= 4) {
        row[order] = row[order - 1] + (row[order - 1] - last[order - 1]) / (weight - 1);
        double change =
            Math.max(Math.abs(row[order] - row[order - 1]), Math.abs(row[order] - last[order - 1]));
        changes[order] = change;
        if (order < lastChange.length) { // else agreement may be chance
          double off = change + lastChange[order] / 1024 + noise;
          if (off < uncertainty) {
            uncertainty = off;
            numeric = row[order];
          }
        }
      }
      last = row;
      lastChange = changes;
    }
    return new Component(name, at, analytic, numeric, uncertainty);
  }
}
