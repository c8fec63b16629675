package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.optimize.GradientCheck;
import glissade.optimize.Loss;
import org.junit.jupiter.api.Test;

/** The gradient of random formulas agrees with differences of their values. */
class RandomGradientTest {
  private static final long SEED = 5_000_000;
  private static final double STEEP = 1e4;
  private static final int FORMULAS = 3000;
  private static final double TOLERANCE = 1e-6;

  /** A factor of the derivative may be smaller than a double can be, and count as 0. */
  private static final double UNDERFLOW = 1e-200;

  @Test
  void agreesWithDifferences() {
    int checked = 0;
    int undefined = 0;
    for (long seed = SEED; seed < SEED + FORMULAS; seed++) {
      Formulas formulas = new Formulas(seed);
      Formula formula = Formula.parse(formulas.next());
      Point point = formulas.point(formula);
      Loss loss = Loss.of(formula, point);
      if (hasSteps(formula) || !Double.isFinite(loss.value(point))) {
        continue;
      }
      for (GradientCheck.Component component : GradientCheck.of(loss, point)) {
        checked++;
        if (Math.abs(component.analytic()) < STEEP && Double.isFinite(component.numeric())) {
          double apart = Math.abs(component.analytic() - component.numeric());
          assertThat(component.agrees(TOLERANCE) || apart < UNDERFLOW)
              .as("seed %d: %s at %s: %s", seed, formula, point, component)
              .isTrue();
        } else {
          undefined++; // such as sqrt(0), the edge of a domain, or sin(1e300*x)
        }
      }
    }
    assertThat(checked).isGreaterThan(2 * FORMULAS);
    assertThat(undefined).isLessThan(checked / 100);
  }

  /** Differences over many small steps see the slope of the stairs. */
  private static boolean hasSteps(Formula formula) {
    return formula.toString().contains("floor") || formula.toString().contains("ceil");
  }
}
