package glissade.plot;

/**
 * Colours and dashes.
 *
 * <p>The hues are those of Okabe and Ito, "Color universal design", 2008, made darker on light
 * paper and lighter on dark so that each stands out from it by 3 to 1 at least.
 */
final class Style {
  /** How many series look different. */
  static final int SERIES = 8;

  private static final String[] ON_LIGHT = {
    "#0072b2", "#c24e00", "#007a59", "#a8468a", "#946300", "#2f86b8", "#5b5f66", "#7a3fb0"
  };
  private static final String[] ON_DARK = {
    "#56a9e0", "#f0803c", "#2fc79b", "#e08fc0", "#e6ab2e", "#8fd0f5", "#b5bac4", "#c09af0"
  };
  private static final String[] DASHES = {"", "8 3", "2 3", "8 3 2 3", "12 4", "5 2", "4 4", "1 2"};

  /** The style sheet that every chart carries. */
  static final String CSS = css();

  private Style() {}

  private static String css() {
    StringBuilder css = new StringBuilder();
    rule(css, "text", "font:13px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif");
    rule(css, ".title", "font-size:15px;font-weight:600");
    rule(css, ".tick", "font-size:12px");
    rule(css, ".line", "fill:none;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round");
    rule(css, ".contour", "fill:none;stroke-width:1");
    rule(css, ".band", "stroke:none;opacity:.18");
    rule(css, ".grid", "stroke-width:1");
    rule(css, ".whisker", "stroke-width:1.5;fill:none");
    rule(css, ".guide", "stroke-width:1.3;stroke-dasharray:3 3;fill:none");
    for (int i = 0; i < SERIES; i++) {
      if (!DASHES[i].isEmpty()) {
        rule(css, ".dash" + i, "stroke-dasharray:" + DASHES[i]);
      }
    }
    colours(css, ON_LIGHT, "#ffffff", "#1d2127", "#4d545e", "#e3e6ea", "#6f7987");
    css.append("@media (prefers-color-scheme:dark){\n");
    colours(css, ON_DARK, "#15181d", "#eceff3", "#aab2bd", "#2d333b", "#8a94a2");
    css.append("}\n");
    return css.toString();
  }

  private static void colours(
      StringBuilder css,
      String[] series,
      String paper,
      String ink,
      String soft,
      String grid,
      String contour) {
    rule(css, ".paper", "fill:" + paper);
    rule(css, ".halo", "stroke:" + paper);
    rule(css, "text", "fill:" + ink);
    rule(css, ".tick", "fill:" + soft);
    rule(css, ".grid", "stroke:" + grid);
    rule(css, ".whisker", "stroke:" + ink);
    rule(css, ".guide", "stroke:" + soft);
    rule(css, ".contour", "stroke:" + contour);
    for (int i = 0; i < SERIES; i++) {
      rule(css, ".line" + i, "stroke:" + series[i]);
      rule(css, ".fill" + i, "fill:" + series[i]);
    }
  }

  private static void rule(StringBuilder css, String selector, String declarations) {
    css.append(".glissade-plot ").append(selector).append('{').append(declarations).append("}\n");
  }

  /** The classes of a line of a series. */
  static String line(int series) {
    int look = series % SERIES;
    return "line line" + look + " dash" + look;
  }

  /** The class of what is filled for a series. */
  static String fill(int series) {
    return "fill" + series % SERIES;
  }
}
