package glissade.optimize;

import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.formula.Shape;
import glissade.rule.ConfiguredRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    return of(SafeTensors.read(file), file.toString());
  }

  /**
   * Of what {@link #content} gave.
   *
   * @throws CheckpointException if it is anything else
   */
  public static Checkpoint of(SafeTensors content) {
    return of(content, "the content");
  }

  private static Checkpoint of(SafeTensors content, String where) {
    String format = content.metadata().getOrDefault("format", "none");
    if (!format.equals(FORMAT)) {
      throw new CheckpointException(
          "%s has the format %s; this version reads %s".formatted(where, format, FORMAT));
    }
    return new Checkpoint(content);
  }

  /** Everything in it, by name; to be part of another file. Not to be changed. */
  public SafeTensors content() {
    return content;
  }

  /** Takes down a run. */
  static Checkpoint of(Minimizer minimizer, RunState state) {
    Map<String, String> metadata = new LinkedHashMap<>();
    ConfiguredRule configured = state.settings.rule();
    metadata.put("format", FORMAT);
    metadata.put("formula", minimizer.formula() == null ? "" : minimizer.formula().toString());
    metadata.putAll(SavedRule.texts(configured));
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
    return content.text("formula");
  }

  /** How many updates had been made. */
  public long step() {
    return content.whole("step");
  }

  /** Whether the run went uphill. */
  public boolean isMaximizing() {
    return content.text("goal").equals("maximize");
  }

  /** The arithmetic. */
  public Precision precision() {
    return content.tensor("parameters/" + names().get(0)).precision();
  }

  /** The rule with its settings, as the file has them. */
  public ConfiguredRule rule() {
    return new SavedRule(content).rule();
  }

  /** The groups of parameters with settings of their own. */
  public List<ParameterGroup> groups() {
    return ParameterGroup.read(content.text("groups"));
  }

  /** How the learning rate is made smaller on a plateau; null for not at all. */
  public @Nullable ReduceOnPlateau plateau() {
    String settings = content.text("plateau");
    return settings.isEmpty() ? null : ReduceOnPlateau.parse(settings);
  }

  /** The parameters at that step. */
  public Point parameters() {
    Point point = Point.empty();
    for (String name : names()) {
      Tensor tensor = content.tensor("parameters/" + name);
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
    return new SavedRule(content).changes(now);
  }

  /**
   * Puts a run where this one was.
   *
   * @throws CheckpointException if the run is of another formula, rule, precision or size
   */
  void restore(Minimizer minimizer, RunState state) {
    new SavedRule(content).require(minimizer.rule().rule());
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
    state.bestStep = content.whole("best_step");
    state.bestValue = content.number("best_value");
    state.bestGradientNorm = content.number("best_gradient_norm");
    state.referenceStep = content.whole("reference_step");
    state.referenceValue = content.number("reference_value");
    state.skipped = content.whole("skipped");
    state.skippedInRow = content.whole("skipped_in_row");
    state.plateau.best = content.number("plateau_best");
    state.plateau.bad = content.whole("plateau_bad");
    state.plateau.cooling = content.whole("plateau_cooling");
  }

  void requireFormula(String now) {
    require("formula", now);
  }

  private void require(String name, String now) {
    String before = content.text(name);
    if (!before.equals(now)) {
      throw new CheckpointException(
          "the checkpoint's %s is `%s`, this run's is `%s`; a run goes on with the %s it had"
              .formatted(name, before, now, name));
    }
  }

  private void get(String prefix, Point layout, Object flat) {
    for (String name : layout.names()) {
      Tensor tensor = content.tensor(prefix + name);
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
}
