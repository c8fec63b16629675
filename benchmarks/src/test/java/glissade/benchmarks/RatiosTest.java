package glissade.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.benchmarks.Ratios.Figure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatiosTest {
  @Test
  void comparesGlissadeWithTheOthersOfItsGroup() {
    Map<String, Figure> square = new LinkedHashMap<>();
    square.put("squareGlissade", new Figure(List.of(16.04, 15.04, 99.04), "ns/op"));
    square.put("squareLocals", new Figure(List.of(8.02, 60.16, 30.08), "ns/op"));
    Map<String, Figure> rules = new LinkedHashMap<>();
    rules.put("adam", new Figure(List.of(5.0, 4.0, 50.0), "ns/op"));
    rules.put("rmsprop", new Figure(List.of(4.0, 4.0, 40.0), "ns/op"));
    Map<String, Figure> alone = Map.of("terms", new Figure(List.of(0.00012345), "ms/op"));
    Map<String, Map<String, Figure>> figures = new LinkedHashMap<>();
    figures.put("step square", square);
    figures.put("every rule", rules);
    figures.put("compile terms", alone);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Ratios.print(figures, new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "",
            "| benchmark | method or rule | median | rounds from … to | Glissade or rmsprop / this |",
            "|---|---|---|---|---|",
            "| step square | squareGlissade | 16.0 ns/op | 15.0 … 99.0 |  |",
            "| step square | squareLocals | 30.1 ns/op | 8.02 … 60.2 | 2.00 |",
            "| every rule | adam | 5 ns/op | 4 … 50 | 0.80 |",
            "| every rule | rmsprop | 4 ns/op | 4 … 40 |  |",
            "| compile terms | terms | 0.000123 ms/op | 0.000123 … 0.000123 |  |");
  }
}
