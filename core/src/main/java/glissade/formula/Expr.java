package glissade.formula;

import java.util.List;

/**
 * A value as a node of a {@link Graph}: typed by its shape, shared wherever it is used, immutable.
 * Two nodes of one graph are equal exactly when they are the same object. Arguments have smaller
 * {@link #id}s than what uses them, so the order of ids is an order of evaluation.
 */
public abstract sealed class Expr {
  private final int id;
  private final Shape shape;
  private final List<Expr> arguments;

  private Expr(int id, Shape shape, List<Expr> arguments) {
    this.id = id;
    this.shape = shape;
    this.arguments = List.copyOf(arguments);
  }

  /** The node's number in its graph. */
  public final int id() {
    return id;
  }

  /** The shape of the value. */
  public final Shape shape() {
    return shape;
  }

  /** What it is computed from. */
  public final List<Expr> arguments() {
    return arguments;
  }

  /** Whether the value is a single number. */
  public final boolean isScalar() {
    return shape.isScalar();
  }

  /** Whether this is the constant {@code value}. */
  public final boolean isConstant(double value) {
    return this instanceof Constant constant && constant.value == value;
  }

  /** As formula text. */
  @Override
  public final String toString() {
    return Printer.print(this);
  }

  /** A number. */
  public static final class Constant extends Expr {
    private final double value;

    Constant(int id, double value) {
      super(id, Shape.SCALAR, List.of());
      this.value = value;
    }

    /** The number. */
    public double value() {
      return value;
    }
  }

  /** A named input: a parameter, a gradient, a state, a hyperparameter. */
  public static final class Variable extends Expr {
    private final String name;

    Variable(int id, Shape shape, String name) {
      super(id, shape, List.of());
      this.name = name;
    }

    /** The name. */
    public String name() {
      return name;
    }
  }

  /** An operator applied to arguments. */
  public static final class Apply extends Expr {
    private final Operator operator;

    Apply(int id, Shape shape, Operator operator, List<Expr> arguments) {
      super(id, shape, arguments);
      this.operator = operator;
    }

    /** The operator. */
    public Operator operator() {
      return operator;
    }

    /**
     * The exponent, where this is a power with a constant whole exponent from 2 to 8, which is
     * computed by fixed multiplications; else 0.
     */
    public int wholeExponent() {
      if (operator == Operator.POWER
          && arguments().get(1) instanceof Constant exponent
          && exponent.value >= 2
          && exponent.value <= 8
          && exponent.value == Math.rint(exponent.value)) {
        return (int) exponent.value;
      }
      return 0;
    }
  }

  /** Part of a vector: one element, as a scalar, or a stretch, as a vector. */
  public static final class Slice extends Expr {
    private final int from;

    Slice(int id, Shape shape, Expr vector, int from) {
      super(id, shape, List.of(vector));
      this.from = from;
    }

    /** The vector. */
    public Expr vector() {
      return arguments().get(0);
    }

    /** Where the part begins, from 0. */
    public int from() {
      return from;
    }
  }

  /** A vector of zeros in which pieces, scalars or vectors, are laid side by side. */
  public static final class Place extends Expr {
    private final List<Integer> offsets;

    Place(int id, Shape shape, List<Expr> pieces, List<Integer> offsets) {
      super(id, shape, pieces);
      this.offsets = List.copyOf(offsets);
    }

    /** Where each argument begins, ascending, from 0; pieces do not overlap. */
    public List<Integer> offsets() {
      return offsets;
    }
  }

  /** A product of matrices and vectors, at least one of them a matrix. */
  public static final class Product extends Expr {
    Product(int id, Shape shape, Expr left, Expr right) {
      super(id, shape, List.of(left, right));
    }

    /** The left factor: a matrix, or a vector as a row. */
    public Expr left() {
      return arguments().get(0);
    }

    /** The right factor: a matrix, or a vector as a column. */
    public Expr right() {
      return arguments().get(1);
    }
  }

  /**
   * The element of a vector, or the row of a matrix, whose number is a value: NaN in all its
   * numbers if there is none of that number.
   */
  public static final class Gather extends Expr {
    Gather(int id, Shape shape, Expr from, Expr index) {
      super(id, shape, List.of(from, index));
    }

    /** The vector or matrix. */
    public Expr from() {
      return arguments().get(0);
    }

    /** The number of the element or row, from 0. */
    public Expr index() {
      return arguments().get(1);
    }
  }

  /** A vector of one number repeated. */
  public static final class Fill extends Expr {
    Fill(int id, Shape shape, Expr value) {
      super(id, shape, List.of(value));
    }

    /** The number. */
    public Expr value() {
      return arguments().get(0);
    }
  }
}
