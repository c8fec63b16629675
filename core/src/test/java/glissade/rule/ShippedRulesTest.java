package glissade.rule;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule that ships, with every combination of its options, does what its file says. */
class ShippedRulesTest {
  private static final int LENGTH = 37;
  private static final int STEPS = 60;
  private static final long SEED = 20261124;

  /** A rule with settings, as its name in reports. */
  record Case(ConfiguredRule rule) {
    @Override
    public String toString() {
      return rule.rule() + " " + rule.settings();
    }
  }

  /**
   * Every rule: as it comes, with each option turned, and with each hyperparameter that is off by
   * default turned on; and with all of them. Every fragment, around three rules.
   */
  static Stream<Case> rules() {
    List<ConfiguredRule> cases = new ArrayList<>();
    List<String> names = new ArrayList<>(Rules.names());
    for (String fragment : Rules.fragmentNames()) {
      names.addAll(List.of("adam+" + fragment, "rmsprop-tf1+" + fragment, "lars+" + fragment));
    }
    for (String name : names) {
      ConfiguredRule plain = Rules.find(name).configured();
      ConfiguredRule all = plain;
      cases.add(plain);
      for (Hyperparameter hyper : plain.rule().hyperparameters()) {
        if (hyper.defaultValue() == 0) {
          cases.add(plain.with(hyper.name(), 0.25));
          all = all.with(hyper.name(), 0.25);
        }
      }
      for (Option option : plain.rule().options()) {
        String turned = option.defaultOn() ? "off" : "on";
        cases.add(plain.with(option.name(), turned));
        cases.add(all.with(option.name(), turned));
      }
      cases.add(all);
    }
    return cases.stream().filter(ConfiguredRule::isAllowed).map(Case::new);
  }

  static Stream<Case> plainRules() {
    return rules().filter(rule -> PlainRule.isKnown(rule.rule));
  }

  /** Numbers of many sizes, zeros among them. */
  private static double[][] gradients(Precision precision) {
    Random random = new Random(SEED);
    double[][] gradients = new double[STEPS][LENGTH];
    for (double[] gradient : gradients) {
      for (int i = 0; i < LENGTH; i++) {
        double size = Math.pow(10, i % 7 - 3);
        gradient[i] = i == 5 ? 0 : precision.round(random.nextGaussian() * size);
      }
    }
    return gradients;
  }

  private static double[] start() {
    double[] start = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      start[i] = i - LENGTH / 2;
    }
    return start;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyFormHasTheProperties(Case rule) {
    for (RuleCheck.Property property :
        List.of(
            RuleCheck.Property.COMPILED,
            RuleCheck.Property.FLOAT,
            RuleCheck.Property.RESUME,
            RuleCheck.Property.ORDER)) {
      RuleCheck.Finding finding = RuleCheck.finding(rule.rule, property);
      assertThat(finding.verdict()).as(finding.sentence()).isNotEqualTo(RuleCheck.Verdict.FAIL);
    }
  }

  @ParameterizedTest
  @MethodSource("plainRules")
  void doubleIsThePlainFormToTheBit(Case rule) {
    isThePlainForm(rule.rule, Precision.DOUBLE);
  }

  @ParameterizedTest
  @MethodSource("plainRules")
  void floatIsThePlainFormRoundedAtEveryOperation(Case rule) {
    isThePlainForm(rule.rule, Precision.FLOAT);
  }

  private static void isThePlainForm(ConfiguredRule rule, Precision precision) {
    PlainRule plain = new PlainRule(rule, precision);
    TrialRun compiled = new TrialRun(rule, precision, start());
    double[] w = start();
    for (double[] gradient : gradients(precision)) {
      plain.step(w, gradient);
      compiled.step(gradient);
      assertThat(compiled.w()).containsExactly(w);
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void piecesMakeNoDifference(Case rule) {
    for (Precision precision : Precision.values()) {
      TrialRun whole = new TrialRun(rule.rule, precision, start());
      TrialRun pieces = new TrialRun(rule.rule, precision, start(), 1, 8);
      for (double[] gradient : gradients(precision)) {
        whole.step(gradient);
        pieces.step(gradient);
        assertThat(pieces.w()).containsExactly(whole.w());
      }
    }
  }

  @Test
  void statesWithoutEffectTakeNoMemory() {
    assertThat(states("sgd")).isEmpty();
    assertThat(states("momentum")).containsExactly("v");
    assertThat(states("nesterov")).containsExactly("v");
    assertThat(states("rmsprop")).containsExactly("s");
    assertThat(states("rmsprop", "centered=on")).containsExactly("s", "m");
    assertThat(states("rmsprop", "momentum=0.9")).containsExactly("s", "v");
    assertThat(states("rmsprop", "momentum=0.9", "nesterov=on")).containsExactly("s", "v");
    assertThat(states("rmsprop", "centered=on", "momentum=0.9")).containsExactly("s", "m", "v");
  }

  /** A momentum that changes is not known to be zero. */
  @Test
  void scheduledMomentumKeepsItsState() {
    assertThat(states("rmsprop", "momentum=0.9 - 0.9/t")).containsExactly("s", "v");
  }

  private static List<String> states(String name, String... settings) {
    ConfiguredRule rule = Rules.find(name).configured();
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      rule = rule.with(parts[0], parts[1]);
    }
    return rule.compile(Precision.DOUBLE).stateNames();
  }

  @Test
  void everyRuleSaysWhatItIsAndWhereItComesFrom() {
    for (String name : Rules.names()) {
      Rule rule = Rules.find(name);
      assertThat(rule.summary()).isNotEmpty();
      assertThat(rule.reference()).matches(".*(18|19|20)\\d\\d.*");
      assertThat(rule.hyperparameters()).allMatch(hyper -> !hyper.description().isEmpty());
      assertThat(rule.options()).allMatch(option -> !option.description().isEmpty());
    }
  }
}
