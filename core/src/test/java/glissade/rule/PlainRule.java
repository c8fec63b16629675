package glissade.rule;

import glissade.formula.Precision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules that ship, once more, in plain Java: what their files say, one operation at a time,
 * each rounded to the precision. It shares nothing with the reader or the compiler of rules.
 *
 * <p>Numbers made of hyperparameters alone are computed in double and rounded where they are used.
 */
final class PlainRule {
  private final ConfiguredRule rule;
  private final Precision precision;
  private final Map<String, double[]> states = new HashMap<>();

  PlainRule(ConfiguredRule rule, Precision precision) {
    this.rule = rule;
    this.precision = precision;
  }

  /** Whether there is a plain form of a rule with these settings. */
  static boolean isKnown(ConfiguredRule rule) {
    List<String> beyond =
        List.of(
            "dampening",
            "l2",
            "weight_decay",
            "initial_scale",
            "bias_correction",
            "epsilon_in_sqrt");
    return List.of("sgd", "momentum", "nesterov", "rmsprop").contains(rule.rule().name())
        && !(rule.rule().name().equals("nesterov") && !rule.isOn("nesterov"))
        && beyond.stream()
            .map(name -> rule.settings().getOrDefault(name, "0"))
            .allMatch(value -> value.equals("0") || value.equals("off"));
  }

  /** One step, in place. */
  void step(double[] w, double[] g) {
    for (int i = 0; i < w.length; i++) {
      switch (rule.rule().name()) {
        case "sgd" -> w[i] = r(w[i] - r(h("learning_rate") * g[i]));
        case "momentum" -> {
          double[] v = state("v", w.length);
          v[i] = r(r(h("momentum") * v[i]) + g[i]);
          w[i] = r(w[i] - r(h("learning_rate") * v[i]));
        }
        case "nesterov" -> {
          double[] v = state("v", w.length);
          v[i] = r(r(h("momentum") * v[i]) + g[i]);
          w[i] = r(w[i] - r(h("learning_rate") * r(g[i] + r(h("momentum") * v[i]))));
        }
        case "rmsprop" -> rmsprop(w, g, i);
        default -> throw new IllegalStateException("no plain form of " + rule.rule().name());
      }
    }
  }

  private void rmsprop(double[] w, double[] g, int i) {
    double[] s = state("s", w.length);
    double decay = wide("decay");
    if (rule.isOn("centered")) {
      double[] m = state("m", w.length);
      double d = r(g[i] - m[i]);
      m[i] = r(m[i] + r(r(1 - decay) * d));
      s[i] = r(r(r(decay) * s[i]) + r(r(decay * (1 - decay)) * r(d * d)));
    } else {
      s[i] = r(r(r(decay) * s[i]) + r(r(1 - decay) * r(g[i] * g[i])));
    }
    double denominator = r(r(Math.sqrt(s[i])) + h("epsilon"));
    if (wide("momentum") > 0) {
      double[] v = state("v", w.length);
      double u = r(g[i] / denominator);
      v[i] = r(r(h("momentum") * v[i]) + u);
      double along = rule.isOn("nesterov") ? r(u + r(h("momentum") * v[i])) : v[i];
      w[i] = r(w[i] - r(h("learning_rate") * along));
    } else {
      w[i] = r(w[i] - r(r(h("learning_rate") * g[i]) / denominator));
    }
  }

  private double[] state(String name, int length) {
    return states.computeIfAbsent(name, n -> new double[length]);
  }

  private double wide(String hyperparameter) {
    return Double.parseDouble(rule.settings().getOrDefault(hyperparameter, "NaN"));
  }

  /** A hyperparameter as an operation on parameters sees it. */
  private double h(String hyperparameter) {
    return r(wide(hyperparameter));
  }

  private double r(double value) {
    return precision.round(value);
  }
}
