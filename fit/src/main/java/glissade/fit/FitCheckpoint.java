package glissade.fit;

import glissade.optimize.CheckpointException;
import glissade.optimize.SafeTensors;
import glissade.optimize.SavedRule;
import glissade.optimize.Tensor;
import glissade.rule.ConfiguredRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fit's descent between two steps, in a file: what was settled before it, where it is, and what
 * must be the same when it goes on. A fit that resumes from it ends exactly as if it had not been
 * interrupted. Immutable.
 *
 * <p>The format is safetensors, as of a {@link glissade.optimize.Checkpoint}; the descent's own
 * texts and arrays have names that begin with {@code descent/}.
 */
public final class FitCheckpoint {
  private static final String FORMAT = "glissade/fit-checkpoint/1";

  /** Before what must stay the same, and what may change. */
  private static final String SAME = "same/";

  private static final String FREE = "free/";
  private static final String DESCENT = "descent/";
  private static final String NOTE = "note/";
  private static final String CONSTRAINT = "constraint/";

  private final SafeTensors content;

  private FitCheckpoint(SafeTensors content) {
    this.content = content;
  }

  /**
   * Reads a file.
   *
   * @throws CheckpointException if it is not a whole checkpoint of a fit
   */
  public static FitCheckpoint read(Path file) {
    SafeTensors content = SafeTensors.read(file);
    String format = content.metadata().getOrDefault("format", "none");
    if (!format.equals(FORMAT)) {
      throw new CheckpointException(
          format.equals("glissade/checkpoint/1")
              ? "%s is of `glissade minimize`, not of a fit".formatted(file)
              : "%s has the format %s; this version reads %s".formatted(file, format, FORMAT));
    }
    return new FitCheckpoint(content);
  }

  /**
   * Takes down a fit.
   *
   * @param table what is known of the rows
   * @param descent where it is
   */
  static FitCheckpoint of(Fit fit, Begun begun, Map<String, String> table, SafeTensors descent) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("format", FORMAT);
    texts.put("formula", fit.formula.toString());
    texts.putAll(SavedRule.texts(begun.rule()));
    given(fit, begun.batch()).forEach((name, text) -> texts.put(SAME + name, text));
    table.forEach((name, text) -> texts.put(SAME + name, text));
    free(fit).forEach((name, text) -> texts.put(FREE + name, text));
    list(texts, CONSTRAINT, fit.constraints);
    list(texts, NOTE, begun.notes());
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("start", Tensor.of(begun.start()));
    arrays.put("units", Tensor.of(begun.units()));
    return new FitCheckpoint(new SafeTensors(texts, arrays).and(descent.under(DESCENT)));
  }

  private static void list(Map<String, String> texts, String prefix, List<String> list) {
    for (int i = 0; i < list.size(); i++) {
      texts.put(prefix + i, list.get(i));
    }
  }

  private List<String> list(String prefix) {
    return List.copyOf(content.part(prefix).metadata().values());
  }

  /** Settings on which every later step depends. */
  private static Map<String, String> given(Fit fit, @Nullable Long batch) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("start", fit.start.toString());
    texts.put("constraints", String.join(", ", fit.constraints));
    texts.put("weights", fit.weights == null ? "" : fit.weights);
    texts.put("batch", String.valueOf(batch).replace(Long.toString(Long.MAX_VALUE), "full"));
    texts.put("seed", Long.toString(fit.seed));
    texts.put("validation share", Double.toString(fit.validation));
    texts.put("restarts", text(fit.restarts));
    return texts;
  }

  /** Settings that may change on the way. */
  private static Map<String, String> free(Fit fit) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("steps", text(fit.steps));
    texts.put("epochs", text(fit.epochs));
    texts.put("early stop", Long.toString(fit.patience));
    texts.put("polish", text(fit.polish));
    texts.put("bootstrap", Long.toString(fit.bootstrap));
    return texts;
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  /**
   * Writes it: the file is replaced whole or not at all.
   *
   * @throws CheckpointException if it cannot be written
   */
  public void write(Path file) {
    content.write(file);
  }

  /** The formula's text. */
  public String formula() {
    return content.text("formula");
  }

  /** How many updates the descent had made. */
  public long step() {
    return content.whole(DESCENT + "step");
  }

  /** The rule with its settings, its learning rate among them. */
  public ConfiguredRule rule() {
    return new SavedRule(content).rule();
  }

  /**
   * What a fit that goes on from it does otherwise, such as {@code epochs: 5 before, 10 now}.
   *
   * @param now after {@link Fit#resume} and whatever settings came after that
   */
  public List<String> changes(Fit now) {
    List<String> changes = new ArrayList<>(new SavedRule(content).changes(now.rule));
    changes.addAll(differences(FREE, free(now)));
    return changes;
  }

  private List<String> differences(String prefix, Map<String, String> now) {
    List<String> differences = new ArrayList<>();
    now.forEach(
        (name, text) -> {
          String before = content.text(prefix + name);
          if (!before.equals(text)) {
            differences.add("%s: %s before, %s now".formatted(name, shown(before), shown(text)));
          }
        });
    return differences;
  }

  private static String shown(String text) {
    return text.isEmpty() ? "none" : text;
  }

  /** Gives a fit all settings that it has. */
  void configure(Fit fit) {
    if (!formula().equals(fit.formula.toString())) {
      throw new CheckpointException(
          "the checkpoint's formula is `%s`, this fit's is `%s`; a fit goes on with the formula it had"
              .formatted(formula(), fit.formula));
    }
    SafeTensors same = content.part(SAME);
    SafeTensors free = content.part(FREE);
    fit.rule(rule());
    fit.start = Starts.parse(same.text("start"));
    list(CONSTRAINT).forEach(fit::constrain);
    fit.weights = same.text("weights").isEmpty() ? null : same.text("weights");
    fit.batch = same.text("batch").equals("full") ? Long.MAX_VALUE : same.whole("batch");
    fit.seed = same.whole("seed");
    fit.validation = same.number("validation share");
    fit.restarts = same.text("restarts").isEmpty() ? null : (int) same.whole("restarts");
    fit.steps = free.text("steps").isEmpty() ? null : free.whole("steps");
    fit.epochs = free.text("epochs").isEmpty() ? null : free.whole("epochs");
    fit.patience = free.whole("early stop");
    fit.polish = free.text("polish").isEmpty() ? null : free.text("polish").equals("true");
    fit.bootstrap = (int) free.whole("bootstrap");
  }

  /**
   * Refuses what may not change on the way.
   *
   * @param table what is known of the rows
   */
  void require(Fit fit, Map<String, String> table) {
    new SavedRule(content).require(fit.rule.rule());
    List<String> differences = differences(SAME, given(fit, fit.batch));
    differences.addAll(differences(SAME, table));
    if (!differences.isEmpty()) {
      throw new CheckpointException(
          "a fit goes on only with the settings and the table it had:\n  "
              + String.join("\n  ", differences));
    }
  }

  /** What was settled before the descent, but for what has changed since. */
  Begun begun(Fit fit) {
    Long batch = fit.batch;
    return new Begun(
        content.doubles("start"),
        content.doubles("units"),
        batch == null ? Long.MAX_VALUE : batch,
        fit.rule,
        list(NOTE));
  }

  /** Whether the descent went by epochs, or looked at the end of each step over all rows. */
  boolean isByEpochs() {
    return !descent().text("epoch").isEmpty();
  }

  /** Where the descent was. */
  SafeTensors descent() {
    return content.part(DESCENT);
  }
}
