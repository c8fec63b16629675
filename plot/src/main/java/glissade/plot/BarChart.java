package glissade.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * A bar for each name, from left to right, with a whisker and words beside it.
 *
 * <p>Not safe for use by several threads.
 */
public final class BarChart {
  private static final int TITLE = 34;
  private static final int RIGHT = 16;
  private static final double ROW = 34;

  private final String title;
  private String description = "";
  private String label = "";
  private boolean log;
  private final List<Bar> bars = new ArrayList<>();

  private record Bar(String name, double value, double low, double high, String note) {}

  private BarChart(String title) {
    this.title = title;
  }

  /** An empty chart with a title. */
  public static BarChart titled(String title) {
    return new BarChart(title);
  }

  /** What it shows, in words, for those who cannot see it. */
  public BarChart described(String words) {
    description = words;
    return this;
  }

  /** What the axis counts. */
  public BarChart x(String words) {
    label = words;
    return this;
  }

  /** Equal ways are equal factors; bars then begin at a power of ten below the least number. */
  public BarChart log() {
    log = true;
    return this;
  }

  /**
   * One more bar, in the next colour.
   *
   * @param name what stands before it
   * @param value its length; if it is not finite there is no bar, but the name and the note
   * @param low where its whisker begins
   * @param high where its whisker ends; none if one of the two is not finite
   * @param note words after it
   */
  public BarChart bar(String name, double value, double low, double high, String note) {
    bars.add(new Bar(name, value, low, high, note));
    return this;
  }

  /**
   * The chart, as one SVG element; its height follows from the number of bars.
   *
   * @param width in pixels, at least 240
   */
  public String svg(int width) {
    if (width < 240) {
      throw new IllegalArgumentException("a bar chart needs 240 pixels, not " + width);
    }
    Axis.Extent extent = new Axis.Extent(log);
    if (!log) {
      extent.add(0);
    }
    for (Bar bar : bars) {
      extent.add(bar.value);
      extent.add(bar.low);
      extent.add(bar.high);
    }
    if (bars.stream().noneMatch(bar -> Double.isFinite(bar.value) && bar.value != 0)) {
      extent.add(1);
    }
    Axis axis = extent.axis(log ? 0.06 : 0);
    if (log) {
      double floor = Math.pow(10, Math.floor(Math.log10(axis.low())));
      axis = new Axis(Math.max(floor, Double.MIN_NORMAL), axis.high(), true);
    }
    double left = 20 + bars.stream().mapToDouble(bar -> Legend.width(bar.name, 13)).max().orElse(0);
    double note = bars.stream().mapToDouble(bar -> Legend.width(bar.note, 12)).max().orElse(0);
    double field = Math.max(60, width - left - RIGHT - note - 10);
    double floor = TITLE + ROW * bars.size();
    double height = floor + 24 + (label.isEmpty() ? 4 : 24);
    Svg svg = Svg.chart(title, description, width, height);
    svg.words(title, 14, 22, "start", "title");
    double free = 0;
    for (Axis.Tick tick : axis.ticks(Math.max(2, (int) (field / 70)))) {
      double at = left + axis.place(tick.value()) * field;
      double half = Legend.width(tick.label(), 12) / 2;
      String line = "M" + Svg.number(at) + " " + TITLE + "V" + Svg.number(floor);
      svg.shape("path", "class", "grid", "d", line);
      if (at - half >= free) {
        svg.words(tick.label(), at, floor + 17, "middle", "tick");
        free = at + half + 8;
      }
    }
    for (int i = 0; i < bars.size(); i++) {
      draw(svg, i, axis, left, field);
    }
    svg.words(label, left + field / 2, floor + 37, "middle", "label");
    return svg.close("svg").toString();
  }

  private void draw(Svg svg, int i, Axis axis, double left, double field) {
    Bar bar = bars.get(i);
    double middle = TITLE + ROW * i + ROW / 2;
    svg.words(bar.name, left - 8, middle + 5, "end", "label");
    double zero = log ? 0 : axis.place(0);
    double end = axis.place(bar.value);
    double reach = Double.isFinite(end) ? Math.max(zero, end) : zero;
    if (Double.isFinite(end)) {
      svg.shape(
          "rect",
          "class",
          Style.fill(i),
          "x",
          Svg.number(left + Math.min(zero, end) * field),
          "y",
          Svg.number(middle - 9),
          "width",
          Svg.number(Math.max(1, Math.abs(end - zero) * field)),
          "height",
          "18",
          "rx",
          "2");
    }
    double low = axis.place(bar.low);
    double high = axis.place(bar.high);
    if (Double.isFinite(low + high)) {
      String whisker =
          "M%s %sv8m0 -4H%sm0 -4v8"
              .formatted(
                  Svg.number(left + low * field),
                  Svg.number(middle - 4),
                  Svg.number(left + high * field));
      svg.shape("path", "class", "whisker", "d", whisker);
      reach = Math.max(reach, high);
    }
    svg.words(bar.note, left + reach * field + 8, middle + 4, "start", "tick");
  }
}
