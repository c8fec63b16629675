package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.optimize.GradientCheck;
import glissade.optimize.GradientCheck.Component;
import glissade.optimize.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check is sharp: it accepts right derivatives and sees wrong ones. */
class GradientCheckTest {
  private static final double TOLERANCE = 1e-8;

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-6, 0.1, 3, 1e6, -1e6, 0, -700.5})
  void acceptsRightAndRejectsWrong(double x) {
    Component right = GradientCheck.component("x", Math::sin, x, Math.cos(x));
    assertThat(right.agrees(TOLERANCE)).as("%s", right).isTrue();
    assertThat(right.uncertainty()).isLessThan(1e-6);
    Component wrong = GradientCheck.component("x", Math::sin, x, Math.cos(x) * 1.0001);
    assertThat(wrong.agrees(TOLERANCE)).as("%s", wrong).isFalse();
  }

  @Test
  void usesStepsInsideTheDomain() {
    Component component = GradientCheck.component("x", Math::log, 1e-9, 1e9);
    assertThat(component.agrees(1e-6)).as("%s", component).isTrue();
  }

  @Test
  void hasNoAnswerWhereLossIsNotFinite() {
    Component component = GradientCheck.component("x", Math::sqrt, 0, 1);
    assertThat(component.numeric()).isNaN();
    assertThat(component.agrees(1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void rejectsWhatIsNoNumberWhereDifferencesAre(double analytic) {
    Component component = GradientCheck.component("x", x -> x * x, 0, analytic);
    assertThat(component.isClear()).as("%s", component).isTrue();
    assertThat(component.agrees(1)).as("%s", component).isFalse();
  }

  @Test
  void isNotClearAtAPole() {
    Component component = GradientCheck.component("x", Math::cbrt, 0, Double.POSITIVE_INFINITY);
    assertThat(component.isClear()).as("%s", component).isFalse();
  }

  @Test
  void namesEveryComponent() {
    Point point = Point.parse("x=2, v=[1, -1]");
    Loss loss = Loss.of(Formula.parse("x^3 + x*sum(v^2)"), point);
    assertThat(GradientCheck.of(loss, point))
        .allMatch(component -> component.agrees(TOLERANCE))
        .allMatch(component -> component.relativeDifference() < TOLERANCE)
        .extracting(Component::name)
        .containsExactly("x", "v[0]", "v[1]");
  }
}
