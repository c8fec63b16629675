package glissade.fit;

import glissade.formula.Expr;
import glissade.formula.Operator;
import glissade.formula.Reductions;
import java.util.Arrays;
import java.util.List;

/** What is not elementwise, of values that are the same in all rows: once a call, so plain. */
final class FixedStep implements TapeStep {
  private final Expr node;
  private final List<FixedValues> arguments;
  private final FixedValues result;

  FixedStep(Expr node, List<FixedValues> arguments, FixedValues result) {
    this.node = node;
    this.arguments = arguments;
    this.result = result;
  }

  @Override
  public void forward(int rows) {
    FixedValues first = arguments.get(0);
    double[] a = first.values();
    int at = first.offset();
    double[] y = result.values();
    if (node instanceof Expr.Apply apply) {
      y[0] = reduced(apply.operator(), a, at, at + first.size());
    } else if (node instanceof Expr.Slice slice) {
      System.arraycopy(a, at + slice.from(), y, 0, y.length);
    } else if (node instanceof Expr.Fill) {
      Arrays.fill(y, a[at]);
    } else if (node instanceof Expr.Place place) {
      for (int k = 0; k < arguments.size(); k++) {
        FixedValues piece = arguments.get(k);
        int to = place.offsets().get(k);
        System.arraycopy(piece.values(), piece.offset(), y, to, piece.size());
      }
    } else if (node instanceof Expr.Gather) {
      int from = gathered();
      if (from < 0) {
        Arrays.fill(y, Double.NaN);
      } else {
        System.arraycopy(a, from, y, 0, y.length);
      }
    } else {
      FixedValues right = arguments.get(1);
      int inner = inner();
      int columns = right.size() / inner;
      for (int i = 0; i < y.length; i++) {
        y[i] = 0;
        for (int k = 0; k < inner; k++) {
          double b = right.values()[right.offset() + k * columns + i % columns];
          y[i] += a[at + i / columns * inner + k] * b;
        }
      }
    }
  }

  private static double reduced(Operator operator, double[] a, int from, int to) {
    return switch (operator) {
      case SUM -> Reductions.sum(a, from, to);
      case MEAN -> Reductions.mean(a, from, to);
      case SMALLEST -> Reductions.min(a, from, to);
      case LARGEST -> Reductions.max(a, from, to);
      case NORM -> Reductions.norm(a, from, to);
      default -> throw new IllegalStateException(operator.symbol());
    };
  }

  private int inner() {
    return ((Expr.Product) node).right().shape().dimensions().get(0);
  }

  /** Where what is gathered begins; -1 if there is none. */
  private int gathered() {
    FixedValues from = arguments.get(0);
    double index = arguments.get(1).values()[arguments.get(1).offset()];
    int position = (int) index;
    boolean known = position == index && position >= 0 && position < from.size() / result.size();
    return known ? from.offset() + position * result.size() : -1;
  }

  @Override
  public void backward(int rows) {
    FixedValues first = arguments.get(0);
    double[] dy = result.adjoints();
    if (node instanceof Expr.Place place) {
      for (int k = 0; k < arguments.size(); k++) {
        add(arguments.get(k), 0, place.offsets().get(k), arguments.get(k).size());
      }
    } else if (node instanceof Expr.Product) {
      product(first, arguments.get(1), dy);
    } else if (node instanceof Expr.Apply apply) {
      reduction(apply.operator(), first, dy[0]);
    } else if (node instanceof Expr.Slice slice) {
      add(first, slice.from(), 0, dy.length);
    } else if (node instanceof Expr.Gather) {
      int from = gathered();
      if (from >= 0) {
        add(first, from - first.offset(), 0, dy.length);
      }
    } else if (first.isActive()) {
      first.adjoints()[first.offset()] += Loops.sum(dy, dy.length);
    }
  }

  /** Adds adjoints of the result to those of an argument. */
  private void add(FixedValues argument, int to, int from, int length) {
    for (int i = 0; argument.isActive() && i < length; i++) {
      argument.adjoints()[argument.offset() + to + i] += result.adjoints()[from + i];
    }
  }

  private void product(FixedValues left, FixedValues right, double[] dy) {
    int inner = inner();
    int columns = right.size() / inner;
    for (int i = 0; i < dy.length; i++) {
      for (int k = 0; dy[i] != 0 && k < inner; k++) {
        int l = left.offset() + i / columns * inner + k;
        int r = right.offset() + k * columns + i % columns;
        if (left.isActive()) {
          left.adjoints()[l] += dy[i] * right.values()[r];
        }
        if (right.isActive()) {
          right.adjoints()[r] += dy[i] * left.values()[l];
        }
      }
    }
  }

  private void reduction(Operator operator, FixedValues argument, double dy) {
    double[] a = argument.values();
    double[] adjoints = argument.adjoints();
    double y = result.values()[0];
    int from = argument.offset();
    int to = from + argument.size();
    int ties = 0;
    if (operator == Operator.SMALLEST || operator == Operator.LARGEST) {
      for (int i = from; i < to; i++) {
        ties += a[i] == y ? 1 : 0;
      }
    }
    for (int i = from; i < to; i++) {
      switch (operator) {
        case SUM -> adjoints[i] += dy;
        case MEAN -> adjoints[i] += dy / argument.size();
        case NORM -> adjoints[i] += y == 0 || dy == 0 ? 0 : dy * (a[i] / y);
        default -> adjoints[i] += a[i] == y ? dy / ties : 0;
      }
    }
  }
}
