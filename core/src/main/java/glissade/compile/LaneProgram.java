package glissade.compile;

import glissade.formula.Emission;
import glissade.formula.Expr;
import glissade.formula.Operator;
import glissade.formula.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/**
 * A loop as steps that every lane of a vector register does alike. What is computed twice, also
 * inside of two functions such as {@code sigmoid} and {@code softplus}, is one step.
 */
final class LaneProgram {
  private static final String LANE_MATH = "glissade/formula/LaneMath";

  /**
   * One value.
   *
   * @param arguments earlier steps
   * @param number of {@link LaneOp#NUMBER}: the number where it is constant, else 1, or -1 for the
   *     opposite of {@code expr}
   * @param expr of {@link LaneOp#READ}, and of a {@link LaneOp#NUMBER} that is not constant
   */
  record Step(LaneOp op, List<Integer> arguments, double number, @Nullable Expr expr) {}

  private final List<Step> steps = new ArrayList<>();
  private final Map<List<Object>, Integer> known = new HashMap<>();
  private final Map<Expr, Integer> values = new IdentityHashMap<>();
  private final boolean single;
  private final boolean sums;
  private final Set<Expr> bounds = new LinkedHashSet<>();
  private final Set<Expr> lengths = new LinkedHashSet<>();

  private LaneProgram(boolean single, boolean sums) {
    this.single = single;
    this.sums = sums;
  }

  /** A loop as steps; null if something in it is not for lanes. */
  static @Nullable LaneProgram of(Plan plan, Plan.Loop loop) {
    boolean single = plan.spec().precision() == Precision.FLOAT;
    LaneProgram program = new LaneProgram(single, !loop.sums().isEmpty());
    plan.inputs(loop).forEach(input -> program.values.put(input, program.of(LaneOp.READ, input)));
    for (Expr node : loop.nodes()) {
      Expr.Apply apply = (Expr.Apply) node;
      int[] arguments = apply.arguments().stream().mapToInt(program::value).toArray();
      int value = program.apply(apply, arguments);
      if (value < 0) {
        return null;
      }
      program.values.put(node, value);
    }
    List<Integer> results = new ArrayList<>();
    loop.sums().forEach(sum -> results.add(program.value(sum.arguments().get(0))));
    loop.stores().forEach(store -> results.add(program.value(store.node())));
    return program.asNeeded(results);
  }

  /** The same with each step as late as possible, so that few values are about at any time. */
  private LaneProgram asNeeded(List<Integer> results) {
    LaneProgram program = new LaneProgram(single, sums);
    program.bounds.addAll(bounds);
    program.lengths.addAll(lengths);
    int[] moved = new int[steps.size()];
    Arrays.fill(moved, -1);
    results.forEach(result -> program.take(result, steps, moved));
    values.forEach(
        (expr, step) -> {
          if (moved[step] >= 0) {
            program.values.put(expr, moved[step]);
          }
        });
    return program;
  }

  private int take(int step, List<Step> from, int[] moved) {
    if (moved[step] < 0) {
      Step taken = from.get(step);
      List<Integer> arguments = new ArrayList<>();
      taken.arguments().forEach(argument -> arguments.add(take(argument, from, moved)));
      moved[step] = append(new Step(taken.op(), arguments, taken.number(), taken.expr()));
    }
    return moved[step];
  }

  /**
   * Numbers for which {@link Lanes#isBound} must hold, or the steps do not make the bits that plain
   * code makes. There are none where there are sums, which cannot do without lanes.
   */
  Set<Expr> bounds() {
    return bounds;
  }

  /** Numbers for which {@link Lanes#isLength} must hold, in the same way. */
  Set<Expr> lengths() {
    return lengths;
  }

  /** The steps, each after its arguments. */
  List<Step> steps() {
    return steps;
  }

  /** The step that makes a value, which is a number in each lane. */
  int value(Expr node) {
    Expr value = Plan.unfilled(node);
    Integer step = values.get(value);
    if (step == null) {
      step =
          value instanceof Expr.Constant constant
              ? number(single ? (float) constant.value() : constant.value())
              : of(LaneOp.NUMBER, value);
      values.put(value, step);
    }
    return step;
  }

  /**
   * Whether HotSpot would not vectorize plain code, which calls methods or branches, or would need
   * more instructions, as for bounds.
   */
  boolean isWorthwhile() {
    return steps.stream().anyMatch(step -> step.op() == LaneOp.CHOOSE || step.op().isTruth());
  }

  /** A constant in every lane. */
  int number(double value) {
    List<Object> key = List.of(LaneOp.NUMBER, Double.doubleToRawLongBits(value));
    return known.computeIfAbsent(key, k -> append(new Step(LaneOp.NUMBER, List.of(), value, null)));
  }

  private int of(LaneOp op, Expr expr) {
    return append(new Step(op, List.of(), 1, expr));
  }

  private int append(Step step) {
    steps.add(step);
    return steps.size() - 1;
  }

  /** A step, or an earlier one that does the same. */
  int step(LaneOp op, int... arguments) {
    if (op == LaneOp.ABS || op == LaneOp.NEGATE) { // |-a| is |a|, and -(-a) is a
      Step argument = steps.get(arguments[0]);
      if (argument.op() == LaneOp.NEGATE) {
        int inner = argument.arguments().get(0);
        return op == LaneOp.NEGATE ? inner : step(op, inner);
      }
      if (op == LaneOp.NEGATE && argument.op() == LaneOp.NUMBER) {
        return opposite(arguments[0]);
      }
      if (op == LaneOp.NEGATE && argument.op() == LaneOp.MULTIPLY) { // -(n*a) is -n*a
        for (int i = 0; i < 2; i++) {
          int number = argument.arguments().get(i);
          if (steps.get(number).op() == LaneOp.NUMBER) {
            return step(LaneOp.MULTIPLY, opposite(number), argument.arguments().get(1 - i));
          }
        }
      }
    }
    if (op == LaneOp.ADD) { // -a + b is b - a
      for (int i = 0; i < 2; i++) {
        Step argument = steps.get(arguments[i]);
        if (argument.op() == LaneOp.NEGATE) {
          return step(LaneOp.SUBTRACT, arguments[1 - i], argument.arguments().get(0));
        }
      }
    }
    List<Object> key = new ArrayList<>(List.of(op));
    List<Integer> own = new ArrayList<>();
    for (int argument : arguments) {
      key.add(argument);
      own.add(argument);
    }
    Integer same = known.get(key);
    if (same == null) {
      same = append(new Step(op, own, 0, null));
      known.put(key, same);
    }
    return same;
  }

  /** The value of an operator; negative if it is not for lanes. */
  private int apply(Expr.Apply apply, int[] a) {
    return switch (apply.operator()) {
      case ADD -> step(LaneOp.ADD, a);
      case SUBTRACT -> step(LaneOp.SUBTRACT, a);
      case MULTIPLY -> multiply(apply.arguments(), a);
      case DIVIDE -> step(LaneOp.DIVIDE, a);
      case NEGATE -> step(LaneOp.NEGATE, a);
      case SQRT -> step(LaneOp.SQRT, a);
      case ABS -> step(LaneOp.ABS, a);
      case MINIMUM -> minimum(a[0], a[1]);
      case MAXIMUM -> maximum(a[0], a[1]);
      case CLAMP -> minimum(maximum(a[0], a[1]), a[2]);
      case RELU -> maximum(a[0], number(0));
      case SIGN -> signed(a[0], number(1));
      case LESS -> asNumber(step(LaneOp.LESS, a));
      case LESS_EQUAL -> asNumber(step(LaneOp.LESS_EQUAL, a));
      case GREATER -> asNumber(step(LaneOp.LESS, a[1], a[0]));
      case GREATER_EQUAL -> asNumber(step(LaneOp.LESS_EQUAL, a[1], a[0]));
      case EQUAL -> asNumber(step(LaneOp.EQUAL, a));
      case NOT_EQUAL -> asNumber(step(LaneOp.NOT_EQUAL, a));
      case AND -> asNumber(step(LaneOp.AND, asTruth(a[0]), asTruth(a[1])));
      case OR -> asNumber(step(LaneOp.OR, asTruth(a[0]), asTruth(a[1])));
      case NOT -> asNumber(step(LaneOp.NOT, asTruth(a[0])));
      case WHERE -> step(LaneOp.CHOOSE, asTruth(a[0]), a[1], a[2]);
      case POWER -> apply.wholeExponent() == 0 ? -1 : power(a[0], apply.wholeExponent());
      default -> function(apply.operator(), a);
    };
  }

  private int function(Operator operator, int[] arguments) {
    boolean straight =
        operator.emission() instanceof Emission.StaticCall call && call.owner().equals(LANE_MATH);
    return straight && !single ? new StraightLine(this, arguments).result(operator.symbol()) : -1;
  }

  private int minimum(int x, int y) {
    return takeAsBound(y)
        ? step(LaneOp.CHOOSE, step(LaneOp.LESS, y, x), y, x)
        : step(LaneOp.MINIMUM, x, y);
  }

  private int maximum(int x, int y) {
    return takeAsBound(y)
        ? step(LaneOp.CHOOSE, step(LaneOp.LESS_EQUAL, x, y), y, x)
        : step(LaneOp.MAXIMUM, x, y);
  }

  /**
   * Takes a number for a bound, so that what is larger or smaller is found by comparing and
   * choosing: two instructions, where NaN and the two zeros take six.
   *
   * @return false if it is not a number, or not one that this holds for
   */
  private boolean takeAsBound(int step) {
    return takeAs(step, Lanes::isBound, bounds);
  }

  private boolean takeAs(int step, DoublePredicate holds, Set<Expr> checked) {
    Step number = steps.get(step);
    if (number.op() != LaneOp.NUMBER) {
      return false;
    }
    if (number.expr() == null) {
      return holds.test(number.number());
    }
    if (sums || number.number() < 0) {
      return false;
    }
    checked.add(number.expr());
    return true;
  }

  /** A product; of a length with a sign, the length with that sign: nothing is multiplied. */
  private int multiply(List<Expr> arguments, int[] a) {
    for (int i = 0; i < a.length; i++) {
      boolean sign =
          Plan.unfilled(arguments.get(1 - i)) instanceof Expr.Apply apply
              && apply.operator() == Operator.SIGN;
      if (sign && takeAs(a[i], Lanes::isLength, lengths)) {
        Expr of = Plan.unfilled(arguments.get(1 - i)).arguments().get(0);
        return signed(value(of), a[i]);
      }
    }
    return step(LaneOp.MULTIPLY, a);
  }

  /** A length with the sign of a number; that number where it is a zero, which has one, or NaN. */
  private int signed(int x, int length) {
    int opposite = opposite(length);
    int negative = step(LaneOp.LESS, x, number(0));
    int positive = step(LaneOp.LESS, number(0), x);
    return step(LaneOp.CHOOSE, positive, length, step(LaneOp.CHOOSE, negative, opposite, x));
  }

  /** A number in every lane, with the other sign. */
  private int opposite(int number) {
    Step step = steps.get(number);
    if (step.expr() == null) {
      return number(-step.number());
    }
    Step other = new Step(LaneOp.NUMBER, List.of(), -step.number(), step.expr());
    int known = steps.indexOf(other);
    return known < 0 ? append(other) : known;
  }

  private int asNumber(int truth) {
    return step(LaneOp.CHOOSE, truth, number(1), number(0));
  }

  /** Where a number is not zero; what was made a number of a truth is that truth. */
  private int asTruth(int number) {
    Step step = steps.get(number);
    boolean wasTruth =
        step.op() == LaneOp.CHOOSE
            && step.arguments().get(1) == number(1)
            && step.arguments().get(2) == number(0);
    return wasTruth ? step.arguments().get(0) : step(LaneOp.NOT_EQUAL, number, number(0));
  }

  /** As {@link Code} multiplies. */
  private int power(int x, int exponent) {
    int square = step(LaneOp.MULTIPLY, x, x);
    return switch (exponent) {
      case 2 -> square;
      case 3 -> step(LaneOp.MULTIPLY, square, x);
      default -> {
        int fourth = step(LaneOp.MULTIPLY, square, square);
        yield switch (exponent) {
          case 4 -> fourth;
          case 5 -> step(LaneOp.MULTIPLY, fourth, x);
          case 6 -> step(LaneOp.MULTIPLY, fourth, square);
          case 7 -> step(LaneOp.MULTIPLY, step(LaneOp.MULTIPLY, fourth, square), x);
          default -> step(LaneOp.MULTIPLY, fourth, fourth);
        };
      }
    };
  }
}
