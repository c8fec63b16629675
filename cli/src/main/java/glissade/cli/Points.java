package glissade.cli;

import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Source;
import java.util.List;

/** Points given in several options of the same name. */
final class Points {
  private Points() {}

  /**
   * Reads a point of any names.
   *
   * @param option what the messages call the text
   * @throws glissade.formula.FormulaException if it cannot be read
   */
  static Point read(String option, List<String> texts) {
    Point point = Point.empty();
    for (String text : texts) {
      point = point.with(Point.parse(new Source(option, text)));
    }
    return point;
  }

  /**
   * Reads a point for a formula.
   *
   * @param option what the messages call the text
   * @throws glissade.formula.FormulaException if it cannot be read, or names what the formula lacks
   */
  static Point read(String option, List<String> texts, Formula formula) {
    formula.requireParameters();
    Point point = Point.empty();
    for (String text : texts) {
      point = point.with(Point.parse(new Source(option, text), formula.names()));
    }
    return point;
  }
}
