package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import glissade.compile.Workers;
import glissade.formula.Precision;
import glissade.formula.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Neither pieces nor threads change a bit, and a rule sees each array, or all of them, whole. */
class UpdaterTest {
  private static final long SEED = 20261125;
  private static final int STEPS = 4;
  private static final long[] SIZES = {3, 70_001, 512, 1, 5000};

  /** Reduces in every way, one after the other. */
  private static final String REDUCING =
      """
      hyper r = 0.1
      state s = 1
      n = global_norm(g)/(1 + norm(w))
      m = mean(g*n) + max(w)
      k = norm(m*g + s)
      s = 0.9*s + n*g^2 + sum(s)*1e-9
      w = w - r*g*k/(sqrt(s) + abs(min(g)) + 1)
      """;

  static Stream<ConfiguredRule> rules() {
    List<ConfiguredRule> rules = new ArrayList<>();
    Rules.names().forEach(name -> rules.add(Rules.find(name).configured()));
    rules.add(Rule.parse("reducing", new Source("reducing.rule", REDUCING)).configured());
    return rules.stream();
  }

  private static List<ParameterArray> arrays(Precision precision, int largestPiece) {
    List<ParameterArray> arrays = new ArrayList<>();
    Random random = new Random(SEED);
    for (int k = 0; k < SIZES.length; k++) {
      ParameterArray array = ParameterArray.allocate("p" + k, SIZES[k], precision, largestPiece);
      for (ParameterArray.Piece piece : array.pieces()) {
        for (int i = piece.from(); i < piece.to(); i++) {
          Updater.put(piece.parameters(), i, random.nextGaussian());
          Updater.put(piece.gradient(), i, random.nextGaussian());
        }
      }
      arrays.add(array);
    }
    return arrays;
  }

  private static double[] run(
      ConfiguredRule rule, Precision precision, int largestPiece, int threads, int piece) {
    List<ParameterArray> arrays = arrays(precision, largestPiece);
    List<Updater.Part> parts = new ArrayList<>();
    arrays.forEach(array -> parts.add(new Updater.Part(array, rule)));
    try (Updater updater = new Updater(parts, precision, threads, STEPS, piece)) {
      for (int t = 1; t <= STEPS; t++) {
        updater.step(t, STEPS);
      }
    }
    return numbers(arrays);
  }

  private static double[] numbers(List<ParameterArray> arrays) {
    return arrays.stream()
        .flatMap(array -> array.pieces().stream())
        .flatMapToDouble(
            piece ->
                Arrays.stream(Precision.doubles(piece.parameters()))
                    .skip(piece.from())
                    .limit(piece.length()))
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void neitherPiecesNorThreadsMatter(ConfiguredRule rule) {
    for (Precision precision : Precision.values()) {
      double[] plain = run(rule, precision, 1 << 30, 1, RuleGroup.PIECE);
      assertThat(Arrays.stream(plain).noneMatch(Double::isNaN)).isTrue();
      assertThat(Arrays.mismatch(run(rule, precision, 1000, 1, RuleGroup.PIECE), plain))
          .isEqualTo(-1);
      assertThat(Arrays.mismatch(run(rule, precision, 1 << 30, 2, RuleGroup.PIECE), plain))
          .isEqualTo(-1);
      assertThat(Arrays.mismatch(run(rule, precision, 1000, 3, 777), plain)).isEqualTo(-1);
    }
  }

  /** What spans the arrays is the norm of all numbers; what does not is each array's own. */
  @ParameterizedTest
  @EnumSource
  void normsAreOfOneArrayOrOfAll(Precision precision) {
    double[] each = deltas("w = w - norm(g)", precision);
    double[] all = deltas("w = w - global_norm(g)", precision);
    assertThat(each).containsExactly(5, 12, 12);
    assertThat(all).containsExactly(13, 13, 13);
  }

  /** What is subtracted from p = 0 with gradient 5, and from q = [0, 0] with gradient [12, 0]. */
  private static double[] deltas(String text, Precision precision) {
    ConfiguredRule rule = Rule.parse("r", new Source("r.rule", text)).configured();
    List<ParameterArray> arrays =
        List.of(
            ParameterArray.allocate("p", 1, precision), ParameterArray.allocate("q", 2, precision));
    Updater.put(arrays.get(0).pieces().get(0).gradient(), 0, 5);
    Updater.put(arrays.get(1).pieces().get(0).gradient(), 0, 12);
    List<Updater.Part> parts = new ArrayList<>();
    arrays.forEach(array -> parts.add(new Updater.Part(array, rule)));
    try (Updater updater = new Updater(parts, precision, 1)) {
      updater.step(1, 1);
    }
    return Arrays.stream(numbers(arrays)).map(number -> -number).toArray();
  }

  /** Norms whose squares overflow or underflow, over pieces and threads. */
  @Test
  void normsOfHugeAndTinyNumbersAreScaled() {
    for (double size : new double[] {1e300, 1e-300, 5e-324, 0, Double.POSITIVE_INFINITY}) {
      ConfiguredRule rule = Rule.parse("r", new Source("r.rule", "w = w - norm(g)")).configured();
      double[] found = new double[2];
      for (int k = 0; k < 2; k++) {
        ParameterArray array =
            ParameterArray.allocate("p", 200_000, Precision.DOUBLE, k == 0 ? 1 << 30 : 1000);
        array.pieces().forEach(piece -> java.util.Arrays.fill((double[]) piece.gradient(), size));
        try (Updater updater =
            new Updater(List.of(new Updater.Part(array, rule)), Precision.DOUBLE, k + 1)) {
          updater.step(1, 1);
        }
        found[k] = -((double[]) array.pieces().get(0).parameters())[0];
      }
      double[] all = new double[200_000];
      java.util.Arrays.fill(all, size);
      assertThat(found[0]).isEqualTo(glissade.formula.Reductions.norm(all, 0, all.length));
      assertThat(found[1]).isEqualTo(found[0]);
    }
  }

  /** Each array by its own rule, and one not at all. */
  @Test
  void everyArrayHasItsRule() {
    List<ParameterArray> arrays = arrays(Precision.DOUBLE, 1000);
    double[] before = numbers(arrays);
    List<@Nullable ConfiguredRule> rules = new ArrayList<>();
    rules.add(Rules.find("sgd").configured().with("lr", 0.5));
    rules.add(null);
    rules.add(Rules.find("momentum").configured());
    rules.add(rules.get(0));
    rules.add(null);
    List<Updater.Part> parts = new ArrayList<>();
    for (int k = 0; k < SIZES.length; k++) {
      parts.add(new Updater.Part(arrays.get(k), rules.get(k)));
    }
    try (Updater updater = new Updater(parts, Precision.DOUBLE, 1)) {
      updater.step(1, 1);
      assertThat(updater.stateNames()).containsExactly("v");
      assertThat(updater.state("v", arrays.get(0).pieces().get(0).parameters())).isNull();
      assertThat(updater.state("v", arrays.get(2).pieces().get(0).parameters())).isNotNull();
    }
    double[] after = numbers(arrays);
    double[] g = ((double[]) arrays.get(0).pieces().get(0).gradient());
    assertThat(after[0]).isEqualTo(before[0] - 0.5 * g[0]);
    assertThat(after[3]).isEqualTo(before[3]);
    assertThat(after[3 + 70_001]).isNotEqualTo(before[3 + 70_001]);
  }

  @Test
  void parametersHaveOneArrayOfGradients() {
    double[] parameters = new double[4];
    List<ParameterArray.Piece> pieces = new ArrayList<>();
    pieces.add(new ParameterArray.Piece(parameters, new double[4], 0, 2));
    pieces.add(new ParameterArray.Piece(parameters, new double[4], 2, 4));
    List<Updater.Part> parts =
        List.of(
            new Updater.Part(ParameterArray.of("weights", pieces), Rules.find("sgd").configured()));
    assertThatThrownBy(() -> new Updater(parts, Precision.DOUBLE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the pieces of one Java array of parameters have two arrays of gradients: weights");
  }

  @Test
  void groupsMustAgreeOnWhatSpansThem() {
    String text =
        """
        option twice = off
        if twice
          g = g/norm(g)
        end
        w = w - g/global_norm(g)
        """;
    ConfiguredRule rule = Rule.parse("r", new Source("r.rule", text)).configured();
    List<ParameterArray> arrays = arrays(Precision.DOUBLE, 1000);
    // With the option on, the norm is of another gradient, so the two are not one number.
    List<Updater.Part> parts =
        List.of(
            new Updater.Part(arrays.get(0), rule),
            new Updater.Part(arrays.get(1), rule.with("twice", "on")));
    new Updater(parts, Precision.DOUBLE, 1).close();
    ConfiguredRule late =
        Rule.parse(
                "late",
                new Source(
                    "late.rule",
                    "option early = off\nif early\nw = w - global_norm(g)\nelse\nn = global_norm(g)\nw = w - global_norm(n*w)\nend"))
            .configured();
    assertThat(late.compile(Precision.DOUBLE).passes()).hasSize(3);
  }

  @Test
  void nothingCannotBeUpdated() {
    assertThatThrownBy(() -> ParameterArray.allocate("w", 0, Precision.FLOAT))
        .hasMessage("`w` has no elements");
    assertThatThrownBy(() -> new Updater(List.of(), Precision.FLOAT, 0))
        .hasMessage("the number of threads must be at least 1, not 0");
  }

  @Test
  void aWorkersFailureIsTheCallers() {
    try (Workers workers = new Workers(3)) {
      for (int round = 0; round < 100; round++) {
        assertThatThrownBy(
                () ->
                    workers.run(
                        (task, number) -> {
                          if (task == number) {
                            throw new IllegalArgumentException("task 8");
                          }
                        },
                        9,
                        8))
            .hasRootCauseMessage("task 8");
        int[] done = new int[9];
        workers.run((task, number) -> done[task] += number, 9, round);
        assertThat(done).containsOnly(round);
      }
    }
  }
}
