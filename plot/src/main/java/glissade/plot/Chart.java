package glissade.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A chart with two axes.
 *
 * <pre>{@code
 * String svg = Chart.titled("Decay").x("t").y("y")
 *     .points("measured", t, y).line("fitted", t, fitted).svg(640, 400);
 * }</pre>
 *
 * <p>Layers are drawn in the order in which they are given. Those of one name look alike and share
 * one entry of the legend; at most {@value Style#SERIES} names look different. Numbers that are not
 * finite, or have no place on a logarithmic axis, leave gaps.
 *
 * <p>Not safe for use by several threads.
 */
public final class Chart {
  private static final double MARGIN = 0.04;
  private static final int TITLE = 34;
  private static final int RIGHT = 16;
  private static final int UNDER_TICKS = 24;
  private static final int LABEL = 20;

  private final String title;
  private String description = "";
  private String xLabel = "";
  private String yLabel = "";
  private boolean logX;
  private boolean logY;
  private boolean tight;
  private final Legend legend = new Legend();
  private final List<Layer> layers = new ArrayList<>();

  private Chart(String title) {
    this.title = title;
  }

  /** An empty chart with a title. */
  public static Chart titled(String title) {
    return new Chart(title);
  }

  /** What it shows, in words, for those who cannot see it. */
  public Chart described(String words) {
    description = words;
    return this;
  }

  /** What the axis to the right counts. */
  public Chart x(String label) {
    xLabel = label;
    return this;
  }

  /** What the axis upward counts. */
  public Chart y(String label) {
    yLabel = label;
    return this;
  }

  /** Equal ways to the right are equal factors. */
  public Chart logX() {
    logX = true;
    return this;
  }

  /** Equal ways upward are equal factors. */
  public Chart logY() {
    logY = true;
    return this;
  }

  /** The axes end where the layers do, without a margin. */
  public Chart tight() {
    tight = true;
    return this;
  }

  /** Names in the order of their colours, so that several charts agree whatever each draws. */
  public Chart order(List<String> names) {
    names.forEach(legend::series);
    return this;
  }

  /** A dot at each place. */
  public Chart points(String name, double[] xs, double[] ys) {
    requireSame(xs, ys);
    return add(name, series -> new Layer.Points(series, xs.clone(), ys.clone()), Legend.Mark.DOT);
  }

  /** A line through places in order. */
  public Chart line(String name, double[] xs, double[] ys) {
    requireSame(xs, ys);
    return add(name, series -> new Layer.Line(series, xs.clone(), ys.clone()), Legend.Mark.LINE);
  }

  /** A line whose first place has a ring and whose last has a dot. */
  public Chart path(String name, double[] xs, double[] ys) {
    requireSame(xs, ys);
    return add(name, series -> new Layer.Path(series, xs.clone(), ys.clone()), Legend.Mark.LINE);
  }

  /** What lies between two lines. */
  public Chart band(String name, double[] xs, double[] low, double[] high) {
    requireSame(xs, low);
    requireSame(xs, high);
    return add(
        name,
        series -> new Layer.Band(series, xs.clone(), low.clone(), high.clone()),
        Legend.Mark.LINE);
  }

  /** A line across the chart at a height, with its name beside it. */
  public Chart guide(String label, double y) {
    layers.add(new Layer.Guide(y, label));
    return this;
  }

  /**
   * Lines of equal height. A chart that has them shows their grid, and of its other layers what
   * lies there.
   *
   * @param xs the columns' places, rising
   * @param ys the rows' places, rising
   * @param z heights: a row for each of {@code ys} with a number for each of {@code xs}
   * @param levels which heights; {@link Contour#levels} finds good ones
   * @throws IllegalArgumentException if the grid's sizes do not fit
   */
  public Chart contour(double[] xs, double[] ys, double[][] z, double[] levels) {
    Contour.requireGrid(xs, ys, z);
    layers.add(new Layer.Landscape(xs.clone(), ys.clone(), z.clone(), levels.clone()));
    return this;
  }

  private Chart add(String name, IntFunction<Layer> layer, Legend.Mark mark) {
    int series = legend.series(name);
    legend.mark(series, mark);
    layers.add(layer.apply(series));
    return this;
  }

  private static void requireSame(double[] xs, double[] ys) {
    if (xs.length != ys.length) {
      throw new IllegalArgumentException(
          "a layer needs as many heights as places, not %d and %d".formatted(ys.length, xs.length));
    }
  }

  /**
   * The chart, as one SVG element.
   *
   * @param width in pixels, at least 160
   * @param height in pixels, at least 120
   */
  public String svg(int width, int height) {
    if (width < 160 || height < 120) {
      throw new IllegalArgumentException(
          "a chart needs 160 by 120 pixels, not %d by %d".formatted(width, height));
    }
    Axis.Extent xExtent = new Axis.Extent(logX);
    Axis.Extent yExtent = new Axis.Extent(logY);
    boolean land = layers.stream().anyMatch(Layer.Landscape.class::isInstance);
    layers.stream()
        .filter(layer -> !land || layer instanceof Layer.Landscape)
        .forEach(layer -> layer.extend(xExtent, yExtent));
    Axis x = xExtent.axis(tight ? 0 : MARGIN);
    Axis y = yExtent.axis(tight ? 0 : MARGIN);

    Svg svg = Svg.chart(title, description, width, height);
    double bottom = UNDER_TICKS + (xLabel.isEmpty() ? 0 : LABEL) + legend.height(width - 2 * RIGHT);
    double fieldHeight = Math.max(40, height - TITLE - bottom - 4);
    List<Axis.Tick> yTicks = y.ticks(Math.max(2, (int) (fieldHeight / 42)));
    double left =
        14
            + yTicks.stream().mapToDouble(tick -> Legend.width(tick.label(), 12)).max().orElse(0)
            + (yLabel.isEmpty() ? 0 : LABEL);
    Frame frame = new Frame(x, y, Math.max(40, width - left - RIGHT), fieldHeight);

    svg.words(title, 14, 22, "start", "title");
    grid(svg, frame, left, yTicks);
    // A nested sheet cuts off what lies beyond the axes, without an id that a page could have
    // twice.
    svg.open(
        "svg",
        "x",
        Svg.number(left),
        "y",
        Svg.number(TITLE),
        "width",
        Svg.number(frame.width()),
        "height",
        Svg.number(frame.height()));
    layers.forEach(layer -> layer.draw(svg, frame));
    svg.close("svg");
    labels(svg, frame, left);
    legend.draw(svg, RIGHT, height - legend.height(width - 2 * RIGHT), width - 2 * RIGHT);
    return svg.close("svg").toString();
  }

  private void grid(Svg svg, Frame frame, double left, List<Axis.Tick> yTicks) {
    double floor = TITLE + frame.height();
    for (Axis.Tick tick : yTicks) {
      double at = TITLE + frame.top(tick.value());
      String line = "M" + Svg.number(left) + " " + Svg.number(at) + "h" + Svg.number(frame.width());
      svg.shape("path", "class", "grid", "d", line);
      svg.words(tick.label(), left - 6, at + 4, "end", "tick");
    }
    double free = 0; // up to where the ticks' names reach
    for (Axis.Tick tick : frame.x().ticks(Math.max(2, (int) (frame.width() / 70)))) {
      double at = left + frame.left(tick.value());
      double half = Legend.width(tick.label(), 12) / 2;
      String line = "M" + Svg.number(at) + " " + TITLE + "v" + Svg.number(frame.height());
      svg.shape("path", "class", "grid", "d", line);
      if (at - half >= free) {
        svg.words(tick.label(), at, floor + 17, "middle", "tick");
        free = at + half + 8;
      }
    }
  }

  private void labels(Svg svg, Frame frame, double left) {
    if (!xLabel.isEmpty()) {
      double middle = left + frame.width() / 2;
      svg.words(xLabel, middle, TITLE + frame.height() + UNDER_TICKS + 13, "middle", "label");
    }
    if (!yLabel.isEmpty()) {
      double middle = TITLE + frame.height() / 2;
      svg.element(
          "text",
          yLabel,
          "class",
          "label",
          "text-anchor",
          "middle",
          "transform",
          "translate(16 " + Svg.number(middle) + ") rotate(-90)");
    }
  }
}
