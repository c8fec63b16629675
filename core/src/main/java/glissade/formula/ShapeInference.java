package glissade.formula;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which shapes names must have for a formula to make sense: what is known goes up from the names,
 * and a name that stands beside a known shape takes it from there, until nothing more follows.
 */
final class ShapeInference {
  private final List<Node> nodes;
  private final List<Formula.Statement> statements;
  private final Map<String, Shape> known;
  private final Map<String, Integer> counts;
  private final Map<String, @Nullable Integer> defined = new HashMap<>();
  private boolean learnt;

  ShapeInference(
      List<Node> nodes,
      List<Formula.Statement> statements,
      Map<String, Shape> known,
      Map<String, Integer> counts) {
    this.nodes = nodes;
    this.statements = statements;
    this.known = new HashMap<>(known);
    this.counts = counts;
  }

  Map<String, Shape> of(List<String> names) {
    do {
      learnt = false;
      pass();
    } while (learnt);
    Map<String, Shape> shapes = new LinkedHashMap<>();
    names.forEach(name -> shapes.put(name, known.getOrDefault(name, Shape.SCALAR)));
    return shapes;
  }

  private void pass() {
    @Nullable Shape[] shapes = new @Nullable Shape[nodes.size()];
    boolean[] products = new boolean[nodes.size()];
    defined.clear();
    int from = 0;
    for (Formula.Statement statement : statements) {
      for (int at = from; at <= statement.root(); at++) {
        shapes[at] = shape(nodes.get(at), shapes, products, at);
      }
      from = statement.root() + 1;
      String name = statement.name();
      if (name != null) {
        defined.put(name, statement.root());
      }
    }
  }

  private @Nullable Shape shape(Node node, @Nullable Shape[] shapes, boolean[] products, int at) {
    int[] children = node.children();
    for (int child : children) {
      products[at] |= child >= 0 && products[child];
    }
    return switch (node.kind()) {
      case NUMBER -> Shape.SCALAR;
      case NAME -> {
        Integer root = defined.get(node.name());
        if (root != null) {
          products[at] = products[root];
          yield shapes[root];
        }
        yield Binder.isConstant(node.name()) ? Shape.SCALAR : known.get(node.name());
      }
      case ELEMENT -> element(node, shapes);
      case CALL -> call(node, shapes, products, at);
      case SLICE, ERROR -> null;
    };
  }

  private @Nullable Shape element(Node node, @Nullable Shape[] shapes) {
    int[] children = node.children();
    List<Integer> sizes = new ArrayList<>();
    boolean declares = children.length == 3;
    for (int k = 1; k < children.length; k++) {
      Node index = nodes.get(children[k]);
      Shape shape = shapes[children[k]];
      Integer labels = index.kind() == Node.Kind.NAME ? counts.get(index.name()) : null;
      if (shape != null && !shape.isScalar()) {
        sizes.add(shape.size());
        declares = true;
      } else if (index.kind() == Node.Kind.NUMBER && index.number() >= 1) {
        sizes.add((int) index.number());
      } else if (labels != null && children.length == 3) {
        sizes.add(labels);
      } else if (labels != null) {
        learn(children[0], Shape.vector(labels));
        return elementOf(shapes[children[0]]);
      } else {
        return elementOf(shapes[children[0]]);
      }
    }
    if (!declares) {
      return elementOf(shapes[children[0]]);
    }
    learn(children[0], new Shape(List.copyOf(sizes)));
    return new Shape(List.copyOf(sizes));
  }

  private static Shape elementOf(@Nullable Shape shape) {
    return shape != null && shape.isMatrix()
        ? Shape.vector(shape.dimensions().get(1))
        : Shape.SCALAR;
  }

  private @Nullable Shape call(Node node, @Nullable Shape[] shapes, boolean[] products, int at) {
    int[] children = node.children();
    if (node.name().equals("@") || node.name().equals("dot")) {
      products[at] = true;
      return children.length == 2 ? product(children[0], children[1], shapes) : null;
    }
    if (Operator.named(node.name()).stream()
            .allMatch(o -> o.isReduction() && o.arity() == children.length)
        && !Operator.named(node.name()).isEmpty()) {
      return Shape.SCALAR;
    }
    Shape shape = null;
    boolean open = false;
    for (int child : children) {
      Shape one = child < 0 ? null : shapes[child];
      open |= one == null;
      shape = one != null && (shape == null || shape.isScalar()) ? one : shape;
    }
    boolean sum = node.name().equals("+") || node.name().equals("-");
    if (sum && shape != null && !shape.isScalar() && products[at]) {
      for (int child : children) {
        learn(child, shape);
      }
    }
    return open && (shape == null || shape.isScalar()) ? null : shape;
  }

  private @Nullable Shape product(int left, int right, @Nullable Shape[] shapes) {
    Shape a = shapes[left];
    Shape b = shapes[right];
    if (a == null && b != null && !b.isScalar()) {
      a = Shape.vector(b.dimensions().get(0));
      learn(left, a);
    } else if (b == null && a != null && !a.isScalar()) {
      b = Shape.vector(a.dimensions().get(a.dimensions().size() - 1));
      learn(right, b);
    }
    if (a == null || b == null || a.isScalar() || b.isScalar()) {
      return null;
    }
    List<Integer> rest = new ArrayList<>(a.dimensions().subList(0, a.dimensions().size() - 1));
    rest.addAll(b.dimensions().subList(1, b.dimensions().size()));
    return new Shape(List.copyOf(rest));
  }

  private void learn(int at, Shape shape) {
    Node node = nodes.get(at);
    if (node.kind() == Node.Kind.NAME
        && !defined.containsKey(node.name())
        && !Binder.isConstant(node.name())
        && known.putIfAbsent(node.name(), shape) == null) {
      learnt = true;
    }
  }
}
