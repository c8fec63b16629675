package glissade.plot;

import java.util.Locale;

/** Writes well-formed SVG. Every text and attribute is escaped. */
final class Svg {
  private final StringBuilder text = new StringBuilder();

  /** Opens a chart of a size: its style, its title, and a sheet of paper. */
  static Svg chart(String title, String description, double width, double height) {
    Svg svg = new Svg();
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "class",
        "glissade-plot",
        "role",
        "img",
        "aria-label",
        description.isEmpty() ? title : title + ". " + description,
        "viewBox",
        "0 0 " + number(width) + " " + number(height),
        "width",
        number(width),
        "height",
        number(height));
    svg.element("title", title);
    if (!description.isEmpty()) {
      svg.element("desc", description);
    }
    svg.element("style", Style.CSS);
    svg.shape("rect", "class", "paper", "width", number(width), "height", number(height));
    return svg;
  }

  /**
   * An element that holds others.
   *
   * @param attributes names and values in turn
   */
  Svg open(String name, String... attributes) {
    start(name, attributes);
    text.append('>');
    return this;
  }

  Svg close(String name) {
    text.append("</").append(name).append(">\n");
    return this;
  }

  /** An element without content. */
  Svg shape(String name, String... attributes) {
    start(name, attributes);
    text.append("/>\n");
    return this;
  }

  /** An element with text. */
  Svg element(String name, String content, String... attributes) {
    start(name, attributes);
    text.append('>').append(Markup.escape(content)).append("</").append(name).append(">\n");
    return this;
  }

  /**
   * Words.
   *
   * @param anchor start, middle or end
   */
  Svg words(String content, double x, double y, String anchor, String style) {
    return element(
        "text", content, "class", style, "x", number(x), "y", number(y), "text-anchor", anchor);
  }

  private void start(String name, String... attributes) {
    text.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      text.append(' ')
          .append(attributes[i])
          .append("=\"")
          .append(Markup.escape(attributes[i + 1]))
          .append('"');
    }
  }

  /** A place on the sheet, to a tenth of a pixel. */
  static String number(double place) {
    String tenths = String.format(Locale.ROOT, "%.1f", place);
    return tenths.endsWith(".0") ? tenths.substring(0, tenths.length() - 2) : tenths;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
