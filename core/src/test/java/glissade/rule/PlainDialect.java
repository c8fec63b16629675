package glissade.rule;

import java.util.HashMap;
import java.util.Map;

/**
 * RMSProp as each system computes it, for one parameter, one operation at a time in the order that
 * the system's source has. It shares nothing with the rules.
 */
final class PlainDialect {
  private final String name;
  private final Map<String, String> settings = new HashMap<>();
  private Num w;
  private Num v;
  private Num m = Num.ZERO;
  private Num b = Num.ZERO;
  private int t;

  /**
   * A dialect before its first step.
   *
   * @param settings all of them
   */
  PlainDialect(String name, Map<String, String> settings, double start) {
    this.name = name;
    settings.forEach((key, value) -> this.settings.put(DialectDefaults.part(name, key), value));
    this.w = Num.of(start);
    this.v =
        switch (name) {
          case "rmsprop-tf1", "rmsprop-timm" -> Num.ONE;
          case "rmsprop-nd4j" -> h("epsilon");
          case "rmsprop-optax" -> h("initial_scale");
          default -> Num.ZERO;
        };
  }

  /** One step; the new parameter. */
  Num step(double gradient) {
    t++;
    Num g = Num.of(gradient);
    Num rho = h("past");
    Num rest = Num.ONE.minus(rho);
    Num rate = h("rate");
    Num epsilon = h("epsilon");
    switch (name) {
      case "rmsprop-pytorch" -> pytorch(g.plus(h("weight_decay").times(w)));
      case "rmsprop-optax" -> optax(g);
      case "rmsprop-keras" -> {
        w = w.minus(w.times(h("weight_decay")).times(rate));
        means(g, rho, rest);
        b = h("momentum").times(b).plus(rate.times(g).over(variance().plus(epsilon).root()));
        w = w.minus(b);
      }
      case "rmsprop-tf1" -> tensorFlow(g);
      case "rmsprop-tfkeras-legacy" -> {
        if (h("momentum").isPositive()) {
          tensorFlow(g);
        } else {
          means(g, rho, rest);
          w = w.minus(rate.times(g).over(variance().root().plus(epsilon)));
        }
      }
      case "rmsprop-nd4j" -> {
        v = v.times(rho).plus(g.times(g).times(rest));
        w = w.minus(rate.times(g).over(v.root().plus(epsilon)));
      }
      case "rmsprop-djl-mxnet" -> mxnet(g);
      case "rmsprop-ensmallen" -> {
        v = v.times(rho);
        v = v.plus(rest.times(g.times(g)));
        w = w.minus(rate.times(g).over(v.root().plus(epsilon)));
      }
      case "rmsprop-burn" -> {
        g = w.times(h("weight_decay")).plus(g);
        means(g, rho, rest);
        b = b.times(h("momentum")).plus(g.over(variance().root().plus(epsilon)));
        w = w.minus(b.times(rate));
      }
      case "rmsprop-tribuo" -> {
        means(g, rho, rest);
        // The first step has the whole rate.
        Num now = rate.over(Num.ONE.plus(h("rate_decay").times(Num.of(t - 1))));
        w = w.plus(g.negative().times(now.over(epsilon.plus(v.root()))));
      }
      case "rmsprop-smile" -> {
        means(g, rho, rest);
        Num ascent = g.negative().over(epsilon.plus(v).root());
        b = h("momentum").times(b).plus(rate.times(ascent));
        w = w.plus(b);
      }
      case "rmsprop-julia" -> {
        means(g, rho, rest);
        w = w.minus(g.times(rate).over(variance().root().plus(epsilon)));
      }
      case "rmsprop-timm" -> timm(g);
      default -> throw new IllegalArgumentException("no plain form of " + name);
    }
    return w;
  }

  private void pytorch(Num g) {
    Num weight = Num.ONE.minus(h("past"));
    v = v.times(h("past")).plus(weight.times(g).times(g));
    m =
        weight.rounded() < 0.5
            ? m.plus(weight.times(g.minus(m)))
            : g.minus(g.minus(m).times(Num.ONE.minus(weight)));
    Num d = variance().root().plus(h("epsilon"));
    if (h("momentum").isPositive()) {
      b = b.times(h("momentum")).plus(g.over(d));
      w = w.plus(h("rate").negative().times(b));
    } else {
      w = w.plus(h("rate").negative().times(g).over(d));
    }
  }

  private void optax(Num g) {
    means(g, h("past"), Num.ONE.minus(h("past")));
    Num bias = on("bias_correction") ? Num.ONE.minus(h("past").power(t)) : Num.ONE;
    Num n = v.over(bias);
    if (on("centered")) {
      n = n.minus(m.over(bias).squared());
    }
    Num d = on("eps_in_sqrt") ? n.plus(h("epsilon")).root() : n.root().plus(h("epsilon"));
    Num u = Num.ONE.over(d).times(g).times(h("rate").negative());
    b = u.plus(h("momentum").times(b));
    w = w.plus(on("nesterov") ? u.plus(h("momentum").times(b)) : b);
  }

  private void tensorFlow(Num g) {
    Num rest = Num.ONE.minus(h("past"));
    v = v.plus(g.squared().minus(v).times(rest));
    m = m.plus(g.minus(m).times(rest));
    Num root = variance().plus(h("epsilon")).root();
    b = b.times(h("momentum")).plus(g.times(h("rate")).over(root));
    w = w.minus(b);
  }

  private void mxnet(Num g) {
    Num rest = Num.ONE.minus(h("past"));
    if (on("centered")) {
      v = rest.times(g).times(g).plus(h("past").times(v));
      m = rest.times(g).plus(h("past").times(m));
      Num root = variance().plus(h("epsilon")).root();
      b = h("momentum").times(b).minus(h("rate").times(g).over(root));
      w = w.plus(b);
    } else {
      v = rest.times(g.times(g)).plus(h("past").times(v));
      w = w.minus(h("rate").times(g.over(v.plus(h("epsilon")).root())));
    }
  }

  private void timm(Num g) {
    Num decay = h("weight_decay");
    Num rest = Num.ONE.minus(h("past"));
    if (on("decoupled_decay")) {
      w = w.times(Num.ONE.minus(h("rate").times(decay)));
    } else {
      g = g.plus(decay.times(w));
    }
    v = v.plus(rest.times(g.squared().minus(v)));
    m = m.plus(rest.times(g.minus(m)));
    Num d = variance().plus(h("epsilon")).root();
    if (h("momentum").isPositive() && !on("lr_in_momentum")) {
      b = b.times(h("momentum")).plus(g.over(d));
      w = w.minus(h("rate").times(b));
    } else {
      b = b.times(h("momentum")).plus(h("rate").times(g).over(d));
      w = w.minus(b);
    }
  }

  /** The running means of g² and of g. */
  private void means(Num g, Num rho, Num rest) {
    v = rho.times(v).plus(rest.times(g.squared()));
    m = rho.times(m).plus(rest.times(g));
  }

  /** The running mean of squares, less the squared mean if centered. */
  private Num variance() {
    return on("centered") ? v.minus(m.times(m)) : v;
  }

  /** A hyperparameter. */
  private Num h(String part) {
    return Num.of(Double.parseDouble(settings.getOrDefault(part, "NaN")));
  }

  private boolean on(String option) {
    return settings.getOrDefault(option, "off").equals("on");
  }
}
