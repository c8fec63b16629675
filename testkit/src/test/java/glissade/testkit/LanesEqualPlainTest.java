package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.compile.CompiledKernel;
import glissade.compile.KernelSpec;
import glissade.compile.KernelSpec.Location;
import glissade.compile.KernelSpec.Output;
import glissade.compile.Kernels;
import glissade.formula.Expr;
import glissade.formula.Graph;
import glissade.formula.Operator;
import glissade.formula.Precision;
import glissade.formula.Reductions;
import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * In vector registers is computed what is computed one by one, to the bit: values, and sums. These
 * tests run with {@code --add-modules jdk.incubator.vector}.
 */
class LanesEqualPlainTest {
  private static final int COLUMNS = 4;
  private static final int NUMBERS = 3;
  private static final int ROWS = 1500;

  private static final double[] HARD = {
    0,
    -0.0,
    1,
    -1,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MIN_NORMAL,
    Double.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.MIN_VALUE,
    709.79,
    -745.13,
    1e-20
  };

  private final Graph graph = new Graph();
  private final Shape rows = Shape.vector(Shape.ANY);

  private Expr column(int i) {
    return graph.variable("x" + i, rows);
  }

  private Expr number(int i) {
    return graph.fill(graph.variable("a" + i, Shape.SCALAR), Shape.ANY);
  }

  /** Columns, then an array of numbers, then one for sums, then one for each vector. */
  private static KernelSpec spec(List<Expr> sums, List<Expr> vectors, Precision precision) {
    Map<String, Location> inputs = new HashMap<>();
    for (int i = 0; i < COLUMNS; i++) {
      inputs.put("x" + i, new Location(i, 0));
    }
    for (int i = 0; i < NUMBERS; i++) {
      inputs.put("a" + i, new Location(COLUMNS, i));
    }
    List<Output> outputs = new ArrayList<>();
    for (Expr sum : sums) {
      outputs.add(new Output(sum, new Location(COLUMNS + 1, outputs.size()), false));
    }
    int arrays = COLUMNS + 2;
    for (Expr vector : vectors) {
      outputs.add(new Output(vector, new Location(arrays++, 0), false));
    }
    return new KernelSpec(null, outputs, inputs, arrays, precision, false);
  }

  private static Object[] arrays(KernelSpec spec, SplittableRandom random, double share) {
    Object[] arrays = new Object[spec.arrays()];
    for (int i = 0; i < arrays.length; i++) {
      double[] values = new double[ROWS];
      for (int r = 0; r < ROWS; r++) {
        values[r] =
            random.nextDouble() < share
                ? HARD[random.nextInt(HARD.length)]
                : (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(12) - 4);
      }
      arrays[i] = spec.precision().array(values);
    }
    return arrays;
  }

  /** Runs both ways; returns whether it is for lanes. */
  private static boolean check(KernelSpec spec, long seed, String what) {
    CompiledKernel lanes = Kernels.compileForLanes(spec);
    if (lanes == null) {
      return false;
    }
    CompiledKernel plain = Kernels.compilePlain(spec);
    SplittableRandom random = new SplittableRandom(seed);
    for (double share : new double[] {0, 0.3}) {
      long drawn = random.nextLong();
      int from = random.nextInt(40);
      int to = from + random.nextInt(ROWS - from);
      Object[] expected = run(plain, arrays(spec, new SplittableRandom(drawn), share), from, to);
      Object[] actual = run(lanes, arrays(spec, new SplittableRandom(drawn), share), from, to);
      for (int i = 0; i < spec.arrays(); i++) {
        assertThat(bits(actual[i]))
            .as("seed %d, rows %d to %d, array %d: %s", seed, from, to, i, what)
            .isEqualTo(bits(expected[i]));
      }
    }
    return true;
  }

  private static Object[] run(CompiledKernel kernel, Object[] arrays, int from, int to) {
    Object[] view = kernel.withScratch(ROWS, arrays);
    kernel.kernel().run(view, new double[0], from, to);
    return view;
  }

  /** As numbers that are equal where the bits are, and where both are NaN. */
  private static long[] bits(Object array) {
    return Arrays.stream(Precision.doubles(array)).mapToLong(Double::doubleToLongBits).toArray();
  }

  /** Every operator that is for lanes, alone. */
  @ParameterizedTest
  @EnumSource(Operator.class)
  void eachOperator(Operator operator) {
    if (operator.isReduction()) {
      return;
    }
    List<Expr> arguments = new ArrayList<>();
    for (int i = 0; i < operator.arity(); i++) {
      arguments.add(column(i));
    }
    Expr value = graph.apply(operator, arguments);
    Expr root = graph.apply(Operator.WHERE, List.of(column(3), value, number(0)));
    Expr sum = graph.apply(Operator.SUM, List.of(value));
    boolean isForLanes = check(spec(List.of(sum), List.of(root), Precision.DOUBLE), 1, root + "");
    check(spec(List.of(), List.of(root), Precision.FLOAT), 1, root + "");
    assertThat(isForLanes).as("%s is for lanes", operator.symbol()).isEqualTo(isForLanes(operator));
  }

  /** What else is there has no vector form: its loops stay as they are. */
  private static boolean isForLanes(Operator operator) {
    return switch (operator) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, SQRT, ABS, SIGN -> true;
      case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL, AND, OR, NOT, WHERE -> true;
      case EXP, EXPM1, LOG, LOG1P, TANH, SIGMOID, SOFTPLUS -> true;
      case MINIMUM, MAXIMUM, CLAMP, RELU -> true;
      default -> false;
    };
  }

  /** What is larger or smaller than a number is found by comparing, unless it is NaN or -0. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void bounds(Precision precision) {
    for (double bound : HARD) {
      for (Expr number : List.of(graph.fill(graph.constant(bound), Shape.ANY), number(0))) {
        List<Expr> vectors = new ArrayList<>();
        vectors.add(graph.apply(Operator.MINIMUM, List.of(column(0), number)));
        vectors.add(graph.apply(Operator.MINIMUM, List.of(number, column(0))));
        vectors.add(graph.apply(Operator.MAXIMUM, List.of(column(0), number)));
        vectors.add(graph.apply(Operator.MAXIMUM, List.of(number, column(0))));
        vectors.add(graph.apply(Operator.CLAMP, List.of(column(0), number, column(1))));
        vectors.add(graph.apply(Operator.CLAMP, List.of(column(0), column(1), number)));
        Expr sign = graph.apply(Operator.SIGN, List.of(column(0)));
        vectors.add(sign); // else plain code would do
        vectors.add(graph.apply(Operator.MULTIPLY, List.of(number, sign)));
        vectors.add(graph.apply(Operator.MULTIPLY, List.of(sign, number)));
        KernelSpec spec = spec(List.of(), vectors, precision);
        CompiledKernel lanes = Objects.requireNonNull(Kernels.compileForLanes(spec));
        Object[] expected = arrays(spec, new SplittableRandom(3), 0.8);
        Object[] actual = arrays(spec, new SplittableRandom(3), 0.8);
        expected[COLUMNS] = precision.array(new double[] {bound, 0, 0});
        actual[COLUMNS] = precision.array(new double[] {bound, 0, 0});
        expected = run(Kernels.compilePlain(spec), expected, 3, ROWS);
        actual = run(lanes, actual, 3, ROWS);
        for (int i = 0; i < spec.arrays(); i++) {
          assertThat(bits(actual[i])).as("%s: %s", number, i).isEqualTo(bits(expected[i]));
        }
      }
    }
  }

  /** Of any length, after a longer one: nothing of that is left in the arrays for sums. */
  @Test
  void lengthsAfterLongerOnes() {
    Expr product = graph.apply(Operator.MULTIPLY, List.of(column(0), column(1)));
    Expr difference = graph.apply(Operator.SUBTRACT, List.of(column(0), column(1)));
    List<Expr> sums =
        List.of(
            graph.apply(Operator.SUM, List.of(product)),
            graph.apply(Operator.SUM, List.of(difference)));
    KernelSpec spec = spec(sums, List.of(), Precision.DOUBLE);
    CompiledKernel plain = Kernels.compilePlain(spec);
    CompiledKernel lanes = Objects.requireNonNull(Kernels.compileForLanes(spec));
    Object[] expected = plain.withScratch(ROWS, arrays(spec, new SplittableRandom(5), 0));
    Object[] actual = lanes.withScratch(ROWS, arrays(spec, new SplittableRandom(5), 0));
    for (int length = ROWS; length > 0; length--) {
      plain.kernel().run(expected, new double[0], 0, length);
      lanes.kernel().run(actual, new double[0], 0, length);
      assertThat(bits(actual[COLUMNS + 1]))
          .as("%d rows", length)
          .isEqualTo(bits(expected[COLUMNS + 1]));
    }
  }

  /** Products are added with one rounding, and are there for what else needs them, or a sum. */
  @Test
  void sumsOfProducts() {
    Expr product = graph.apply(Operator.MULTIPLY, column(0), column(1));
    Expr square = graph.apply(Operator.POWER, column(2), graph.constant(2));
    Expr computed =
        graph.apply(
            Operator.MULTIPLY,
            graph.apply(Operator.ADD, column(0), column(3)),
            graph.apply(Operator.EXP, column(2)));
    Expr scaled = graph.apply(Operator.MULTIPLY, number(0), column(1));
    Expr opposite = graph.apply(Operator.NEGATE, scaled);
    Expr signed =
        graph.apply(
            Operator.MULTIPLY,
            graph.fill(graph.constant(3), Shape.ANY),
            graph.apply(Operator.SIGN, column(3)));
    List<Expr> sums =
        Stream.of(product, square, computed, scaled, opposite, signed)
            .map(vector -> graph.apply(Operator.SUM, vector))
            .toList();
    Expr after =
        graph.apply(
            Operator.MULTIPLY, graph.apply(Operator.ADD, column(2), column(3)), sums.get(0));
    assertThat(check(spec(List.of(), List.of(after), Precision.DOUBLE), 1, "after a sum")).isTrue();
    for (List<Expr> vectors : List.of(List.<Expr>of(), List.of(product, opposite, after))) {
      KernelSpec spec = spec(sums, vectors, Precision.DOUBLE);
      for (int seed = 0; seed < 20; seed++) {
        assertThat(check(spec, seed, "products")).isTrue();
      }
      Object[] arrays = arrays(spec, new SplittableRandom(9), 0);
      double[] made = (double[]) run(Kernels.compilePlain(spec), arrays, 5, 1100)[COLUMNS + 1];
      double[] x0 = (double[]) arrays[0];
      double[] x1 = (double[]) arrays[1];
      double[] x2 = (double[]) arrays[2];
      assertThat(made[0]).isEqualTo(Reductions.sumOfProducts(x0, x1, 5, 1100));
      assertThat(made[1]).isEqualTo(Reductions.sumOfProducts(x2, x2, 5, 1100));
    }
  }

  /** A sum of products reads its factors before they are overwritten. */
  @Test
  void sumsOfProductsInPlace() {
    Expr u = graph.apply(Operator.ADD, column(3), column(0));
    Expr sum = graph.apply(Operator.SUM, List.of(graph.apply(Operator.MULTIPLY, u, column(1))));
    Expr state = graph.apply(Operator.ADD, column(1), u);
    Expr other = column(2);
    for (int k = 0; k < 30; k++) {
      other = graph.apply(k % 2 == 0 ? Operator.ADD : Operator.MULTIPLY, other, column(3));
    }
    Expr w = graph.apply(Operator.SUBTRACT, column(0), graph.apply(Operator.MULTIPLY, sum, state));
    Map<String, Location> inputs = new HashMap<>();
    for (int i = 0; i < COLUMNS; i++) {
      inputs.put("x" + i, new Location(i, 0));
    }
    List<Output> outputs =
        List.of(
            new Output(w, new Location(0, 0), true),
            new Output(state, new Location(1, 0), true),
            new Output(other, new Location(2, 0), true));
    KernelSpec spec = new KernelSpec(null, outputs, inputs, COLUMNS, Precision.DOUBLE, false);
    assertThat(check(spec, 5, "in place")).isTrue();
  }

  /** Whole powers are multiplications. */
  @Test
  void wholePowers() {
    List<Expr> vectors = new ArrayList<>();
    for (int n = 2; n <= 8; n++) {
      vectors.add(graph.apply(Operator.POWER, List.of(column(0), graph.constant(n))));
    }
    Expr some = graph.apply(Operator.WHERE, List.of(column(1), vectors.get(0), column(2)));
    vectors.add(some);
    assertThat(check(spec(List.of(), vectors, Precision.DOUBLE), 2, "powers")).isTrue();
  }

  /** HotSpot vectorizes short loops of plain arithmetic by itself, long ones not. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void longArithmetic(Precision precision) {
    for (int operations : new int[] {8, 40}) {
      Expr value = column(0);
      for (int i = 0; i < operations; i++) {
        value = graph.apply(i % 2 == 0 ? Operator.ADD : Operator.MULTIPLY, value, column(i % 3));
      }
      assertThat(check(spec(List.of(), List.of(value), precision), operations, "arithmetic"))
          .as("%d operations are for lanes", operations)
          .isEqualTo(operations > 8);
    }
  }

  /** Many operations at once, so that loops are cut and values pass from one to the next. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void randomExpressions(Precision precision) {
    List<Operator> operators =
        Arrays.stream(Operator.values())
            .filter(LanesEqualPlainTest::isForLanes)
            .filter(o -> precision == Precision.DOUBLE || !isTranscendental(o))
            .toList();
    int forLanes = 0;
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Expr> known = new ArrayList<>(List.of(graph.fill(graph.constant(0.75), Shape.ANY)));
      for (int i = 0; i < COLUMNS; i++) {
        known.add(column(i));
      }
      for (int i = 0; i < NUMBERS; i++) {
        known.add(number(i));
      }
      int size = 1 + random.nextInt(60);
      for (int k = 0; k < size; k++) {
        Operator operator = operators.get(random.nextInt(operators.size()));
        List<Expr> arguments = new ArrayList<>();
        for (int i = 0; i < operator.arity(); i++) {
          int recent = Math.max(0, known.size() - 12);
          int from = random.nextInt(3) == 0 ? 0 : recent;
          arguments.add(known.get(from + random.nextInt(known.size() - from)));
        }
        known.add(graph.apply(operator, arguments));
      }
      List<Expr> results = known.subList(Math.max(0, known.size() - 8), known.size());
      List<Expr> sums =
          precision == Precision.FLOAT
              ? List.of()
              : results.stream().map(e -> graph.apply(Operator.SUM, List.of(e))).toList();
      List<Expr> vectors = results.stream().filter(e -> e instanceof Expr.Apply).limit(3).toList();
      boolean is = check(spec(sums, vectors, precision), seed, known.get(known.size() - 1) + "");
      forLanes += is ? 1 : 0;
    }
    assertThat(forLanes).isGreaterThan(250);
  }

  private static boolean isTranscendental(Operator operator) {
    return switch (operator) {
      case EXP, EXPM1, LOG, LOG1P, TANH, SIGMOID, SOFTPLUS -> true;
      default -> false;
    };
  }

  /** In place, as update rules write: nothing is overwritten that is read later. */
  @Test
  void inPlace() {
    Expr state = graph.apply(Operator.MAXIMUM, List.of(column(0), column(1)));
    Expr y = graph.apply(Operator.SUBTRACT, List.of(column(2), state));
    for (int k = 0; k < 60; k++) {
      y = graph.apply(Operator.MULTIPLY, List.of(y, graph.apply(Operator.SIGN, List.of(y))));
      y = graph.apply(Operator.ADD, List.of(y, column(k % 3)));
    }
    Map<String, Location> inputs = new HashMap<>();
    for (int i = 0; i < COLUMNS; i++) {
      inputs.put("x" + i, new Location(i, 0));
    }
    List<Output> outputs =
        List.of(
            new Output(Objects.requireNonNull(y), new Location(2, 0), true),
            new Output(state, new Location(0, 0), true));
    for (Precision precision : Precision.values()) {
      KernelSpec spec = new KernelSpec(null, outputs, inputs, COLUMNS, precision, false);
      assertThat(check(spec, 5, "in place")).isTrue();
    }
  }
}
