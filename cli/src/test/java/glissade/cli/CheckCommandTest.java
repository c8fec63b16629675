package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CheckCommandTest {
  @Test
  void aGradientThatIsNoNumberDisagrees() {
    Glissade run = Glissade.run("check", "sqrt(x^2+y^2)^2", "--at", "x=0,y=0", "--json");
    assertThat(run.out())
        .isEqualTo(
            """
            {"at":{"x":0.0,"y":0.0},"components":[{"name":"x","gradient":"NaN","finiteDifferences":0.0,"verdict":"DISAGREES"},{"name":"y","gradient":"NaN","finiteDifferences":0.0,"verdict":"DISAGREES"}]}
            """);
    assertThat(run.code()).isEqualTo(5);
  }
}
