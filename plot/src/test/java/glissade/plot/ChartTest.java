package glissade.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class ChartTest {
  private static final double NAN = Double.NaN;

  @Test
  void saysWhatItIs() {
    Xml chart =
        Xml.parse(
            Chart.titled("a < b & \"c\" \u0001")
                .described("It falls.")
                .x("<x>")
                .y("y & z")
                .line("f</svg>", new double[] {0, 1}, new double[] {1, 0})
                .svg(400, 300));
    Element root = chart.document().getDocumentElement();
    assertThat(root.getAttribute("role")).isEqualTo("img");
    assertThat(root.getAttribute("aria-label")).isEqualTo("a < b & \"c\" \uFFFD. It falls.");
    assertThat(root.getAttribute("viewBox")).isEqualTo("0 0 400 300");
    assertThat(chart.document().getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("a < b & \"c\" \uFFFD");
    assertThat(chart.texts("label")).containsExactly("<x>", "y & z", "f</svg>");
  }

  @Test
  void aLineGoesWhereItsNumbersAre() {
    Xml chart =
        Xml.parse(
            Chart.titled("t")
                .tight()
                .line("f", new double[] {0, 0, 1}, new double[] {0, 4, 2})
                .svg(400, 300));
    Element field = (Element) chart.document().getElementsByTagName("svg").item(1);
    double width = Double.parseDouble(field.getAttribute("width"));
    double height = Double.parseDouble(field.getAttribute("height"));
    assertThat(chart.line("line0"))
        .isEqualTo(
            "M0 %sl0 0L0 0L%s %s"
                .formatted(Svg.number(height), Svg.number(width), Svg.number(height / 2)));
  }

  @Test
  void whatIsNotFiniteLeavesAGap() {
    double inf = Double.POSITIVE_INFINITY;
    double[] xs = {0, 1, 2, 3, 4, 5, 6};
    double[] ys = {1, 2, NAN, 3, inf, 4, 5};
    assertThat(moves(Chart.titled("t").line("f", xs, ys).svg(400, 300))).isEqualTo(3);
    assertThat(
            moves(
                Chart.titled("t")
                    .logY()
                    .line("f", xs, new double[] {1, 2, 0, 3, -1, 4, 5})
                    .svg(400, 300)))
        .isEqualTo(3);
    Xml band = Xml.parse(Chart.titled("t").band("f", xs, ys, ys).svg(400, 300));
    assertThat(band.find("path", "band")).hasSize(2); // one place alone has no area
    Xml points = Xml.parse(Chart.titled("t").points("f", xs, ys).svg(400, 300));
    assertThat(points.find("circle", "fill0")).hasSize(5 + 1); // and the legend's
  }

  private static long moves(String svg) {
    return Xml.parse(svg).line("line0").chars().filter(c -> c == 'M').count();
  }

  @Test
  void nothingNotFiniteIsEverWritten() {
    double[] extreme = {-Double.MAX_VALUE, Double.MAX_VALUE, Double.MIN_VALUE, 0, NAN, 1e300};
    double[] none = {};
    double[] bad = {NAN, Double.NEGATIVE_INFINITY};
    for (double[] numbers : List.of(extreme, none, bad, new double[] {7}, new double[] {3, 3})) {
      for (boolean log : new boolean[] {false, true}) {
        Chart chart = Chart.titled("t").guide("g", numbers.length > 0 ? numbers[0] : NAN);
        if (log) {
          chart.logX().logY();
        }
        chart
            .line("a", numbers, numbers)
            .points("b", numbers, numbers)
            .path("c", numbers, numbers)
            .band("d", numbers, numbers, numbers);
        String svg = chart.svg(400, 300);
        Xml.parse(svg);
        assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
      }
    }
  }

  @Test
  void theSameNameLooksTheSameInEveryChart() {
    double[] one = {1, 2};
    Xml chart =
        Xml.parse(
            Chart.titled("t")
                .order(List.of("a", "b", "c"))
                .band("c", one, one, one)
                .line("c", one, one)
                .svg(400, 300));
    assertThat(chart.find("path", "line2")).hasSize(2); // the line and its entry in the legend
    assertThat(chart.texts("label")).containsExactly("c");
  }

  @Test
  void aLandscapeIsDrawnUnderAPath() {
    double[] grid = {-1, 0, 1};
    double[][] z = {{2, 1, 2}, {1, 0, 1}, {2, 1, 2}};
    Xml chart =
        Xml.parse(
            Chart.titled("t")
                .contour(grid, grid, z, new double[] {0.5, 1.5})
                .tight()
                .path("p", new double[] {1, 0, 9}, new double[] {1, 0, 9})
                .svg(300, 300));
    assertThat(chart.find("path", "contour")).hasSize(2);
    assertThat(chart.texts("tick")).contains("1", "−1").doesNotContain("9");
    assertThat(chart.find("circle", "halo")).hasSize(1);
  }

  @Test
  void layersMustFit() {
    assertThatThrownBy(() -> Chart.titled("t").line("f", new double[2], new double[3]))
        .hasMessage("a layer needs as many heights as places, not 3 and 2");
    assertThatThrownBy(
            () ->
                Chart.titled("t")
                    .contour(new double[2], new double[2], new double[2][3], new double[0]))
        .hasMessage("heights must have 2 rows of 2 numbers");
    assertThatThrownBy(() -> Chart.titled("t").svg(10, 300))
        .hasMessage("a chart needs 160 by 120 pixels, not 10 by 300");
    assertThatThrownBy(() -> BarChart.titled("t").svg(10))
        .hasMessage("a bar chart needs 240 pixels, not 10");
  }

  @Test
  void barsHaveTheLengthOfTheirNumbers() {
    Xml chart =
        Xml.parse(
            BarChart.titled("steps")
                .x("steps")
                .bar("a & b", 10, 8, 12, "10")
                .bar("c", 20, NAN, NAN, "20")
                .bar("d", Double.POSITIVE_INFINITY, NAN, NAN, "not reached")
                .svg(500));
    double a = Double.parseDouble(chart.find("rect", "fill0").get(0).getAttribute("width"));
    double c = Double.parseDouble(chart.find("rect", "fill1").get(0).getAttribute("width"));
    assertThat(c / a).isBetween(1.99, 2.01);
    assertThat(chart.find("rect", "fill2")).isEmpty();
    assertThat(chart.find("path", "whisker")).hasSize(1);
    assertThat(chart.texts("tick")).contains("not reached");
    Xml.parse(BarChart.titled("none").log().svg(500));
    Xml zero = Xml.parse(BarChart.titled("zero").bar("a", 0, NAN, NAN, "").svg(500));
    assertThat(zero.texts("tick")).contains("0", "1").doesNotContain("−0.001");
  }

  /** By the formula of WCAG 2.2, "contrast ratio". */
  @Test
  void everyColourStandsOutFromItsPaper() {
    String[] themes = Style.CSS.split("@media", -1);
    for (String theme : themes) {
      double paper = luminance(colour(theme, "paper"));
      for (int i = 0; i < Style.SERIES; i++) {
        double own = luminance(colour(theme, "fill" + i));
        double ratio = (Math.max(own, paper) + 0.05) / (Math.min(own, paper) + 0.05);
        assertThat(ratio).as("series %d in %s", i, theme.substring(0, 30)).isGreaterThan(3);
      }
    }
  }

  private static int colour(String css, String name) {
    Matcher matcher = Pattern.compile("\\." + name + "\\{fill:#([0-9a-f]{6})").matcher(css);
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1), 16);
  }

  private static double luminance(int rgb) {
    double sum = 0;
    double[] weights = {0.0722, 0.7152, 0.2126};
    for (int i = 0; i < 3; i++) {
      double part = (rgb >> (8 * i) & 255) / 255.0;
      sum += weights[i] * (part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
  }
}
