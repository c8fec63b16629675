package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import glissade.formula.FormulaException;
import glissade.formula.Source;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Schedules with names: what PyTorch's do, and what a person reads who calls one wrongly. */
class NamedScheduleTest {

  /** PyTorch's schedulers, as recorded, in ours. */
  private static final Map<String, String> OURS =
      Map.ofEntries(
          Map.entry("StepLR", "step(0.1, 0.5, 7)"),
          Map.entry("MultiStepLR", "0.1*milestone(0.3, 5)*milestone(0.3, 20)*milestone(0.3, 35)"),
          Map.entry("ConstantLR", "join(constant(0.025), 7, constant(0.1))"),
          Map.entry("LinearLR", "linear(0.01, 0.1, 10)"),
          Map.entry("ExponentialLR", "exponential(0.1, 0.93)"),
          Map.entry("PolynomialLR", "polynomial(0.1, 0, 20, 2)"),
          Map.entry("CosineAnnealingLR", "cosine(0.1, 0.001, 20)"),
          Map.entry("CosineAnnealingWarmRestarts", "cosine_restarts(0.1, 0.001, 7, 2)"),
          Map.entry("LambdaLR", "inverse_time(0.1, 0.1)"),
          Map.entry("OneCycleLR-cos", "one_cycle(0.1/25, 0.1, 0.1/25/10000, 0.3*60, 60)"),
          Map.entry(
              "OneCycleLR-linear-3", "one_cycle_linear(0.1/25, 0.1, 0.1/25/10000, 0.3*60, 60)"),
          Map.entry("CyclicLR-triangular", "cyclic(0.001, 0.1, 5, 8)"),
          Map.entry("CyclicLR-triangular2", "triangular2(0.001, 0.1, 5, 8)"),
          Map.entry("CyclicLR-exp_range", "exp_range(0.001, 0.1, 5, 8, 0.97)"));

  private static double[] values(String schedule, int total) {
    Schedule made = new Schedule(new Source("learning_rate", schedule), 0);
    return IntStream.rangeClosed(1, total)
        .mapToDouble(t -> made.at(new double[] {t, total}))
        .toArray();
  }

  private static Map<String, double[]> recorded() throws IOException {
    Map<String, double[]> rates = new LinkedHashMap<>();
    String scheduler = "";
    for (String line : Golden.text("torch_schedules.txt").lines().toList()) {
      if (line.startsWith("case ")) {
        scheduler = line.substring(5, line.indexOf(' ', 5));
      } else if (!line.startsWith("#")) {
        rates.put(
            scheduler, Stream.of(line.split(" ", -1)).mapToDouble(Double::parseDouble).toArray());
      }
    }
    rates.remove("ReduceLROnPlateau"); // which is no formula of the step
    return rates;
  }

  static List<String> schedulers() throws IOException {
    return List.copyOf(recorded().keySet());
  }

  @ParameterizedTest
  @MethodSource("schedulers")
  void doWhatPyTorchDid(String scheduler) throws IOException {
    double[] torch = Objects.requireNonNull(recorded().get(scheduler));
    double[] ours = values(Objects.requireNonNull(OURS.get(scheduler)), torch.length);
    // PyTorch's cosine climbs again after its end; ours stays, as one that has come to rest should.
    int compared = scheduler.equals("CosineAnnealingLR") ? 21 : torch.length;
    for (int i = 0; i < compared; i++) {
      assertThat(ours[i]).as("t = %d", i + 1).isCloseTo(torch[i], within(1e-12 * torch[i]));
    }
  }

  @Test
  void allThatWasRecordedIsCompared() throws IOException {
    assertThat(recorded().keySet()).containsExactlyInAnyOrderElementsOf(OURS.keySet());
  }

  @Test
  void theCosineStaysAtItsEnd() {
    assertThat(values("cosine(0.1, 0.001, 20)", 100)).endsWith(0.001, 0.001).hasSize(100);
    assertThat(DoubleStream.of(values("cosine(0.1, 0.001, 20)", 100)).skip(20).distinct())
        .containsExactly(0.001);
  }

  /** Restarts are where they belong, though the logarithms that find them are rounded. */
  @ParameterizedTest
  @CsvSource({"1, 1", "5, 1", "1, 2", "7, 3", "10, 5", "3, 10", "4, 1.5"})
  void restartsAreExact(int period, double factor) {
    double[] rates = values("cosine_restarts(1, 0, %d, %s)".formatted(period, factor), 3000);
    double start = 0;
    double length = period;
    for (int k = 0; k < rates.length; k++) {
      if (k >= start + length) {
        start += length;
        length *= factor;
      }
      double expected = 0.5 * (1 + Math.cos(Math.PI * (k - start) / length));
      assertThat(rates[k]).as("k = %d", k).isCloseTo(expected, within(1e-9));
    }
  }

  @Test
  void warmupRisesToWhereTheNextBegins() {
    double[] rates = values("warmup(4, step(0.1, 0.5, 2))", 9);
    double[] expected = {0.025, 0.05, 0.075, 0.1, 0.1, 0.1, 0.05, 0.05, 0.025};
    assertThat(rates).containsExactly(expected, within(1e-15));
  }

  /** {@code T} is the number of steps that the piece has. */
  @Test
  void piecesCountTheirOwnSteps() {
    double[] rates = values("join(linear(1, 0, T), 3, warmup(2, linear(5, 6, T)))", 10);
    double[] expected = {1, 2 / 3.0, 1 / 3.0, 2.5, 5, 5, 5.2, 5.4, 5.6, 5.8};
    assertThat(rates).containsExactly(expected, within(1e-12));
  }

  @Test
  void partsOfAFormula() {
    double[] plain = values("0.1*0.5*(1 + cos(pi*(t - 1)/T))/2 + 1/t", 30);
    assertThat(values("0.5*cosine(0.1, 0, T) + 1/t", 30)).containsExactly(plain, within(1e-15));
    assertThat(values("rate = exponential(0.1, 0.9); constant(rate)", 30))
        .isEqualTo(values("exponential(0.1, 0.9)", 30));
  }

  @Test
  void settingsPrintAsWritten() {
    ConfiguredRule rule = Rules.find("rmsprop").configured();
    ConfiguredRule set = rule.withAll("lr=warmup(10, cosine(0.1, 0, T)), decay=constant(0.5)");
    assertThat(set.settings())
        .containsEntry("learning_rate", "warmup(10, cosine(0.1, 0, T))")
        .containsEntry("decay", "0.5");
    assertThat(set.needsTotal()).isTrue();
    assertThat(rule.with("lr", "step(0.1, 0.5, 30)").needsTotal()).isFalse();
    assertThat(rule.with("lr", "step(0.1, 0.5, 30)").isScheduled()).isTrue();
  }

  private static void unreadable(String schedule, String message) {
    assertThatThrownBy(() -> Rules.find("rmsprop").configured().with("lr", schedule))
        .isInstanceOf(FormulaException.class)
        .hasMessage(message.strip());
  }

  @Test
  void wrongCalls() {
    unreadable(
        "0.5*cosine(0.1, 0)",
        """
        lr:1:5: `cosine(first, last, steps)` takes 3 arguments, not 2
          0.5*cosine(0.1, 0)
              ^^^^^^^^^^^^^^
        """);
    unreadable(
        "warmup(10, cosin(0.1, 0, T))",
        """
        lr:1:12: unknown function `cosin`; did you mean `cosine`?
          warmup(10, cosin(0.1, 0, T))
                     ^^^^^
        """);
    unreadable(
        "cosine(fill(0.1, 3), 0, T)",
        """
        lr:1:1: the formula must be a single number, but this has 3 elements; wrap it in `sum(…)` or `mean(…)`
          cosine(fill(0.1, 3), 0, T)
          ^^^^^^^^^^^^^^^^^^^^^^^^^^
        """);
    unreadable(
        "cosine(0.1, 0, steps)",
        """
        lr:1:16: unknown name `steps`; a schedule is made of `t`, the step, and `T`, the number of steps
          cosine(0.1, 0, steps)
                         ^^^^^
        """);
  }

  /** Each warm-up has the rest twice. */
  @Test
  void nestingEndsInAMessage() {
    String deep = "warmup(T/2, ".repeat(100) + "cosine(1, 0, T)" + ")".repeat(100);
    assertThatThrownBy(() -> Rules.find("rmsprop").configured().with("lr", deep))
        .isInstanceOf(FormulaException.class)
        .hasMessageContaining("written out, this has more than 10,000 terms, which is the limit");
  }
}
