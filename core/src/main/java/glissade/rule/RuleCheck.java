package glissade.rule;

import glissade.formula.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What an update rule does and does not do, found by running it on gradients drawn from a seed: for
 * people who write rules. Every rule that ships passes. Immutable.
 *
 * @param rule what was looked at
 * @param findings what was found, in the order of {@link Property}
 */
public record RuleCheck(ConfiguredRule rule, List<Finding> findings) {

  /** What is looked for. */
  public enum Property {
    /** Compiled code computes what the interpreter does, to the bit. */
    COMPILED("compiled = interpreted"),
    /** Parameters stay finite where the gradient is zero. */
    ZERO_GRADIENT("zero gradient"),
    /** Parameters stay finite on gradients of usual sizes. */
    FINITE("finite"),
    /** Numbers are computed in float as in double, but for rounding. */
    FLOAT("float against double"),
    /** Stopped and gone on with, a run takes the same way. */
    RESUME("resume"),
    /** The order of the parameters does not matter. */
    ORDER("order of parameters"),
    /** What one parameter's gradient does to the others. */
    COORDINATES("coordinates"),
    /** What a gradient that is NaN reaches. */
    NAN("NaN"),
    /** What becomes of gradients whose squares overflow or vanish. */
    EXTREMES("huge and tiny gradients"),
    /** How the step depends on the size of the gradient. */
    SCALE("scale of the gradient"),
    /** Whether the loss becomes smaller. */
    DESCENT("descent"),
    /** What is remembered of each parameter. */
    MEMORY("memory");

    private final String label;

    Property(String label) {
      this.label = label;
    }

    /** The name in reports. */
    @Override
    public String toString() {
      return label;
    }
  }

  /** How a property stands. */
  public enum Verdict {
    /** As it should be. */
    PASS,
    /** To be known, and neither right nor wrong. */
    NOTE,
    /** Wrong. */
    FAIL
  }

  /** What was found of a property, in a sentence. */
  public record Finding(Property property, Verdict verdict, String sentence) {}

  private static final int SIZE = 24;
  private static final int STEPS = 30;
  private static final long SEED = 1;

  /** Copies the list. */
  public RuleCheck {
    findings = List.copyOf(findings);
  }

  /**
   * Looks at a rule.
   *
   * @throws SettingsException if its settings do not go together
   */
  public static RuleCheck of(ConfiguredRule rule) {
    return new RuleCheck(
        rule, Arrays.stream(Property.values()).map(property -> finding(rule, property)).toList());
  }

  /** Looks for one property alone. */
  static Finding finding(ConfiguredRule rule, Property property) {
    return switch (property) {
      case COMPILED -> compiled(rule);
      case ZERO_GRADIENT -> zeroGradient(rule);
      case FINITE -> finite(rule);
      case FLOAT -> ofFloats(rule);
      case RESUME -> resume(rule);
      case ORDER -> order(rule);
      case COORDINATES -> coordinates(rule);
      case NAN -> notANumber(rule);
      case EXTREMES -> extremes(rule);
      case SCALE -> scale(rule);
      case DESCENT -> descent(rule);
      case MEMORY -> memory(rule);
    };
  }

  /** Whether nothing is wrong. */
  public boolean isSound() {
    return findings.stream().noneMatch(finding -> finding.verdict() == Verdict.FAIL);
  }

  /** What it comes to, in words. */
  public String conclusion() {
    List<String> wrong =
        findings.stream()
            .filter(finding -> finding.verdict() == Verdict.FAIL)
            .map(finding -> finding.property().toString())
            .toList();
    return wrong.isEmpty()
        ? "Nothing is wrong with this rule as far as these runs can tell."
        : "To mend: " + String.join(", ", wrong) + ".";
  }

  private static Finding pass(Property property, String sentence) {
    return new Finding(property, Verdict.PASS, sentence);
  }

  private static Finding note(Property property, String sentence) {
    return new Finding(property, Verdict.NOTE, sentence);
  }

  private static Finding fail(Property property, String sentence) {
    return new Finding(property, Verdict.FAIL, sentence);
  }

  private static double[] start() {
    return IntStream.range(0, SIZE).mapToDouble(i -> 1 + 0.25 * i - (i % 3)).toArray();
  }

  /** Numbers of several sizes, exact in float. */
  private static double[][] gradients(int steps) {
    Random random = new Random(SEED);
    double[][] gradients = new double[steps][SIZE];
    for (double[] gradient : gradients) {
      for (int i = 0; i < SIZE; i++) {
        gradient[i] = (float) (random.nextGaussian() * Math.pow(10, i % 5 - 2));
      }
    }
    return gradients;
  }

  private static TrialRun run(ConfiguredRule rule, Precision precision, double[][] gradients) {
    TrialRun run = new TrialRun(rule, precision, start());
    for (double[] gradient : gradients) {
      run.step(gradient);
    }
    return run;
  }

  private static boolean isFinite(double[] numbers) {
    return Arrays.stream(numbers).allMatch(Double::isFinite);
  }

  private static Finding compiled(ConfiguredRule rule) {
    for (Precision precision : Precision.values()) {
      InterpretedRule interpreted = new InterpretedRule(rule, precision, start());
      TrialRun run = new TrialRun(rule, precision, start());
      for (double[] gradient : gradients(STEPS)) {
        interpreted.step(gradient);
        run.step(gradient);
        if (!Arrays.equals(run.w(), interpreted.w())) {
          return fail(
              Property.COMPILED,
              "compiled and interpreted steps differ in %s; please report this rule"
                  .formatted(precision));
        }
      }
    }
    return pass(
        Property.COMPILED, "to the bit, in float and double, over %d steps".formatted(STEPS));
  }

  private static Finding zeroGradient(ConfiguredRule rule) {
    double[][] zeros = new double[5][SIZE];
    TrialRun still = run(rule, Precision.DOUBLE, zeros);
    if (!isFinite(still.w())) {
      return fail(
          Property.ZERO_GRADIENT,
          "a gradient of zero at the start makes parameters NaN: where the rule divides, add a small number, or use `where`");
    }
    TrialRun later = run(rule, Precision.DOUBLE, gradients(STEPS));
    for (double[] zero : new double[2000][SIZE]) {
      later.step(zero);
    }
    if (!isFinite(later.w())) {
      return fail(
          Property.ZERO_GRADIENT,
          "after other gradients, 2000 of zero make parameters NaN: what fades away must not be divided by alone");
    }
    return pass(
        Property.ZERO_GRADIENT,
        Arrays.equals(still.w(), start())
            ? "parameters stay where they are"
            : "parameters stay finite, but move, as with weight decay");
  }

  private static Finding finite(ConfiguredRule rule) {
    TrialRun run = new TrialRun(rule, Precision.DOUBLE, start());
    int step = 0;
    for (double[] gradient : gradients(500)) {
      run.step(gradient);
      step++;
      if (!isFinite(run.w())) {
        return fail(
            Property.FINITE,
            "gradients between 0.01 and 100 in size make parameters NaN or infinite at step "
                + step);
      }
    }
    return pass(Property.FINITE, "500 steps on gradients between 0.01 and 100 in size");
  }

  private static Finding ofFloats(ConfiguredRule rule) {
    double[] narrow = run(rule, Precision.FLOAT, gradients(STEPS)).w();
    double[] wide = run(rule, Precision.DOUBLE, gradients(STEPS)).w();
    double[] from = start();
    double worst = 0;
    for (int i = 0; i < SIZE; i++) {
      double way = 1 + Math.abs(wide[i]) + Math.abs(wide[i] - from[i]);
      double difference = Math.abs(narrow[i] - wide[i]) / way;
      worst = difference <= worst ? worst : difference; // NaN is worse than any
    }
    return worst <= STEPS * 1e-6
        ? pass(Property.FLOAT, "apart by %.1g of the way after %d steps".formatted(worst, STEPS))
        : fail(
            Property.FLOAT,
            "apart by %.1g of the way after %d steps: is a constant too small for float, or a difference of nearly equal numbers taken?"
                .formatted(worst, STEPS));
  }

  private static Finding resume(ConfiguredRule rule) {
    double[][] gradients = gradients(STEPS);
    double[] whole = run(rule, Precision.DOUBLE, gradients).w();
    for (int cut = 0; cut <= STEPS; cut++) {
      TrialRun first = run(rule, Precision.DOUBLE, Arrays.copyOf(gradients, cut));
      TrialRun rest = new TrialRun(rule, Precision.DOUBLE, new double[SIZE]);
      rest.goOnFrom(first);
      for (int t = cut; t < STEPS; t++) {
        rest.step(gradients[t]);
      }
      if (!Arrays.equals(rest.w(), whole)) {
        return fail(Property.RESUME, "a run cut after step %d goes on otherwise".formatted(cut));
      }
    }
    return pass(
        Property.RESUME,
        "cut anywhere in %d steps, a run goes on to the same bits".formatted(STEPS));
  }

  private static Finding order(ConfiguredRule rule) {
    double[][] gradients = gradients(STEPS);
    double[] straight = run(rule, Precision.DOUBLE, gradients).w();
    TrialRun turned = new TrialRun(rule, Precision.DOUBLE, turned(start()));
    for (double[] gradient : gradients) {
      turned.step(turned(gradient));
    }
    double[] back = turned(turned.w());
    for (int i = 0; i < SIZE; i++) {
      double difference = Math.abs(back[i] - straight[i]);
      if (!(difference <= 1e-9 * (1 + Math.abs(straight[i])))) {
        return fail(Property.ORDER, "in another order the parameters go another way");
      }
    }
    return pass(Property.ORDER, "in reverse order the parameters go the same way");
  }

  private static double[] turned(double[] numbers) {
    return IntStream.range(0, SIZE).mapToDouble(i -> numbers[SIZE - 1 - i]).toArray();
  }

  /** Whether the others depend on it: on a usual gradient, or on one that any bound meets. */
  private static boolean isWhole(ConfiguredRule rule) {
    return reachesOthers(rule, 77) || reachesOthers(rule, 1e30);
  }

  /** Whether another gradient of the first parameter changes what becomes of the others. */
  private static boolean reachesOthers(ConfiguredRule rule, double other) {
    double[][] gradients = gradients(STEPS);
    double[] before = run(rule, Precision.DOUBLE, gradients).w();
    gradients[STEPS / 2][0] = other;
    double[] after = run(rule, Precision.DOUBLE, gradients).w();
    return !Arrays.equals(Arrays.copyOfRange(before, 1, SIZE), Arrays.copyOfRange(after, 1, SIZE));
  }

  private static Finding coordinates(ConfiguredRule rule) {
    return isWhole(rule)
        ? note(
            Property.COORDINATES,
            "each parameter's step depends on the whole array, so a step needs a pass more")
        : pass(Property.COORDINATES, "each parameter's step depends on its own gradient alone");
  }

  private static Finding notANumber(ConfiguredRule rule) {
    boolean whole = isWhole(rule);
    boolean spreads = reachesOthers(rule, Double.NaN);
    if (spreads && !whole) {
      return fail(Property.NAN, "a gradient of NaN reaches other parameters");
    }
    return spreads
        ? note(Property.NAN, "a gradient of NaN reaches the whole array")
        : pass(Property.NAN, "a gradient of NaN stays with its own parameter");
  }

  private static Finding extremes(ConfiguredRule rule) {
    List<String> bad = new ArrayList<>();
    for (double size : new double[] {1e200, 1e-200}) {
      TrialRun run = new TrialRun(rule, Precision.DOUBLE, start());
      double[] gradient = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        gradient[i] = (1 + i) * size * (i % 2 == 0 ? 1 : -1);
      }
      for (int step = 0; step < 5; step++) {
        run.step(gradient);
      }
      if (!isFinite(run.w())) {
        bad.add(
            "gradients of %s make parameters NaN or infinite"
                .formatted(size > 1 ? "1e200" : "1e-200"));
      }
    }
    return bad.isEmpty()
        ? pass(Property.EXTREMES, "gradients of 1e200 and 1e-200 leave parameters finite")
        : note(Property.EXTREMES, String.join("; ", bad));
  }

  private static Finding scale(ConfiguredRule rule) {
    Double ratio = ratioOfSteps(rule);
    if (ratio == null) {
      return note(Property.SCALE, "the first step does not move");
    }
    if (Math.abs(ratio - 1) < 0.01) {
      return note(
          Property.SCALE,
          "a gradient 1000 times as large makes the same step: the learning rate is a length");
    }
    if (Math.abs(ratio / 1000 - 1) < 0.01) {
      return note(
          Property.SCALE,
          "a gradient 1000 times as large makes a step 1000 times as long: the learning rate must fit the loss");
    }
    return note(
        Property.SCALE,
        "a gradient 1000 times as large makes a step %.3g times as long".formatted(ratio));
  }

  /** How much longer the first steps are where the gradient is larger; null if there are none. */
  private static @Nullable Double ratioOfSteps(ConfiguredRule rule) {
    double[] from = start();
    double[][] gradients = gradients(8);
    double[] small = run(rule, Precision.DOUBLE, gradients).w();
    for (double[] gradient : gradients) {
      Arrays.setAll(gradient, i -> gradient[i] * 1000);
    }
    double[] large = run(rule, Precision.DOUBLE, gradients).w();
    double[] ratios =
        IntStream.range(0, SIZE)
            .filter(i -> small[i] != from[i])
            .mapToDouble(i -> (large[i] - from[i]) / (small[i] - from[i]))
            .sorted()
            .toArray();
    return ratios.length == 0 ? null : ratios[ratios.length / 2];
  }

  private static Finding descent(ConfiguredRule rule) {
    List<String> failed = new ArrayList<>();
    for (double steepness : new double[] {0.1, 1}) {
      TrialRun run = new TrialRun(rule, Precision.DOUBLE, start());
      double before = loss(run.w(), steepness);
      for (int step = 0; step < 3000; step++) {
        double[] gradient = run.w();
        Arrays.setAll(gradient, i -> 2 * steepness * gradient[i]);
        run.step(gradient);
      }
      double after = loss(run.reported(), steepness);
      if (!(after < before)) {
        failed.add("%s*sum(w^2)".formatted(steepness == 1 ? "1" : "0.1"));
      }
    }
    return failed.isEmpty()
        ? pass(Property.DESCENT, "0.1*sum(w^2) and sum(w^2) become smaller in 3000 steps")
        : fail(
            Property.DESCENT,
            "%s does not become smaller in 3000 steps with these settings: is the sign right, and the learning rate?"
                .formatted(String.join(" and ", failed)));
  }

  private static double loss(double[] w, double steepness) {
    return steepness * Arrays.stream(w).map(x -> x * x).sum();
  }

  private static Finding memory(ConfiguredRule rule) {
    List<String> states = rule.compile(Precision.FLOAT).stateNames();
    int bytes = Float.BYTES * (1 + states.size());
    return note(
        Property.MEMORY,
        states.isEmpty()
            ? "nothing is remembered: 4 bytes a parameter in float"
            : "%s: with the parameter, %d bytes in float and %d in double"
                .formatted(String.join(", ", states), bytes, 2 * bytes));
  }
}
