package glissade.rule;

import static glissade.rule.PlainSteps.START;
import static glissade.rule.PlainSteps.filled;
import static glissade.rule.PlainSteps.follows;
import static glissade.rule.PlainSteps.nums;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that PyTorch does not have are their papers' formulas, in 50 digits, to 1e-12. */
class PaperFormulasTest {
  private static Num mix(Num beta, Num past, Num now) {
    return beta.times(past).plus(Num.ONE.minus(beta).times(now));
  }

  private static Num corrected(Num mean, Num beta, int t) {
    return mean.over(Num.ONE.minus(beta.power(t)));
  }

  /** Zhuang et al., 2020, algorithm 2. */
  @ParameterizedTest
  @CsvSource({"0.001, 0.9, 0.999, 1e-16", "0.1, 0.5, 0.8, 1e-3", "0.01, 0, 0, 1e-8"})
  void adaBelief(double rate, double beta1, double beta2, double epsilon) {
    ConfiguredRule rule = adaptive("adabelief", rate, beta1, beta2, epsilon);
    Num[] m = filled(Num.ZERO);
    Num[] s = filled(Num.ZERO);
    follows(
        rule,
        START,
        (w, g, t) -> {
          for (int i = 0; i < w.length; i++) {
            m[i] = mix(Num.of(beta1), m[i], g[i]);
            Num surprise = g[i].minus(m[i]).squared();
            s[i] = mix(Num.of(beta2), s[i], surprise).plus(Num.of(epsilon));
            Num mean = corrected(m[i], Num.of(beta1), t);
            Num root = corrected(s[i], Num.of(beta2), t).root();
            w[i] = w[i].minus(Num.of(rate).times(mean).over(root.plus(Num.of(epsilon))));
          }
        });
  }

  private static ConfiguredRule adaptive(
      String name, double rate, double beta1, double beta2, double epsilon) {
    return Rules.find(name)
        .configured()
        .with("learning_rate", rate)
        .with("beta1", beta1)
        .with("beta2", beta2)
        .with("epsilon", epsilon);
  }

  /** Zaheer et al., 2018, algorithm 2, with the means corrected for their first values' bias. */
  @ParameterizedTest
  @CsvSource({"0.01, 0.9, 0.999, 1e-3, 1e-6", "0.1, 0.5, 0.8, 1e-6, 0.25", "1, 0, 0.9, 0.01, 1"})
  void yogi(double rate, double beta1, double beta2, double epsilon, double first) {
    ConfiguredRule rule =
        adaptive("yogi", rate, beta1, beta2, epsilon).with("initial_scale", first);
    Num[] m = filled(Num.of(first));
    Num[] v = filled(Num.of(first));
    follows(
        rule,
        START,
        (w, g, t) -> {
          for (int i = 0; i < w.length; i++) {
            m[i] = mix(Num.of(beta1), m[i], g[i]);
            Num square = g[i].squared();
            Num change = Num.ONE.minus(Num.of(beta2)).times(square);
            v[i] = v[i].minus(v[i].minus(square).sign().times(change));
            Num mean = corrected(m[i], Num.of(beta1), t);
            Num root = corrected(v[i], Num.of(beta2), t).root();
            w[i] = w[i].minus(Num.of(rate).times(mean).over(root.plus(Num.of(epsilon))));
          }
        });
  }

  /** Chen et al., 2023, algorithm 2. */
  @ParameterizedTest
  @CsvSource({"0.0001, 0.9, 0.99, 0", "0.03, 0.95, 0.98, 0.1", "0.1, 0, 0.5, 1"})
  void lion(double rate, double beta1, double beta2, double decay) {
    ConfiguredRule rule =
        Rules.find("lion")
            .configured()
            .with("learning_rate", rate)
            .with("beta1", beta1)
            .with("beta2", beta2)
            .with("weight_decay", decay);
    Num[] m = filled(Num.ZERO);
    follows(
        rule,
        START,
        (w, g, t) -> {
          for (int i = 0; i < w.length; i++) {
            Num update = mix(Num.of(beta1), m[i], g[i]).sign();
            m[i] = mix(Num.of(beta2), m[i], g[i]);
            w[i] = w[i].minus(Num.of(rate).times(update.plus(Num.of(decay).times(w[i]))));
          }
        });
  }

  /** Bernstein et al., 2018, algorithm 1; a gradient of 0 moves nothing. */
  @Test
  void signDescent() {
    follows(
        Rules.find("signsgd").configured(),
        START,
        (w, g, t) -> Arrays.setAll(w, i -> w[i].minus(Num.of(0.001).times(g[i].sign()))));
  }

  /**
   * You, Gitman &amp; Ginsburg, 2017, algorithm 1: λ = η‖w‖/(‖g‖ + β‖w‖), v = mv + γλ(g + βw). They
   * leave open what λ is where a norm is 0; here it is 1.
   */
  @ParameterizedTest
  @CsvSource({
    "0.1, 0.9, 0.001, 0, 0, 1",
    "0.1, 0.9, 0.001, 0.01, 1e-9, 1",
    "2, 0.5, 0.1, 0.2, 0.5, 1",
    "0.01, 0, 1, 0.2, 0, 0"
  })
  void lars(double rate, double momentum, double trust, double l2, double epsilon, double size) {
    ConfiguredRule rule =
        Rules.find("lars")
            .configured()
            .with("learning_rate", rate)
            .with("momentum", momentum)
            .with("trust", trust)
            .with("l2", l2)
            .with("epsilon", epsilon);
    Num[] v = filled(Num.ZERO);
    DoubleUnaryOperator scaled = x -> x * size;
    follows(
        rule,
        Arrays.stream(START).map(scaled).toArray(),
        (w, g, t) -> {
          Num weights = norm(w);
          Num pull = norm(g).plus(Num.of(l2).times(weights)).plus(Num.of(epsilon));
          boolean defined = weights.isPositive() && norm(g).isPositive();
          Num local = defined ? Num.of(trust).times(weights).over(pull) : Num.ONE;
          for (int i = 0; i < w.length; i++) {
            Num force = g[i].plus(Num.of(l2).times(w[i]));
            Num step = Num.of(rate).times(local).times(force);
            v[i] = Num.of(momentum).times(v[i]).plus(step);
            w[i] = w[i].minus(v[i]);
          }
        });
  }

  /**
   * Defazio et al., 2024, equations 3 to 5, and algorithm 1 with a rate that does not warm up: the
   * gradient is taken at y = (1 - β)z + βx, z goes against it, and x is the mean of the z.
   */
  @ParameterizedTest
  @CsvSource({
    "schedule-free-sgd, 0.1, 0.9, 0, 0, 0",
    "schedule-free-sgd, 2, 1, 0, 0, 0",
    "schedule-free-sgd, 0.01, 0, 0, 0, 0",
    "schedule-free-adamw, 0.0025, 0.9, 0.999, 1e-8, 0",
    "schedule-free-adamw, 0.1, 0.98, 0.5, 1e-3, 0.2"
  })
  void scheduleFree(
      String name, double rate, double beta, double beta2, double epsilon, double decay) {
    ConfiguredRule rule =
        Rules.find(name).configured().with("learning_rate", rate).with("beta", beta);
    boolean adaptive = name.endsWith("adamw");
    if (adaptive) {
      rule = rule.with("beta2", beta2).with("epsilon", epsilon).with("weight_decay", decay);
    }
    Num[] y = nums(START);
    Num[] z = nums(START);
    Num[] x = nums(START);
    Num[] v = filled(Num.ZERO);
    follows(
        rule,
        y,
        x,
        (w, g, t) -> {
          for (int i = 0; i < w.length; i++) {
            Num step = g[i];
            if (adaptive) {
              v[i] = mix(Num.of(beta2), v[i], g[i].squared());
              Num root = corrected(v[i], Num.of(beta2), t).root();
              step = step.over(root.plus(Num.of(epsilon))).plus(Num.of(decay).times(w[i]));
            }
            z[i] = z[i].minus(Num.of(rate).times(step));
            x[i] = x[i].plus(z[i].minus(x[i]).over(Num.of(t)));
            w[i] = mix(Num.of(beta), x[i], z[i]);
          }
        });
  }

  private static Num norm(Num[] vector) {
    return Arrays.stream(vector).map(Num::squared).reduce(Num.ZERO, Num::plus).root();
  }
}
