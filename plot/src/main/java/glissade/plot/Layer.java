package glissade.plot;

import glissade.plot.Contour.Polyline;
import java.util.Locale;

/** One thing drawn between the axes. */
sealed interface Layer {

  /** Widens the axes' extents so that it is seen. */
  void extend(Axis.Extent x, Axis.Extent y);

  /** Draws it. */
  void draw(Svg svg, Frame frame);

  /** A line through places in order. */
  record Line(int series, double[] xs, double[] ys) implements Layer {
    @Override
    public void extend(Axis.Extent x, Axis.Extent y) {
      x.add(xs);
      y.add(ys);
    }

    @Override
    public void draw(Svg svg, Frame frame) {
      svg.shape("path", "class", Style.line(series), "d", frame.path(xs, ys));
    }
  }

  /** A line whose first place has a ring, and whose last a dot. */
  record Path(int series, double[] xs, double[] ys) implements Layer {
    @Override
    public void extend(Axis.Extent x, Axis.Extent y) {
      x.add(xs);
      y.add(ys);
    }

    @Override
    public void draw(Svg svg, Frame frame) {
      new Line(series, xs, ys).draw(svg, frame);
      int last = xs.length - 1;
      while (last > 0 && !Double.isFinite(frame.left(xs[last]) + frame.top(ys[last]))) {
        last--;
      }
      if (last >= 0) {
        circle(svg, frame, xs[0], ys[0], 5, "paper " + Style.line(series));
        circle(svg, frame, xs[last], ys[last], 4, "halo " + Style.fill(series));
      }
    }
  }

  /** A dot at each place. */
  record Points(int series, double[] xs, double[] ys) implements Layer {
    @Override
    public void extend(Axis.Extent x, Axis.Extent y) {
      x.add(xs);
      y.add(ys);
    }

    @Override
    public void draw(Svg svg, Frame frame) {
      for (int i = 0; i < xs.length; i++) {
        circle(svg, frame, xs[i], ys[i], 2.6, Style.fill(series));
      }
    }
  }

  /** What lies between two lines. */
  record Band(int series, double[] xs, double[] low, double[] high) implements Layer {
    @Override
    public void extend(Axis.Extent x, Axis.Extent y) {
      x.add(xs);
      y.add(low);
      y.add(high);
    }

    @Override
    public void draw(Svg svg, Frame frame) {
      int from = 0;
      for (int i = 0; i <= xs.length; i++) {
        if (i == xs.length || !isSeen(frame, i)) {
          piece(svg, frame, from, i);
          from = i + 1;
        }
      }
    }

    private boolean isSeen(Frame frame, int i) {
      return Double.isFinite(frame.left(xs[i]) + frame.top(low[i]) + frame.top(high[i]));
    }

    private void piece(Svg svg, Frame frame, int from, int to) {
      if (to - from < 2) {
        return;
      }
      StringBuilder path = new StringBuilder();
      for (int i = from; i < to; i++) {
        corner(path, frame, i, high[i]);
      }
      for (int i = to - 1; i >= from; i--) {
        corner(path, frame, i, low[i]);
      }
      svg.shape("path", "class", "band " + Style.fill(series), "d", path + "Z");
    }

    private void corner(StringBuilder path, Frame frame, int i, double value) {
      path.append(path.isEmpty() ? "M" : "L")
          .append(Svg.number(frame.left(xs[i])))
          .append(' ')
          .append(Svg.number(frame.top(value)));
    }
  }

  /** A height across the field, with a name. */
  record Guide(double value, String label) implements Layer {
    @Override
    public void extend(Axis.Extent x, Axis.Extent y) {
      y.add(value);
    }

    @Override
    public void draw(Svg svg, Frame frame) {
      double top = frame.top(value);
      if (Double.isFinite(top)) {
        svg.shape(
            "path",
            "class",
            "guide",
            "d",
            "M0 " + Svg.number(top) + "H" + Svg.number(frame.width()));
        svg.words(label, frame.width() - 4, top < 18 ? top + 14 : top - 4, "end", "tick");
      }
    }
  }

  /** Lines of equal height; low ones are drawn stronger. */
  record Landscape(double[] xs, double[] ys, double[][] z, double[] levels) implements Layer {
    @Override
    public void extend(Axis.Extent x, Axis.Extent y) {
      x.add(xs);
      y.add(ys);
    }

    @Override
    public void draw(Svg svg, Frame frame) {
      for (int k = 0; k < levels.length; k++) {
        StringBuilder path = new StringBuilder();
        for (Polyline line : Contour.lines(xs, ys, z, levels[k])) {
          path.append(frame.path(line.xs(), line.ys()));
        }
        if (!path.isEmpty()) {
          double strength = 1 - 0.65 * k / levels.length;
          svg.shape(
              "path",
              "class",
              "contour",
              "stroke-opacity",
              String.format(Locale.ROOT, "%.2f", strength),
              "d",
              path.toString());
        }
      }
    }
  }

  private static void circle(
      Svg svg, Frame frame, double x, double y, double radius, String style) {
    double left = frame.left(x);
    double top = frame.top(y);
    if (Double.isFinite(left + top)) {
      svg.shape(
          "circle",
          "class",
          style,
          "cx",
          Svg.number(left),
          "cy",
          Svg.number(top),
          "r",
          Svg.number(radius));
    }
  }
}
