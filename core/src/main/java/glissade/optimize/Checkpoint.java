package glissade.optimize;

import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.formula.Shape;
import glissade.formula.Source;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run between two steps, in a file: formula, rule and settings, parameters and states by name. A
 * run that resumes from it goes on exactly as if it had not been interrupted. Immutable.
 *
 * <p>The format is safetensors; arrays are called {@code parameters/x}, {@code best/x} and {@code
 * state/s/x}, and everything else is metadata.
 */
public final class Checkpoint {
  private static final String FORMAT = "glissade/checkpoint/1";

  private final SafeTensors content;

  private Checkpoint(SafeTensors content) {
    this.content = content;
  }

  /**
   * Reads a file.
   *
   * @throws CheckpointException if it is not a whole checkpoint
   */
  public static Checkpoint read(Path file) {
    SafeTensors content = SafeTensors.read(file);
    String format = content.metadata().getOrDefault("format", "none");
    if (!format.equals(FORMAT)) {
      throw new CheckpointException(
          "%s has the format %s; this version reads %s".formatted(file, format, FORMAT));
    }
    return new Checkpoint(content);
  }

  /** Takes down a run. */
  static Checkpoint of(Minimizer minimizer, RunState state) {
    Map<String, String> metadata = new LinkedHashMap<>();
    ConfiguredRule configured = state.settings.rule();
    metadata.put("format", FORMAT);
    metadata.put("formula", minimizer.formula() == null ? "" : minimizer.formula().toString());
    metadata.put("rule", configured.rule().name());
    metadata.put("rule_text", configured.rule().source().text());
    configured.settings().forEach((name, value) -> metadata.put("set/" + name, value));
    metadata.put("goal", minimizer.isMaximizing() ? "maximize" : "minimize");
    metadata.put("step", Long.toString(state.step));
    metadata.put("best_step", Long.toString(state.bestStep));
    metadata.put("best_value", Double.toString(state.bestValue));
    metadata.put("best_gradient_norm", Double.toString(state.bestGradientNorm));
    metadata.put("reference_step", Long.toString(state.referenceStep));
    metadata.put("reference_value", Double.toString(state.referenceValue));
    metadata.put("skipped", Long.toString(state.skipped));
    metadata.put("skipped_in_row", Long.toString(state.skippedInRow));
    metadata.put("groups", ParameterGroup.print(state.settings.groups()));
    ReduceOnPlateau plateau = minimizer.plateau();
    metadata.put("plateau", plateau == null ? "" : plateau.toString());
    metadata.put("plateau_best", Double.toString(state.plateau.best));
    metadata.put("plateau_bad", Long.toString(state.plateau.bad));
    metadata.put("plateau_cooling", Long.toString(state.plateau.cooling));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Point layout = minimizer.startPoint();
    put(tensors, "parameters/", layout, state.parameters());
    put(tensors, "best/", layout, state.best);
    for (String name : state.updater.stateNames()) {
      put(tensors, "state/" + name + "/", layout, state.state(name));
    }
    return new Checkpoint(new SafeTensors(metadata, tensors));
  }

  private static void put(Map<String, Tensor> tensors, String prefix, Point layout, Object flat) {
    for (String name : layout.names()) {
      Shape shape = layout.shape(name);
      Object part = Elements.slice(flat, layout.offset(name), shape.size());
      tensors.put(prefix + name, new Tensor(part, shape));
    }
  }

  /**
   * Writes it: the file is replaced whole or not at all.
   *
   * @throws CheckpointException if it cannot be written
   */
  public void write(Path file) {
    content.write(file);
  }

  /** The formula's text; empty if the run was of a Java object. */
  public String formula() {
    return metadata("formula");
  }

  /** How many updates had been made. */
  public long step() {
    return whole("step");
  }

  /** Whether the run went uphill. */
  public boolean isMaximizing() {
    return metadata("goal").equals("maximize");
  }

  /** The arithmetic. */
  public Precision precision() {
    return tensor("parameters/" + names().get(0)).precision();
  }

  /** The rule with its settings, as the file has them. */
  public ConfiguredRule rule() {
    String name = metadata("rule");
    ConfiguredRule rule =
        Rule.parse(name, new Source(name + ".rule", metadata("rule_text"))).configured();
    for (Map.Entry<String, String> entry : content.metadata().entrySet()) {
      if (entry.getKey().startsWith("set/")) {
        rule = rule.with(entry.getKey().substring(4), entry.getValue());
      }
    }
    return rule;
  }

  /** The groups of parameters with settings of their own. */
  public List<ParameterGroup> groups() {
    return ParameterGroup.read(metadata("groups"));
  }

  /** How the learning rate is made smaller on a plateau; null for not at all. */
  public @Nullable ReduceOnPlateau plateau() {
    String settings = metadata("plateau");
    return settings.isEmpty() ? null : ReduceOnPlateau.parse(settings);
  }

  /** The parameters at that step. */
  public Point parameters() {
    Point point = Point.empty();
    for (String name : names()) {
      Tensor tensor = tensor("parameters/" + name);
      double[] numbers = Precision.doubles(tensor.array());
      point = tensor.shape().isScalar() ? point.with(name, numbers[0]) : point.with(name, numbers);
    }
    return point;
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    for (String key : content.tensors().keySet()) {
      if (key.startsWith("parameters/")) {
        names.add(key.substring("parameters/".length()));
      }
    }
    if (names.isEmpty()) {
      throw new CheckpointException("the checkpoint has no parameters");
    }
    return names;
  }

  /**
   * What a rule's settings have changed to since, such as {@code learning_rate: 0.1 before, 0.05
   * now}.
   */
  public List<String> changes(ConfiguredRule now) {
    List<String> changes = new ArrayList<>();
    now.settings()
        .forEach(
            (name, value) -> {
              String before = content.metadata().getOrDefault("set/" + name, value);
              if (!before.equals(value)) {
                changes.add("%s: %s before, %s now".formatted(name, before, value));
              }
            });
    return changes;
  }

  /**
   * Puts a run where this one was.
   *
   * @throws CheckpointException if the run is of another formula, rule, precision or size
   */
  void restore(Minimizer minimizer, RunState state) {
    require("rule_text", minimizer.rule().rule().source().text());
    require("goal", minimizer.isMaximizing() ? "maximize" : "minimize");
    if (!ParameterGroup.frozen(groups()).equals(ParameterGroup.frozen(minimizer.groups()))) {
      throw new CheckpointException(
          "a run goes on with the frozen parameters it had: the checkpoint's are `%s`, this run's `%s`"
              .formatted(
                  String.join(", ", ParameterGroup.frozen(groups())),
                  String.join(", ", ParameterGroup.frozen(minimizer.groups()))));
    }
    Point layout = minimizer.startPoint();
    get("parameters/", layout, state.parameters());
    get("best/", layout, state.best);
    for (String name : state.updater.stateNames()) {
      get("state/" + name + "/", layout, state.state(name));
    }
    state.step = step();
    state.bestStep = whole("best_step");
    state.bestValue = number("best_value");
    state.bestGradientNorm = number("best_gradient_norm");
    state.referenceStep = whole("reference_step");
    state.referenceValue = number("reference_value");
    state.skipped = whole("skipped");
    state.skippedInRow = whole("skipped_in_row");
    state.plateau.best = number("plateau_best");
    state.plateau.bad = whole("plateau_bad");
    state.plateau.cooling = whole("plateau_cooling");
  }

  void requireFormula(String now) {
    require("formula", now);
  }

  private void require(String name, String now) {
    String before = metadata(name);
    if (!before.equals(now)) {
      throw new CheckpointException(
          name.equals("rule_text")
              ? "the checkpoint is of the rule `%s`, whose text is not that of this run's rule; a run goes on with the rule it had"
                  .formatted(metadata("rule"))
              : "the checkpoint's %s is `%s`, this run's is `%s`; a run goes on with the %s it had"
                  .formatted(name, before, now, name));
    }
  }

  private void get(String prefix, Point layout, Object flat) {
    for (String name : layout.names()) {
      Tensor tensor = tensor(prefix + name);
      boolean sameType = (flat instanceof double[]) == (tensor.array() instanceof double[]);
      if (!sameType || !tensor.shape().equals(layout.shape(name))) {
        throw new CheckpointException(
            "the checkpoint's `%s` has %s in %s precision; this run needs %s in %s"
                .formatted(
                    name,
                    tensor.shape(),
                    tensor.precision(),
                    layout.shape(name),
                    flat instanceof double[] ? Precision.DOUBLE : Precision.FLOAT));
      }
      System.arraycopy(tensor.array(), 0, flat, layout.offset(name), tensor.shape().size());
    }
  }

  private Tensor tensor(String name) {
    Tensor tensor = content.tensors().get(name);
    if (tensor == null) {
      throw new CheckpointException(
          "the checkpoint has no `%s`: it was written with other settings".formatted(name));
    }
    return tensor;
  }

  private String metadata(String name) {
    return Objects.requireNonNull(content.metadata().getOrDefault(name, ""));
  }

  private long whole(String name) {
    return (long) number(name);
  }

  private double number(String name) {
    try {
      return Double.parseDouble(metadata(name));
    } catch (NumberFormatException e) {
      throw new CheckpointException("the checkpoint's `%s` is not a number".formatted(name));
    }
  }
}
