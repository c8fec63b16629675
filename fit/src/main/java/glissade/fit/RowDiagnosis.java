package glissade.fit;

import glissade.formula.Expr;
import glissade.formula.Interpreter;
import glissade.formula.Operator;
import glissade.formula.Precision;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the first row whose loss is no finite number, and the term that makes it so. */
final class RowDiagnosis {
  private RowDiagnosis() {}

  /** What to say of it; empty if every row's loss is finite. */
  static String of(RowLoss loss, double[] free) {
    RowReader reader = loss.newReader();
    for (int b = 0; b < reader.blocks(); b++) {
      int rows = reader.read(b);
      for (int r : reader.inTableOrder(b, rows)) {
        String found = of(loss.model(), free, reader.arrays(), r);
        if (!found.isEmpty()) {
          return reader.rowName(b, r) + ": " + found;
        }
      }
    }
    return "";
  }

  private static String of(RowModel model, double[] free, double[][] arrays, int row) {
    Map<String, double[]> inputs = new HashMap<>();
    model
        .names()
        .places()
        .forEach(
            (name, places) ->
                inputs.put(name, places.stream().mapToDouble(p -> arrays[p][row]).toArray()));
    for (Layout.Parameter p : model.layout().parameters()) {
      int from = p.offset();
      inputs.put(p.name(), Arrays.copyOfRange(free, from, from + p.shape().size()));
    }
    Map<Expr, double[]> values =
        new Interpreter(Precision.DOUBLE)
            .evaluate(List.of(model.row()), v -> Objects.requireNonNull(inputs.get(v.name())));
    if (isFinite(values, model.row())) {
      return ""; // whatever there is in branches that are not taken
    }
    Expr node = model.row();
    for (Expr cause = node; cause != null; cause = cause(node, values)) {
      node = cause;
    }
    return said(node, values);
  }

  /** An argument that is no number either; null if there is none that counts. */
  private static @Nullable Expr cause(Expr node, Map<Expr, double[]> values) {
    List<Expr> arguments = node.arguments();
    boolean chooses =
        node instanceof Expr.Apply apply
            && apply.operator() == Operator.WHERE
            && arguments.get(0).isScalar();
    if (chooses) {
      boolean first = Objects.requireNonNull(values.get(arguments.get(0)))[0] != 0;
      arguments = List.of(arguments.get(0), arguments.get(first ? 1 : 2));
    }
    return arguments.stream()
        .filter(argument -> !isFinite(values, argument))
        .findFirst()
        .orElse(null);
  }

  private static boolean isFinite(Map<Expr, double[]> values, Expr node) {
    return Arrays.stream(Objects.requireNonNull(values.get(node))).allMatch(Double::isFinite);
  }

  private static String said(Expr node, Map<Expr, double[]> values) {
    double[] own = Objects.requireNonNull(values.get(node));
    double bad = Arrays.stream(own).filter(v -> !Double.isFinite(v)).findFirst().orElse(Double.NaN);
    StringBuilder said = new StringBuilder();
    String text = node.toString();
    said.append(
        "`%s` is %s".formatted(text.length() > 60 ? text.substring(0, 59) + "…" : text, bad));
    String mark = ", with ";
    for (Expr argument : node.arguments()) {
      double[] value = Objects.requireNonNull(values.get(argument));
      if (!(argument instanceof Expr.Constant) && value.length == 1) {
        String name = argument.toString();
        name = name.length() > 40 ? name.substring(0, 39) + "…" : name;
        said.append(mark).append(String.format(Locale.ROOT, "%s = %.6g", name, value[0]));
        mark = ", ";
      }
    }
    return said.toString();
  }
}
