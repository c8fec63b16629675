package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Interpreter;
import glissade.formula.Operator;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.GradientCheck;
import glissade.optimize.Loss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The derivative of every operator agrees with differences, inside its domain. */
class OperatorDerivativeTest {
  private static final long SEED = 20260101;
  private static final int POINTS = 40;
  private static final double TOLERANCE = 1e-9;

  @TestFactory
  Stream<DynamicTest> ofNumbers() {
    return Arrays.stream(Operator.values())
        .filter(operator -> !operator.isReduction())
        .map(operator -> DynamicTest.dynamicTest(operator.name(), () -> checkNumbers(operator)));
  }

  @TestFactory
  Stream<DynamicTest> ofVectors() {
    return Arrays.stream(Operator.values())
        .filter(operator -> !operator.isForRules())
        .map(operator -> DynamicTest.dynamicTest(operator.name(), () -> checkVectors(operator)));
  }

  /** As {@code b*op(a*a...)}: so that the operator's adjoint is not 1 and an argument repeats. */
  private static void checkNumbers(Operator operator) {
    List<String> names = List.of("a", "b", "c").subList(0, operator.arity());
    Loss loss = null;
    for (int i = 0; i < POINTS; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      Point point = Point.empty();
      do {
        for (String name : names) {
          point = point.with(name, number(operator, name, random));
        }
      } while (!inDomain(operator, point));
      point = point.with("weight", random.nextDouble(-2, 2));
      if (loss == null) {
        String text = "weight*(" + Formulas.text(operator, names) + ")";
        loss = Loss.of(Formula.parse(text), point);
      }
      check(loss, point, "seed " + (SEED + i));
    }
  }

  /** As a weighted sum of the operator's values, with its last argument a number. */
  private static void checkVectors(Operator operator) {
    for (int i = 0; i < POINTS / 4; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      int length = 1 + random.nextInt(9);
      int vectors = Math.max(1, operator.arity() - random.nextInt(2));
      double[][] values = new double[3][length];
      for (int k = 0; k < length; k++) {
        Point point = Point.empty();
        do {
          for (int j = 0; j < operator.arity(); j++) {
            String name = "abc".substring(j, j + 1);
            boolean shared = j >= vectors && k > 0;
            values[j][k] = shared ? values[j][0] : number(operator, name, random);
            point = point.with(name, values[j][k]);
          }
        } while (!inDomain(operator, point));
      }
      Point point = Point.empty();
      for (int j = 0; j < operator.arity(); j++) {
        String name = "abc".substring(j, j + 1);
        point = j < vectors ? point.with(name, values[j]) : point.with(name, values[j][0]);
      }
      List<String> names = List.of("a", "b", "c").subList(0, operator.arity());
      point = point.with("weight", random.doubles(length, -2, 2).toArray());
      String text = "sum(weight*(" + Formulas.text(operator, names) + "))";
      check(Loss.of(Formula.parse(text), point), point, "seed " + (SEED + i));
    }
  }

  private static void check(Loss loss, Point point, String seed) {
    List<GradientCheck.Component> off = new ArrayList<>(GradientCheck.of(loss, point));
    // The order of a polygamma function is whole: there is nothing to differentiate by.
    off.removeIf(c -> loss.formula().toString().contains("polygamma") && c.name().startsWith("a"));
    off.removeIf(component -> component.agrees(TOLERANCE));
    assertThat(off).as("%s: %s at %s", seed, loss.formula(), point).isEmpty();
  }

  private static double number(Operator operator, String name, SplittableRandom random) {
    if (operator == Operator.POLYGAMMA && name.equals("a")) {
      return 1 + random.nextInt(3);
    }
    return random.nextInt(5) == 0 ? random.nextDouble(-10, 10) : random.nextDouble(-2, 2);
  }

  private static boolean inDomain(Operator operator, Point point) {
    if (operator.domain().isEmpty()) {
      return true;
    }
    Formula condition = Formula.parse(operator.domain());
    return new Interpreter(Precision.DOUBLE)
            .scalar(
                condition.bindVariables(new Graph(), point.shapes()).root(),
                variable -> point.get(variable.name()))
        != 0;
  }
}
