package glissade.plot;

import java.util.ArrayList;
import java.util.List;

/** Which name looks how: rows of marks with names, under a chart. */
final class Legend {
  private static final double ROW = 20;
  private static final double MARK = 30;
  private static final double GAP = 18;

  /** How a series is marked. */
  enum Mark {
    NONE,
    DOT,
    LINE
  }

  private final List<String> names = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();

  /** The number of a name, counted from 0 in the order in which they come. */
  int series(String name) {
    int at = names.indexOf(name);
    if (at < 0) {
      at = names.size();
      names.add(name);
      marks.add(Mark.NONE);
    }
    return at;
  }

  /** A series is drawn; a line is the stronger mark. */
  void mark(int series, Mark mark) {
    if (mark.compareTo(marks.get(series)) > 0) {
      marks.set(series, mark);
    }
  }

  /** How wide a text is, about; fonts differ, so a little too wide. */
  static double width(String text, double size) {
    return text.codePointCount(0, text.length()) * size * 0.66;
  }

  private double width(int series) {
    return MARK + width(names.get(series), 13) + GAP;
  }

  double height(double width) {
    int rows = 0;
    double at = Double.POSITIVE_INFINITY;
    for (int i = 0; i < names.size(); i++) {
      if (marks.get(i) != Mark.NONE) {
        boolean next = at + width(i) > width;
        rows += next ? 1 : 0;
        at = (next ? 0 : at) + width(i);
      }
    }
    return rows == 0 ? 6 : rows * ROW + 10;
  }

  void draw(Svg svg, double left, double top, double width) {
    double x = 0;
    double y = top + 14;
    for (int i = 0; i < names.size(); i++) {
      if (marks.get(i) == Mark.NONE) {
        continue;
      }
      if (x > 0 && x + width(i) > width) {
        x = 0;
        y += ROW;
      }
      String at = Svg.number(left + x);
      if (marks.get(i) == Mark.LINE) {
        svg.shape("path", "class", Style.line(i), "d", "M" + at + " " + Svg.number(y - 4) + "h24");
      } else {
        String middle = Svg.number(left + x + 12);
        svg.shape(
            "circle", "class", Style.fill(i), "cx", middle, "cy", Svg.number(y - 4), "r", "4");
      }
      svg.words(names.get(i), left + x + MARK, y, "start", "label");
      x += width(i);
    }
  }
}
