package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Printer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A printed expression reads back as itself: the same node of the same graph. */
class PrinterRoundTripTest {
  private static final long SEED = 3_000_000;

  @Test
  void ofRandomFormulasAndTheirGradients() {
    for (long seed = SEED; seed < SEED + 4000; seed++) {
      Formulas formulas = new Formulas(seed);
      String text = formulas.next();
      Formula formula = Formula.parse(text);
      check(formula, formulas.point(formula), "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-x^2",
        "(-x)^2",
        "(-2)^x",
        "2^-x^2",
        "(2^x)^y",
        "x - (y - 2)",
        "x - (y + 2)",
        "x/(y*2)",
        "x*(y/2)",
        "(x*y)/2",
        "x*-2",
        "x - -2",
        "x + -0",
        "x*1e7 + x*1e-3 + x*1.5e300",
        "x + 0/0",
        "x + sqrt(-1)",
        "x + 1/0",
        "x^(-1/0)",
        "(x < 1) < y",
        "x < (1 < y)",
        "not (x and y) or not x and y",
        "not (not x)",
        "-(not x)",
        "(not x)^2",
        "(x and y) == (x or y)",
        "where(x < y, x, y)",
        "min(x, y) + max(x, y)",
        "t1 = x + y; t2 = t1*t1; t2^t1 + sin(t2)",
        "sum(v[1:])*v[0] + max(v)",
        "(v + w[:3])[1]^2",
        "sum(sqrt(v + x)[1:3] * w[2:4])",
        "norm(place(5, 0, x, 2, v))",
        "mean(fill(x, 3)*v)",
      })
  void of(String text) {
    Formula formula = Formula.parse(text);
    check(formula, new Formulas(1).point(formula), text);
  }

  private static void check(Formula formula, Point layout, String what) {
    Interpreted interpreted = Interpreted.of(formula, layout);
    List<Expr> expressions = new ArrayList<>(interpreted.gradients());
    expressions.add(interpreted.root());
    for (Expr expression : expressions) {
      String printed = Printer.print(expression);
      Expr again =
          Formula.parse(printed).bindVariables(interpreted.graph(), layout.shapes()).root();
      assertThat(again).as("%s: %s printed as %s", what, formula, printed).isSameAs(expression);
    }
  }
}
