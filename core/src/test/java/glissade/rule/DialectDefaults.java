package glissade.rule;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Each system's RMSProp: what it calls its settings, their defaults, and the first values of its
 * states. Written down from the systems' own sources, apart from the rules. Where a system has no
 * default, the value is the one that the rule's second line gives.
 */
record DialectDefaults(String name, Map<String, String> settings, Map<String, String> firstValues) {
  private static final String TABLE =
      """
      rmsprop-pytorch | lr=0.01 alpha=0.99 eps=1e-8 weight_decay=0 momentum=0 centered=off
      | square_avg=0 grad_avg=0 momentum_buffer=0
      rmsprop-optax | learning_rate=0.001 decay=0.9 eps=1e-8 initial_scale=0 momentum=0 \
      eps_in_sqrt=on centered=off nesterov=off bias_correction=off
      | nu=initial_scale mu=0 trace=0
      rmsprop-keras | learning_rate=0.001 rho=0.9 momentum=0 epsilon=1e-7 weight_decay=0 centered=off
      | velocity=0 average_gradient=0 momentum_buffer=0
      rmsprop-tf1 | learning_rate=0.001 decay=0.9 momentum=0 epsilon=1e-10 centered=off
      | ms=1 mg=0 mom=0
      rmsprop-tfkeras-legacy | learning_rate=0.001 rho=0.9 momentum=0 epsilon=1e-7 centered=off
      | rms=0 mg=0 mom=0
      rmsprop-nd4j | learning_rate=0.1 rms_decay=0.95 epsilon=1e-8
      | last_gradient=epsilon
      rmsprop-djl-mxnet | learning_rate=0.001 rho=0.9 momentum=0.9 epsilon=1e-8 centered=off
      | n=0 mean=0 delta=0
      rmsprop-ensmallen | step_size=0.01 alpha=0.99 epsilon=1e-8
      | mean_squared_gradient=0
      rmsprop-burn | lr=0.01 alpha=0.99 momentum=0.9 epsilon=1e-5 weight_decay=0 centered=off
      | square_avg=0 grad_avg=0 momentum_buffer=0
      rmsprop-tribuo | initial_learning_rate=0.01 rho=0.9 epsilon=1e-8 decay=0
      | grad_cache=0
      rmsprop-smile | learning_rate=0.01 rho=0.9 momentum=0 epsilon=1e-7
      | rms=0 update=0
      rmsprop-julia | eta=0.001 rho=0.9 epsilon=1e-8 centered=off
      | quad=0 lin=0
      rmsprop-timm | lr=0.01 alpha=0.9 eps=1e-10 weight_decay=0 momentum=0 centered=off \
      decoupled_decay=off lr_in_momentum=on
      | square_avg=1 grad_avg=0 momentum_buffer=0
      """;

  static List<DialectDefaults> all() {
    return Arrays.stream(TABLE.strip().split("\n(?!\\|)", -1))
        .map(row -> row.split("\\|", -1))
        .map(row -> new DialectDefaults(row[0].strip(), pairs(row[1]), pairs(row[2])))
        .toList();
  }

  private static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.strip().split(" +", -1)) {
      pairs.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
    }
    return pairs;
  }

  /** The part that a setting plays in every dialect: {@code rate}, {@code decay}, … */
  static String part(String dialect, String setting) {
    return switch (setting) {
      case "learning_rate", "lr", "step_size", "eta", "initial_learning_rate" -> "rate";
      case "rho", "alpha", "rms_decay" -> "past";
      case "decay" -> dialect.equals("rmsprop-tribuo") ? "rate_decay" : "past";
      case "eps", "epsilon" -> "epsilon";
      default -> setting;
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
