package glissade.fit;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums over rows by loops over vector registers, as one writes them by hand with Java's vector
 * module: with the polynomials of {@link glissade.formula.LaneMath}, or with the module's own
 * exponential, whose bits depend on whether it is compiled. Batches fill the registers.
 */
final class VectorRows {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final double ROUNDER = 0x1.8p52;

  private final double[] z = new double[RowsBenchmark.BLOCK];
  private final double[] u = new double[RowsBenchmark.BLOCK];
  private final double[] v = new double[RowsBenchmark.BLOCK];
  private final boolean ownExp;

  /**
   * Loops.
   *
   * @param ownExp whether to use the polynomial
   */
  VectorRows(boolean ownExp) {
    this.ownExp = ownExp;
  }

  /** Logistic regression; the target is the last column. */
  double logistic(double[] w, double[][] x, int from, int to, double[] gradient) {
    int n = w.length;
    Arrays.fill(z, from, to, 0);
    for (int k = 0; k < n; k += 4) {
      addScaled(
          z, w[k], w[k + 1], w[k + 2], w[k + 3], x[k], x[k + 1], x[k + 2], x[k + 3], from, to);
    }
    double value = activate(x[n], from, to);
    for (int k = 0; k < n; k += 4) {
      dot4(z, x[k], x[k + 1], x[k + 2], x[k + 3], from, to, gradient, k);
    }
    return value;
  }

  private static DoubleVector at(double[] a, int i) {
    return DoubleVector.fromArray(SPECIES, a, i);
  }

  private static void addScaled(
      double[] z,
      double w0,
      double w1,
      double w2,
      double w3,
      double[] x0,
      double[] x1,
      double[] x2,
      double[] x3,
      int from,
      int to) {
    DoubleVector v0 = DoubleVector.broadcast(SPECIES, w0);
    DoubleVector v1 = DoubleVector.broadcast(SPECIES, w1);
    DoubleVector v2 = DoubleVector.broadcast(SPECIES, w2);
    DoubleVector v3 = DoubleVector.broadcast(SPECIES, w3);
    for (int i = from; i < to; i += LANES) {
      DoubleVector sum = at(x0, i).fma(v0, at(z, i));
      sum = at(x1, i).fma(v1, sum);
      sum = at(x2, i).fma(v2, sum);
      at(x3, i).fma(v3, sum).intoArray(z, i);
    }
  }

  private double activate(double[] y, int from, int to) {
    for (int i = from; i < to; i += LANES) {
      at(z, i).abs().neg().intoArray(u, i);
    }
    exp(u, from, to);
    System.arraycopy(u, from, v, from, to - from);
    log1p(v, from, to);
    DoubleVector value = DoubleVector.zero(SPECIES);
    DoubleVector one = of(1);
    for (int i = from; i < to; i += LANES) {
      DoubleVector score = at(z, i);
      DoubleVector target = at(y, i);
      DoubleVector e = at(u, i);
      VectorMask<Double> negative = score.lt(0);
      DoubleVector positive = score.blend(0, negative);
      value = value.add(positive.add(at(v, i)).sub(target.mul(score)));
      one.blend(e, negative).div(e.add(1)).sub(target).intoArray(z, i);
    }
    return value.reduceLanes(VectorOperators.ADD);
  }

  private static void dot4(
      double[] d,
      double[] x0,
      double[] x1,
      double[] x2,
      double[] x3,
      int from,
      int to,
      double[] gradient,
      int k) {
    DoubleVector g0 = DoubleVector.zero(SPECIES);
    DoubleVector g1 = g0;
    DoubleVector g2 = g0;
    DoubleVector g3 = g0;
    for (int i = from; i < to; i += LANES) {
      DoubleVector v = at(d, i);
      g0 = at(x0, i).fma(v, g0);
      g1 = at(x1, i).fma(v, g1);
      g2 = at(x2, i).fma(v, g2);
      g3 = at(x3, i).fma(v, g3);
    }
    gradient[k] += g0.reduceLanes(VectorOperators.ADD);
    gradient[k + 1] += g1.reduceLanes(VectorOperators.ADD);
    gradient[k + 2] += g2.reduceLanes(VectorOperators.ADD);
    gradient[k + 3] += g3.reduceLanes(VectorOperators.ADD);
  }

  /** {@code y ~ a*exp(-b*x) + c}. */
  double decay(double[] w, double[][] x, int from, int to, double[] gradient) {
    double[] xs = x[0];
    double[] ys = x[1];
    for (int i = from; i < to; i += LANES) {
      at(xs, i).mul(-w[1]).intoArray(u, i);
    }
    exp(u, from, to);
    DoubleVector value = DoubleVector.zero(SPECIES);
    DoubleVector ga = value;
    DoubleVector gb = value;
    DoubleVector gc = value;
    DoubleVector a = of(w[0]);
    DoubleVector c = of(w[2]);
    for (int i = from; i < to; i += LANES) {
      DoubleVector e = at(u, i);
      DoubleVector r = e.fma(a, c).sub(at(ys, i));
      value = r.fma(r, value);
      ga = r.fma(e, ga);
      gb = r.mul(at(xs, i)).fma(e, gb);
      gc = gc.add(r);
    }
    gradient[0] += 2 * ga.reduceLanes(VectorOperators.ADD);
    gradient[1] -= 2 * w[0] * gb.reduceLanes(VectorOperators.ADD);
    gradient[2] += 2 * gc.reduceLanes(VectorOperators.ADD);
    return value.reduceLanes(VectorOperators.ADD);
  }

  private void exp(double[] a, int from, int to) {
    if (ownExp) {
      expOwn(a, from, to);
    } else {
      for (int i = from; i < to; i += LANES) {
        at(a, i).lanewise(VectorOperators.EXP).intoArray(a, i);
      }
    }
  }

  private void log1p(double[] a, int from, int to) {
    if (ownExp) {
      log1pOwn(a, from, to);
    } else {
      for (int i = from; i < to; i += LANES) {
        at(a, i).lanewise(VectorOperators.LOG1P).intoArray(a, i);
      }
    }
  }

  private static DoubleVector of(double value) {
    return DoubleVector.broadcast(SPECIES, value);
  }

  private static DoubleVector twoTo(DoubleVector rounded) {
    LongVector bits = rounded.reinterpretAsLongs();
    return bits.lanewise(VectorOperators.LSHL, 52).add(0x3FF0000000000000L).reinterpretAsDoubles();
  }

  /**
   * As {@link glissade.formula.LaneMath#expBelow}. The loop is here, and not a function of one
   * vector in other loops: HotSpot puts no large methods into their callers.
   */
  private static void expOwn(double[] a, int from, int to) {
    for (int i = from; i < to; i += LANES) {
      DoubleVector x = at(a, i);
      DoubleVector rounded = x.fma(of(0x1.71547652b82fep+0), of(ROUNDER));
      DoubleVector k = rounded.sub(ROUNDER);
      DoubleVector high = k.fma(of(-0x1.62e42fee00000p-1), x);
      DoubleVector r = k.fma(of(-0x1.a39ef35793c76p-33), high);
      DoubleVector lost = k.fma(of(-0x1.a39ef35793c76p-33), high.sub(r));
      DoubleVector r2 = r.mul(r);
      DoubleVector r4 = r2.mul(r2);
      DoubleVector q01 = r.fma(of(0x1.5555555555559p-3), of(0.5));
      DoubleVector q23 = r.fma(of(0x1.111111110f7f7p-7), of(0x1.555555555555ap-5));
      DoubleVector q45 = r.fma(of(0x1.a01a01af6f66ep-13), of(0x1.6c16c16c1462cp-10));
      DoubleVector q67 = r.fma(of(0x1.71ddf9657c1afp-19), of(0x1.a01a01b04040ep-16));
      DoubleVector q89 = r.fma(of(0x1.af5d00afc62b6p-26), of(0x1.27e4c6776e85cp-22));
      DoubleVector q8 = r2.fma(of(0x1.1f9442f964c60p-29), q89);
      DoubleVector q = r4.fma(r4.fma(q8, r2.fma(q67, q45)), r2.fma(q23, q01));
      DoubleVector sum = r.add(1);
      DoubleVector y = sum.add(of(1).sub(sum).add(r).add(r2.fma(q, lost)));
      DoubleVector half = k.fma(of(0.5), of(ROUNDER));
      DoubleVector other = k.sub(half.sub(ROUNDER)).add(ROUNDER);
      y.mul(twoTo(half)).mul(twoTo(other)).blend(0, x.lt(-746)).intoArray(a, i);
    }
  }

  /** As {@link glissade.formula.LaneMath#log1pOfFraction}. */
  private static void log1pOwn(double[] a, int from, int to) {
    for (int i = from; i < to; i += LANES) {
      DoubleVector x = at(a, i);
      DoubleVector u = x.add(1);
      DoubleVector lost = x.sub(u.sub(1)).div(u);
      VectorMask<Double> large = u.compare(VectorOperators.GT, 0x1.6a09e667f3bcdp0);
      DoubleVector k = DoubleVector.zero(SPECIES).blend(1, large);
      DoubleVector f = u.blend(u.mul(0.5), large).sub(1);
      DoubleVector s = f.div(f.add(2));
      DoubleVector z = s.mul(s);
      DoubleVector z2 = z.mul(z);
      DoubleVector p01 = z.fma(of(0x1.999999998c79bp-2), of(0x1.5555555555566p-1));
      DoubleVector p23 = z.fma(of(0x1.c71c597255b76p-3), of(0x1.24924937f5ef9p-2));
      DoubleVector p45 = z.fma(of(0x1.39c3ced875014p-3), of(0x1.7464d616c0c39p-3));
      DoubleVector p46 = z2.fma(of(0x1.2dc100d902ecdp-3), p45);
      DoubleVector p = z2.fma(z2.fma(p46, p23), p01);
      DoubleVector square = f.mul(0.5).mul(f);
      DoubleVector low = k.fma(of(0x1.a39ef35793c76p-33), lost);
      DoubleVector rest = s.fma(z.fma(p, square), low);
      DoubleVector high = k.mul(0x1.62e42fee00000p-1);
      DoubleVector sum = high.add(f);
      sum.add(high.sub(sum).add(f).sub(square.sub(rest))).intoArray(a, i);
    }
  }
}
