package glissade.lab;

import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.functions.TestFunction;
import glissade.optimize.Loss;
import glissade.optimize.Minimizer;
import glissade.rule.SettingsException;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What is to be minimized. Immutable.
 *
 * @param name what to call it
 * @param formula the loss
 * @param start where the first seed starts
 * @param function the test function that it is; null for another formula
 * @param noise the standard deviation of what is added to each number of each gradient; the values
 *     of the loss stay exact
 */
public record Problem(
    String name, Formula formula, Point start, @Nullable TestFunction function, double noise) {

  /** How near to the least value counts as there, as a part of the way from the start. */
  private static final double NEAR = 1e-5;

  /** The same where gradients are noisy, and no rule with a constant rate comes to rest. */
  private static final double NEAR_WITH_NOISE = 1e-2;

  /** A problem. */
  public Problem {
    if (!(noise >= 0 && noise <= Double.MAX_VALUE)) {
      throw new SettingsException("the noise must be at least 0, not " + noise);
    }
  }

  /** A formula, from a start. */
  public static Problem of(Formula formula, Point start) {
    return new Problem(formula.toString().strip(), formula, start, null, 0);
  }

  /** A test function, from its own start. */
  public static Problem of(TestFunction function) {
    return new Problem(
        function.name(),
        function.parsedFormula(),
        function.startPoint(),
        function,
        function.noise());
  }

  /** From another start; with vectors of other lengths it is no longer the test function. */
  public Problem from(Point other) {
    Point from = start.with(other);
    boolean same = from.shapes().equals(start.shapes());
    return new Problem(name, formula, from, same ? function : null, noise);
  }

  /** With so much noise. */
  public Problem withNoise(double deviation) {
    return new Problem(name, formula, start, function, deviation);
  }

  /**
   * The value at which a test function counts as solved: {@code 1e-5} of the way from its start to
   * its least value is left, {@code 1e-2} if its gradients are noisy. After Moré and Wild,
   * "Benchmarking derivative-free optimization algorithms", 2009.
   *
   * @return NaN where the least value is not known
   */
  public double usualTarget() {
    if (function == null) {
      return Double.NaN;
    }
    double from = Loss.of(formula, function.startPoint()).value(function.startPoint());
    return function.value() + (noise > 0 ? NEAR_WITH_NOISE : NEAR) * (from - function.value());
  }

  /**
   * Where a seed starts. The first has the given start. Every other has each number moved by up to
   * {@code spread} times the larger of 1 and its size, to either side, and kept in a test
   * function's domain.
   *
   * @param index from 0
   * @param seed from which all of them come
   */
  Point start(int index, long seed, double spread) {
    if (index == 0) {
      return start;
    }
    SplittableRandom random = random(index, seed);
    double[] x = start.toArray();
    for (int i = 0; i < x.length; i++) {
      x[i] += spread * Math.max(1, Math.abs(x[i])) * random.nextDouble(-1, 1);
      if (function != null) {
        x[i] = Math.max(function.low(), Math.min(function.high(), x[i]));
      }
    }
    return start.withArray(x);
  }

  /** A run from a start; its noise is that of the seed. */
  Minimizer minimizer(Point from, int index, long seed) {
    if (noise == 0) {
      return Minimizer.of(formula).start(from);
    }
    SplittableRandom random = random(index, seed).split();
    return Minimizer.of(new NoisyLoss(new Surface(this), noise, random)).start(from);
  }

  private static SplittableRandom random(int index, long seed) {
    SplittableRandom source = new SplittableRandom(seed);
    SplittableRandom random = source.split();
    for (int i = 0; i < index; i++) {
      random = source.split();
    }
    return random;
  }
}
