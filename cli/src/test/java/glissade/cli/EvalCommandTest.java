package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvalCommandTest {
  @Test
  void valueGradientAndHessianShapedAsTheParameters() {
    Glissade run =
        Glissade.run(
            "eval", "x^2*y + sum(w^2)*x", "--at", "x=3,y=2,w=[1,2]", "--hessian", "--json");
    assertThat(run.out())
        .isEqualTo(
            """
            {"value":33.0,"gradient":{"x":17.0,"y":9.0,"w":[6.0,12.0]},"hessian":{"x":{"x":4.0,"y":6.0,"w":[2.0,4.0]},"y":{"x":6.0,"y":0.0,"w":[0.0,0.0]},"w":{"x":[2.0,4.0],"y":[0.0,0.0],"w":[[6.0,0.0],[0.0,6.0]]}}}
            """);
  }

  @Test
  void whatIsInfiniteAsWrittenIsSaidWithTheFunctionThatIsNot() {
    Glissade run = Glissade.run("eval", "log(1+exp(x))", "--at", "x=800", "--json");
    assertThat(run.out())
        .isEqualTo(
            """
            {"value":"Infinity","gradient":{"x":"NaN"},"warning":"`exp(x)` is Infinity where `x` = 800.0; write `softplus(x)` for `log(1+exp(x))`"}
            """);
    assertThat(Glissade.run("eval", "softplus(x)", "--at", "x=800", "--json").out())
        .isEqualTo("{\"value\":800.0,\"gradient\":{\"x\":1.0}}\n");
  }

  @Test
  void theBatchAnswersEveryLineInOrder() {
    String input =
        """
        {"formula": "x^2", "at": {"x": 3}}
        {"formula": "x^2 +\\n (y", "at": {"x": 3}}
        {"formula": "sum(w*v)", "at": {"w": [1, 2], "v": [3, 4]}}
        {"formula": "x", "at": {"z": 1}}
        {"formula": "x + y", "at": {"x": 1}}
        {"formula": "log(x)", "at": {"x": "NaN"}}
        nonsense
        {"at": {}}
        """;
    Glissade run = Glissade.runWithInput(input, "eval", "--batch", "-");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            {"value":9.0,"gradient":{"x":6.0}}
            {"error":{"message":"`(` is never closed","line":2,"column":2}}
            {"value":11.0,"gradient":{"w":[3.0,4.0],"v":[1.0,2.0]}}
            {"error":{"message":"the formula has no parameter `z`","line":1,"column":1}}
            {"error":{"message":"`y` has no value; give it one, such as `y=0` (a vector: `y[10]=0`)","line":1,"column":5}}
            {"value":"NaN","gradient":{"x":"NaN"},"warning":"`x` is NaN"}
            {"error":{"message":"not JSON: Unrecognized token 'nonsense'","line":1,"column":1}}
            {"error":{"message":"expected {\\"formula\\": \\"…\\", \\"at\\": {…}}","line":1,"column":1}}
            """);
  }

  @Test
  void aFormulaWithoutParametersIsACalculator() {
    assertThat(Glissade.run("eval", "3 + 4*pi").out()).isEqualTo("value     15.566370614359172\n");
  }

  /** A bad line is answered, and the next one too. */
  @Test
  void theBatchGoesOnAfterHostileLines() {
    String good = "{\"formula\": \"x\", \"at\": {\"x\": 1}}\n";
    String input =
        "[".repeat(5000)
            + "\n"
            + good
            + "{\"formula\": \"x\", \"at\": {\"x\": 1e999}}\n"
            + good
            + "{\"formula\": \"x\", \"at\": [1]}\n"
            + good
            + "{\"formula\": \"x\", \"at\": {\"x\": "
            + "9".repeat(2000)
            + "}}\n"
            + good;
    Glissade run = Glissade.runWithInput(input, "eval", "--batch", "-");
    assertThat(run.code()).isZero();
    assertThat(run.out().lines()).hasSize(8);
    assertThat(
            run.out()
                .lines()
                .filter(line -> line.equals("{\"value\":1.0,\"gradient\":{\"x\":1.0}}")))
        .hasSize(4);
    assertThat(run.out().lines().filter(line -> line.startsWith("{\"error\":"))).hasSize(4);
  }

  /** The derivative of y*x^(y-1) by y at y = 0, where the convention for x = 0 must not hide it. */
  @Test
  void aPowersSecondDerivativesAreSymmetric() {
    Glissade run = Glissade.run("eval", "x^y", "--at", "x=2,y=0", "--hessian", "--json");
    assertThat(run.out())
        .contains("\"hessian\":{\"x\":{\"x\":-0.0,\"y\":0.5},\"y\":{\"x\":0.5,\"y\":");
  }
}
