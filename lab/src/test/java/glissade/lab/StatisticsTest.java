package glissade.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import glissade.lab.RowTrial.Look;
import glissade.rule.Rules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  @Test
  void quartilesLieBetweenNeighbours() {
    assertThat(Quartiles.of(4, 1, 3, 2, 5)).isEqualTo(new Quartiles(2, 3, 4));
    assertThat(Quartiles.of(1, 2)).isEqualTo(new Quartiles(1.25, 1.5, 1.75));
    assertThat(Quartiles.of(7)).isEqualTo(new Quartiles(7, 7, 7));
    assertThat(Quartiles.of(1, 2, INF, Double.NaN)).isEqualTo(new Quartiles(1.75, INF, INF));
    assertThat(Quartiles.of(INF, INF)).isEqualTo(new Quartiles(INF, INF, INF));
    assertThatThrownBy(Quartiles::of).hasMessage("quartiles of no numbers");
  }

  /** Three rules on four problems; by hand the ratios are 1,1,3,- and 2,1,1,- and -,4,2,-. */
  @Test
  void aProfileByHand() {
    double[][] costs = {
      {10, 20, INF}, {5, 5, 20}, {30, 10, 20}, {INF, Double.NaN, INF},
    };
    PerformanceProfile profile = PerformanceProfile.of(List.of("a", "b", "c"), costs);
    assertThat(profile.problems()).isEqualTo(4);
    assertThat(profile.at(0, 1)).isEqualTo(0.5);
    assertThat(profile.at(1, 1)).isEqualTo(0.5);
    assertThat(profile.at(2, 1)).isEqualTo(0);
    assertThat(profile.at(0, 2)).isEqualTo(0.5);
    assertThat(profile.at(1, 2)).isEqualTo(0.75);
    assertThat(profile.at(2, 2)).isEqualTo(0.25);
    assertThat(profile.at(0, INF)).isEqualTo(0.75);
    assertThat(profile.at(2, INF)).isEqualTo(0.5);
    assertThat(profile.factors()).containsExactly(1, 2, 3, 4);
    assertThatThrownBy(() -> PerformanceProfile.of(List.of("a"), costs))
        .hasMessage("a profile needs problems, each with the costs of 1 rules");
  }

  private static RowTrial trial(Outcome outcome, double[] passes, double[] losses) {
    List<Look> looks = new ArrayList<>();
    for (int i = 0; i < passes.length; i++) {
      looks.add(new Look(passes[i], i, i, i, losses[i]));
    }
    return new RowTrial(0, looks, null, outcome, "");
  }

  /** The first seed's run ends between two looks of the others, which go on. */
  @Test
  void aCurveGoesOnWhereARunDiverged() {
    RowTrial diverged =
        trial(Outcome.DIVERGED, new double[] {0, 1, 1.5}, new double[] {8, 4, 1e300});
    RowTrial whole = trial(Outcome.SPENT, new double[] {0, 1, 2, 3}, new double[] {8, 2, 1, 0.5});
    RowEntrant entrant = new RowEntrant(Entrant.of(Rules.find("sgd").configured()), 1);
    Curve curve =
        Curve.of(new RowResult(entrant, null, List.of(diverged, whole, whole)), loss -> loss);
    assertThat(curve.steps()).containsExactly(1.0, 2.0, 3.0);
    assertThat(curve.low()).containsExactly(2.0, 1.0, 0.5);
    assertThat(curve.median()).containsExactly(2.0, 1.0, 0.5);
    assertThat(curve.high()).containsExactly(3.0, INF, INF);
  }

  @Test
  void numbersOfThreeDigits() {
    assertThat(
            List.of(
                Numbers.brief(0.0123456),
                Numbers.brief(1e-9),
                Numbers.brief(123456),
                Numbers.brief(-2.5e12),
                Numbers.brief(0),
                Numbers.brief(INF),
                Numbers.brief(Double.NaN)))
        .containsExactly("0.0123", "1e-9", "123000", "-2.5e12", "0", "inf", "nan");
  }

  @Test
  void thePlaneOfPointsInAPlaneHoldsThem() {
    double[] origin = {1, 2, 3, 4};
    double[] a = {0.5, 0.5, 0.5, 0.5};
    double[] b = {0.5, -0.5, 0.5, -0.5};
    List<double[]> points = new ArrayList<>();
    for (int k = 0; k < 20; k++) {
      double[] point = origin.clone();
      for (int i = 0; i < 4; i++) {
        point[i] += 3 * Math.cos(k) * a[i] + Math.sin(k) * b[i];
      }
      points.add(point);
    }
    Plane plane = Plane.leading(origin, points, () -> {});
    for (double[] point : points) {
      assertThat(plane.point(plane.x(point), plane.y(point))).containsExactly(point, within(1e-9));
    }
    double dot = 0;
    for (int i = 0; i < 4; i++) {
      dot += plane.first()[i] * a[i];
    }
    assertThat(Math.abs(dot)).isGreaterThan(0.99); // most of it lies along a
  }

  @Test
  void aPlaneOfPointsOnALineHasTwoDirectionsStill() {
    double[] origin = {0, 0, 0};
    Plane plane =
        Plane.leading(origin, List.of(new double[] {0, 0, 2}, new double[] {0, 0, -1}), () -> {});
    assertThat(Math.abs(plane.x(new double[] {0, 0, 2}))).isCloseTo(2, within(1e-9));
    assertThat(plane.y(new double[] {0, 0, 2})).isCloseTo(0, within(1e-9));
    assertThat(Math.hypot(Math.hypot(plane.second()[0], plane.second()[1]), plane.second()[2]))
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void aPlaneOfOnePointIsAPlaneStill() {
    double[] origin = {0, 0, 0};
    Plane plane = Plane.leading(origin, List.of(origin), () -> {});
    double[] corner = plane.point(3, 4);
    assertThat(plane.x(corner)).isCloseTo(3, within(1e-9));
    assertThat(plane.y(corner)).isCloseTo(4, within(1e-9));
  }
}
