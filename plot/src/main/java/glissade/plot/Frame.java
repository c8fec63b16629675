package glissade.plot;

/** The field between the axes: from numbers to pixels, counted from its upper left corner. */
record Frame(Axis x, Axis y, double width, double height) {
  /**
   * Beyond this many fields away, a place is not drawn: lines to it would only burden the viewer.
   */
  private static final double FAR = 50;

  double left(double value) {
    return bounded(x.place(value)) * width;
  }

  double top(double value) {
    return (1 - bounded(y.place(value))) * height;
  }

  private static double bounded(double place) {
    return Math.abs(place) < FAR ? place : Double.NaN;
  }

  /** The path of a line in SVG's words; places that are not finite break it. */
  String path(double[] xs, double[] ys) {
    StringBuilder path = new StringBuilder();
    boolean broken = true;
    double lastLeft = 0;
    double lastTop = 0;
    for (int i = 0; i < xs.length; i++) {
      double left = left(xs[i]);
      double top = top(ys[i]);
      if (!Double.isFinite(left + top)) {
        broken = true;
        continue;
      }
      boolean last = i == xs.length - 1;
      boolean same = Math.abs(left - lastLeft) < 0.3 && Math.abs(top - lastTop) < 0.3;
      if (broken || last || !same) {
        path.append(broken ? "M" : "L")
            .append(Svg.number(left))
            .append(' ')
            .append(Svg.number(top));
        if (broken) {
          path.append("l0 0"); // so that a place between two gaps is seen as a dot
        }
        lastLeft = left;
        lastTop = top;
        broken = false;
      }
    }
    return path.toString();
  }
}
