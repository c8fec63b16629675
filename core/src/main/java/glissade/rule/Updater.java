package glissade.rule;

import glissade.compile.Workers;
import glissade.formula.Precision;
import glissade.formula.Reductions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Updates parameter arrays by rules, in place, with the states that the rules remember. The bits of
 * the result depend neither on the number of threads nor on how arrays are cut in pieces.
 *
 * <pre>{@code
 * ParameterArray w = ParameterArray.allocate("w", 1_000_000, Precision.FLOAT);
 * try (Updater updater = new Updater(List.of(new Updater.Part(w, rule)), Precision.FLOAT, 2)) {
 *   // fill in the gradient, then
 *   updater.step(1, steps);
 * }
 * }</pre>
 *
 * <p>A step allocates nothing. Used by one thread, which its own threads help; close it to end
 * them.
 */
public final class Updater implements AutoCloseable {
  private final Precision precision;
  private final List<Part> parts;
  private final List<RuleGroup> groups = new ArrayList<>();
  private final Map<Object, Map<String, Object>> states = new IdentityHashMap<>();
  private final Set<String> stateNames = new LinkedHashSet<>();
  private final @Nullable Workers workers;
  private final int passes;
  private final long total;

  /** By pass, the numbers that span several arrays. */
  private final List<List<GlobalNumber>> globals = new ArrayList<>();

  /**
   * An array and its rule.
   *
   * @param array the parameters
   * @param rule by which they are updated; null if they stay as they are
   */
  public record Part(ParameterArray array, @Nullable ConfiguredRule rule) {}

  /** A number made of several arrays: where each one's share is, and where all of it goes. */
  private record GlobalNumber(double[] shares, List<Object> targets, List<Integer> slots) {
    void join() {
      double whole = Reductions.norm(shares, 0, shares.length);
      for (int i = 0; i < targets.size(); i++) {
        put(targets.get(i), slots.get(i), whole);
      }
    }
  }

  /**
   * Arrays with the first values of their states. Where a schedule of {@code T} is part of these,
   * as the learning rate is of {@code rprop}'s, they are those of a run without end.
   *
   * @param parts the arrays, each with elements of its own
   * @param precision the type of all of them
   * @param threads how many threads to use, at least 1
   * @throws SettingsException if a rule's settings do not go together, or the rules do not agree on
   *     what a number that spans all arrays is made of
   * @throws IllegalArgumentException if pieces of one Java array of parameters, for one rule, have
   *     different arrays of gradients
   */
  public Updater(List<Part> parts, Precision precision, int threads) {
    this(parts, precision, threads, Long.MAX_VALUE);
  }

  /**
   * Arrays with the first values of their states.
   *
   * @param parts the arrays, each with elements of its own
   * @param precision the type of all of them
   * @param threads how many threads to use, at least 1
   * @param total the number of steps that will be made, where a schedule needs it
   * @throws SettingsException if a rule's settings do not go together, or the rules do not agree on
   *     what a number that spans all arrays is made of
   * @throws IllegalArgumentException if pieces of one Java array of parameters, for one rule, have
   *     different arrays of gradients
   */
  public Updater(List<Part> parts, Precision precision, int threads, long total) {
    this(parts, precision, threads, total, RuleGroup.PIECE);
  }

  /** With work cut in pieces of at most so many elements. */
  Updater(List<Part> parts, Precision precision, int threads, long total, int largestPiece) {
    if (threads < 1) {
      throw new SettingsException("the number of threads must be at least 1, not " + threads);
    }
    this.precision = precision;
    this.parts = List.copyOf(parts);
    Map<ConfiguredRule, List<ParameterArray>> byRule = new LinkedHashMap<>();
    for (Part part : parts) {
      if (part.rule() != null) {
        byRule.computeIfAbsent(part.rule(), r -> new ArrayList<>()).add(part.array());
      }
    }
    this.total = total;
    byRule.forEach((rule, arrays) -> addGroup(rule, arrays, threads, largestPiece));
    this.passes = groups.stream().mapToInt(RuleGroup::passes).max().orElse(0);
    findGlobals();
    this.workers = threads > 1 ? new Workers(threads) : null;
  }

  private void addGroup(
      ConfiguredRule configured, List<ParameterArray> arrays, int threads, int largestPiece) {
    CompiledRule rule = configured.compile(precision);
    stateNames.addAll(rule.stateNames());
    Map<Object, Object[]> workspaces = new IdentityHashMap<>();
    for (ParameterArray array : arrays) {
      start(rule, array);
      for (ParameterArray.Piece piece : array.pieces()) {
        int length = java.lang.reflect.Array.getLength(piece.parameters());
        Map<String, Object> known =
            states.computeIfAbsent(piece.parameters(), a -> new HashMap<>());
        for (String name : rule.stateNames()) {
          Object state = known.computeIfAbsent(name, n -> precision.array(length));
          begin(rule, name, piece, state);
        }
        Object[] view = workspaces.computeIfAbsent(piece.parameters(), a -> rule.newView());
        Object before = view[RuleCompiler.GRADIENT];
        if (before != null && before != piece.gradient()) {
          throw new IllegalArgumentException(
              "the pieces of one Java array of parameters have two arrays of gradients: "
                  + array.name());
        }
        view[RuleCompiler.PARAMETERS] = piece.parameters();
        view[RuleCompiler.GRADIENT] = piece.gradient();
        rule.stateNames().forEach(name -> view[rule.stateArray(name)] = known.get(name));
        rule.addWorkspace(view, length);
      }
    }
    groups.add(new RuleGroup(rule, arrays, workspaces, threads, largestPiece));
  }

  /** Moves an array to where the rule starts. */
  private void start(CompiledRule rule, ParameterArray array) {
    if (rule.configured().rule().start() == null) {
      return;
    }
    double[] given =
        array.pieces().stream()
            .flatMapToDouble(
                piece ->
                    IntStream.range(piece.from(), piece.to())
                        .mapToDouble(i -> get(piece.parameters(), i)))
            .toArray();
    double[] first = Objects.requireNonNull(rule.start(given, total));
    int at = 0;
    for (ParameterArray.Piece piece : array.pieces()) {
      for (int i = piece.from(); i < piece.to(); i++) {
        put(piece.parameters(), i, first[at++]);
      }
    }
  }

  /** The first values of a state, a stretch at a time so that little memory is needed. */
  private void begin(CompiledRule rule, String name, ParameterArray.Piece piece, Object state) {
    for (int from = piece.from(), to; from < piece.to(); from = to) {
      to = from + Math.min(piece.to() - from, RuleGroup.PIECE);
      double[] parameters = new double[to - from];
      for (int i = from; i < to; i++) {
        parameters[i - from] = get(piece.parameters(), i);
      }
      double[] first = rule.initialState(name, parameters, total);
      for (int i = from; i < to; i++) {
        put(state, i, first[i - from]);
      }
    }
  }

  private void findGlobals() {
    Map<String, Integer> passOf = new HashMap<>();
    for (int pass = 0; pass < passes; pass++) {
      Map<String, List<RuleGroup.Share>> byText = new LinkedHashMap<>();
      for (RuleGroup group : groups) {
        for (RuleGroup.Share share : group.shares(pass)) {
          byText.computeIfAbsent(share.text(), t -> new ArrayList<>()).add(share);
        }
      }
      List<GlobalNumber> found = new ArrayList<>();
      for (Map.Entry<String, List<RuleGroup.Share>> entry : byText.entrySet()) {
        if (passOf.putIfAbsent(entry.getKey(), pass) != null) {
          throw new SettingsException(
              "the groups of parameters do not agree on `%s`, which spans all of them: in some it depends on other settings"
                  .formatted(entry.getKey()));
        }
        found.add(global(entry.getValue()));
      }
      globals.add(found);
    }
  }

  private static GlobalNumber global(List<RuleGroup.Share> shares) {
    double[] values = new double[shares.size()];
    List<Object> targets = new ArrayList<>();
    List<Integer> slots = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      shares.get(i).sendTo(values, i);
      targets.add(shares.get(i).target());
      slots.add(shares.get(i).slot());
    }
    return new GlobalNumber(values, targets, slots);
  }

  /**
   * One step, in place.
   *
   * @param t the step, from 1
   * @param total the number of steps, where a schedule needs it
   * @throws SettingsException if a schedule leaves its hyperparameter's range
   */
  public void step(long t, long total) {
    for (int i = 0; i < groups.size(); i++) {
      groups.get(i).setScalars(t, total);
    }
    for (int pass = 0; pass < passes; pass++) {
      for (int i = 0; i < groups.size(); i++) {
        groups.get(i).run(pass, workers);
      }
      List<GlobalNumber> joined = globals.get(pass);
      for (int i = 0; i < joined.size(); i++) {
        joined.get(i).join();
      }
    }
  }

  /**
   * Changes settings from the next step on.
   *
   * @param rule of each array that is updated; the same for arrays that had the same
   * @throws SettingsException if the settings do not go together, or other states would be in use
   */
  public void reconfigure(Function<ParameterArray, ConfiguredRule> rule) {
    List<CompiledRule> changed = new ArrayList<>();
    for (RuleGroup group : groups) {
      ConfiguredRule configured = rule.apply(group.first());
      CompiledRule compiled = configured.compile(precision);
      if (!group.fits(compiled)) {
        throw new SettingsException(
            "during a run, rule `%s` keeps the states that it has: %s; with these settings it needs %s"
                .formatted(configured.rule(), named(group.rule()), named(compiled)));
      }
      changed.add(compiled);
    }
    for (int i = 0; i < changed.size(); i++) {
      groups.get(i).become(changed.get(i));
    }
  }

  private static String named(CompiledRule rule) {
    return rule.stateNames().isEmpty() ? "none" : String.join(", ", rule.stateNames());
  }

  /** The rules, as they are set now; one for each that was given. */
  public List<CompiledRule> rules() {
    return groups.stream().map(RuleGroup::rule).toList();
  }

  /** The states in use, of all rules. */
  public List<String> stateNames() {
    return List.copyOf(stateNames);
  }

  /**
   * A state's array, with the same index as the parameters.
   *
   * @param name one of {@link #stateNames}
   * @param parameters a Java array of one of the pieces
   * @return null if no rule of that array has such a state
   */
  public @Nullable Object state(String name, Object parameters) {
    return states.getOrDefault(parameters, Map.of()).get(name);
  }

  /**
   * The point that the rules have found, where that is not the parameters: an average, say.
   *
   * @param t the last step
   * @param total the number of steps
   * @return the numbers of all arrays, in order; null if it is the parameters
   */
  public double @Nullable [] reported(long t, long total) {
    long size = parts.stream().mapToLong(part -> part.array().size()).sum();
    boolean any = groups.stream().anyMatch(group -> group.rule().configured().reports());
    if (!any || size > Integer.MAX_VALUE - 8) {
      return null;
    }
    groups.forEach(group -> group.setScalars(t, total));
    double[] all = new double[(int) size];
    int at = 0;
    for (Part part : parts) {
      double[] w = gathered(part.array(), ParameterArray.Piece::parameters);
      RuleGroup group = group(part.array());
      double[] found = null;
      if (group != null) {
        Map<String, double[]> values = new HashMap<>();
        values.put("w", w);
        for (String name : group.rule().stateNames()) {
          values.put(
              name,
              gathered(
                  part.array(), piece -> Objects.requireNonNull(state(name, piece.parameters()))));
        }
        found = group.rule().reported(values, group.scalars());
      }
      System.arraycopy(found == null ? w : found, 0, all, at, w.length);
      at += w.length;
    }
    return all;
  }

  private @Nullable RuleGroup group(ParameterArray array) {
    return groups.stream().filter(group -> group.has(array)).findFirst().orElse(null);
  }

  private static double[] gathered(
      ParameterArray array, Function<ParameterArray.Piece, Object> which) {
    double[] all = new double[(int) array.size()];
    int at = 0;
    for (ParameterArray.Piece piece : array.pieces()) {
      for (int i = piece.from(); i < piece.to(); i++) {
        all[at++] = get(which.apply(piece), i);
      }
    }
    return all;
  }

  static double get(Object array, int index) {
    return array instanceof double[] doubles ? doubles[index] : ((float[]) array)[index];
  }

  static void put(Object array, int index, double value) {
    if (array instanceof double[] doubles) {
      doubles[index] = value;
    } else {
      ((float[]) array)[index] = (float) value;
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    if (workers != null) {
      workers.close();
    }
  }
}
