package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Formula;
import glissade.formula.Source;
import glissade.rule.ConfiguredRule;
import glissade.rule.Hyperparameter;
import glissade.rule.Option;
import glissade.rule.Rule;
import glissade.rule.Rules;
import glissade.rule.TypesetRule;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class TypesetRuleTest {
  /** How many children an element must have, where that is fixed. */
  private static final Map<String, Integer> CHILDREN =
      Map.of("mfrac", 2, "msup", 2, "msub", 2, "mroot", 2);

  static List<String> catalogue() {
    return Rules.names();
  }

  private static Document parsed(String mathml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(mathml)));
  }

  private static void check(Element element) {
    int children = 0;
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element inner) {
        check(inner);
        children++;
      }
    }
    Integer fixed = CHILDREN.get(element.getTagName());
    if (fixed != null) {
      assertThat(children).as(element.getTagName()).isEqualTo(fixed);
    }
    if (List.of("mi", "mn", "mo", "mtext").contains(element.getTagName())) {
      assertThat(element.getTextContent()).isNotEmpty();
    }
  }

  /** With its defaults, with every option on, and with every hyperparameter that is 0 above it. */
  @ParameterizedTest
  @MethodSource("catalogue")
  void everyRuleIsWellFormed(String name) throws Exception {
    ConfiguredRule plain = Rules.find(name).configured();
    ConfiguredRule full = plain;
    for (Option option : plain.rule().options()) {
      full = full.with(option.name(), "on");
    }
    for (Hyperparameter hyper : plain.rule().hyperparameters()) {
      if (hyper.defaultValue() == 0) {
        full = full.with(hyper.name(), 0.5);
      }
    }
    for (ConfiguredRule rule : List.of(plain, full)) {
      TypesetRule typeset = TypesetRule.of(rule);
      Document document = parsed(typeset.mathml());
      check(document.getDocumentElement());
      NodeList rows = document.getDocumentElement().getFirstChild().getChildNodes();
      int lines = 0;
      for (int i = 0; i < rows.getLength(); i++) {
        lines += rows.item(i) instanceof Element ? 1 : 0;
      }
      assertThat(lines).isEqualTo(typeset.lines().size()).isPositive();
      assertThat(typeset.lines().stream().map(TypesetRule.Line::name)).contains("<mi>w</mi>");
      assertThat(typeset.symbols().values()).doesNotHaveDuplicates();
    }
  }

  @Test
  void rmspropAsItIsTaught() {
    assertThat(TypesetRule.of(Rules.find("rmsprop").configured()).mathml())
        .isEqualTo(
            """
            <math display="block"><mtable displaystyle="true" columnalign="right center left">
            <mtr><mtd><mi>s</mi></mtd><mtd><mo>←</mo></mtd><mtd>\
            <mrow><mrow><mi>ρ</mi><mo>&#x2062;</mo><mi>s</mi></mrow><mo>+</mo>\
            <mrow><mrow><mo>(</mo><mrow><mn>1</mn><mo>−</mo><mi>ρ</mi></mrow><mo>)</mo></mrow><mo>&#x2062;</mo>\
            <msup><mi>g</mi><mn>2</mn></msup></mrow></mrow></mtd></mtr>
            <mtr><mtd><mi>q</mi></mtd><mtd><mo>←</mo></mtd><mtd><mi>s</mi></mtd></mtr>
            <mtr><mtd><mi>r</mi></mtd><mtd><mo>←</mo></mtd><mtd>\
            <mrow><msqrt><mi>q</mi></msqrt><mo>+</mo><mi>ε</mi></mrow></mtd></mtr>
            <mtr><mtd><mi>w</mi></mtd><mtd><mo>←</mo></mtd><mtd>\
            <mrow><mi>w</mi><mo>−</mo><mfrac><mrow><mi>α</mi><mo>&#x2062;</mo><mi>g</mi></mrow><mi>r</mi></mfrac></mrow>\
            </mtd></mtr>
            </mtable></math>""");
  }

  @Test
  void settingsChooseTheLines() {
    ConfiguredRule rule = Rules.find("rmsprop").configured();
    assertThat(TypesetRule.of(rule).lines()).hasSize(4);
    assertThat(TypesetRule.of(rule.with("momentum", 0.9).with("l2", 0.1)).lines()).hasSize(7);
    assertThat(TypesetRule.of(rule).symbols())
        .containsEntry("learning_rate", "α")
        .containsEntry("decay", "ρ")
        .doesNotContainKey("l2");
  }

  @Test
  void aRuleOfOnesOwn() {
    Rule rule =
        Rule.parse(
            "mine",
            new Source(
                "mine",
                """
                hyper rate = 0.1 in [0, inf)  # also: η
                hyper b2   = 0.9 in [0, 1)
                state mu = 0
                mu = b2*mu + where(t > 1 and norm(g) >= 2, g, 1e-8*-g)
                w = w - rate*mu
                """));
    assertThat(TypesetRule.of(rule.configured()).lines())
        .containsExactly(
            new TypesetRule.Line(
                "<mi>μ</mi>",
                "<mrow><mrow><msub><mi>b</mi><mn>2</mn></msub><mo>&#x2062;</mo><mi>μ</mi></mrow><mo>+</mo>"
                    + "<mrow><mo>{</mo><mtable displaystyle=\"true\" columnalign=\"left\">"
                    + "<mtr><mtd><mi>g</mi></mtd><mtd><mtext>if&#xA0;</mtext>"
                    + "<mrow><mrow><mi>t</mi><mo>&gt;</mo><mn>1</mn></mrow><mtext>&#xA0;and&#xA0;</mtext>"
                    + "<mrow><mrow><mo>‖</mo><mi>g</mi><mo>‖</mo></mrow><mo>≥</mo><mn>2</mn></mrow></mrow></mtd></mtr>"
                    + "<mtr><mtd><mrow><msup><mn>10</mn><mrow><mo>−</mo><mn>8</mn></mrow></msup><mo>&#x2062;</mo>"
                    + "<mrow><mo>(</mo><mrow><mo>−</mo><mi>g</mi></mrow><mo>)</mo></mrow></mrow></mtd>"
                    + "<mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow></mrow>"),
            new TypesetRule.Line(
                "<mi>w</mi>",
                "<mrow><mi>w</mi><mo>−</mo><mrow><mi>η</mi><mo>&#x2062;</mo><mi>μ</mi></mrow></mrow>"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          (a + b)*c      ; (a+b)c
          a*b + c        ; ab+c
          a - (b - c)    ; a−(b−c)
          a - b - c      ; a−b−c
          -(a + b)       ; −(a+b)
          (-a)^2         ; (−a)2
          -a^2           ; −a2
          2*3            ; 2⋅3
          2*size         ; 2⋅size
          (a/b)^2        ; (ab)2
          a*(b/c)        ; abc
          not (a and b)  ; not (a and b)
          abs(a - b)     ; |a−b|
          max(a, b)      ; max(a,b)
          sum(a + b)     ; ∑(a+b)
          sum(-a)        ; ∑(−a)
          sum(a^2)       ; ∑a2
          sum(a)^2       ; (∑a)2
          sum(a*b)       ; ∑ab
          sum(a)*b       ; (∑a)b
          -sum(a)*b      ; (−∑a)b
          a*sum(b)*c     ; a(∑b)c
          sum(a) @ b     ; (∑a)⋅b
          a - sum(b)     ; a−∑b
          -sum(a)        ; −∑a
          exp(a)^2       ; (ea)2
          2*exp(a)       ; 2ea
          v[1:]          ; v1:
          m[1, i]        ; m1,i
          2.5e3*a        ; 2.5⋅103a
          x != pi        ; x≠π
          """)
  void parenthesesAreWhereTheyAreNeeded(String formula, String text) throws Exception {
    String mathml = Formula.parse(formula).mathml(Map.of()).get(0);
    Element root = parsed("<math>" + mathml + "</math>").getDocumentElement();
    check(root);
    assertThat(root.getTextContent().replaceAll("[\u2061\u2062]", "").replace('\u00a0', ' '))
        .isEqualTo(text);
  }

  @Test
  void namedLinesComeFirst() {
    assertThat(Formula.parse("r_1 = x/y\nexp(-r_1)").mathml(Map.of("x", "ξ")))
        .containsExactly(
            "<msub><mi>r</mi><mn>1</mn></msub><mo>=</mo><mfrac><mi>ξ</mi><mi>y</mi></mfrac>",
            "<msup><mi>e</mi><mrow><mo>−</mo><msub><mi>r</mi><mn>1</mn></msub></mrow></msup>");
  }
}
