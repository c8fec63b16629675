package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExplainCommandTest {
  @Test
  void lengthsOfVectorsOfAnyName() {
    has("w[10]", "w[10]");
    has("θ[10]", "θ[10]");
    has("θ[2]=1", "θ[2]");
    has("θ=[10]", "θ[1]");
  }

  private static void has(String start, String parameters) {
    String name = start.substring(0, 1);
    Glissade run = Glissade.run("explain", "sum(" + name + "^2)", "--start", start);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("parameters  " + parameters + "\n\n");
  }
}
