package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.compile.CompiledKernel;
import glissade.formula.Formula;
import glissade.formula.Operator;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Loss;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A kernel computes what the interpreter computes: value and gradient, to the bit. */
class CompiledEqualsInterpretedTest {
  private static final long SEED = 7_000_000;

  @ParameterizedTest(name = "{1} random formulas in {0}")
  @CsvSource({"DOUBLE, 10000", "FLOAT, 3000"})
  void onRandomFormulas(Precision precision, int count) {
    for (long seed = SEED; seed < SEED + count; seed++) {
      Formulas formulas = new Formulas(seed);
      String text = formulas.next();
      Formula formula = Formula.parse(text);
      Point ordinary = formulas.point(formula);
      Interpreted interpreted = Interpreted.of(formula, ordinary);
      CompiledKernel kernel = Loss.of(formula, ordinary).compile(precision, false);
      for (int special : new int[] {0, 20, 80}) {
        Point point = formulas.point(formula, special);
        double[] expected = interpreted.at(point, precision);
        double[] actual = Interpreted.compiled(kernel, point);
        // Boxed doubles are equal when they are the same to the bit, and NaN is NaN.
        assertThat(Arrays.stream(actual).boxed())
            .as("seed %d: %s at %s", seed, text, point)
            .containsExactlyElementsOf(Arrays.stream(expected).boxed().toList());
      }
    }
  }

  /** The formulas above are worth something: together they have every operator. */
  @Test
  void randomFormulasHaveEveryOperator() {
    Set<String> missing = new HashSet<>();
    for (Operator operator : Operator.values()) {
      if (!operator.isForRules()) {
        missing.add(operator.symbol().equals("neg") ? "-" : operator.symbol());
      }
    }
    for (long seed = SEED; seed < SEED + 1000; seed++) {
      String text = new Formulas(seed).next();
      missing.removeIf(
          symbol ->
              Character.isLetter(symbol.charAt(0))
                  ? Pattern.compile("\\b" + symbol + "\\b").matcher(text).find()
                  : text.contains(symbol));
    }
    assertThat(missing).isEmpty();
  }
}
