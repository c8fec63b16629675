package glissade.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.functions.TestFunctions;
import java.io.StringReader;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportTest {
  private static final Pattern ADDRESS = Pattern.compile("[a-z]+://[^\"< ]*");
  private static final Pattern CHART = Pattern.compile("(?s)<figure>(.*?)</figure>");

  private static String page(Problem problem, String... rules) {
    Comparison comparison = Comparison.of(problem).seeds(3).budget(Budget.ofSteps(400));
    for (String rule : rules) {
      comparison.rule(rule);
    }
    return Report.page(comparison.run(), "glissade compare 'a<b'");
  }

  /** How many charts there are; each is well-formed, and nothing is asked from elsewhere. */
  static int check(String page) throws Exception {
    assertThat(page).doesNotContain("<script").doesNotContain("NaN").doesNotContain("@import");
    Matcher address = ADDRESS.matcher(page);
    while (address.find()) {
      assertThat(address.group()).isEqualTo("http://www.w3.org/2000/svg"); // a name, not a place
    }
    Matcher chart = CHART.matcher(page);
    int charts = 0;
    while (chart.find()) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(chart.group(1))));
      charts++;
    }
    return charts;
  }

  @Test
  void twoParametersHaveALandscape() throws Exception {
    String page = page(Problem.of(TestFunctions.find("booth")), "sgd", "rmsprop");
    assertThat(check(page)).isEqualTo(5); // landscape, losses, two rates, steps
    assertThat(page)
        .contains("<h1>Rules compared on Booth</h1>")
        .contains("Where the rules went")
        .contains("glissade compare 'a&lt;b'")
        .contains("w = w - learning_rate*g")
        .contains("Jamil &amp; Yang");
  }

  @Test
  void oneParameterAndManyHaveChartsToo() throws Exception {
    Problem one = Problem.of(Formula.parse("x^2 - 3"), Point.parse("x=2"));
    assertThat(check(page(one, "adam"))).isEqualTo(3); // line, losses, rate; no target
    Problem many = Problem.of(TestFunctions.rosenbrock(7));
    assertThat(page(many, "momentum", "adam")).contains("Where the rules went, seen in a plane");
  }

  @Test
  void rulesThatAllDivergeStillMakeAPage() throws Exception {
    String page = page(Problem.of(TestFunctions.find("ill-conditioned")), "sgd", "momentum");
    assertThat(check(page)).isEqualTo(4); // no bars: nobody met the target
    assertThat(page).contains("diverged with 3 of 3 seeds");
  }

  @Test
  void aPageThatTakesTooLongIsEnded() {
    for (Problem problem :
        List.of(
            Problem.of(Formula.parse("x^2 - 3"), Point.parse("x=2")),
            Problem.of(TestFunctions.find("booth")),
            Problem.of(TestFunctions.rosenbrock(7)))) {
      ComparisonResult result =
          Comparison.of(problem).rule("sgd").seeds(1).budget(Budget.ofSteps(10)).run();
      int[] asked = new int[1];
      assertThatThrownBy(() -> Report.page(result, "", () -> ++asked[0] < 5))
          .isInstanceOf(CancellationException.class);
      assertThat(asked[0]).isEqualTo(5);
    }
  }

  @Test
  void whatAFormulaSaysIsText() throws Exception {
    Formula formula = Formula.parse("x^2 # <script>alert(1)</script>");
    assertThat(check(page(Problem.of(formula, Point.parse("x=1")), "sgd"))).isEqualTo(3);
  }
}
