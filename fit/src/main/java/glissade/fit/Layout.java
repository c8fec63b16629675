package glissade.fit;

import glissade.formula.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the numbers of the parameters lie in one array.
 *
 * @param parameters in order
 */
record Layout(List<Parameter> parameters) {
  /**
   * A parameter.
   *
   * @param name in the formula
   * @param shape of it
   * @param offset of its first number
   * @param axes for each dimension what its indices are called
   * @param beside the inputs that the last dimension's indices belong to; empty if to none
   */
  record Parameter(
      String name, Shape shape, int offset, List<List<String>> axes, List<Integer> beside) {
    /** The input that one of its numbers belongs to; -1 for none. */
    int input(int number) {
      return beside.isEmpty() ? -1 : beside.get(number % beside.size());
    }

    /** What each of its numbers is called: {@code a}, {@code w[age]}, {@code W[0,2]}. */
    List<String> elements() {
      if (shape.isScalar()) {
        return List.of(name);
      }
      List<String> elements = new ArrayList<>();
      for (String first : axes.get(0)) {
        for (String second : axes.size() > 1 ? axes.get(1) : List.of("")) {
          elements.add(name + "[" + first + (axes.size() > 1 ? "," + second : "") + "]");
        }
      }
      return elements;
    }
  }

  /** The names with their shapes. */
  Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    parameters.forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
    return shapes;
  }

  /** Whether there are matrices: it is a network, or the like. */
  boolean isNetwork() {
    return parameters.stream().anyMatch(parameter -> parameter.shape().isMatrix());
  }

  /** How many numbers there are. */
  int size() {
    return parameters.stream().mapToInt(parameter -> parameter.shape().size()).sum();
  }

  /** What each number is called. */
  List<String> elements() {
    return parameters.stream().flatMap(parameter -> parameter.elements().stream()).toList();
  }
}
