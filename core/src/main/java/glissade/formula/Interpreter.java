package glissade.formula;

import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Computes expressions node by node: slow, simple and independent of the compiler. Every kernel is
 * tested against it, to the bit.
 */
public final class Interpreter {
  private final Precision precision;
  private final Set<String> wideInputs;
  private final Map<Expr, double[]> values = new IdentityHashMap<>();
  private final Map<Expr, Boolean> wide = new IdentityHashMap<>();

  /** An interpreter that rounds every operation to the given precision. */
  public Interpreter(Precision precision) {
    this(precision, Set.of());
  }

  /**
   * An interpreter that rounds every operation to the given precision, but what depends on wide
   * inputs alone only where it is used.
   *
   * @param wideInputs names of variables that are held in double
   */
  public Interpreter(Precision precision, Set<String> wideInputs) {
    this.precision = precision;
    this.wideInputs = wideInputs;
  }

  /**
   * Computes expressions and all they are made of. May be called again; what is known is kept.
   *
   * @param roots expressions of one graph
   * @param inputs the value of a variable, as many numbers as its shape says
   * @return the value of every node; scalars as arrays of length 1
   */
  public Map<Expr, double[]> evaluate(
      Collection<? extends Expr> roots, Function<Expr.Variable, double[]> inputs) {
    for (Expr node : Graph.reachable(roots)) {
      if (!values.containsKey(node)) {
        wide.put(node, isWide(node));
        values.put(node, value(node, inputs));
      }
    }
    return values;
  }

  /** Computes one scalar expression. */
  public double scalar(Expr root, Function<Expr.Variable, double[]> inputs) {
    evaluate(java.util.List.of(root), inputs);
    return of(root)[0];
  }

  private boolean isWide(Expr node) {
    if (node instanceof Expr.Variable variable) {
      return wideInputs.contains(variable.name());
    }
    boolean any = false;
    for (Expr argument : node.arguments()) {
      if (!(argument instanceof Expr.Constant)) {
        if (!wide.getOrDefault(argument, false)) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  private double[] of(Expr node) {
    return Objects.requireNonNull(values.get(node));
  }

  /** A value as an operation of {@code user} sees it. */
  private double[] operand(Expr node, Expr user) {
    double[] value = of(node);
    boolean narrow = node instanceof Expr.Constant || wide.getOrDefault(node, false);
    return narrow && !wide.getOrDefault(user, false) ? rounded(value) : value;
  }

  private double round(Expr node, double value) {
    return wide.getOrDefault(node, false) ? value : precision.round(value);
  }

  private double[] rounded(double[] exact) {
    double[] rounded = new double[exact.length];
    for (int i = 0; i < exact.length; i++) {
      rounded[i] = precision.round(exact[i]);
    }
    return rounded;
  }

  private double[] value(Expr node, Function<Expr.Variable, double[]> inputs) {
    if (node instanceof Expr.Constant constant) {
      return new double[] {constant.value()};
    }
    if (node instanceof Expr.Variable variable) {
      double[] given = inputs.apply(variable);
      return wideInputs.contains(variable.name()) ? given : rounded(given);
    }
    int size = node.shape().size();
    if (node instanceof Expr.Apply apply) {
      return apply(apply, size);
    }
    double[] result = new double[size];
    if (node instanceof Expr.Product product) {
      product(product, result);
    } else if (node instanceof Expr.Gather gather) {
      double index = of(gather.index())[0];
      int count = of(gather.from()).length / size;
      if (index >= 0 && index < count && index == Math.rint(index)) {
        int row = (int) index;
        System.arraycopy(of(gather.from()), row * size, result, 0, size);
      } else {
        Arrays.fill(result, Double.NaN);
      }
    } else if (node instanceof Expr.Slice slice) {
      System.arraycopy(of(slice.vector()), slice.from(), result, 0, size);
    } else if (node instanceof Expr.Fill fill) {
      Arrays.fill(result, operand(fill.value(), node)[0]);
    } else if (node instanceof Expr.Place place) {
      for (int i = 0; i < place.offsets().size(); i++) {
        double[] piece = operand(place.arguments().get(i), node);
        System.arraycopy(piece, 0, result, place.offsets().get(i), piece.length);
      }
    }
    return result;
  }

  /** Each sum runs from the first term to the last. */
  private void product(Expr.Product node, double[] result) {
    double[] left = operand(node.left(), node);
    double[] right = operand(node.right(), node);
    int inner = node.right().shape().dimensions().get(0);
    int columns = right.length / inner;
    for (int i = 0; i < result.length; i++) {
      int row = i / columns;
      int column = i % columns;
      double sum = round(node, left[row * inner] * right[column]);
      for (int k = 1; k < inner; k++) {
        double term = round(node, left[row * inner + k] * right[k * columns + column]);
        sum = round(node, sum + term);
      }
      result[i] = sum;
    }
  }

  private double[] apply(Expr.Apply node, int size) {
    Operator operator = node.operator();
    if (operator.isReduction()) {
      double[] vector = of(node.arguments().get(0));
      double value =
          precision == Precision.FLOAT
              ? operator.reduce((float[]) precision.array(vector))
              : operator.reduce(vector);
      return new double[] {round(node, value)};
    }
    int whole = node.wholeExponent();
    Precision type = wide.getOrDefault(node, false) ? Precision.DOUBLE : precision;
    double[][] inputs = new double[operator.arity()][];
    boolean[] broadcast = new boolean[inputs.length];
    for (int k = 0; k < inputs.length; k++) {
      inputs[k] = operand(node.arguments().get(k), node);
      broadcast[k] = node.arguments().get(k).isScalar();
    }
    double[] operands = new double[inputs.length];
    double[] result = new double[size];
    for (int i = 0; i < size; i++) {
      if (whole != 0) {
        result[i] = ScalarMath.wholePower(inputs[0][broadcast[0] ? 0 : i], whole, type);
        continue;
      }
      for (int k = 0; k < inputs.length; k++) {
        operands[k] = inputs[k][broadcast[k] ? 0 : i];
      }
      result[i] = round(node, operator.evaluate(operands));
    }
    return result;
  }
}
