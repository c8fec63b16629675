package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import glissade.formula.FormulaException;
import glissade.formula.Precision;
import glissade.formula.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fragments around rules: what comes of them is a rule, and does what both say. */
class FragmentTest {
  private static final long SEED = 20261125;

  @TempDir Path folder = Path.of(".");

  private static TrialRun rule(String name, double[] start, String... settings) {
    ConfiguredRule rule = Rules.find(name).configured();
    for (String setting : settings) {
      rule = rule.withAll(setting);
    }
    return new TrialRun(rule, Precision.DOUBLE, start);
  }

  @Test
  void whatComesOfTwoIsARuleThatReads() {
    assertThat(Rules.find("sgd+accumulate").source().text())
        .isEqualTo(
            "# sgd+accumulate: a step against the gradient; take the mean of several gradients, then make one step with it.\n# "
                + Rules.find("sgd").reference().replaceFirst("[.]$", "")
                + "; "
                + Rules.fragment("accumulate").reference()
                + "\n"
                + declarations("sgd")
                + """
                hyper every = 4 in [1, inf)    # how many gradients make a step
                require every == floor(every)  # every must be a whole number
                state total = 0

                total = total + g
                g = total/every
                full = t == every*floor(t/every)
                t_inside = ceil(t/every)
                due = full
                w_kept = w
                if l2 > 0
                  g = g + l2*w
                end
                w = w - learning_rate*g
                w = where(due, w, w_kept)
                total = where(full, 0, total)
                """);
  }

  private static String declarations(String rule) {
    return String.join(
            "\n",
            Rules.find(rule)
                .source()
                .text()
                .lines()
                .filter(line -> line.startsWith("hyper"))
                .toList())
        + "\n";
  }

  /** Every n gradients are one step with their mean, and the rule inside counts its own steps. */
  @ParameterizedTest
  @CsvSource({"sgd", "adam", "rmsprop", "nadam", "schedule-free-adamw", "rmsprop-tf1", "lars"})
  void accumulatedIsTheStepWithTheMean(String name) {
    double[] start = {1, -2, 3};
    TrialRun plain = rule(name, start);
    TrialRun accumulating = rule(name + "+accumulate", start, "every=3");
    Random random = new Random(SEED);
    for (int step = 0; step < 12; step++) {
      double[] total = new double[3];
      double[] before = accumulating.w();
      for (int k = 0; k < 3; k++) {
        assertThat(accumulating.w()).containsExactly(before);
        double[] gradient = random.doubles(3, -1, 1).toArray();
        for (int i = 0; i < 3; i++) {
          total[i] += gradient[i];
        }
        accumulating.step(gradient);
      }
      plain.step(Arrays.stream(total).map(sum -> sum / 3).toArray());
      assertThat(accumulating.w()).containsExactly(plain.w());
    }
  }

  @Test
  void onlyWholeNumbersOfGradientsAccumulate() {
    assertThatThrownBy(() -> rule("sgd+accumulate", new double[1], "every=2.5"))
        .hasMessage("rule `sgd+accumulate` with every=2.5: every must be a whole number");
  }

  @Test
  void theAverageIsReportedAndTheRuleGoesOn() {
    double[] start = {1, -2};
    TrialRun plain = rule("momentum", start, "lr=0.1");
    TrialRun averaging = rule("momentum+average", start, "lr=0.1, average_decay=0.75");
    double[] average = start.clone();
    for (int step = 0; step < 9; step++) {
      double[] gradient = {step, 1 - step};
      plain.step(gradient);
      averaging.step(gradient);
      for (int i = 0; i < 2; i++) {
        average[i] = 0.75 * average[i] + 0.25 * plain.w()[i];
      }
      assertThat(averaging.w()).containsExactly(plain.w());
      assertThat(averaging.reported()).containsExactly(average);
    }
  }

  /** Of exact numbers, each form in its own order. */
  @Test
  void clippingHasItsForms() {
    double[] gradient = {3, 4};
    assertThat(clipped("max_norm=1", gradient)).containsExactly(3 * (1 / 5.0), 4 * (1 / 5.0));
    assertThat(clipped("max_norm=1, torch_form=on", gradient))
        .containsExactly(3 * (1 / (5 + 1e-6)), 4 * (1 / (5 + 1e-6)));
    assertThat(clipped("max_norm=2, optax_form=on", gradient))
        .containsExactly(3 / 5.0 * 2, 4 / 5.0 * 2);
    assertThat(clipped("max_norm=2, keras_form=on", gradient)).containsExactly(6 / 5.0, 8 / 5.0);
    assertThat(clipped("max_norm=49, keras_form=on", gradient)).containsExactly(3, 4);
    for (String form : List.of("torch_form=off", "optax_form=on", "keras_form=on")) {
      assertThat(clipped("max_norm=8, " + form, gradient)).containsExactly(3, 4);
      assertThat(clipped("max_norm=8, " + form, new double[2])).containsExactly(0, 0);
    }
    assertThatThrownBy(() -> clipped("torch_form=on, keras_form=on", gradient))
        .hasMessage(
            "rule `sgd+clip-by-norm` with learning_rate=1, torch_form=on, keras_form=on: one form at a time: torch_form, optax_form or keras_form");
  }

  private static double[] clipped(String settings, double[] gradient) {
    TrialRun rule = rule("sgd+clip-by-norm", new double[gradient.length], "lr=1", settings);
    rule.step(gradient);
    return Arrays.stream(rule.w()).map(w -> 0 - w).toArray();
  }

  /** As recorded from PyTorch; where its own norm overflows, ours does not. */
  @Test
  void clipsAsPyTorchDoes() throws IOException {
    int compared = 0;
    for (Golden.Clip clip : Golden.clips("torch_clip.txt")) {
      String rule = clip.byValue() ? "sgd+clip-by-value" : "sgd+clip-by-norm";
      String setting =
          clip.byValue() ? "clip_value=" + clip.bound() : "torch_form=on, max_norm=" + clip.bound();
      TrialRun compiled = rule(rule, new double[clip.gradient().length], "lr=1", setting);
      compiled.step(clip.gradient());
      double[] expected = clip.clipped();
      if (clip.gradient()[0] == 1e200) {
        // The norm of [1e200, 1e200, 0] is 1.41e200, not infinite, and the direction is kept.
        double part = clip.bound() / Math.sqrt(2);
        expected = new double[] {part, part, 0};
      }
      for (int i = 0; i < expected.length; i++) {
        assertThat(-compiled.w()[i]).isCloseTo(expected[i], within(1e-15 * Math.abs(expected[i])));
      }
      compared++;
    }
    assertThat(compared).isEqualTo(14);
  }

  /** The nearest point of a set: from there, no point of the set is nearer. */
  @Test
  void projectionsAreTheNearestPoints() {
    Random random = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      int n = 1 + random.nextInt(9);
      double size = Math.pow(10, random.nextInt(4) - 2);
      double[] w = random.doubles(n, -size, size).toArray();
      double radius = random.nextDouble(0.1, 3);
      double[] onSimplex = projected("project-simplex", "radius=" + radius, w);
      assertThat(Arrays.stream(onSimplex).sum()).isCloseTo(radius, within(1e-13 * n * (1 + size)));
      assertThat(Arrays.stream(onSimplex).min().orElseThrow()).isNotNegative();
      isNearest(w, onSimplex, radius, random, 1);
      double[] inBall = projected("project-ball", "radius=" + radius, w);
      double norm = Math.sqrt(Arrays.stream(w).map(x -> x * x).sum());
      for (int i = 0; i < n; i++) {
        assertThat(inBall[i])
            .isCloseTo(norm <= radius ? w[i] : w[i] / norm * radius, within(1e-15 * size * 2));
      }
      double[] inBox = projected("project-box", "low=-0.3, high=0.7", w);
      double[] positive = projected("project-nonnegative", "", w);
      for (int i = 0; i < n; i++) {
        assertThat(inBox[i]).isEqualTo(Math.min(Math.max(w[i], -0.3), 0.7));
        assertThat(positive[i]).isEqualTo(Math.max(w[i], 0));
      }
    }
    assertThatThrownBy(() -> projected("project-box", "low=2", new double[1]))
        .hasMessage(
            "rule `sgd+project-box` with learning_rate=1, low=2: low must not be above high");
  }

  /** By random points of the simplex: (w - p).(q - p) is not positive. */
  private static void isNearest(double[] w, double[] p, double radius, Random random, int k) {
    for (int trial = 0; trial < 20; trial++) {
      double[] q = random.doubles(w.length, 0, 1).map(u -> -Math.log(u)).toArray();
      double sum = Arrays.stream(q).sum();
      double product = 0;
      for (int i = 0; i < w.length; i++) {
        product += (w[i] - p[i]) * (q[i] / sum * radius - p[i]);
      }
      assertThat(product).isLessThan(1e-10 * k);
    }
  }

  private static double[] projected(String fragment, String settings, double[] w) {
    TrialRun rule =
        settings.isEmpty()
            ? rule("sgd+" + fragment, w, "lr=1")
            : rule("sgd+" + fragment, w, "lr=1", settings);
    rule.step(new double[w.length]);
    return rule.w();
  }

  /** What is reported is projected, too, by the fragments that go around. */
  @ParameterizedTest
  @CsvSource({
    "asgd, t0=0",
    "schedule-free-sgd, lr=1",
    "schedule-free-adamw, lr=1",
    "sgd+average, average_decay=0.5"
  })
  void theReportIsProjected(String name, String settings) {
    double[] start = {2, -3, 5};
    for (String set : List.of("box", "nonnegative", "ball", "simplex")) {
      TrialRun plain = rule(name, start, settings);
      TrialRun run = rule(name + "+project-" + set, start, settings);
      for (int step = 0; step < 3; step++) {
        plain.step(new double[] {0.5, 1, -2});
        run.step(new double[] {0.5, 1, -2});
      }
      double[] found = run.reported();
      assertThat(found).isNotEqualTo(plain.reported());
      assertThat(projected("project-" + set, "", found)).containsExactly(found, within(1e-15));
    }
    assertThat(Rules.find("sgd+project-box").source().text()).doesNotContain("report");
  }

  /** At (w + 1)^2, from 0.5: however far the unconstrained parameters of a rule drift. */
  @ParameterizedTest
  @ValueSource(strings = {"asgd", "schedule-free-sgd", "schedule-free-adamw", "sgd+average"})
  void theReportStaysAtTheBound(String name) {
    TrialRun run = rule(name + "+project-nonnegative", new double[] {0.5}, "lr=0.1");
    for (int step = 0; step < 10_000; step++) {
      run.step(new double[] {2 * (run.w()[0] + 1)});
    }
    assertThat(run.reported()[0]).isBetween(0.0, 1e-4);
  }

  /** Names that meet are told apart, and the same fragment may stand twice. */
  @Test
  void namesAreToldApart() throws IOException {
    Path file = folder.resolve("own.fragment");
    Files.writeString(
        file,
        """
        # Own: hyperparameter, state and local are called as the rule's own are.
        hyper learning_rate = 3  # also: lr, size; a factor
        hyper decay = 0.5
        state s = 7

        u = g*learning_rate
        g = u
        rule
        s = s + 1
        w = w_before + decay*(w - w_before)
        """);
    Rule rule = Rules.find("rmsprop+" + file);
    assertThat(rule.hyperparameters().stream().map(Hyperparameter::name))
        .endsWith("own_learning_rate", "own_decay")
        .startsWith("learning_rate", "decay");
    assertThat(rule.hyperparameters().get(7).aliases()).containsExactly("size");
    TrialRun plain = rule("rmsprop", new double[] {1, 2}, "lr=0.2");
    TrialRun half =
        new TrialRun(rule.configured().with("lr", 0.2), Precision.DOUBLE, new double[] {1, 2});
    plain.step(new double[] {3 * 0.25, 3 * -4.0});
    half.step(new double[] {0.25, -4.0});
    for (int i = 0; i < 2; i++) {
      double before = i + 1;
      assertThat(half.w()[i]).isEqualTo(before + 0.5 * (plain.w()[i] - before));
    }
    TrialRun twice =
        rule(
            "sgd+clip-by-value+clip-by-value",
            new double[1],
            "lr=1",
            "clip_value=2",
            "clip_by_value_clip_value=3");
    twice.step(new double[] {9});
    assertThat(twice.w()).containsExactly(-2);
    TrialRun nested =
        rule("adam+accumulate+accumulate", new double[] {1}, "every=2, accumulate_every=3");
    TrialRun adam = rule("adam", new double[] {1});
    for (int t = 1; t <= 12; t++) {
      nested.step(new double[] {0.5});
      if (t % 6 == 0) {
        adam.step(new double[] {0.5});
      }
      assertThat(nested.w()).containsExactly(adam.w());
    }
  }

  @Test
  void problemsOfFragmentsAreShown() {
    assertProblems(
        "w = 2*w\nrule\nrule\nu = nonsense",
        """
        f.fragment:1:1: before the line `rule`, a fragment may change `g`, but not yet `w`
          w = 2*w
          ^
        f.fragment:3:1: a second line `rule`
          rule
          ^^^^
        f.fragment:4:5: unknown name `nonsense`
          u = nonsense
              ^^^^^^^^""");
    assertProblems(
        "g = 2*g",
        """
        f.fragment:1:1: a fragment has a line `rule`, where the rule that it goes around runs
          g = 2*g
          ^""");
    assertProblems(
        "if 1\nrule\nend\nrule",
        """
        f.fragment:2:1: the line `rule` stands outside `if`
          rule
          ^^^^""");
    assertProblems(
        "rule if g",
        """
        f.fragment:1:1: expected `rule` or `rule when CONDITION`
          rule if g
          ^^^^^^^^^""");
    assertThatThrownBy(() -> Rule.parse("r", new Source("r.rule", "rule\nw = w - g")))
        .isInstanceOf(FormulaException.class)
        .hasMessage(
            """
            r.rule:1:1: a line `rule` is for fragments, which go around a rule
              rule
              ^^^^""");
    assertThatThrownBy(() -> Rules.find("rmsprop+clip"))
        .hasMessageStartingWith("no fragment `clip`")
        .hasMessageEndingWith("Your own: the path of a file ending in `.fragment`.");
    assertThatThrownBy(() -> Rules.find("rmsprob+average"))
        .hasMessageStartingWith("no rule `rmsprob`; did you mean `rmsprop`?");
  }

  private static void assertProblems(String text, String message) {
    assertThatThrownBy(() -> Fragment.parse("f", new Source("f.fragment", text)))
        .isInstanceOf(FormulaException.class)
        .hasMessage(message);
  }

  @Test
  void everyFragmentSaysWhatItIsAndWhereItComesFrom() {
    for (String name : Rules.fragmentNames()) {
      Fragment fragment = Rules.fragment(name);
      assertThat(fragment.summary()).isNotEmpty();
      assertThat(fragment.reference()).matches(".*(18|19|20)\\d\\d.*");
      assertThat(fragment.hyperparameters()).allMatch(hyper -> !hyper.description().isEmpty());
      assertThat(fragment.options()).allMatch(option -> !option.description().isEmpty());
    }
  }
}
