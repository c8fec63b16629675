package glissade.fit;

import glissade.formula.Expr;
import glissade.formula.Formula;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a fitted formula tells of a row: of {@code y ~ m} the right side, of a {@link NamedLoss}
 * what its table says, of any other loss the loss itself.
 *
 * @param column what the predictions are called
 * @param value a number, or a vector of scores of which the largest tells the class
 * @param truth what is predicted, where the formula says it
 * @param right 1 where the predicted class is the truth, else 0; null where there are no classes
 */
record Prediction(String column, Expr value, @Nullable Formula truth, @Nullable Expr right) {

  static Prediction of(RowModel model) {
    Formula formula = model.names().formula();
    Formula left = formula.left();
    Formula right = formula.right();
    if (left != null && right != null) {
      return new Prediction(called(left), model.value(right), left, null);
    }
    NamedLoss loss = NamedLoss.find(formula.call());
    String predicts = loss == null ? null : loss.notes().get("predicts");
    if (loss == null || predicts == null) {
      return new Prediction("loss", model.row(), null, null);
    }
    Map<String, Expr> arguments = arguments(model, loss);
    Formula truth = formula.argument(0);
    String[] named = predicts.split(" = ", 2);
    String when = loss.notes().get("right");
    return new Prediction(
        named.length == 2 ? named[0] : called(truth),
        of(model, named[named.length - 1], arguments),
        truth,
        when == null ? null : of(model, when, arguments));
  }

  /** What a formula that is a call of a loss gives to it. */
  private static Map<String, Expr> arguments(RowModel model, NamedLoss loss) {
    List<String> names = loss.parameters();
    Map<String, Expr> arguments = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      arguments.put(names.get(i), model.value(model.names().formula().argument(i)));
    }
    return arguments;
  }

  /**
   * What a row's loss leaves out of minus the logarithm of its likelihood; null where it is no such
   * thing.
   */
  static @Nullable Expr beyondLoss(RowModel model) {
    NamedLoss loss = NamedLoss.find(model.names().formula().call());
    String note = loss == null ? null : loss.notes().get("likelihood");
    return loss == null || note == null ? null : of(model, note, arguments(model, loss));
  }

  private static String called(Formula truth) {
    return "predicted_" + column(truth);
  }

  /** Its text; of a column in quotes, the column. */
  static String column(Formula truth) {
    return Objects.requireNonNullElse(truth.name(), truth.toString());
  }

  private static Expr of(RowModel model, String note, Map<String, Expr> arguments) {
    Formula formula = Formula.parse(note);
    Map<String, Expr> own = new HashMap<>();
    formula.names().forEach(name -> own.put(name, Objects.requireNonNull(arguments.get(name))));
    return formula.bindOverRows(model.graph(), own).root();
  }
}
